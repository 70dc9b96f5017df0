"""Diagnostics: what is wrong in a file, where, and how to put it right.

A stage collects all of its diagnostics and raises :class:`SpecError` once, so that a person sees
every mistake of a file at the same time.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from wbgen.errors import WbgenError
from wbgen.spec.codes import CODES
from wbgen.spec.tree import Span

START = Span(1, 1, 1, 1)


class Severity(StrEnum):
    """How bad it is: an error stops every command, a warning is likely a mistake, a note informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. ``source`` is the line of the file it points at, without its line end."""

    code: str
    message: str
    file: str
    span: Span
    severity: Severity = Severity.ERROR
    cure: str | None = None
    source: str = ""

    def as_json(self) -> dict[str, Any]:
        """The finding as plain data (the format is described in docs/diagnostics.md)."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "message": self.message,
            "cure": self.cure,
            "file": self.file,
            "line": self.span.line,
            "column": self.span.column,
            "end_line": self.span.end_line,
            "end_column": self.span.end_column,
            "source": self.source,
        }

    def as_text(self) -> str:
        """The finding as a person reads it: place, sentence, the source line underlined, the cure."""
        lines = [
            f"{self.file}:{self.span.line}:{self.span.column}: {self.severity}[{self.code}] {self.message}"
        ]
        if self.source.strip():
            lines += underline(self.source, self.span)
        if self.cure:
            lines.append(f"  cure: {self.cure}")
        return "\n".join(lines)


MAX_SOURCE = 160  # characters of a source line that are worth showing


def underline(source: str, span: Span) -> list[str]:
    """The source line with its number, and carets under the span; long lines are cut around it."""
    start = max(0, span.column - 1)
    length = span.end_column - span.column if span.end_line == span.line else len(source) - start
    cut = max(0, start - MAX_SOURCE // 2)
    shown = source[cut : cut + MAX_SOURCE].replace("\t", " ")
    before = shown[: start - cut]
    carets = "^" * max(1, min(length, len(shown) - len(before)))
    number = f"{span.line:>5} | "
    return [number + shown, " " * (len(number) - 2) + "| " + " " * display_width(before) + carets]


def display_width(text: str) -> int:
    """Columns a terminal gives the text: wide East Asian letters take two, combining marks none."""
    widths = (
        2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text
    )
    return sum(widths)


class SpecError(WbgenError):
    """A file holds at least one error; all of its diagnostics travel along."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        count = sum(d.severity is Severity.ERROR for d in diagnostics)
        super().__init__(f"{count} error{'s' if count != 1 else ''} in the spec")


@dataclass
class Collector:
    """Gathers the diagnostics of one file."""

    file: str
    lines: Sequence[str] = ()
    found: list[Diagnostic] = field(default_factory=list)

    def add(
        self,
        code: str,
        message: str,
        span: Span = START,
        *,
        cure: str | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Record a finding; its code must be one of the documented ones."""
        assert code in CODES, code
        source = self.lines[span.line - 1] if 0 < span.line <= len(self.lines) else ""
        self.found.append(
            Diagnostic(code, printable(message), self.file, span, severity, cure, printable(source))
        )

    def raise_if_errors(self) -> None:
        """Raise everything found so far if any of it is an error."""
        if any(d.severity is Severity.ERROR for d in self.found):
            raise SpecError(self.sorted())

    def sorted(self) -> tuple[Diagnostic, ...]:
        """The findings in the order of the file, each said once."""
        return tuple(sorted(dict.fromkeys(self.found), key=lambda d: (d.span, d.code, d.message)))


def printable(text: str) -> str:
    """The text with control characters (terminal escapes too) shown as U+FFFD; tabs stay."""
    return "".join("\ufffd" if unicodedata.category(c) in ("Cc", "Cs") and c != "\t" else c for c in text)


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that the name was most likely meant to be, or None where none is near."""
    close = difflib.get_close_matches(name, list(candidates), n=1, cutoff=0.6)
    return close[0] if close else None


def did_you_mean(name: str, candidates: Iterable[str], *, otherwise: str | None = None) -> str | None:
    """A cure that offers the nearest candidate, else the given sentence."""
    near = nearest(name, candidates)
    return f"did you mean `{near}`?" if near else otherwise


def listed(names: Iterable[str], limit: int = 12) -> str:
    """Names as prose: ``a, b and 3 more``."""
    all_names = list(names)
    more = len(all_names) - limit
    return ", ".join(all_names[:limit]) + (f" and {more} more" if more > 0 else "")
