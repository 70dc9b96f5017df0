"""What is left of a spec once the parts that do not validate are cut out.

The rest is still checked, so that a misspelt key does not hide an unknown metric: every mistake is
told at once. What the cuts themselves would cause is not told (:data:`CASCADES`).
"""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from wbgen.spec import models
from wbgen.spec.diagnostics import Diagnostic

MAX_ROUNDS = 8

#: What stands in for a required key that is missing or unusable.
STAND_INS: dict[str, Any] = {
    "wbgen": 1,
    "guide": "unnamed",
    "title": "Untitled",
    "project": "unnamed",
    "group": "Untitled",
    "of": {},
}

#: A panel or block that nothing is made of.
NOTHING: dict[str, Any] = {"raw": None}

#: Findings that a cut under a top-level key may cause by itself.
CASCADES: dict[str, frozenset[str]] = {
    "dimensions": frozenset({"unknown-dimension", "unknown-metric", "bad-dimension"}),
    "metrics": frozenset({"unknown-metric", "no-threshold", "unknown-group", "unknown-stage"}),
    "config": frozenset({"unknown-dimension"}),
    "schedules": frozenset({"unknown-schedule"}),
    "workspaces": frozenset({"unknown-section", "unknown-workspace"}),
}


def salvage(data: Any, error: ValidationError) -> tuple[models.Spec, frozenset[str]] | None:
    """The spec without its broken parts and the codes not to tell of it; None where nothing is left."""
    cut_under: set[str] = set()
    for _ in range(MAX_ROUNDS):
        for details in error.errors(include_url=False, include_context=False, include_input=False):
            path = [step for step in details["loc"] if not str(step).startswith(models.TAG)]
            cut_under.add(str(path[0]) if path else "")
            cut(data, path, missing=details["type"] == "missing")
        try:
            spec = models.Spec.model_validate(data)
        except ValidationError as again:
            error = again
            continue
        return spec, frozenset().union(*(CASCADES.get(key, ()) for key in cut_under))
    return None


def cut(data: Any, path: list[int | str], *, missing: bool) -> None:
    """Take the smallest part out of the data that makes the error at this path go away."""
    trail = [data]
    for step in path[:-1]:
        below = child(trail[-1], step)
        if not isinstance(below, dict | list):
            break
        trail.append(below)
    depth = len(trail) - 1
    here, step = trail[depth], path[depth]
    if isinstance(here, dict):
        if step in STAND_INS and (missing or step in here) and here.get(step) != STAND_INS[str(step)]:
            here[step] = STAND_INS[str(step)]
        elif missing and depth:
            cut(data, path[:depth], missing=False)
        else:
            here.pop(step, None)
    elif depth and path[depth - 1] in ("panels", "blocks"):
        here[int(step)] = dict(NOTHING)
    elif depth:
        cut(data, path[:depth], missing=False)


def child(node: Any, step: int | str) -> Any:
    """The value one step down, or None."""
    if isinstance(node, dict):
        return node.get(step)
    if isinstance(node, list) and isinstance(step, int) and step < len(node):
        return node[step]
    return None


def untold(found: list[Diagnostic], before: int, hidden: frozenset[str]) -> None:
    """Drop what was found after the first ``before`` findings and a cut may have caused."""
    found[before:] = [diagnostic for diagnostic in found[before:] if diagnostic.code not in hidden]
