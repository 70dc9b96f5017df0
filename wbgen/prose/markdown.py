"""Markdown: tables, lists, code, and texts that stay within their place.

The author's texts are Markdown already: code in backquotes, links and emphasis are meant. What would leave
its cell, or vanish as HTML (``<layer>``), is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from wbgen.spec.resolve import outside_code

BACKQUOTES = re.compile("`+")
#: What Markdown takes for the beginning of HTML, if it is not escaped already.
ANGLE = re.compile(r"(?<!\\)<(?!https?://)")


def inline(text: str) -> str:
    """A text of the author's on one line, in which nothing is HTML."""
    return outside_code(" ".join(text.split()), lambda part: ANGLE.sub(r"\\<", part))


def cell(text: str) -> str:
    """A text of the author's in a table's cell."""
    return re.sub(r"(?<!\\)\|", r"\\|", inline(text))


def code(text: str) -> str:
    """Any text to the letter, in backquotes; as in a cell, so that a pipe has its backslash."""
    bare = " ".join(str(text).split())
    if not bare:
        return ""
    quote = "`" * (longest(bare) + 1)
    room = " " if "`" in bare else ""
    return f"{quote}{room}{bare}{room}{quote}"


def code_cell(text: object) -> str:
    """Any text to the letter in a table's cell."""
    return code(str(text)).replace("|", "\\|")


def fence(text: str, language: str = "") -> str:
    """A block of code."""
    quote = "`" * max(3, longest(text) + 1)
    return f"{quote}{language}\n{text.strip()}\n{quote}"


def longest(text: str) -> int:
    """How many backquotes stand together at most."""
    return max(map(len, BACKQUOTES.findall(text)), default=0)


def bullets(items: Iterable[str]) -> str:
    """A list."""
    return "\n".join(f"- {inline(item)}" for item in items)


def row(cells: Iterable[str]) -> str:
    """A row of a table."""
    return f"| {' | '.join(cells)} |"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table without the columns that are empty in every row; nothing where there are no rows."""
    filled = list(rows)
    kept = [at for at in range(len(head)) if any(cells[at] for cells in filled)]
    lines = [[cells[at] for at in kept] for cells in (head, ["---"] * len(head), *filled)]
    return "\n".join(map(row, lines)) if filled else ""


def together(parts: Iterable[str]) -> str:
    """Paragraphs, of those that say something."""
    return "\n\n".join(part for part in parts if part)
