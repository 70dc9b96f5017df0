"""Diagnostics: what is wrong in a file, where, and how to put it right.

A stage collects all of its diagnostics and raises :class:`SpecError` once, so that a person sees
every mistake of a file at the same time.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
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
    """One finding.

    source: the line of the file it points at, without its line end; of a long line the part around
    the span, which begins at ``source_column``.
    """

    code: str
    message: str
    file: str
    span: Span
    severity: Severity = Severity.ERROR
    cure: str | None = None
    source: str = ""
    source_column: int = 1

    def as_json(self) -> dict[str, Any]:
        """The finding as plain data (the format is described in docs/diagnostics.md)."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "message": self.message,
            "cure": self.cure,
            "file": printable(self.file),
            "line": self.span.line,
            "column": self.span.column,
            "end_line": self.span.end_line,
            "end_column": self.span.end_column,
            "source": self.source,
            "source_column": self.source_column,
        }

    def as_text(self) -> str:
        """The finding as a person reads it: place, sentence, the source line underlined, the cure."""
        place = f"{printable(self.file)}:{self.span.line}:{self.span.column}"
        lines = [f"{place}: {self.severity}[{self.code}] {self.message}"]
        if self.source.strip():
            lines += underline(self.source, self.span, self.source_column)
        if self.cure:
            lines.append(f"  cure: {self.cure}")
        return "\n".join(lines)


MAX_SOURCE = 160  # characters of a source line that are worth showing
MAX_SENTENCE = 400  # characters of a message or cure: names in a spec can be megabytes long
MAX_ERRORS = 500  # findings of one severity in one file; nobody reads more at a time


def underline(source: str, span: Span, source_column: int = 1) -> list[str]:
    """The source line with its number, and carets under the span."""
    shown = source.replace("\t", " ")
    start = span.column - source_column
    before = shown[:start]
    length = span.end_column - span.column if span.end_line == span.line else len(shown)
    carets = "^" * max(1, display_width(shown[start : start + length]))
    number = f"{span.line:>5} | "
    return [number + shown, " " * (len(number) - 2) + "| " + " " * display_width(before) + carets]


def excerpt(line: str, column: int) -> tuple[str, int]:
    """The part of a line worth showing around a column, and the column it begins at."""
    cut = max(0, column - 1 - MAX_SOURCE // 2) if len(line) > MAX_SOURCE else 0
    return printable(line[cut : cut + MAX_SOURCE]), cut + 1


def display_width(text: str) -> int:
    """Columns a terminal gives the text: wide East Asian letters take two, combining marks none."""
    widths = (
        2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text
    )
    return sum(widths)


class SpecError(WbgenError):
    """Specs hold at least one error; all of their diagnostics travel along."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        count = sum(d.severity is Severity.ERROR for d in diagnostics)
        super().__init__(f"{count} error{'s' if count != 1 else ''} in the spec")


#: Findings after which a value is not what its author meant.
UNRESOLVED = frozenset({"undefined-variable", "variable-in-text"})


@dataclass
class Collector:
    """Gathers the diagnostics of one file and those it is made with, up to a bound of each severity.

    others: the lines of those other files, by the name their nodes carry.
    """

    file: str
    lines: Sequence[str] = ()
    others: dict[str, Sequence[str]] = field(default_factory=dict)
    found: list[Diagnostic] = field(default_factory=list)
    counts: Counter[Severity] = field(default_factory=Counter)
    unresolved: set[Span] = field(default_factory=set)

    @property
    def full(self) -> bool:
        """Whether there are as many errors as are told; stages need not look for more."""
        return self.counts[Severity.ERROR] > MAX_ERRORS

    def add(
        self,
        code: str,
        message: str,
        span: Span = START,
        *,
        cure: str | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Record a finding; its code must be one of the documented ones.

        What a variable stands for that is not there cannot be judged: nothing more is said of its place.
        """
        assert code in CODES, code
        if code in UNRESOLVED:
            self.unresolved.add(span)
        elif span in self.unresolved:
            return
        self.counts[severity] += 1
        if self.counts[severity] > MAX_ERRORS:
            return
        lines = self.others.get(span.file, ()) if span.file else self.lines
        line = lines[span.line - 1] if 0 < span.line <= len(lines) else ""
        source, column = excerpt(line, span.column)
        cure = printable(shortened(cure)) if cure else None
        message = printable(shortened(message))
        file, span = span.file or self.file, span._replace(file="")
        self.found.append(Diagnostic(code, message, file, span, severity, cure, source, column))

    def include(self, found: Iterable[Diagnostic]) -> None:
        """Take over what was found in another file."""
        for diagnostic in found:
            self.counts[diagnostic.severity] += 1
            self.found.append(diagnostic)

    def raise_if_errors(self) -> None:
        """Raise everything found so far if any of it is an error."""
        if any(d.severity is Severity.ERROR for d in self.found):
            raise SpecError(self.sorted())

    def sorted(self) -> tuple[Diagnostic, ...]:
        """The findings, each said once, in the order of the file and then of the files it is made with;
        at the end whether there are more."""
        told = sorted(
            dict.fromkeys(self.found), key=lambda d: (d.file != self.file, d.file, d.span, d.code, d.message)
        )
        if any(count > MAX_ERRORS for count in self.counts.values()):
            message = f"there is more to say than the {MAX_ERRORS} findings of one severity shown here"
            last = told[-1]
            cure = "put these right first"
            told.append(Diagnostic("more", message, last.file, last.span, Severity.NOTE, cure))
        return tuple(told)


#: Control characters (terminal escapes too), surrogates, other line ends, and marks that turn the direction.
UNPRINTABLE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """The text with what a terminal would act on, rather than show, as U+FFFD; tabs stay."""
    return UNPRINTABLE.sub("\ufffd", text)


def printable_lines(text: str) -> str:
    """The same of a text of one or more lines, which stay lines."""
    return "\n".join(map(printable, text.split("\n")))


def shortened(text: str) -> str:
    """The text, its middle left out where it is too long to read."""
    half = MAX_SENTENCE // 2
    return text if len(text) <= MAX_SENTENCE else f"{text[:half]} ... {text[-half:]}"


MAX_CANDIDATES = 1000  # names compared; each comparison costs tens of microseconds
MAX_NAME = 256


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that the name was most likely meant to be, or None where none is near."""
    if len(name) > MAX_NAME:
        return None
    close = difflib.get_close_matches(name, list(islice(candidates, MAX_CANDIDATES)), n=1, cutoff=0.6)
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
