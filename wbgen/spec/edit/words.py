"""How a single value is written: plain where every reader takes it for the same, else quoted."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache
from typing import Any

from yaml.nodes import ScalarNode
from yaml.resolver import Resolver

from wbgen.errors import WbgenError
from wbgen.spec.load import NOT_TEXT
from wbgen.spec.scalars import MAX_DIGITS, resolve_plain
from wbgen.spec.text import NOT_YAML_TEXT
from wbgen.spec.tree import ScalarValue, value_text

MAX_IMPLICIT_KEY = 1000  # YAML allows 1024 characters up to the colon; a longer key takes a `?`

#: A plain text cannot begin like this, or only in ways that readers disagree on.
BAD_START = re.compile(r"[\[\]{},#&*!|>'\"%@`?:]|-(?: |$)|---|\.\.\.")
#: What ends a plain text, or makes a map of it.
BAD_INSIDE = re.compile(r": | #|:$")
#: The same inside `{ }` and `[ ]`.
BAD_IN_FLOW = re.compile(r"[\[\]{},?]")
#: Numbers that are the same text in every reader: safe as keys, which are texts here.
PLAIN_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?\Z")

#: Marks without a shape of their own; the joiners are letters' business in Persian, Hindi and emoji.
INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Cs", "Zl", "Zp"})
JOINERS = frozenset("\u200c\u200d")

ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}

YAML_1_1: Any = Resolver()
TEXT_TAG = "tag:yaml.org,2002:str"
SMALL = 0.01  # below it a number is written with an exponent where that is shorter: 1e-4


class EmitError(WbgenError):
    """Data that no spec can hold: a control character, an integer of hundreds of digits."""


def word(value: ScalarValue, *, flow: bool = False, key: bool = False) -> str:
    """A single value on one line. Texts read the same with YAML 1.2 and YAML 1.1 readers.

    flow: it stands inside ``{ }`` or ``[ ]``.  key: it is the key of a map, which is always a text.
    Raises EmitError for a value that the loader would refuse.
    """
    match value:
        case str():
            return text_word(value, flow=flow, key=key)
        case bool() | None:
            return value_text(value)
        case int():
            digits = str(value) if value.bit_length() < 4 * MAX_DIGITS else ""
            if not 0 < len(digits) <= MAX_DIGITS:
                raise EmitError(f"an integer of more than {MAX_DIGITS} digits cannot be written")
            return digits
        case float():
            return float_word(value)


@lru_cache(maxsize=20_000)
def text_word(text: str, *, flow: bool, key: bool) -> str:
    check_text(text)
    if is_plain(text, flow=flow, key=key):
        return text
    if is_visible(text) and not text.isspace():
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(escaped(character) for character in text) + '"'


def float_word(value: float) -> str:
    """The shortest text that reads back as the same float."""
    if math.isnan(value):
        return ".nan"
    if math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    mantissa, _, exponent = repr(value).partition("e")
    if exponent:
        return f"{mantissa}e{int(exponent)}"
    if not 0 < abs(value) < SMALL:
        return mantissa
    digits = mantissa.lstrip("-0.")
    power = len(digits) - len(mantissa.partition(".")[2])
    sign = "-" if value < 0 else ""
    point = f".{digits[1:]}" if len(digits) > 1 else ""
    return min(mantissa, f"{sign}{digits[0]}{point}e{power - 1}", key=len)


def check_text(text: str) -> None:
    """Raise EmitError for a character that the loader takes from nobody, escaped or not."""
    if found := NOT_TEXT.search(text):
        raise EmitError(f"a text holds the character U+{ord(found[0]):04X}", cure="remove it")


def is_plain(text: str, *, flow: bool = False, key: bool = False) -> bool:
    """Whether the text reads as itself without quotes."""
    if not text or text != text.strip() or BAD_START.match(text) or BAD_INSIDE.search(text):
        return False
    if flow and BAD_IN_FLOW.search(text):
        return False
    if not is_visible(text):
        return False
    if key and PLAIN_NUMBER.match(text):
        return True
    old: str = YAML_1_1.resolve(ScalarNode, text, (True, False))
    return old == TEXT_TAG and (key or isinstance(resolve_plain(text), str))


def is_visible(text: str) -> bool:
    """Whether the characters may stand in a file as they are; others are written as escapes."""
    return text.isprintable() or all(
        character in JOINERS
        or not (unicodedata.category(character) in INVISIBLE or NOT_YAML_TEXT.match(character))
        for character in text
    )


def escaped(character: str) -> str:
    """The character inside double quotes."""
    if character in ESCAPES:
        return ESCAPES[character]
    if is_visible(character):
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def is_literal(text: str) -> bool:
    """Whether the text has lines, and a literal block (`|`) holds it as it is."""
    if "\n" not in text or text.isspace():
        return False
    last = text.rstrip("\n").rpartition("\n")[2]
    return bool(last.strip()) and is_visible(text.replace("\n", "").replace("\t", ""))


def literal(text: str, indent: int) -> tuple[str, list[str]]:
    """The header of a literal block and its lines, indented by that many columns."""
    stripped = text.rstrip("\n")
    trailing = len(text) - len(stripped)
    first = stripped.lstrip("\n")[0]
    header = "|" + ("2" if first in " \t" else "") + {0: "-", 1: ""}.get(trailing, "+")
    lines = stripped.split("\n") + [""] * max(0, trailing - 1)
    return header, [" " * indent + line if line else "" for line in lines]
