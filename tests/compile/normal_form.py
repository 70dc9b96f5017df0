"""The normal form of what a checked spec says, in which all ways to say one thing are the same.

Names are exact, what the spec generates stands as what it generates, short forms are written out, and
options that change nothing of what is compiled are left out. W&B's ids are left out too: where nobody wrote
one it is a hash, which is there when the view is read back; the JSON that is compiled holds them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel

from wbgen.compile.charts import IN_JSON, carried, own_query
from wbgen.compile.decode_own import TITLES
from wbgen.compile.encode import Body
from wbgen.compile.panels import PanelCompiler
from wbgen.compile.workspace import STEP
from wbgen.spec import models
from wbgen.spec.guide import Band, Panel
from wbgen.spec.models.charts import Annotate, Threshold
from wbgen.spec.models.charts import Band as WrittenBand
from wbgen.views.overlay import residual

Form = dict[str, Any]
M = TypeVar("M", bound=BaseModel)

NOT_SAID = {"id", "wandb_id", "each", "panels", "note", "only_if", "raw"}


# --- options


def shortest(options: M, encode: Callable[[M], Body], keep: Collection[str] = ()) -> M:
    """The options without those that change nothing of what they compile to."""
    whole = encode(options)
    for less in reductions(options, keep):
        options = less(options) if encode(less(options)) == whole else options
    return options


def reductions(options: BaseModel, keep: Collection[str] = ()) -> Iterator[Callable[[Any], Any]]:
    """What takes one option away each: whole ones first, then those inside them."""
    for name, field in type(options).model_fields.items():
        if name in keep:
            continue
        value = getattr(options, name)
        if not field.is_required() and name in options.model_fields_set:
            default = field.get_default(call_default_factory=True, validated_data={})
            yield lambda given, name=name, default=default: given.model_copy(update={name: default})
        if isinstance(value, BaseModel):
            for inner in reductions(value):
                yield lambda given, name=name, inner=inner: inside(given, name, inner)


def inside(options: BaseModel, name: str, change: Callable[[Any], Any]) -> BaseModel:
    """The options with a change to one of them, where it is there still."""
    value = getattr(options, name)
    return options if value is None else options.model_copy(update={name: change(value)})


def said(options: BaseModel, *left_out: str) -> Form:
    """Options as plain data."""
    return options.model_dump(exclude_defaults=True, by_alias=True, exclude={*NOT_SAID, *left_out})


# --- panels

#: Options that are compiled from what the check made of them.
MARKS = ("thresholds", "bands", "right", "annotate")


def panel_form(panel: Panel, x: str, compiler: PanelCompiler) -> Form:
    """A panel with exact names. raw: all that its options alone do not compile to.

    An axis is written where a chart or a report needs one: neither inherits. Marks stand at their numbers,
    as a view holds no conditions and no schedules; their colours and boundaries are in the overlay. Texts
    are as a chart can carry them.
    """
    id = {"wandb_id": "id"}
    whole = compiler.compile("", replace(panel, options=panel.options.model_copy(update=id)), x)
    alone = settled(panel, x, compiler)
    plain = alone.options.model_copy(update={**id, "raw": {} if panel.kind == "raw" else None})

    def encode(options: models.Panel) -> Body:
        return compiler.compile("", replace(alone, options=options), STEP)

    if panel.kind == "raw":
        whole.pop("__id__", None)
    options = shortest(plain, encode, MARKS)
    return {"kind": panel.kind, **said(options), "raw": residual(encode(options), whole)}


def settled(panel: Panel, x: str, compiler: PanelCompiler) -> Panel:
    """The panel with everything that it names resolved in its options."""
    if isinstance(panel.options, models.VegaPanel):
        chart = compiler.vega("", panel, panel.options)["config"]["panelDefId"]
        query = {**own_query(panel, panel.options)}
        asked = panel.options.model_copy(update={"vega": chart, "query": query, "keys": [], "table": None})
        return Panel("", "vega", (), asked)
    marked = with_marks(panel, compiler)
    options: Any = marked.options
    exact: Form = {"regex": panel.regex} if panel.regex is not None else {}
    if panel.metrics and panel.kind not in ("scatter", "parallel"):
        several = isinstance(getattr(options, panel.kind), list)
        exact[panel.kind] = [*marked.metrics] if several else panel.metrics[0]
    if "x" in type(options).model_fields and not inherits(panel, compiler):
        exact["x"] = options.x or x
    if panel.drawn_by_chart:
        titles = {key: getattr(options, key, None) for key in TITLES}
        exact |= {key: carried(title, IN_JSON) for key, title in titles.items() if title}
    return replace(marked, regex=None, options=options.model_copy(update=exact))


def inherits(panel: Panel, compiler: PanelCompiler) -> bool:
    """Whether a panel that names no axis has none in its JSON."""
    curve = panel.kind in ("line", "area") and not panel.drawn_by_chart
    return compiler.inherit if curve else not panel.drawn_by_chart


def with_marks(panel: Panel, compiler: PanelCompiler) -> Panel:
    """A panel whose options say its marks as the check made them; logged thresholds are metrics."""
    if not isinstance(panel.options, models.LinePanel):
        return panel
    series = panel.options.draw == "series"
    thresholds = () if series else panel.thresholds
    said = {
        "thresholds": [Threshold(at=line.at, label=line.label) for line in thresholds],
        "bands": [band_said(band) for band in panel.bands],
        "right": [*panel.right],
        "annotate": Annotate(events=panel.events) if panel.events else None,
        "draw": "chart" if panel.drawn_by_chart else None,
    }
    return replace(
        panel,
        metrics=tuple(compiler.shown(panel)),
        thresholds=thresholds,
        bands=tuple(replace(band, source=None) for band in panel.bands),
        schedule=None,
        options=panel.options.model_copy(update=said),
    )


def band_said(band: Band) -> WrittenBand:
    return WrittenBand.model_validate({"from": band.low, "to": band.high, "label": band.label})
