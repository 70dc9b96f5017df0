"""What the presets have in common: axes, runs in their colours, tooltips."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wbgen.render.colors import PALETTE
from wbgen.render.figures import X_LABELS, Y_LABELS

Spec = dict[str, Any]

#: Runs in the colours that the rest of the dashboard has for them.
BY_RUN: Spec = {
    "field": "name",
    "type": "nominal",
    "title": None,
    "sort": None,
    "scale": {"range": {"field": "color"}},
    "legend": {"symbolOpacity": 1},
}

#: What tells runs apart where colours tell something else.
DASH_BY_RUN: Spec = {
    **{"field": "name", "type": "nominal", "title": None, "sort": None},
    "legend": {"symbolStrokeColor": "#7b8794", "symbolSize": 500},
}


def place(name: str) -> str:
    """Where the column of a field is put in."""
    return f"${{field:{name}}}"


def words(name: str, otherwise: str) -> str:
    """Where a string is put in, or what stands there without one."""
    return f"${{string:{name}:{otherwise.replace('}', '')}}}"


def column(fields: Mapping[str, str], name: str) -> str:
    """The column of a field as people read it."""
    return fields.get(name, "")


def by(field: str) -> Spec:
    """Colours by a column."""
    return {
        "field": place(field),
        "type": "nominal",
        "title": None,
        "sort": None,
        "scale": {"range": list(PALETTE)},
        "legend": {"symbolOpacity": 1},
    }


def across(field: str, title: str) -> Spec:
    """An x axis of numbers."""
    return number(field, title, X_LABELS) | {"scale": {"zero": False, "nice": False}}


def upwards(field: str, title: str) -> Spec:
    """A y axis of numbers."""
    return number(field, title, Y_LABELS) | {"scale": {"zero": False}}


def number(field: str, title: str, labels: str) -> Spec:
    """An axis of numbers."""
    return {"field": place(field), "type": "quantitative", "title": title, "axis": {"labelExpr": labels}}


def tip(fields: Mapping[str, str], name: str, kind: str = "quantitative") -> Spec:
    """A column in a tooltip, under its own name."""
    style = {"format": ".5~g"} if kind == "quantitative" else {}
    return {"field": place(name), "type": kind, "title": column(fields, name), **style}


RUN_TIP: Spec = {"field": "name", "type": "nominal", "title": "run"}


def valid(*fields: str) -> list[Spec]:
    """Only rows that have these columns."""
    return [{"filter": {"field": place(field), "valid": True}} for field in fields]
