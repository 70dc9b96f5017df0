"""Mistakes people make in expressions, told by what stands where reading stopped, and their cures."""

from __future__ import annotations

import re

#: (what stands there, what is wrong, what to write); the first row that covers the place is told.
MISTAKES: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(pattern), message, cure)
    for pattern, message, cure in (
        (r"&&?", "`{0}` is not an operator", "write `and`"),
        (r"\|\|?", "`{0}` is not an operator", "write `or`"),
        (r"=~|(?<!!)~=?", "`{0}` is not an operator", "write `matches 'regex'`"),
        (r"!~", "`{0}` is not an operator", "write `not key matches 'regex'`"),
        (r"===", "`{0}` is not an operator", "write `==`"),
        (r"!==|<>|≠", "`{0}` is not an operator", "write `!=`"),
        (r"≤|=<", "`{0}` is not an operator", "write `<=`"),
        (r"≥|=>", "`{0}` is not an operator", "write `>=`"),
        (r"!(?!=)", "`{0}` is not an operator", "write `not`"),
        (r"\*\*|\^", "there are no powers", "write `x * x`"),
        (r"[0-9.]+ ?%", "a percent sign is not read", "write 1 % as `0.01`"),
        (r"[“”„‘’`´]", "`{0}` is not a quote", "write ' or \""),
        (r"[0-9]{4}-[0-9]{2}-[0-9]{2}[^\s)\]]*", "a date is a text", "put it in quotes: '{0}'"),
        (r"[0-9]+(?:_[0-9]+)+", "`{0}` is not a number", "write it without `_`"),
        (r"\{\w+\}", "`{0}` is not a placeholder", "write `<name>`"),
        (r"\$\w*", "`{0}` is not filled in here", "variables are filled in before; `$$` is a dollar"),
        (r"\b(?:config|summary|run)\.(?![\w'\"<])", "`{0}` needs a name after it", "write `{0}<name>`"),
        (r"(?i)\babove\b", "`above` belongs to `healthy`, `warn` and `critical`", "write `>`"),
        (r"(?i)\bbelow\b", "`below` belongs to `healthy`, `warn` and `critical`", "write `<`"),
        (r"(?i)\bto\b", "`to` belongs to `healthy`, `warn` and `critical`", "write `x >= 0 and x <= 1`"),
        (r"(?i)\bwithin\b", "`within` goes with `last`", "write `within last 7 days`"),
        (r"(?i)\bbetween\b", "`between` is not an operator", "write `x >= 0 and x <= 1`"),
        (
            r"(?i)\b(?:contains|like|startswith|endswith)\b",
            "`{0}` is not an operator",
            "write `matches 'regex'`, where ^ is the start of the text and $ its end",
        ),
        (r"(?i)\bis\s+[^\s)]+", "`is` asks for null (or, in a rule, for nan)", "write `==`"),
        (r"(?i)\bin\s*[^\s\[]", "`in` is followed by a list", "write it in brackets: `in [a, b]`"),
        (r"['\"]", "the text that begins here has no end", "close it with {0}"),
        (r"[-+](?=[0-9.])|[-+*/]", "`{0}` needs a space on both sides", "write `a {0} b`"),
    )
)

#: What a terminal of the grammar is called; the first that could have stood there is told.
EXPECTED: tuple[tuple[str, str], ...] = (
    ("COMPARE", "a comparison such as `==` or `in` is missing before it"),
    ("_AND", "`and` or `or` is missing before it"),
    ("STRING", "a name, number or text is missing here"),
    ("NUMBER", "a number and its unit are missing here"),
    ("_LSQB", "a list in brackets is missing here"),
    ("NAME", "a name is missing here"),
    ("_RSQB", "a comma or the closing `]` is missing here"),
    ("_RPAR", "the closing `)` is missing here"),
)


def known_mistake(text: str, at: int) -> tuple[str, str, int, int] | None:
    """The message, cure, start and end of the mistake that covers the place, or None."""
    for pattern, message, cure in MISTAKES:
        for found in pattern.finditer(text, max(0, at - 40)):
            if found.start() > at:
                break
            if at < found.end():
                return message.format(found[0]), cure.format(found[0]), found.start(), found.end()
    return None


def expected(found: str, terminals: set[str]) -> str | None:
    """What is missing before a terminal, in words."""
    if found == "COMPARE":
        return "one comparison at a time: write `0 < x and x < 1`"
    return next((words for terminal, words in EXPECTED if terminal in terminals), None)
