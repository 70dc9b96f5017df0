"""Lines and areas, and what is drawn across them."""

from __future__ import annotations

from wbgen.spec.reference.key import Table

CURVES: Table = {
    "Smoothing": {
        "weight": ("How much: 0 to 1 for exponential kinds, a width in points otherwise.", "0.6"),
        "kind": ("The way values are averaged.", "gaussian"),
    },
    "CurveSmoothing": {
        "original": ("Whether the values as logged stay visible behind the line.", "true"),
    },
    "Grouping": {
        "by": ("What runs are drawn together by: `config.key` or `run.attribute`.", "config.optimizer"),
        "aggregate": ("What the line of a group shows.", "median"),
        "spread": ("What is shaded around it.", "stddev"),
    },
    "Legend": {
        "template": ("The text of an entry, in W&B's own template language.", "'${run:displayName}'"),
    },
    "CurveLegend": {
        "position": ("The side of the panel the legend stands on.", "north"),
        "fields": ("What an entry shows of its run.", "['run:displayName']"),
    },
    "Curve": {
        "title": ("The title above the panel.", "Held-out loss"),
        "regex": ("Metrics by a regular expression (RE2) in place of names.", "'^val/.*loss$'"),
        "expressions": (
            "Computed curves, in W&B's own expression language.",
            "['1 - accuracy', recall ** 2]",
        ),
        "x": ("The x axis: a metric, `_step`, `_runtime` or `config.key`.", "train/epoch"),
        "x_range": ("Where the x axis begins and ends; `null` leaves an end open.", "[0, 30000]"),
        "y_range": ("Where the y axis begins and ends; `null` leaves an end open.", "[0, null]"),
        "x_log": ("Whether the x axis is logarithmic.", "true"),
        "y_log": ("Whether the y axis is logarithmic.", "true"),
        "x_title": ("The words at the x axis.", "epochs"),
        "y_title": ("The words at the y axis.", "cosine similarity"),
        "x_expression": ("A computed x axis, in W&B's own expression language.", "_step * 32"),
        "x_format": ("How W&B writes the numbers of the x axis.", "datetime"),
        "smoothing": ("How the curves are smoothed: a weight, or a map.", "0.6"),
        "ignore_outliers": ("Whether the y axis leaves out extreme values.", "true"),
        "max_runs": ("How many runs are drawn at most.", "20"),
        "group": ("Runs drawn together: what by, or a map.", "config.optimizer"),
        "aggregate": ("Whether groups are drawn as one curve each.", "true"),
        "points": (
            "How many points become few: `bucketing` keeps the lowest and highest of each stretch, "
            "`sampling` takes some.",
            "sampling",
        ),
        "font": ("The size of the text.", "large"),
        "legend": ("The legend: where it stands, or a map.", "north"),
        "titles": (
            "Names of series in place of W&B's, by `run-id:metric`.",
            "{'1x2y3z4w:train/loss': first}",
        ),
        "colors": ("Colours of series, by `run-id:metric`.", "{'1x2y3z4w:train/loss': '#e4572e'}"),
        "widths": ("Line widths of series in pixels, by `run-id:metric`.", "{'1x2y3z4w:train/loss': 2.5}"),
        "marks": ("Line styles of series, by `run-id:metric`.", "{'1x2y3z4w:train/loss': dashed}"),
    },
    "LinePanel": {
        "line": (
            "The metrics drawn; with `regex` or `expressions` it may be empty.",
            "[train/loss, val/loss]",
        ),
        "thresholds": (
            "Horizontal lines: numbers, maps, or `healthy`, `warn`, `critical` from the catalogue.",
            "[0.7, {at: 0.9, label: target}, warn]",
        ),
        "bands": (
            "Shaded ranges of values: maps, or `healthy`, `warn`, `critical` from the catalogue.",
            "[{from: 0.2, to: 0.8, label: usual}, healthy]",
        ),
        "annotate": ("Vertical lines: a schedule, or a map.", "curriculum"),
        "right": ("Metrics on a second y axis at the right.", "[train/learning_rate]"),
        "y2_title": ("The words at the right y axis.", "learning rate"),
        "y2_log": ("Whether the right y axis is logarithmic.", "true"),
        "draw": (
            "Who draws what W&B's own panel cannot: a custom `chart`, or W&B from logged target `series`.",
            "series",
        ),
    },
    "AreaPanel": {
        "area": ("The metrics stacked on each other.", "loss/<term>"),
        "percent": ("Whether areas are shares of their sum.", "true"),
    },
    "Threshold": {
        "at": ("The value the line is drawn at.", "0.7"),
        "from": ("The attribute of the metrics whose bounds are drawn.", "healthy"),
        "label": ("The words at the line.", "target"),
    },
    "Band": {
        "from": ("The lower edge; left out, the band has none.", "0.2"),
        "to": ("The upper edge; left out, the band has none.", "0.8"),
        "of": ("The attribute of the metrics whose range is shaded.", "healthy"),
        "label": ("The words in the band.", "usual"),
    },
    "Annotate": {
        "schedule": ("The schedule whose boundaries are drawn.", "curriculum"),
        "events": ("The event metric: a line wherever it is logged and not zero.", "train/restart"),
    },
}
