"""Decoded names as a spec holds them: ``\\<`` where the language would read a dimension.

The check turns them back (``wbgen.spec.names.exact``), wherever a name of a metric, a config key or a
summary value may stand.
"""

from __future__ import annotations

from typing import Any

from wbgen.pull.catalogue import Data, kind_of
from wbgen.spec.check_names import METRIC_KINDS
from wbgen.spec.check_vega import BY_METRIC
from wbgen.spec.expressions import Key, parse_filter, renamed, to_text
from wbgen.spec.names import escaped

#: Where names stand in a panel of any kind; lists are gone through, ``*`` is any key.
IN_PANELS = (
    ("x",),
    ("z",),
    ("right",),
    ("scatter",),
    ("parallel", "metric"),
    ("group", "by"),
    ("annotate", "events"),
)

#: Where names stand in a panel of a custom chart.
IN_CHARTS = (("keys",), ("table",), ("query", "history", "keys"), ("query", "summary", "keys"))

#: Where names stand in a run set, besides its filter and the widths of its columns.
IN_RUN_SETS = (("group",), ("order",), ("columns",), ("visible",), ("hidden",), ("column_order",))


def escape_at(value: Any, path: tuple[str, ...]) -> Any:
    """A value with the names at a path escaped; a text stands for what may be a map."""
    if isinstance(value, list):
        return [escape_at(item, path) for item in value]
    if isinstance(value, str):
        return escaped(value)
    if not isinstance(value, dict) or not path:
        return value
    step, *rest = path
    if step == "*":
        return {key: escape_at(item, tuple(rest)) for key, item in value.items()}
    return {**value, step: escape_at(value[step], tuple(rest))} if step in value else value


def escaped_panel(panel: Data) -> Data:
    """A decoded panel as a spec holds it."""
    kind = kind_of(panel)
    paths = IN_CHARTS if kind == "vega" else (*IN_PANELS, *([(kind,)] if kind in METRIC_KINDS else []))
    if kind == "vega" and panel.get("query", {}).keys() <= BY_METRIC:
        paths = (*paths, ("fields", "*"))
    for path in paths:
        panel = escape_at(panel, path)
    return panel


def escaped_run_set(said: Data) -> Data:
    """A decoded run set as a spec holds it."""
    for path in IN_RUN_SETS:
        said = escape_at(said, path)
    if "widths" in said:
        said = {**said, "widths": {escaped(name): width for name, width in said["widths"].items()}}
    if "<" in said.get("where", ""):
        where = renamed(parse_filter(said["where"]), lambda key: Key(key.section, escaped(key.name)))
        said = {**said, "where": to_text(where)}
    return said


def escaped_settings(said: Data) -> Data:
    """The options of a decoded workspace or section as a spec holds them."""
    said = escape_at(said, ("x",))
    return {**said, "runs": escaped_run_set(said["runs"])} if "runs" in said else said


def escaped_block(block: Any) -> Any:
    """A decoded block of a report as a spec holds it."""
    if not isinstance(block, dict):
        return block
    within = {"panels": escaped_panel, "runs": escaped_run_set, "folded": escaped_block}
    return {
        key: list(map(within[key], value)) if key in within and isinstance(value, list) else value
        for key, value in block.items()
    }
