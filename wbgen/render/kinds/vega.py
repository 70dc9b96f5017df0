"""Custom charts: a definition in Vega-Lite, filled from the panel's query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wbgen.render.curves.legends import drawable
from wbgen.render.custom.fill import RefusedChartError, fields_of, filled
from wbgen.render.custom.presets import PRESETS, with_fields
from wbgen.render.custom.query import read_query
from wbgen.render.custom.rows import Rows, rows_of
from wbgen.render.drawing import Chart, Columns, Drawing, Nothing
from wbgen.render.engine import EngineError, check
from wbgen.render.missing import quoted
from wbgen.render.scene import Scene, Settings
from wbgen.runs.run import AXES
from wbgen.spec.diagnostics import listed
from wbgen.views.json import parse
from wbgen.views.outline.reading import mapping, text

#: How W&B and wbgen call the rows in a definition.
DATA = "wandb"

#: Whose charts need no compiler to be sure of: ours, by their names.
OURS = "wbgen-"


def draw(config: Settings, scene: Scene) -> Drawing:
    """A custom chart panel."""
    fields = {name: drawable(text(column)) for name, column in mapping(config.get("fieldSettings")).items()}
    strings = {name: long_text(value) for name, value in mapping(config.get("stringSettings")).items()}
    id = text(config.get("panelDefId"))
    spec, notes = definition(id, fields, scene)
    if spec is None:
        return Drawing(Nothing(unknown(id)))
    if not scene.runs:
        return Drawing(Nothing("There are no runs to draw."))
    rows = rows_of(read_query(config), scene.runs, scene.width)
    said = (*notes, *rows.notes)
    if not rows.count:
        return Drawing(Nothing(" ".join(said) or "No row holds all that this chart asks for."))
    if nothing := blank(read_query(config).history, rows):
        return Drawing(Nothing(nothing), said)
    absent = not_there(spec, fields, rows)
    try:
        named, columns = aliased(fields, rows.columns)
        made = untitled(filled(spec, named, strings), strings)
        if id not in PRESETS and not is_ours(id):
            check(made)
    except RefusedChartError as refused:
        return Drawing(Nothing(str(refused)), said)
    except EngineError as error:
        return Drawing(Nothing(f"This chart's definition cannot be compiled: {error}"), said)
    return Drawing(Chart(made, {DATA: columns}, own=True), (*said, *absent))


def definition(
    id: str, fields: Mapping[str, str], scene: Scene
) -> tuple[Mapping[str, Any] | None, tuple[str, ...]]:
    """The definition of a chart, and what to say of it; None where it is not known."""
    known = (scene.charts(id) or generic(id)) if id else None
    if known is not None:
        return known, ()
    name = id or with_fields(fields)
    if name not in PRESETS:
        return None, ()
    note = () if id else (f"The panel names no chart; it is drawn as {quoted(name)}, which has its fields.",)
    return PRESETS[name](fields, len(scene.runs) > 1), note


def generic(id: str) -> Mapping[str, Any] | None:
    """The definition of a chart of ours, which needs none to hand it over; None for any other."""
    if not is_ours(id):
        return None
    from wbgen.compile.charts import DEFINITIONS  # and the models of the language with it
    from wbgen.compile.charts import definition as chart_of

    return next(
        (mapping(parse(one.spec)) for one in map(chart_of, DEFINITIONS) if id.endswith(f"/{one.name}")), None
    )


def unknown(id: str) -> str:
    """Why a chart is not drawn whose definition nobody has."""
    if not id:
        return "This panel names no chart, and none of W&B's own has its fields."
    return (
        f"The custom chart {quoted(id)} is not known here: W&B keeps its definition. It is drawn where the"
        " spec has it as a file or a map (`vega:`), or where it lies on the server the view comes from."
    )


def is_ours(id: str) -> bool:
    """Whether a chart is one of wbgen's generic ones."""
    return id.rpartition("/")[2].startswith(OURS)


def not_there(spec: Any, fields: Mapping[str, str], rows: Rows) -> tuple[str, ...]:
    """What to say of columns that the chart shows and its rows do not have."""
    shown = dict.fromkeys(fields[name] for name in sorted(fields_of(spec)) if fields.get(name))
    absent = [column for column in shown if column not in rows.columns]
    if not absent:
        return ()
    there = listed([quoted(name) for name in rows.columns if not name.startswith("_")])
    return (f"The chart shows {listed(map(quoted, absent))}, which its rows do not have: they have {there}.",)


def blank(keys: Sequence[str], rows: Rows) -> str:
    """Why a chart of logged metrics would show none: no row has a finite number, nor anything else."""
    asked = [key for key in keys if key not in AXES and key in rows.columns]
    if not asked or any(value is not None for key in asked for value in rows.columns[key]):
        return ""
    return f"All values of {listed(map(quoted, asked))} are NaN or infinite."


def aliased(fields: Mapping[str, str], columns: Columns) -> tuple[dict[str, str], Columns]:
    """The fields and the columns, those with a quote in their names under other names too.

    Vega-Lite 6.4 makes a wrong expression of such a field, however it is escaped.
    """
    odd = {column for column in fields.values() if '"' in column and column in columns}
    names = {column: f"wbgen_column_{at}" for at, column in enumerate(sorted(odd))}
    more = {alias: columns[column] for column, alias in names.items()}
    return {name: names.get(column, column) for name, column in fields.items()}, {**columns, **more}


def untitled(spec: dict[str, Any], strings: Mapping[str, str]) -> dict[str, Any]:
    """A definition without the title that stands over the panel already."""
    title = spec.get("title")
    words = title.get("text") if isinstance(title, dict) else title
    shown = (strings.get("title", ""), "")
    return {key: value for key, value in spec.items() if key != "title" or words not in shown}


def long_text(value: object) -> str:
    """A string of a chart, whole: thresholds and labels travel in them."""
    return value if isinstance(value, str) else text(value)
