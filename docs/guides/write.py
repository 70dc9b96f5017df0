"""Writes docs/guides.md: where each statement of a metrics guide stands in the spec that replaces the guide.

``docs/guides/<guide>.yaml`` is a list of entries::

    - {lines: 9-10, says: The two losses of the whole model, spec: [metrics > Primary losses > loss/total]}
    - {lines: 93, says: A stage that is never logged, replaced: the guide's other name for it}

lines: of the guide.  says: the statement, in our words.  spec: paths into ``specs/<guide>.yaml``.
replaced: what stands for it instead, and why.  A path is the keys on the way, joined by `` > ``: `of` may be
left out, and an item of a list is named by any of its texts (`direct-mlp`, `line: loss/total`) or by its
number from 0.

Run as ``python docs/guides/write.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from wbgen.spec.extend import extend
from wbgen.spec.load import load_file
from wbgen.spec.packs import use_packs
from wbgen.spec.resolve import resolve
from wbgen.spec.tree import Mapping, Node, Scalar, Sequence, Span, value_text

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent.parent
PAGE = FOLDER.parent / "guides.md"
#: How long the text of a link may be.
MOST = 60
KEYS = {"lines", "says", "spec", "replaced"}

HEAD = """\
# The guides, statement by statement

Each spec under `specs/` replaces a metrics guide that a team wrote by hand. The tables say where every
statement of the guide went: to a line of the spec, or to what stands for it instead, with the reason. The
numbers on the left are lines of the guide.

This page is written by `python docs/guides/write.py` from the maps in `docs/guides/`.
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement of a guide. lines: from and to, inclusive.  spec: paths.  replaced: by what, and why."""

    lines: tuple[tuple[int, int], ...]
    says: str
    spec: tuple[str, ...]
    replaced: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """What a path leads to. name: its last step."""

    name: str
    node: Node
    span: Span


def guides() -> list[str]:
    """The guides that have a map, by name."""
    return sorted(file.stem for file in FOLDER.glob("*.yaml"))


def spec_file(guide: str) -> Path:
    """The spec that replaces a guide."""
    return ROOT / "specs" / f"{guide}.yaml"


def entries_of(guide: str) -> list[Entry]:
    """A guide's map. Raises ValueError where it is not in the form above."""
    file = FOLDER / f"{guide}.yaml"
    written = yaml.safe_load(file.read_text(encoding="utf-8"))
    if not isinstance(written, list):
        raise ValueError(f"{file.name} is no list")
    return [entry_of(each, f"{file.name}, entry {at}") for at, each in enumerate(written)]


def entry_of(written: Any, where: str) -> Entry:
    """One entry of a map, as :func:`entries_of`."""
    if not isinstance(written, dict) or not {"lines", "says"} <= set(written) <= KEYS:
        raise ValueError(f"{where}: it says `lines` and `says`, and `spec` or `replaced`: {written}")
    paths = written.get("spec") or []
    spec = tuple(str(path) for path in (paths if isinstance(paths, list) else [paths]))
    if not spec and not written.get("replaced"):
        raise ValueError(f"{where}: it has neither `spec` nor `replaced`")
    return Entry(tuple(ranges(written["lines"], where)), str(written["says"]), spec, written.get("replaced"))


def ranges(written: Any, where: str) -> Iterator[tuple[int, int]]:
    """Lines as pairs: ``9``, ``9-10`` and ``9-10, 14``, or a list of such."""
    parts = written if isinstance(written, list) else str(written).split(",")
    for part in parts:
        found = re.fullmatch(r"\s*(\d+)(?:\s*-\s*(\d+))?\s*", str(part))
        if found is None or int(found[2] or found[1]) < int(found[1]):
            raise ValueError(f"{where}: `{part}` are no lines")
        yield int(found[1]), int(found[2] or found[1])


def tree(guide: str) -> Mapping:
    """The spec's positioned tree with its variables filled in, and what it extends and uses."""
    file = spec_file(guide)
    root, collector = load_file(file)
    return use_packs(resolve(extend(root, collector, file), collector), collector, file)


def find(root: Mapping, path: str) -> Place:
    """Where a path leads. Raises LookupError with the step that leads nowhere."""
    place = Place("", root, root.span)
    for step in path.split(" > "):
        found = below(place.node, step.strip())
        if found is None:
            raise LookupError(f"`{path}`: there is no `{step.strip()}`")
        place = found
    return place


def below(node: Node, step: str) -> Place | None:
    """One step down a tree."""
    if isinstance(node, Sequence):
        return item(node, step)
    if not isinstance(node, Mapping):
        return None
    if step in node.by_key:
        key, value = node.by_key[step]
        return Place(step, value, key.span)
    inner = node.get("of")
    return below(inner, step) if inner else None


def item(node: Sequence, step: str) -> Place | None:
    """An item of a list, by its number or one of its texts."""
    for at, each in enumerate(node.items):
        if step == str(at) or step in texts(each):
            return Place(step, each, each.span)
    return None


def texts(node: Node) -> Iterator[str]:
    """What names an item of a list: itself, or its keys and values, alone and together."""
    if isinstance(node, Scalar):
        yield value_text(node.value)
    if isinstance(node, Mapping):
        for entry in node.entries:
            several = entry.value.items if isinstance(entry.value, Sequence) else [entry.value]
            yield entry.name
            for text in (value_text(each.value) for each in several if isinstance(each, Scalar)):
                yield from (text, f"{entry.name}: {text}")


def page() -> str:
    """The page. Raises LookupError with every path that leads nowhere."""
    lost: list[str] = []
    tables = [table(guide, lost) for guide in guides()]
    if lost:
        raise LookupError("\n".join(lost))
    return "\n".join([HEAD, *tables])


def table(guide: str, lost: list[str]) -> str:
    """A guide's part of the page; paths that lead nowhere are added to ``lost``."""
    root = tree(guide)
    lines = [
        f"## [{guide}](../specs/{guide}.yaml)",
        "",
        "| Guide | It says | In the spec |",
        "|---|---|---|",
    ]
    for each in entries_of(guide):
        links = [link(guide, root, path, lost) for path in each.spec]
        replaced = [f"*replaced by* {cell(each.replaced)}"] if each.replaced else []
        lines.append(f"| {shown(each)} | {cell(each.says)} | {'; '.join([*links, *replaced])} |")
    return "\n".join([*lines, ""])


def link(guide: str, root: Mapping, path: str, lost: list[str]) -> str:
    """A link to the line a path leads to."""
    try:
        place = find(root, path)
    except LookupError as error:
        lost.append(f"{guide}.yaml: {error.args[0]}")
        return ""
    file = Path(place.span.file or f"specs/{guide}.yaml")
    inside = file.resolve().relative_to(ROOT) if file.is_absolute() else file
    return f"[{cell(short(place.name))}](../{inside.as_posix()}#L{place.span.line})"


def shown(each: Entry) -> str:
    """Line numbers in words."""
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in each.lines)


def cell(text: str) -> str:
    """Text that stays as it is within a cell and within a link; code in backquotes is kept to the letter."""
    parts = re.split(r"(`[^`]*`)", " ".join(text.split()))
    return "".join(
        part.replace("|", "\\|") if part.startswith("`") else re.sub(r"([\\*_\[\]<>|])", r"\\\1", part)
        for part in parts
    )


def short(text: str) -> str:
    """The first words of a text, for a link."""
    return text if len(text) <= MOST else f"{text[:MOST].rpartition(' ')[0]} ..."


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
