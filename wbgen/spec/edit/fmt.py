"""``fmt``: a spec's text in canonical form (docs/fmt.md), verified before it counts."""

from __future__ import annotations

import codecs

from wbgen.errors import WbgenError
from wbgen.spec.diagnostics import SpecError
from wbgen.spec.edit.canonical import canonical
from wbgen.spec.edit.same import same_data
from wbgen.spec.edit.source import Source
from wbgen.spec.load import load
from wbgen.spec.text import LINE_END
from wbgen.spec.tree import PlainData, plain_data


class FormatError(WbgenError):
    """A text that wbgen cannot make canonical without changing what it says."""


def fmt(source: bytes, file: str = "<spec>") -> bytes:
    """The text in canonical form: same data, same comments in the same order; idempotent.

    A byte order mark and CRLF line ends stay. Raises SpecError if the text does not load, FormatError
    if the canonical text would say anything else than the source does.
    """
    data = plain_data(load(source, file)[0])
    mark = codecs.BOM_UTF8 if source.startswith(codecs.BOM_UTF8) else b""
    text = source.removeprefix(mark).decode("utf-8")
    before = Source(text)
    result = canonical(before)
    verify(before, data, result, file)
    first = LINE_END.search(text)
    line_end = "\r\n" if first and first[0] == "\r\n" else "\n"
    return mark + result.replace("\n", line_end).encode("utf-8")


def verify(before: Source, data: PlainData, result: str, file: str) -> None:
    """Raise FormatError unless the result holds the data and the comments, and is canonical itself."""
    cure = "write that place more plainly; the file is left as it is"
    try:
        again = plain_data(load(result.encode("utf-8"), file)[0])
    except SpecError as error:
        found = error.diagnostics[0]
        message = f"{file}: the canonical text would not load ({found.message}: {found.source.strip()})"
        raise FormatError(message, cure=cure) from None
    if not same_data(data, again):
        raise FormatError(f"{file}: the canonical text would hold other values", cure=cure)
    after = Source(result)
    if comments(before) != comments(after):
        raise FormatError(f"{file}: the canonical text would lose or move a comment", cure=cure)
    if canonical(after) != result:
        raise FormatError(f"{file}: the canonical text is not stable", cure=cure)


def comments(source: Source) -> list[str]:
    """The comments of a text in their order."""
    return [comment.text for comment in source.comments]
