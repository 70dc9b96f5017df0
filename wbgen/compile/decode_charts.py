"""Decoding panels that no row of the field table makes: custom charts and logged tables."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from wbgen.compile import official
from wbgen.compile.decode_own import decode_own, layout_of, with_rest
from wbgen.compile.encode import Body
from wbgen.compile.panels import PanelCompiler
from wbgen.spec import models
from wbgen.spec.check_vega import CHART_NAME
from wbgen.views.json import get
from wbgen.views.overlay import leaves

VIEW_TYPE = "Vega2"

#: A panel is said in the language if at most this share of its values is left to the overlay.
MOST_RAW = 0.5


def decode_chart(panel: Body) -> dict[str, Any] | None:
    """A custom chart's panel as the language says it, or None where it is not one or cannot be said."""
    config = panel.get("config")
    if panel.get("viewType") != VIEW_TYPE or not isinstance(config, dict):
        return None
    name, strings = config.get("panelDefId"), config.get("stringSettings")
    if not isinstance(name, str) or not isinstance(strings, dict):
        return None
    if not all(isinstance(value, str) for value in strings.values()):
        return None
    try:
        query = query_of(get(panel, ("config", "userQuery", "queryFields")))
        return decode_own(panel, name, strings, query or {}) or decode_vega(panel, name, strings, query)
    except ValidationError:
        return None


def decode_vega(
    panel: Body, name: str, strings: dict[str, str], query: dict[str, Any] | None
) -> dict[str, Any] | None:
    """A chart of somebody's own, by name; None where it has no name that a spec may give."""
    if name and not CHART_NAME.match(name):
        return None
    fields = get(panel, ("config", "fieldSettings"))
    if query is None or not isinstance(fields, dict) or not all(isinstance(v, str) for v in fields.values()):
        return None
    base = official.chart(str(panel.get("__id__", "")), name, query, fields, strings)
    said: dict[str, Any] = {"vega": name, "wandb_id": panel.get("__id__"), **layout_of(panel)}
    said |= {
        key: value for key, value in (("query", query), ("fields", fields), ("strings", strings)) if value
    }
    options = models.VegaPanel.model_validate(said)
    return with_rest(said, PanelCompiler(inherit=True).finish(base, options), panel)


def query_of(fields: Any) -> dict[str, Any] | None:
    """A query as the official class takes it, or None where it holds what that cannot say."""
    if not isinstance(fields, list) or len(fields) != 1 or get(fields[0], ("name",)) != "runSets":
        return None
    return arguments(fields[0].get("fields"))


def arguments(fields: Any) -> dict[str, Any] | None:
    """Fields or arguments of a query by name; ``id`` and ``name`` are always fetched."""
    if not isinstance(fields, list):
        return None
    found: dict[str, Any] = {}
    for field in fields:
        if not isinstance(field, dict) or not isinstance(field.get("name"), str):
            return None
        if field.get("args"):
            inner = arguments(field["args"])
            if inner is None:
                return None
            found[field["name"]] = inner
        elif not (field["name"] in ("id", "name") and field.get("value") == []):
            found[field["name"]] = field.get("value", {})
    return found


#: Where the panel of a logged table holds the table's name.
TABLE_NAME = ("config", "panel2Config", "exp", "fromOp", "inputs", "key", "val")


def decode_table(panel: Body) -> dict[str, Any] | None:
    """A logged table as the app's own table panel shows it; None for any other Weave panel."""
    name = get(panel, TABLE_NAME)
    if panel.get("viewType") != "Weave" or not isinstance(name, str):
        return None
    said = {"table": name, "wandb_id": panel.get("__id__"), **layout_of(panel)}
    try:
        options = models.TablePanel.model_validate(said)
    except ValidationError:
        return None
    base = official.summary_table(str(panel.get("__id__", "")), name)
    said = with_rest(said, PanelCompiler(inherit=True).finish(base, options), panel)
    return said if leaves(said.get("raw") or {}) <= MOST_RAW * leaves(panel) else None
