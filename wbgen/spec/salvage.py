"""What is left of a spec once the parts that do not validate are cut out.

The rest is still checked, so that a misspelt key does not hide an unknown metric: every mistake is
told at once. What the cuts themselves would cause is not told (:data:`CASCADES`).
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, TypeAlias

from pydantic import ValidationError

from wbgen.spec import models
from wbgen.spec.diagnostics import Diagnostic
from wbgen.spec.names import title_slug
from wbgen.spec.places import ANY, Path, has, is_above, leads_into, value_at, written_path
from wbgen.spec.tree import Mapping, locate

MAX_ROUNDS = 8

#: What stands in for a required key that is missing or unusable.
STAND_INS: dict[str, Any] = {
    "wbgen": 1,
    "guide": "unnamed",
    "project": "unnamed",
    "group": "Untitled",
    "of": {},
}

#: What stands in for a broken thing, so that its name is still known or its neighbours keep their places.
THING_STAND_INS: tuple[tuple[Path, Any], ...] = (
    (("dimensions", ANY), {"open": True}),
    (("config", ANY), {}),
    (("metrics", ANY, "of", ANY), {}),
    (("metrics", ANY), {"group": "Untitled", "of": {}}),
    (("sweeps", ANY, "method"), "random"),
    (("sweeps", ANY, "parameters", ANY), {"value": None}),
    (("workspaces", ANY, "sections", ANY, "panels", ANY), {"raw": {}}),
    (("reports", ANY, "blocks", ANY), {"rule": None}),
    (("troubleshooting", ANY), {"symptom": "Untitled"}),
)

#: Things that go as a whole where a part of them is broken: what is left of them would be told wrong.
WHOLE: tuple[Path, ...] = (
    ("sweeps", ANY, "early_terminate"),
    ("sweeps", ANY, "scheduler"),
    ("sweeps", ANY, "parameters", ANY),
)

#: Findings that a cut may cause by itself: of a path like this, or of anything above it. Where the path
#: itself was cut and ends with a name, only findings on that name.
CASCADES: tuple[tuple[Path, frozenset[str]], ...] = (
    (("dimensions",), frozenset({"unknown-dimension", "unknown-metric"})),
    (("config",), frozenset({"unknown-dimension", "unknown-config"})),
    (("health", ANY), frozenset({"unknown-rule"})),
    (
        ("metrics", ANY, "of"),
        frozenset({"unknown-metric", "not-one-metric", "no-threshold", "unknown-stage"}),
    ),
    (("metrics", ANY, "group"), frozenset({"unknown-group"})),
    *(
        ((*where, key), frozenset({code}))
        for where in (("metrics", ANY), ("metrics", ANY, "of", ANY))
        for key, code in (
            ("healthy", "no-threshold"),
            ("warn", "no-threshold"),
            ("critical", "no-threshold"),
            ("values", "unknown-stage"),
        )
    ),
    (("schedules", ANY), frozenset({"unknown-schedule"})),
    (("workspaces", ANY), frozenset({"unknown-workspace"})),
    (("workspaces", ANY, "sections", ANY, "title"), frozenset({"unknown-section"})),
    (("workspaces", ANY, "sections", ANY, "id"), frozenset({"unknown-section"})),
    (("sweeps", ANY), frozenset({"unknown-sweep"})),
    (("sweeps", ANY, "parameters", ANY), frozenset({"unknown-argument"})),
)

#: Findings that a cut anywhere in a thing may cause.
CASCADES_WITHIN: tuple[tuple[Path, frozenset[str]], ...] = (
    (("metrics",), frozenset({"no-goal"})),
    (("config",), frozenset({"bad-parameter", "ambiguous-bounds"})),
    (
        ("sweeps", ANY, ANY),
        frozenset({"missing-key", "bad-search", "no-program", "no-goal"})
        | {"endless-grid", "endless-search", "searched-seed"},
    ),
)

#: Findings not to tell: by code, by the name they are about (None: whatever they are about), and by the thing
#: in which they are (empty: anywhere).
Finding: TypeAlias = tuple[str, str | None, Path]
Hidden: TypeAlias = frozenset[Finding]


def salvage(data: Any, error: ValidationError) -> tuple[models.Spec, Hidden] | None:
    """The spec without its broken parts and the findings not to tell of it; None where nothing is left."""
    hidden: set[Finding] = set()
    for _ in range(MAX_ROUNDS):
        broken = error.errors(include_url=False, include_context=False, include_input=False)
        paths = [(written_path(details, data), details["type"] == "missing") for details in broken]
        for path, missing in paths:
            hidden.update(caused_by(cut(data, path, missing=missing)))
        try:
            return models.Spec.model_validate(data), frozenset(hidden)
        except ValidationError as again:
            error = again
    return None


def caused_by(gone: Path) -> Iterator[Finding]:
    """The findings that the cut of a path may cause."""
    for pattern, codes in CASCADES:
        if is_above(gone, pattern):
            named = pattern[-1] == ANY and len(gone) == len(pattern)
            yield from ((code, str(gone[-1]) if named else None, ()) for code in codes)
    for pattern, codes in CASCADES_WITHIN:
        if leads_into(gone, pattern):
            thing = gone[:2] if gone[0] == "sweeps" else ()  # other sweeps are checked all the same
            yield from ((code, None, thing) for code in codes)


def cut(data: Any, path: Path, *, missing: bool = False) -> Path:
    """Take the smallest part out of the data that makes the error at a path go away; the path cut."""
    path = next((path[: len(whole)] for whole in WHOLE if leads_into(path, whole)), path)
    try:
        here = value_at(data, path[:-1])
    except (KeyError, IndexError, TypeError):  # an earlier cut took it
        return path
    step: Any = path[-1]
    is_there = has(here, step)
    if not is_there and not (missing and isinstance(here, dict)):
        return path
    stand_in = stand_in_for(path)
    if stand_in is not None and not (is_there and here[step] == stand_in):
        here[step] = stand_in
    elif isinstance(here, dict) and is_there:
        del here[step]
    elif len(path) > 1:
        return cut(data, path[:-1])
    return path


def stand_in_for(path: Path) -> Any:
    """What stands in for the value at a path, if anything does."""
    if path[-2:-1] == ("sections",):
        return {"title": unique_title(path)}
    for pattern, stand_in in THING_STAND_INS:
        if len(path) == len(pattern) and is_above(path, pattern):
            return deepcopy(stand_in)
    step = str(path[-1])
    return {"title": unique_title(path), "id": title_slug(unique_title(path)), **STAND_INS}.get(step)


def unique_title(path: Path) -> str:
    """A title that gives an id no other stand-in has."""
    return "Untitled " + " ".join(str(step) for step in reversed(path))[:100]


def untold(found: list[Diagnostic], before: int, hidden: Hidden, root: Mapping) -> None:
    """Drop what was found after the first ``before`` findings and a cut may have caused."""
    found[before:] = [
        diagnostic
        for diagnostic in found[before:]
        if not any(
            diagnostic.code == code
            and (name is None or f"`{name}`" in diagnostic.message)
            and (not thing or is_within(diagnostic, thing, root))
            for code, name, thing in hidden
        )
    ]


def is_within(diagnostic: Diagnostic, thing: Path, root: Mapping) -> bool:
    """Whether a finding stands in a thing, or at its key; or may, where two files make it."""
    span, key = locate(root, thing)
    start = key or span
    here = diagnostic.span
    first, last = (start.line, start.column), (span.end_line, span.end_column)
    return here.file != span.file or first <= (here.line, here.column) <= last
