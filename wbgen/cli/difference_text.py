"""Differences as text for people: an indented tree of places, values shortened to where they differ."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

import click

from wbgen.spec.diagnostics import printable
from wbgen.views.diff import Difference
from wbgen.views.json import Json, canonical

COLOURS = {"+": "green", "~": "yellow", "-": "red", "!": "magenta", "*": "cyan", "=": None}

#: How much of a value a difference shows: characters of one value, of a line of text, lines of text.
MAX_VALUE = 72
MAX_LINE = 150
MAX_LINES = 8
#: Characters before the first difference of two long values that are shown.
LEAD = 20


def difference_lines(differences: Sequence[Difference], depth: int = 0) -> Iterator[str]:
    """Differences as an indented tree of places. depth: of what they belong to."""
    margin = "    " * (depth + 1)
    shown: tuple[str, ...] = ()
    for difference in differences:
        *outer, last = difference.place or ("view",)
        for level, step in enumerate(outer):
            if shown[: level + 1] != tuple(outer[: level + 1]):
                yield f"{margin}{'    ' * level}{printable(step)}"
        shown = tuple(outer)
        indent = margin + "    " * len(outer)
        head = f"{indent}{difference.sign} {printable(last)}"
        before, after = difference.before, difference.after
        if isinstance(before, str) and isinstance(after, str) and "\n" in before + after:
            yield coloured(difference.sign, head)
            yield from text_lines(before, after, indent + "    ")
        else:
            yield coloured(difference.sign, head + values(difference))


def values(difference: Difference) -> str:
    """Before and after, shortened to where they differ."""
    before, after = quoted(difference.before), quoted(difference.after)
    match difference.sign:
        case "~":
            pairs = zip(before, after, strict=False)
            same = next((at for at, (one, other) in enumerate(pairs) if one != other), 0)
            return f"  {short(before, same)} -> {short(after, same)}"
        case "+" if difference.after is not None:
            return f"  {short(after)}"
        case "-" if difference.before is not None:
            return f"  {short(before)}"
        case _:
            return ""


def text_lines(before: str, after: str, indent: str) -> Iterator[str]:
    """The lines of a longer text that went and came."""
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""))[2:]
    changed = [line for line in lines if not line.startswith("@@")]
    for line in changed[:MAX_LINES]:
        text = printable(f"{line[0]} {line[1:]}")
        shown = text if len(text) <= MAX_LINE else text[: MAX_LINE - 3] + "..."
        yield coloured(line[0], f"{indent}{shown}".rstrip())
    if len(changed) > MAX_LINES:
        yield f"{indent}... {len(changed) - MAX_LINES} more lines"


def quoted(value: Json) -> str:
    """A value on one line, as JSON writes it, so that a text shows where it begins and ends."""
    return printable(canonical(value))


def short(text: str, same: int = 0) -> str:
    """The part of a text that begins a little before what differs; ``same`` is where that is."""
    if len(text) <= MAX_VALUE:
        return text
    start = max(0, min(same - LEAD, len(text) - MAX_VALUE))
    end = start + MAX_VALUE
    return f"{'...' if start else ''}{text[start:end]}{'...' if end < len(text) else ''}"


def coloured(sign: str, text: str) -> str:
    """Text in the colour of its sign; click takes colours away where there is no terminal."""
    return click.style(text, fg=COLOURS.get(sign)) if COLOURS.get(sign) else text
