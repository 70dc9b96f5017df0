"""YAML's own complaints, told to people who do not know YAML by heart: where, and the likely cure."""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from wbgen.spec.tree import Span

#: What a value that begins with this character lacks.
NEEDS_QUOTES = {
    "*": "a value that begins with `*` must be quoted: '*.loss'",
    "&": "a value that begins with `&` must be quoted",
    ">": "a value that begins with `>` must be quoted (or write the condition in words: `above 0.7`)",
    "'": "a text that begins with a quote must be quoted as a whole",
    '"': "a text that begins with a quote must be quoted as a whole",
    "%": "a value that begins with `%` must be quoted",
    "@": "a value that begins with `@` must be quoted",
    "`": "a value that begins with a backtick must be quoted",
    "\t": "indent with spaces, not with tabs",
}

#: The cure by a part of the parser's message, where the message alone tells it.
SURE_CURES = {
    "unknown escape character": "double a backslash inside double quotes, or use single quotes",
    "could not find expected ':'": "write `key: value` on every line of a map; begin a longer text with `|`",
}

#: The cure by a part of the parser's message, where no character at the place tells a better one.
LIKELY_CURES = {
    "mapping values are not": "quote a text that has `: ` in it; align a key with the keys around it",
    "expected node content": "write the value that is missing here, or quote the text",
    "flow mapping": "inside `{ }`, a text with any of , [ ] { } or `: ` in it must be quoted",
    "flow sequence": "inside `[ ]`, a text with any of , [ ] { } or `: ` in it must be quoted",
    "expected '-' indicator": "begin all items of a list in the same column",
    "expected key": "begin all keys of a map in the same column",
    "": "quote the text, and look at the indentation",
}


def syntax_error(error: yaml.MarkedYAMLError, lines: Sequence[str]) -> tuple[str, str, Span, str]:
    """A complaint as code, message, place and cure."""
    what = ", ".join(part for part in (error.context, error.problem) if part)
    began = error.context_mark
    mark = error.problem_mark or began
    if began and "simple key" in what:
        mark = began
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if "Unicode character escape" in what:
        cure = "write the character itself"
        return "bad-character", "the escape stands for no character", one_character(line, column), cure
    if began and at_end(line, column, lines) and (kind := opener(began.line, began.column, lines)):
        place = one_character(began.line + 1, began.column + 1)
        return "not-yaml", f"this is not YAML: the {kind} is never closed", place, "close it"
    sure = next((cure for part, cure in SURE_CURES.items() if part in what), None)
    likely = next(cure for part, cure in LIKELY_CURES.items() if part in what)
    cure = sure or quoting_cure(line, column, lines) or likely
    return "not-yaml", f"this is not YAML: {what}", one_character(line, column), cure


def quoting_cure(line: int, column: int, lines: Sequence[str]) -> str | None:
    """The cure where a character that means something to YAML begins a value."""
    text = lines[line - 1] if line <= len(lines) else ""
    here = text[column - 1 : column]
    if here == "\t" or text.startswith("\t"):
        return NEEDS_QUOTES["\t"]
    value = text.partition(": ")[2].strip() or text.strip().removeprefix("- ")
    for character in (value[:1], here, text[column - 2 : column - 1]):
        if character in NEEDS_QUOTES:
            return NEEDS_QUOTES[character]
    return None


def at_end(line: int, column: int, lines: Sequence[str]) -> bool:
    """Whether nothing but blank lines and comments follows a place."""
    rest = [lines[line - 1][column - 1 :], *lines[line:]] if line <= len(lines) else []
    return all(not text.strip() or text.lstrip().startswith("#") for text in rest)


def opener(line: int, column: int, lines: Sequence[str]) -> str | None:
    """What opens at a place (counted from 0), or None."""
    here = lines[line][column : column + 1] if line < len(lines) else ""
    return {"[": "`[`", "{": "`{`", "'": "quote", '"': "quote"}.get(here)


def one_character(line: int, column: int) -> Span:
    return Span(line, column, line, column + 1)
