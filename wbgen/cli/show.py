"""Diagnostics on the terminal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

import click

from wbgen.spec.diagnostics import UNPRINTABLE, Diagnostic, Severity

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}


def show_diagnostics(diagnostics: Iterable[Diagnostic]) -> None:
    """Diagnostics on stderr, one after the other."""
    for diagnostic in diagnostics:
        first, *rest = diagnostic.as_text().split("\n")
        click.echo(click.style(first, fg=COLOURS[diagnostic.severity]), err=True)
        for line in rest:
            click.echo(line, err=True)


def count(diagnostics: Sequence[Diagnostic]) -> str:
    """How many of each severity: ``2 errors, 1 note``; empty for none."""
    counts = {severity: sum(d.severity is severity for d in diagnostics) for severity in Severity}
    return ", ".join(f"{n} {severity}{'s' if n != 1 else ''}" for severity, n in counts.items() if n)


def as_json(value: object) -> str:
    """A result as JSON for other programs, which a terminal only shows.

    What it would act on is escaped. Half a character, which no file can hold, is a question mark.
    """
    text = json.dumps(value, indent=2, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
    return "\n".join(UNPRINTABLE.sub(escaped, line) for line in text.split("\n"))


def escaped(found: re.Match[str]) -> str:
    """A character as texts in JSON may have it."""
    return f"\\u{ord(found[0]):04x}"
