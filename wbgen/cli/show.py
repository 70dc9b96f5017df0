"""Diagnostics on the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import click

from wbgen.spec.diagnostics import Diagnostic, Severity

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
    """A result as JSON for other programs. Half a character, which no file can hold, is a question mark."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode("utf-8")
