"""Plain data as YAML in the house style.

Two columns of indentation, lists indented under their key, block style. What is written in flow form
(`{a: 1}`, `[1, 2]`) is said by the tables below: only flat things that fit on the line, and only
where no text needs quotes for it. Texts with lines are literal blocks; nothing is folded.
"""

from __future__ import annotations

from typing import NamedTuple

from wbgen.spec.edit.words import MAX_IMPLICIT_KEY, check_text, is_literal, is_plain, literal, word
from wbgen.spec.tree import PlainData

WIDTH = 100

#: Keys whose value is written in flow form if it is a flat map.
FLOW_MAPS = frozenset({"values", "warn", "critical", "smoothing"})
#: Keys whose members (values of the map, items of the list) are written in flow form if they are flat maps.
FLOW_MEMBERS = frozenset({"of", "config", "dimensions", "thresholds", "parameters"})
#: Keys of lists whose items are set apart by blank lines if any of them is a map.
SPACED = frozenset({"metrics", "sections"})


class Style(NamedTuple):
    """width: columns a flow form may take.

    keep: texts that end in several line ends may be literal blocks (`|+`); they must not where blank
    lines could follow that are not theirs.  blocks: texts with lines may be literal blocks at all.
    """

    width: int = WIDTH
    keep: bool = True
    blocks: bool = True


class Written(NamedTuple):
    """A value after its key or dash: what stands on that line, and the lines below it.

    compact: the lines are a block collection, which may begin on the line of a dash.
    """

    head: str
    lines: list[str]
    compact: bool = False


def emit(data: PlainData, *, width: int = WIDTH) -> str:
    """The data as YAML text, ending in a line end. Loading it gives the same data, types included.

    The result is deterministic and in the canonical form of ``wbgen fmt``. Lines keep within
    ``width`` characters where nothing but the layout decides it.
    Raises EmitError for data that the loader would refuse (see ``words``).
    """
    style = Style(width)
    if not isinstance(data, dict) or not data:
        written = value_lines(data, -2, (), style)
        return "\n".join([*([written.head] if written.head else []), *written.lines]) + "\n"
    lines: list[str] = []
    several = is_open = False
    for key, value in data.items():
        entry = item_lines(key, value, 0, (), style)
        if lines and (several or len(entry) > 1) and not is_open:
            lines.append("")
        lines += entry
        several, is_open = len(entry) > 1, ends_in_keep(value)
    return "\n".join(lines) + "\n"


def item_lines(
    key: str | None, value: PlainData, indent: int, path: tuple[str, ...], style: Style
) -> list[str]:
    """The lines of one entry of a map, or (key None) of one item of a list.

    path: the keys above, from the root, without list indices.
    """
    margin = " " * indent
    if key is None:
        written = value_lines(value, indent, path, style, member=True)
        if written.compact:
            first, *rest = written.lines
            return [f"{margin}- {first.lstrip(' ')}", *rest]
        return [f"{margin}- {written.head}", *written.lines]
    text = word(key, key=True)
    before = [f"{margin}? {text}"] if len(text) > MAX_IMPLICIT_KEY else []
    head = f"{margin}:" if before else f"{margin}{text}:"
    written = value_lines(value, indent, (*path, key), style, taken=len(head) - indent)
    return [*before, joined(head, written.head), *written.lines]


def joined(before: str, head: str) -> str:
    return f"{before} {head}" if head else before


def value_lines(
    value: PlainData,
    indent: int,
    path: tuple[str, ...],
    style: Style,
    *,
    taken: int = 1,
    member: bool = False,
) -> Written:
    """A value whose key or dash stands in column ``indent`` (from 0) and takes that many columns.

    member: the value is an item of the list that the last key of the path names.
    """
    if isinstance(value, str) and takes_block(value, style):
        check_text(value)
        return Written(*literal(value, max(indent, 0) + 2))
    if not isinstance(value, (dict, list)) or not value:
        return Written(flow_text(value), [])
    if wants_flow(value, path, member=member):
        text = flow_text(value)
        if indent + taken + 1 + len(text) <= style.width:
            return Written(text, [])
    return Written("", block_lines(value, indent + 2, path, style), compact=True)


def takes_block(text: str, style: Style) -> bool:
    """Whether a text is written as a literal block here."""
    return style.blocks and is_literal(text) and (style.keep or not text.endswith("\n\n"))


def block_lines(
    value: dict[str, PlainData] | list[PlainData], indent: int, path: tuple[str, ...], style: Style
) -> list[str]:
    """The lines of a block collection whose entries begin in column ``indent``."""
    if isinstance(value, dict):
        return [line for key, item in value.items() for line in item_lines(key, item, indent, path, style)]
    spaced = bool(path) and path[-1] in SPACED and any(isinstance(item, dict) for item in value)
    lines: list[str] = []
    for index, item in enumerate(value):
        if spaced and index and not ends_in_keep(value[index - 1]):
            lines.append("")
        lines += item_lines(None, item, indent, path, style)
    return lines


def wants_flow(value: dict[str, PlainData] | list[PlainData], path: tuple[str, ...], *, member: bool) -> bool:
    """Whether the house style writes this collection in flow form, if it fits."""
    if isinstance(value, list):
        return is_flat(value) and is_quiet(value)
    above = path[-1:] if member else path[-2:-1]
    named = bool(path) and not member and path[-1] in FLOW_MAPS
    if not named and FLOW_MEMBERS.isdisjoint(above):
        return False
    return all(is_flat(item) for item in value.values()) and is_quiet(value)


def is_flat(value: PlainData) -> bool:
    """A single value, or a list of them."""
    if isinstance(value, list):
        return not any(isinstance(item, (dict, list)) for item in value)
    return not isinstance(value, dict)


def is_quiet(value: PlainData) -> bool:
    """Whether no text in it needs quotes only because of the flow form, or has lines."""
    match value:
        case str():
            return "\n" not in value and is_plain(value, flow=True) == is_plain(value)
        case list():
            return all(is_quiet(item) for item in value)
        case dict():
            return all(
                len(key) < MAX_IMPLICIT_KEY
                and is_plain(key, key=True, flow=True) == is_plain(key, key=True)
                and is_quiet(item)
                for key, item in value.items()
            )
        case _:
            return True


def flow_text(value: PlainData) -> str:
    """A value on one line, for the block context if it is a single value."""
    return flow_form(value) if isinstance(value, (dict, list)) else word(value)


def flow_form(value: PlainData) -> str:
    """A value on one line, inside or as ``{ }`` or ``[ ]``."""
    match value:
        case dict():
            return "{" + ", ".join(flow_entry(key, item) for key, item in value.items()) + "}"
        case list():
            return "[" + ", ".join(flow_form(item) for item in value) + "]"
        case _:
            return word(value, flow=True)


def flow_entry(key: str, value: PlainData) -> str:
    """An entry of a map in flow form."""
    text = word(key, flow=True, key=True)
    mark = "? " if len(text) > MAX_IMPLICIT_KEY else ""
    return f"{mark}{text}: {flow_form(value)}"


def ends_in_keep(value: PlainData) -> bool:
    """Whether the last text of the value is a literal block that would take a blank line after it."""
    while isinstance(value, (dict, list)) and value:
        value = value[-1] if isinstance(value, list) else list(value.values())[-1]
    return isinstance(value, str) and value.endswith("\n\n") and is_literal(value)
