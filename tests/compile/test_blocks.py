"""Blocks of reports against the official classes, both ways."""

from __future__ import annotations

import json
from typing import Any

import pytest
import wandb_workspaces.reports.v2 as wr
from hypothesis import given
from hypothesis import strategies as st
from wandb_workspaces.reports.v2 import interface, internal

from tests.compile.reports import compiled_blocks, report_spec
from tests.counting import calls_of
from wbgen.compile import compile_guide
from wbgen.compile.blocks.layout import place
from wbgen.spec import models
from wbgen.spec.read import parse_guide
from wbgen.views.overlay import same
from wbgen.views.table.blocks import BLOCKS

RICH = ["See ", wr.InlineCode("loss"), " in ", wr.Link("docs", "https://d"), ": ", wr.InlineLatex("x^2")]
TEXT = "See `loss` in [docs](https://d): $$x^2$$"

WEAVE = {"panelConfig": {"table": "t"}, "state": [1, {"a": None}]}

#: What is written, and what makes the same with the official classes by hand.
PAIRS: list[tuple[Any, Any]] = [
    ({"h1": TEXT}, wr.H1(RICH)),
    ({"h2": "Two"}, wr.H2("Two")),
    ({"h3": "Three"}, wr.H3("Three")),
    ({"h2": "More", "folded": [{"text": "a"}, "rule"]}, wr.H2("More", [wr.P("a"), wr.HorizontalRule()])),
    ({"text": TEXT}, wr.P(RICH)),
    ({"text": ""}, wr.P()),
    ({"quote": TEXT}, wr.BlockQuote(RICH)),
    ({"code": "a = `1`\nb"}, wr.CodeBlock("a = `1`\nb")),
    ({"code": "a: 1", "language": "yaml"}, wr.CodeBlock("a: 1", language="yaml")),
    ({"code": "a", "language": "plain"}, wr.CodeBlock("a", language=None)),
    ({"latex": "x^2"}, wr.LatexBlock("x^2")),
    ({"image": "https://i"}, wr.Image("https://i")),
    ({"image": "https://i", "caption": TEXT}, wr.Image("https://i", RICH)),
    ({"list": ["a", TEXT]}, wr.UnorderedList(["a", RICH])),
    ({"list": ["a", "b"], "ordered": True}, wr.OrderedList(["a", "b"])),
    (
        {"checklist": ["a", {"text": TEXT, "done": True}]},
        wr.CheckedList([wr.CheckedListItem("a"), wr.CheckedListItem(RICH, checked=True)]),
    ),
    ({"callout": TEXT}, wr.CalloutBlock(RICH)),
    ({"video": "https://v"}, wr.Video("https://v")),
    ({"spotify": "s1"}, interface.Spotify("s1")),
    ({"soundcloud": "<iframe/>"}, interface.SoundCloud("<iframe/>")),
    (
        {
            "gallery": [
                "r1",
                {"url": "https://u"},
                {"url": "u", "title": "t", "description": "d", "image": "i"},
            ]
        },
        wr.Gallery(
            [
                interface.GalleryReport("r1"),
                interface.GalleryURL("https://u"),
                interface.GalleryURL("u", "t", "d", "i"),
            ]
        ),
    ),
    ({"tweet": "<blockquote/>"}, interface.Twitter("<blockquote/>")),
    ({"markdown": "# m"}, wr.MarkdownBlock("# m")),
    ("toc", wr.TableOfContents()),
    ("rule", wr.HorizontalRule()),
    (
        {"weave": wr.WeaveBlockSummaryTable("e", "p", "t")._to_model().model_dump()["config"]},
        wr.WeaveBlockSummaryTable("e", "p", "t"),
    ),
]


def by_hand(block: Any) -> Any:
    """What an official block is on the wire."""
    return json.loads(block._to_model().model_dump_json(by_alias=True, exclude_none=True))


@pytest.mark.parametrize(("written", "official"), PAIRS, ids=[str(pair[0])[:40] for pair in PAIRS])
def test_a_block_is_what_the_official_class_makes(written: Any, official: Any) -> None:
    (made,) = compiled_blocks([written])
    assert same(made, by_hand(official))


def test_every_kind_of_the_library_is_made() -> None:
    made = {type(official).__name__ for _, official in PAIRS} - {"WeaveBlockSummaryTable"} | {"WeaveBlock"}
    assert made == {row.official for row in BLOCKS}
    known = {model.__name__ for model in internal.block_type_mapping.values()}
    types = {row.type for row in BLOCKS} | {"panel-grid"}
    assert {internal.block_type_mapping[each].__name__ for each in types} == known


def test_an_overlay_lies_over_any_block() -> None:
    (made,) = compiled_blocks([{"text": "a", "raw": {"new": {"a": 1}, "$delete": ["children"]}}])
    assert made == {"type": "paragraph", "new": {"a": 1}}
    assert compiled_blocks([{"raw": {"type": "x", "$y": 1}}]) == [{"type": "x", "$y": 1}]


# --- grids


def fixed(panel: Any, id: str) -> Any:
    panel._id = id
    return panel


def test_a_grid_is_what_the_official_class_makes() -> None:
    (made,) = compiled_blocks(
        [
            {
                "panels": [
                    {"line": "loss/a", "x": "_step", "wandb_id": "p1"},
                    {"bar": "loss/a", "wandb_id": "p2"},
                    {"scalar": "loss/b", "aggregate": "mean", "wandb_id": "p3"},
                    {"runs": "all", "wandb_id": "p4"},
                    {"markdown": "m", "wandb_id": "p5", "layout": [8, 6, 16, 4]},
                ],
                "runs": [
                    {
                        "title": "Good",
                        "where": "config.lr == 0.1",
                        "wandb_id": "r1",
                        "colors": {"x1": "#aa0000"},
                    },
                    {"title": "All", "wandb_id": "r2"},
                ],
                "hide_runs": True,
                "colors": {"x2": "blue"},
            }
        ]
    )
    runsets = [
        wr.Runset(name="Good", filters="Config('lr') = 0.1", run_settings={"x1": wr.RunSettings("#aa0000")}),
        wr.Runset(name="All"),
    ]
    for runset, id in zip(runsets, ("r1", "r2"), strict=True):
        runset._id = id
    panels = [
        fixed(wr.LinePlot(x="Step", y=["loss/a"]), "p1"),
        fixed(wr.BarPlot(metrics=["loss/a"]), "p2"),
        fixed(wr.ScalarChart(metric="loss/b", groupby_aggfunc="mean"), "p3"),
        fixed(wr.RunComparer(), "p4"),
        fixed(wr.MarkdownPanel("m", layout=wr.Layout(8, 6, 16, 4)), "p5"),
    ]
    grid = by_hand(wr.PanelGrid(runsets, True, panels, custom_run_colors={"x2": "blue"}))
    for run_set in made["metadata"]["runSets"]:
        assert run_set.pop("project") == {"name": "p", "entityName": "<entity>", "id": "<project-id>"}
    assert same(made, grid)


PLACES = st.one_of(
    st.none(),
    st.tuples(st.integers(0, 23), st.integers(0, 60), st.integers(1, 24), st.integers(1, 40)),
)


@given(st.lists(PLACES, max_size=25), st.integers(1, 24), st.integers(1, 30))
def test_automatic_places_meet_nothing(written: list[Any], columns: int, height: int) -> None:
    panels = []
    for layout in written:
        body = {} if layout is None else {"layout": dict(zip("xywh", layout, strict=True))}
        panels.append((models.Panel(layout=None if layout is None else [*layout]), body))
    cells: dict[Any, int] = {}
    for at, body in enumerate(place(panels, columns, height)):
        box = body["layout"]
        assert written[at] is not None or 0 <= box["x"] <= 24 - box["w"]
        for x in range(box["x"], box["x"] + box["w"]):
            for y in range(box["y"], box["y"] + box["h"]):
                other = cells.setdefault((x, y), at)
                assert other == at or (written[at] is not None and written[other] is not None)


def test_a_panel_without_end_is_passed_at_once() -> None:
    bodies = [{"layout": {"x": 0, "y": 5, "w": 24, "h": 10**15}}, {}]
    first, second = place(
        [(models.Panel(layout=[0, 5, 24, 1]), bodies[0]), (models.Panel(), bodies[1])], 3, 6
    )
    assert first["layout"]["h"] == 10**15
    assert second["layout"]["y"] >= 10**15 + 5


def test_a_grid_compiles_in_linear_time() -> None:
    """Counted in calls, which no other load on the machine changes."""

    def calls(count: int) -> int:
        panels = [{"markdown": f"text {n} of {count}", "id": f"m{n}"} for n in range(count)]
        guide = parse_guide(report_spec([{"panels": panels}]))[0]
        return calls_of(lambda: compile_guide(guide))

    # 16 times as many panels in a square would take 256 times as many.
    assert calls(1600) < 20 * calls(100)


# --- generated blocks

KNOWLEDGE: dict[str, Any] = {
    "runs": {"long": "config.lr >= 0.1", "short": {"where": "config.lr < 0.1", "title": "Short ones"}},
    "health": {
        "flat": {"when": "loss/a < 0.1", "level": "critical", "fix": "Lower it"},
        "both": {"at_least": 1, "of": ["flat"], "about": "Collapse."},
    },
    "phases": [{"title": "Early", "until": "epoch 50", "about": "It falls.", "check": ["a", "b"]}],
    "priorities": [
        {
            "metric": "loss/a",
            "goal": "minimize",
            "take": "last",
            "want": "below 0.1",
            "weight": 2.0,
            "about": "first",
        }
    ],
    "practices": ["Name runs well"],
    "commands": [{"title": "Train", "run": "python train.py", "about": "Takes a day."}],
    "links": [{"title": "Docs", "url": "https://d"}],
    "troubleshooting": [{"symptom": "Bad", "fix": "Good", "set": {"lr": 0.5}}],
    "sweeps": {"rates": {"method": "grid", "metric": "loss/a", "parameters": {"lr": [0.1, 0.5]}}},
}


@pytest.mark.parametrize(
    ("block", "part"),
    [
        ("metrics", "`loss/a`"),
        ("health", "**Flat** (critical)"),
        ("phases", "**Early** (until epoch 50)"),
        ("priorities", "1. `loss/a` (last value, below 0.1, minimize, weight 2). first"),
        ("practices", "- Name runs well"),
        ("commands", "**Train**\n\nTakes a day.\n\n```bash\npython train.py\n```"),
        ("links", "- [Docs](https://d)"),
        ("troubleshooting", "- Fix: Good"),
        ("troubleshooting", "- Set `lr` to `0.5`"),
        ("sweeps", "metric:\n  name: loss/a\n"),
        ("sweeps", "wbgen sweep rates --agents 2"),
        ("sweeps", "wandb sweep sweep.rates.yaml"),
    ],
)
def test_a_block_is_made_of_the_spec(block: str, part: str) -> None:
    (made,) = compiled_blocks([block], **KNOWLEDGE)
    assert made["type"] == "markdown-block"
    assert part in made["content"]


def test_a_bare_checklist_is_of_the_health_rules() -> None:
    (made,) = compiled_blocks(["checklist"], **KNOWLEDGE)
    texts = ["Flat: `loss/a < 0.1`", 'Both: at least 1 of "Flat"']
    (same_made,) = compiled_blocks([{"checklist": texts}])
    assert made == same_made


def test_run_sets_are_compared() -> None:
    (made,) = compiled_blocks([{"compare": ["long", "short"]}], **KNOWLEDGE)
    metadata = made["metadata"]
    assert [run_set["name"] for run_set in metadata["runSets"]] == ["long", "Short ones"]
    panels = metadata["panelBankSectionConfig"]["panels"]
    assert [(p["viewType"], p["layout"]["x"]) for p in panels] == [("Run Comparer", 0), ("Bar Chart", 8)]
    assert panels[1]["config"]["metrics"] == ["loss/a"]


def test_ids_are_of_addresses_and_stay() -> None:
    one = {"panels": [{"line": "loss/a"}], "runs": ["long"]}
    two = {"panels": [{"bar": "loss/b"}, {"line": "loss/a"}]}
    first = compiled_blocks([one], **KNOWLEDGE)[0]["metadata"]
    later = compiled_blocks([{"text": "new"}, {"panels": [{"bar": "loss/b"}]}, one], **KNOWLEDGE)[2][
        "metadata"
    ]
    assert later == first
    ids = [
        panel["__id__"]
        for grid in compiled_blocks([one, one, two], **KNOWLEDGE)
        for panel in grid["metadata"]["panelBankSectionConfig"]["panels"]
    ]
    assert len({*ids}) == len(ids)
