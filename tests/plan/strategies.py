"""Valid specs of the whole language that is applied today, as data, and that data as a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from random import Random
from typing import Any

from hypothesis import strategies as st

#: What stands in any spec here: a dimension, plain names, names the official classes rewrite.
METRICS = ("loss/total", "loss/part", "Runtime", "Name", "lm loss", "acc.top1", "sim/layer_<layer>")
LAYERS = ["1", "2", "3"]

#: Maps whose keys are the author's own and keep their order; the keys of all others are options.
COLLECTIONS = frozenset({"workspaces", "reports", "of", "dimensions", "schedules", "values", "config", "set"})

TITLES = st.text("abc XYZ é漢 '\"\\|:#-<>", min_size=1, max_size=12).filter(str.strip)
NAMES = st.text("abc XYZ é漢 -(),", min_size=1, max_size=12).filter(str.strip)
TEXTS = st.text("abc \n*`|é漢$", max_size=30).map(lambda text: text.replace("$", "$$"))
FLAG = st.booleans()
NUMBERS = st.floats(-1e6, 1e6) | st.integers(-1000, 10**6)
BOUND = st.one_of(
    st.tuples(NUMBERS, st.none()),
    st.tuples(st.none(), NUMBERS),
    st.tuples(st.integers(-100, 100), st.floats(101, 1e6)),
).map(list)
COUNT = st.integers(1, 50)
METRIC = st.sampled_from(METRICS)
SMOOTHING_KIND = {"kind": st.sampled_from(["exponential", "time_weighted", "gaussian", "average", "none"])}


def smoothing(**options: Any) -> st.SearchStrategy[Any]:
    """A weight, or a map."""
    whole = st.fixed_dictionaries({"weight": st.floats(0, 1)}, optional={**SMOOTHING_KIND, **options})
    return st.floats(0, 1) | whole


THRESHOLD = NUMBERS | st.fixed_dictionaries({"at": NUMBERS}, optional={"label": TITLES})

TITLED = {"title": TITLES}
LABELLED = {**TITLED, "x_title": TITLES, "y_title": TITLES}
AXIS = st.sampled_from(["_step", "_runtime", "loss/part", "Runtime"])

NATIVE_LINE: dict[str, Any] = {
    **LABELLED,
    "x": AXIS,
    "x_range": BOUND,
    "y_range": BOUND,
    "x_log": FLAG,
    "y_log": FLAG,
    "smoothing": smoothing(original=FLAG),
    "ignore_outliers": FLAG,
    "max_runs": COUNT,
}
LINE = {"line": METRIC | st.lists(METRIC, min_size=1, max_size=4, unique=True)}
BAR: dict[str, Any] = {**LABELLED, "vertical": FLAG, "x_range": BOUND, "max_runs": COUNT, "max_bars": COUNT}
SCALAR: dict[str, Any] = {**TITLED, "aggregate": st.sampled_from(["mean", "min", "max", "median", "sum"])}

NATIVE_PANELS = (
    st.fixed_dictionaries(LINE, optional=NATIVE_LINE)
    | st.fixed_dictionaries({"bar": LINE["line"]}, optional=BAR)
    | st.fixed_dictionaries({"scalar": st.sampled_from(METRICS[:-1])}, optional=SCALAR)
)
PANELS = (
    NATIVE_PANELS
    | st.fixed_dictionaries(
        {**LINE, "thresholds": THRESHOLD | st.lists(THRESHOLD, min_size=1, max_size=3)},
        optional={**LABELLED, "x": AXIS, "y_log": FLAG, "draw": st.sampled_from(["chart", "series"])},
    )
    | st.fixed_dictionaries({"markdown": TEXTS})
)

AXES: dict[str, Any] = {"x": AXIS, "x_range": BOUND, "smoothing": smoothing()}
SECTION: dict[str, Any] = {
    **AXES,
    "note": TEXTS,
    "open": FLAG,
    "pinned": FLAG,
    "columns": st.integers(1, 12),
    "rows": st.integers(1, 9),
}
WORKSPACE: dict[str, Any] = {
    **AXES,
    "title": NAMES,
    "ignore_outliers": FLAG,
    "sort_panels": FLAG,
    "group_by_prefix": st.sampled_from(["first", "last"]),
    "legends": FLAG,
    "tooltip": st.sampled_from(["default", "all_runs", "single"]),
    "tooltip_colors": FLAG,
    "max_runs": COUNT,
    "points": st.sampled_from(["bucketing", "sampling"]),
    "auto_panels": FLAG,
}
REPORT: dict[str, Any] = {
    "title": TITLES,
    "description": TEXTS,
    "width": st.sampled_from(["readable", "fixed", "fluid"]),
}
BLOCKS = (
    st.sampled_from(["toc", "rule", "metrics", "troubleshooting"])
    | st.fixed_dictionaries({"h1": TITLES})
    | st.fixed_dictionaries({"h2": TITLES})
    | st.fixed_dictionaries({"h3": TITLES})
    | st.fixed_dictionaries({"markdown": TEXTS})
)


@st.composite
def sections(draw: st.DrawFn, number: int, panels: st.SearchStrategy[Any]) -> dict[str, Any]:
    """A section with ids of its own; `note` is among the ids, as an author may well choose it."""
    chosen = draw(st.lists(panels, max_size=4))
    ids = ["note", "runs", *(f"p{n}" for n in range(len(chosen)))]
    return {
        "id": f"s{number}",
        "title": draw(TITLES),
        **draw(st.fixed_dictionaries({}, optional=SECTION)),
        "panels": [{**panel, "id": id} for panel, id in zip(chosen, ids, strict=False)],
    }


@st.composite
def guides(draw: st.DrawFn, panels: st.SearchStrategy[Any] = PANELS) -> dict[str, Any]:
    """A valid spec as data."""
    spec: dict[str, Any] = {
        "wbgen": 1,
        "guide": "g",
        "title": "Guide",
        "project": "p",
        "dimensions": {"layer": LAYERS},
        "metrics": [{"group": "All", "of": {name: {"about": "x"} for name in METRICS}}],
        "troubleshooting": [{"symptom": "s", "cause": "c", "fix": "f"}],
        "workspaces": {},
        "reports": {},
    }
    shown: list[dict[str, str]] = []
    for name in draw(st.lists(st.sampled_from(["a", "b"]), max_size=2, unique=True)):
        body = draw(st.fixed_dictionaries({}, optional=WORKSPACE))
        body["sections"] = [draw(sections(n, panels)) for n in range(draw(st.integers(0, 3)))]
        spec["workspaces"][name] = body
        shown += [{"section": section["id"], "workspace": name} for section in body["sections"]]
    blocks = BLOCKS | st.sampled_from(shown) if shown else BLOCKS
    for name in draw(st.lists(st.sampled_from(["r", "q"]), max_size=2, unique=True)):
        body = draw(st.fixed_dictionaries({}, optional=REPORT))
        spec["reports"][name] = {**body, "blocks": draw(st.lists(blocks, max_size=5))}
    return spec


def to_yaml(data: Any) -> bytes:
    """The data as a file (JSON is YAML)."""
    return json.dumps(data, ensure_ascii=False).encode()


def shuffled(data: Any, random: Random, *, keep: bool = False) -> Any:
    """The same spec with the options of every map in another order; collections keep theirs."""
    if isinstance(data, Mapping):
        keys = list(data)
        if not keep:
            random.shuffle(keys)
        return {key: shuffled(data[key], random, keep=key in COLLECTIONS and not keep) for key in keys}
    if isinstance(data, list):
        return [shuffled(item, random) for item in data]
    return data
