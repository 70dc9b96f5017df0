"""What a plain YAML scalar means, after the YAML 1.2 core schema (yaml.org/spec/1.2.2, chapter 10.3).

PyYAML resolves scalars after YAML 1.1, where ``1e-4`` is text and ``on`` a boolean; both surprise
people who write training configs.
"""

from __future__ import annotations

import re

from wbgen.spec.tree import ScalarValue

WORDS: dict[str, ScalarValue] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}

NUMBER_START = frozenset("+-.0123456789")
INTEGER = re.compile(r"[-+]?[0-9]+\Z")
BASED = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
MAX_DIGITS = 300  # a longer run of digits is text: converting it costs quadratic time
TOO_LARGE = 10**MAX_DIGITS  # so is what has more of them once it is decimal, as no float holds it


def resolve_plain(text: str) -> ScalarValue:
    """The value of an unquoted scalar."""
    if text in WORDS:
        return WORDS[text]
    if text[0] not in NUMBER_START or len(text) > MAX_DIGITS:
        return text
    if INTEGER.match(text):
        return int(text)
    if FLOAT.match(text):
        return float(text)
    number = int(text, 0) if BASED.match(text) else None
    return text if number is None or number >= TOO_LARGE else number
