"""From bytes to text: strict UTF-8, no longer than a bound, of characters that YAML takes."""

from __future__ import annotations

import codecs
import re
from typing import NoReturn

from wbgen.spec.diagnostics import START, Collector, SpecError
from wbgen.spec.tree import Span

MAX_BYTES = 8 * 1024 * 1024

#: What the YAML 1.2 character set leaves out (yaml.org/spec/1.2.2, rule 1, c-printable).
NOT_YAML_TEXT = re.compile("[^\\t\\n\\r\\x20-\\x7e\\x85\\xa0-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")

#: Where the YAML parser sees a line end.
LINE_END = re.compile("\\r\\n|[\\n\\r\\x85\\u2028\\u2029]")


def decode(data: bytes, collector: Collector) -> str:
    """The text of the bytes, a byte order mark dropped; the collector learns its lines.

    Raises SpecError where the bytes are no text.
    """
    if len(data) > MAX_BYTES:
        refuse(
            collector, "too-large", f"the file is larger than {MAX_BYTES // 1024**2} MiB", "split the spec"
        )
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        refuse(collector, "not-utf8", "the file is UTF-16", "save the file as UTF-8")
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        collector.lines = LINE_END.split(data.decode("utf-8", errors="replace"))
        place = end_of(data[: error.start].decode("utf-8"))
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        refuse(collector, "not-utf8", message, "save the file as UTF-8", place)
    collector.lines = LINE_END.split(text)
    if found := NOT_YAML_TEXT.search(text):
        message = f"the character U+{ord(found[0]):04X} cannot stand in a spec"
        cure = "remove it; where a file is full of them, save it as UTF-8 text"
        refuse(collector, "bad-character", message, cure, end_of(text[: found.start()]))
    return text


def end_of(text: str) -> Span:
    """The place of the character after a text."""
    *before, last = LINE_END.split(text)
    line, column = len(before) + 1, len(last) + 1
    return Span(line, column, line, column + 1)


def refuse(collector: Collector, code: str, message: str, cure: str, span: Span = START) -> NoReturn:
    """Stop reading: nothing of the file can be understood."""
    collector.add(code, message, span, cure=cure)
    raise SpecError(collector.sorted())
