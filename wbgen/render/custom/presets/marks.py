"""Bars, points and cells of a table's rows."""

from __future__ import annotations

from collections.abc import Mapping

from wbgen.render.custom.presets.parts import (
    BY_RUN,
    RUN_TIP,
    Spec,
    across,
    column,
    place,
    tip,
    upwards,
    valid,
)
from wbgen.render.figures import X_LABELS

#: Bars of a histogram at most.
BINS = 30


def histogram(fields: Mapping[str, str], several: bool) -> Spec:
    """``wandb.plot.histogram``: how many rows have a value, the bars of runs in front of one another."""
    return {
        "data": {"name": "wandb"},
        "transform": valid("value"),
        "mark": {"type": "bar", "opacity": 0.6},
        "encoding": {
            "x": {
                **across("value", column(fields, "value")),
                "bin": {"maxbins": BINS},
                "axis": {"labelExpr": X_LABELS, "grid": False},
            },
            "y": {"aggregate": "count", "type": "quantitative", "title": "rows", "stack": None},
            "color": BY_RUN,
            "tooltip": [
                RUN_TIP,
                {**tip(fields, "value"), "bin": {"maxbins": BINS}},
                {"aggregate": "count", "type": "quantitative", "title": "rows"},
            ],
        },
    }


def bar(fields: Mapping[str, str], several: bool) -> Spec:
    """``wandb.plot.bar``: a bar per label, side by side for several runs, the longest first."""
    return {
        "data": {"name": "wandb"},
        "transform": valid("value"),
        "mark": {"type": "bar", "cornerRadiusEnd": 2},
        "encoding": {
            "y": {
                "field": place("label"),
                "type": "nominal",
                "title": None,
                "sort": "-x",
                "axis": {"labelLimit": 160, "ticks": False, "domain": False},
            },
            "yOffset": {"field": "id", "type": "nominal", "sort": None},
            "x": {**across("value", column(fields, "value")), "scale": {"zero": True}},
            "color": BY_RUN,
            "tooltip": [RUN_TIP, tip(fields, "label", "nominal"), tip(fields, "value")],
        },
    }


def scatter(fields: Mapping[str, str], several: bool) -> Spec:
    """``wandb.plot.scatter``: a point per row."""
    return {
        "data": {"name": "wandb"},
        "transform": valid("x", "y"),
        "mark": {"type": "point", "filled": True, "size": 40, "opacity": 0.75},
        "encoding": {
            "x": across("x", column(fields, "x")),
            "y": upwards("y", column(fields, "y")),
            "color": BY_RUN,
            "tooltip": [RUN_TIP, tip(fields, "x"), tip(fields, "y")],
        },
    }


def confusion_matrix(fields: Mapping[str, str], several: bool) -> Spec:
    """``wandb.plot.confusion_matrix``: how often a class was taken for each; the runs' counts together."""
    cells = [{"op": "sum", "field": place("nPredictions"), "as": "wbgen_count"}]
    names = [place("Actual"), place("Predicted")]
    axis = {"type": "nominal", "sort": None}
    return {
        "data": {"name": "wandb"},
        "transform": [
            {"aggregate": cells, "groupby": names},
            {"joinaggregate": [{"op": "max", "field": "wbgen_count", "as": "wbgen_most"}]},
        ],
        "encoding": {
            "x": {
                "field": names[1],
                **axis,
                "title": "Predicted",
                "axis": {"labelAngle": 0, "orient": "top"},
            },
            "y": {"field": names[0], **axis, "title": "Actual"},
            "tooltip": [
                tip(fields, "Actual", "nominal"),
                tip(fields, "Predicted", "nominal"),
                {"field": "wbgen_count", "type": "quantitative", "title": "predictions"},
            ],
        },
        "layer": [
            {
                "mark": {"type": "rect"},
                "encoding": {
                    "color": {
                        "field": "wbgen_count",
                        "type": "quantitative",
                        "title": None,
                        "scale": {"scheme": "blues", "domainMin": 0},
                        "legend": None,
                    }
                },
            },
            {
                "mark": {"type": "text"},
                "encoding": {
                    "text": {"field": "wbgen_count", "type": "quantitative", "format": ",.6~g"},
                    "color": {
                        "condition": {
                            "test": "datum.wbgen_count > 0.55 * datum.wbgen_most",
                            "value": "#ffffff",
                        },
                        "value": "#1b2028",
                    },
                },
            },
        ],
    }
