"""Edits of a YAML text in place: what is not edited keeps every byte.

What goes and what stays:

- a comment behind a value stays when the value is replaced, and goes when its entry is deleted;
- own-line comments directly above an entry, in its column, go with a deleted entry; a blank line
  between them and the entry keeps them; comments below it that are indented deeper go with it;
- comments inside a value go when the whole value is replaced;
- an edit is refused where a member that comes or goes would take a comment inside ``{ }`` or ``[ ]``
  along, and where it meets an anchor or an alias, since other places share that value;
- line ends (CRLF) and a byte order mark stay; a file without a final line end may get one when its
  last lines are edited.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from typing import NamedTuple

from wbgen.spec.diagnostics import SpecError
from wbgen.spec.edit.edits import Changes, Edit, EditError, edited, gather
from wbgen.spec.edit.same import same_data
from wbgen.spec.edit.source import Source
from wbgen.spec.edit.splice_block import block_changes
from wbgen.spec.edit.splice_flow import flow_changes
from wbgen.spec.edit.stretch import Stretch
from wbgen.spec.load import load
from wbgen.spec.text import LINE_END
from wbgen.spec.tree import PlainData, plain_data


class Outcome(NamedTuple):
    """A text after the edits, and the data it holds."""

    text: str
    data: PlainData


def splice(source: bytes, edits: Sequence[Edit]) -> bytes:
    """The text with the edits made in place.

    All paths and indices are those of the text before any edit; edits must not overlap. The result
    is read again, and holds exactly the data that the edits make of the old data.
    Raises SpecError if the source does not load, EmitError for a value that no spec can hold, and
    EditError where an edit cannot be made in place; the caller then still has the source unchanged.
    """
    data = plain_data(load(source)[0])
    changes = gather(data, edits)
    if not edits:
        return source
    mark = codecs.BOM_UTF8 if source.startswith(codecs.BOM_UTF8) else b""
    text = source.removeprefix(mark).decode("utf-8")
    expected = edited(data, changes)
    after = spliced(text, changes)
    for candidate in dict.fromkeys((tidied(text, after), after)):
        result = mark + candidate.encode("utf-8")
        if same_data(read_again(result), expected):
            return result
    raise EditError(
        "the edits cannot be made in place: the text would say something else",
        cure="make the change by hand",
    )


def read_again(data: bytes) -> PlainData:
    try:
        return plain_data(load(data)[0])
    except SpecError:
        return None


def spliced(text: str, changes: Changes) -> str:
    """The text after the changes, unverified."""
    source = Source(text)
    find = block_changes if source.root.block else flow_changes
    stretches = find(source, source.root, changes, ())
    return replaced(text, stretches)


def replaced(text: str, stretches: list[Stretch]) -> str:
    """The text with stretches of it exchanged, in the text's own line ends."""
    first = LINE_END.search(text)
    line_end = first[0] if first and first[0] in ("\r\n", "\r") else "\n"
    parts: list[str] = []
    position = 0
    removed = Stretch(-1, -1)
    for stretch in sorted(stretches, key=lambda s: (s.start, s.end)):
        fresh = stretch.text
        if removed.start < stretch.start <= removed.end and fresh.startswith("\n"):
            fresh = f"{fresh[1:]}\n"  # the line it was to stand below is gone
        elif stretch.start < position and fresh:
            raise EditError("two edits meet in one line", cure="make them one after the other")
        parts += [text[position : stretch.start], fresh.replace("\n", line_end)]
        position = max(position, stretch.end)
        removed = removed if fresh else stretch
    parts.append(text[position:])
    open_end = not text.endswith(line_end) and any(s.end == len(text) and "\n" in s.text for s in stretches)
    return "".join(parts) + (line_end if open_end else "")


def tidied(before: str, after: str) -> str:
    """The text without blank lines at its end that were not there before."""
    if before.endswith(("\n\n", "\r\n\r\n")) or not after.endswith("\n"):
        return after
    stripped = after.rstrip("\r\n")
    return stripped + ("\r\n" if after.endswith("\r\n") else "\n")
