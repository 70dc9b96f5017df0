"""What options hold: strategies for everything that the types of the models do not tell."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Data = dict[str, Any]
Drawn = st.SearchStrategy[Any]

CONDITIONS = {"healthy": "below 0.5", "warn": {"above 2": "bad"}}

#: The spec around what is drawn, with everything that it may name.
KNOWN: Data = {
    "wbgen": 1, "guide": "g", "title": "Title", "project": "p",
    "dimensions": {"layer": [1, 2], "one": [7], "any": {"open": True, "default": ["a"]}},
    "config": {"lr": {}, "optim": {}, "a<b>": {}},
    "metrics": [
        {"group": "Main", "headline": True, "about": "What counts", **CONDITIONS,
         "of": {"loss/a": {}, "loss/b": {}, "loss/a/target": {}, "loss/b/target": {}}},
        {"group": "Other", **CONDITIONS,
         "of": {"Runtime": {}, "lm loss": {}, "layer_<layer>/norm": {}, "only/<one>": {}, "odd/\\<layer>": {},
                "bins": {"type": "histogram"}}},
        {"group": "Open", "of": {"open/<any>": {}}},
        {"group": "Events", "of": {"restart": {"type": "event"},
                                   "stage": {"type": "category", "values": {"0": "teacher", "1": "mixed"}}}},
    ],
    "schedules": {"curriculum": {"metric": "stage", "stages": "teacher:500,mixed:700"}},
    "runs": {"long": "config.lr > 1", "adam": {"title": "Adam", "group": "config.optim"}},
    "health": {"high": {"when": "loss/a > 2", "fix": ["Stop"]}},
    "troubleshooting": [{"symptom": "It rises", "fix": ["Wait"]}],
    "phases": [], "practices": ["Look"], "links": [],
}  # fmt: skip

SINGLE = ("loss/a", "loss/b", "Runtime", "lm loss", "only/<one>", "odd/\\<layer>", "layer_1/norm")
TEXT = st.text(st.sampled_from("ab 1_-.:,é<>&\"'\\`$[](){}|*\n"), max_size=12)
FILLED = TEXT.filter(bool)
LABEL = st.text(st.sampled_from("ab 1_-.:é<>&"), max_size=9)
ID = st.text(st.sampled_from("ab1"), min_size=1, max_size=9)
METRIC = st.sampled_from(SINGLE)
METRICS = st.lists(
    st.sampled_from([*SINGLE, "layer_<layer>/norm", "loss/*"]), min_size=1, max_size=3, unique=True
)
SHOWN = METRICS | st.just(["open/<any>"])
LOGGED = METRIC | st.sampled_from(["_step", "_runtime"])
CONFIG = st.sampled_from(["config.lr", "config.optim.name", "config.a\\<b>"])
AXIS = LOGGED | CONFIG
ATTRIBUTE = st.sampled_from(["run.created", "run.name", "run.runtime"])
COLUMN = METRIC | CONFIG | ATTRIBUTE
KEY = COLUMN | st.sampled_from(["state", "summary.loss/a"])
COLUMNS = st.lists(COLUMN | st.just("tags"), max_size=3, unique=True)
COLOR = st.sampled_from(["#ff0000", "rgb(1, 2, 3)"])
RUN = st.sampled_from(["a1", "b2", "c3"])
RUNS = st.lists(RUN, max_size=2, unique=True)
RANGE = st.sampled_from([[0, 1], [-0.5, None], [None, 3], [None, None]])
FILTER = st.sampled_from(
    [
        "state == finished",
        "config.lr > 1 or (summary.loss/a < 2 and tags in [x])",
        "config.optim.name in [a, 'b c']",
        "not (name == x or summary.loss/b >= 3)",
        "created within last 3 days",
        "config.a\\<b> == 1",
        "summary.odd/\\<layer> > 1",
        "summary.only/<one> > 1",
    ]
)
RAW = st.sampled_from([{"made": {"$$price": None}}, {"$$made": [{"$x": True}]}])
JSON = st.recursive(
    st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "$x", "a<b>"]),
    lambda below: (
        st.lists(below, max_size=2) | st.dictionaries(st.sampled_from(["a", "$b", "c"]), below, max_size=2)
    ),
    max_leaves=4,
)


def words(values: Drawn, keys: Drawn = FILLED) -> Drawn:
    """A small map by texts."""
    return st.dictionaries(keys, values, max_size=2)


def options_of_page() -> Drawn:
    """A card of a gallery that is a page."""
    return st.fixed_dictionaries(
        {"url": FILLED}, optional=dict.fromkeys(("title", "description", "image"), FILLED)
    )


#: What options hold that their types do not tell, by name, or by model and name where two differ.
OPTIONS: dict[str, Drawn] = {
    **dict.fromkeys(("wandb_id", "search", "baseline"), ID),
    **dict.fromkeys(("x_title", "y_title", "y2_title", "title", "template", "Column.name", "image"), FILLED),
    **dict.fromkeys(("x_expression", "x_format", "panel_search", "text", "quote", "code", "latex"), FILLED),
    **dict.fromkeys(("markdown", "callout", "tweet", "caption", "h1", "h2", "h3", "note"), FILLED),
    **dict.fromkeys(("video", "spotify", "soundcloud", "description", "url"), FILLED),
    **dict.fromkeys(("line", "area", "bar"), SHOWN),
    **dict.fromkeys(("media", "heatmap", "histogram", "right"), METRICS),
    **dict.fromkeys(("scalar", "importance", "table", "CompareBlock.metrics"), METRIC),
    **dict.fromkeys(("scatter", "z", "metric", "ScatterPanel.x"), COLUMN),
    **dict.fromkeys(("HeatmapPanel.x", "HistogramPanel.x"), LOGGED),
    **dict.fromkeys(("columns", "visible", "hidden", "column_order"), COLUMNS),
    **dict.fromkeys(("hidden_runs", "only_runs", "pinned"), RUNS),
    **dict.fromkeys(("x_range", "y_range", "z_range"), RANGE),
    **dict.fromkeys(("titles", "strings"), words(FILLED)),
    **dict.fromkeys(("color",), COLOR),
    "id": st.none(),
    "each": st.just("layer"),
    "raw": RAW,
    "label": LABEL,
    "layout": st.lists(st.integers(0, 24), min_size=4, max_size=4),
    "regex": st.sampled_from(["^a.*", "(?:b|c)$"]),
    "expressions": st.lists(st.sampled_from(["${loss/a} * 2", "${loss/b}"]), min_size=1, max_size=2),
    "x": AXIS,
    "by": CONFIG | ATTRIBUTE,
    "Legend.fields": st.lists(st.sampled_from(["run:name", "config:lr"]), max_size=2),
    "colors": words(COLOR, RUN),
    "widths": words(st.integers(1, 5), RUN),
    "RunSet.widths": st.dictionaries(COLUMN, st.integers(1, 500), max_size=2),
    "marks": words(st.sampled_from(["solid", "dashed"]), RUN),
    "LinePanel.thresholds": st.lists(
        st.fixed_dictionaries({"at": st.integers(-3, 3)}, optional={"label": LABEL})
        | st.just({"from": "healthy"}),
        min_size=1, max_size=2,
    ),
    "LinePanel.bands": st.lists(
        st.fixed_dictionaries({"from": st.integers(-3, 0)}, optional={"to": st.just(1.5), "label": LABEL})
        | st.just({"of": "warn"}),
        min_size=1, max_size=2,
    ),
    "LinePanel.annotate": st.just({"events": "restart"}),
    "events": st.just("restart"),
    "schedule": st.nothing(),
    "keys": METRICS,
    "query": st.fixed_dictionaries(
        {},
        optional={"history": st.just({"keys": ["loss/a", "odd/\\<layer>"]}),
                  "summary": st.just({"keys": ["loss/b"]}), "config": st.just({})},
    ),
    "VegaPanel.fields": words(st.sampled_from(["loss/a", "odd/\\<layer>", "id"]), st.sampled_from("xyz")),
    "vega": st.sampled_from(["wandb/line/v0", "my-team/chart"]),
    "where": FILTER,
    "RunSet.title": FILLED,
    "RunSet.regex": st.booleans(),
    "RunSet.group": st.lists(KEY, max_size=2, unique=True),
    "order": st.lists(st.tuples(st.sampled_from(["", "-"]), KEY).map("".join), max_size=2, unique=True),
    "path": st.lists(st.sampled_from(["adam", "0.1", "a b"]), min_size=1, max_size=2),
    "project": st.just("someone/other"),
    "RunSetUse.name": st.sampled_from(["long", "adam"]),
    "only_if": st.sampled_from(["config.lr > 1", "tags in [x]"]),
    "list": st.lists(TEXT, max_size=2),
    "report": FILLED,
    "weave": st.dictionaries(st.sampled_from("ab"), JSON, max_size=2),
    "section": st.just("shown"),
    "workspace": st.just("w"),
    "SweepBlock.sweep": st.just("rates"),
    "compare": st.lists(st.sampled_from(["long", "adam"]), min_size=1, max_size=2, unique=True),
    "metrics": st.lists(st.sampled_from(["Main", "Other"]), max_size=2, unique=True) | st.none(),
    "health": st.just(["high"]) | st.none(),
    "was": st.just([]),
    # What becomes of a view on a server, and nothing in it.
    "adopt": st.none(),
    "Workspace.protect": st.none(),
    "Report.protect": st.none(),
    **dict.fromkeys(("panels", "sections", "blocks"), st.just([])),  # drawn where there are ids to give
    "folded": st.none(),
    "GalleryBlock.gallery": st.lists(
        st.fixed_dictionaries({"report": FILLED}) | options_of_page(), max_size=2
    ),
    **dict.fromkeys(("Workspace.title", "Workspace.name", "Report.title"), st.just("Plain (1)")),
}  # fmt: skip
