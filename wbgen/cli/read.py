"""Specs as the verbs that act on them read them: all or none, their warnings told."""

from __future__ import annotations

from pathlib import Path

from wbgen.cli.options import find_specs
from wbgen.cli.show import show_diagnostics
from wbgen.spec.diagnostics import Diagnostic, Severity, SpecError
from wbgen.spec.guide import Guide


def read_guides(specs: tuple[Path, ...]) -> list[Guide]:
    """The guides of the specs meant. Raises SpecError with the mistakes of all of them.

    Warnings go to stderr; notes are for ``wbgen lint``.
    """
    from wbgen.spec.read import read_guide

    guides: list[Guide] = []
    wrong: list[Diagnostic] = []
    for file in find_specs(specs):
        try:
            guide, found = read_guide(file)
        except SpecError as error:
            wrong += error.diagnostics
            continue
        guides.append(guide)
        show_diagnostics(d for d in found if d.severity is Severity.WARNING)
    wrong += same_guides(guides)
    if wrong:
        raise SpecError(wrong)
    return guides


def same_guides(guides: list[Guide]) -> list[Diagnostic]:
    """A finding for every guide whose id an earlier file has: their views would be the same."""
    from wbgen.spec.diagnostics import START

    first: dict[str, str] = {}
    found = []
    for guide in guides:
        other = first.setdefault(guide.id, guide.file)
        if other != guide.file:
            message = f"the guide id `{guide.id}` is that of {other} too"
            found.append(Diagnostic("duplicate-id", message, guide.file, START, cure="rename one of them"))
    return found
