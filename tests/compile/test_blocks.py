"""Blocks of reports against the official classes, both ways."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import wandb_workspaces.reports.v2 as wr
from hypothesis import given
from hypothesis import strategies as st
from wandb_workspaces.reports.v2 import interface, internal

from tests.compile.reports import built, compiled_blocks, report_spec
from tests.corpus import files
from tests.counting import calls_of
from wbgen.compile import compile_guide
from wbgen.compile.blocks import decode_report
from wbgen.compile.blocks.layout import place
from wbgen.compile.decode import decode_panel
from wbgen.spec import models
from wbgen.spec.expressions import parse_filter
from wbgen.spec.read import parse_guide
from wbgen.views.filters import to_v2
from wbgen.views.overlay import leaves, same
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


SEARCH: Any = {
    "title": "Learning *rates*",
    "about": "Which is best?",
    "method": "random",
    "run_cap": 9,
    "metric": {"name": "loss/a", "goal": "minimize"},
    "parameters": {"lr": {"min": 1e-4, "max": 1e-1}},
}
SCRIPTS: Any = {"a.py": {"template": "plain.py.j2"}}


def sweep_blocks(search: Any = SEARCH, **more: Any) -> tuple[str, str, Any]:
    """A sweep's heading, its words and the metadata of its grid."""
    blocks = compiled_blocks([{"sweep": "rates"}], sweeps={"rates": search}, **more)
    heading, words, grid = blocks
    return heading["children"][0]["text"], words["content"], grid["metadata"]


def panels_in(metadata: Any) -> list[Any]:
    """The panels of a grid."""
    found: list[Any] = metadata["panelBankSectionConfig"]["panels"]
    return found


def test_a_sweep_is_told_and_shown() -> None:
    title, words, metadata = sweep_blocks(scripts=SCRIPTS)
    assert title == "Learning *rates*"
    assert "Which is best?\n\nThe search: random, `loss/a` (minimize), at most 9 runs." in words
    assert "| `lr` | 0.0001 to 0.1 |" in words
    assert "Its runs are ranked by `loss/a` (minimize)." in words
    assert "wbgen sweep rates --agents 2" in words
    (runs,) = metadata["runSets"]
    assert runs["filters"] == to_v2(parse_filter("tags in ['sweep:rates']"))
    assert [key["key"]["name"] for key in runs["sort"]["keys"]] == ["loss/a"]
    assert runs["sort"]["keys"][0]["ascending"]
    across, importance, course, _ = panels_in(metadata)
    assert across["config"]["columns"] == [
        {"accessor": "config:lr.value", "log": True},
        {"accessor": "summary:loss/a"},
    ]
    assert importance["config"]["targetKey"] == "loss/a"
    assert course["config"]["showMinYAxisLine"]
    assert (course["config"]["xAxis"], course["config"]["yAxis"]) == ("run:createdAt", "summary:loss/a")


def test_priorities_rank_the_runs_of_a_sweep() -> None:
    priorities = [{"metric": "acc", "take": "best", "want": "above 0.9"}, {"metric": "loss/b"}]
    _, words, _ = sweep_blocks(scripts=SCRIPTS, priorities=priorities)
    assert "ranked by these, in this order: `acc` (best value, above 0.9); `loss/b`." in words


def test_the_runs_of_a_program_are_those_of_sweeps_with_its_values() -> None:
    search = SEARCH | {"program": "own.py", "parameters": {"lr": [0.1, 0.5], "n": {"min": 1, "max": 4}}}
    more: Any = {"config": {"lr": {}, "n": {}}}
    _, _, metadata = sweep_blocks(search, **more)
    told = "sweep is not null and config.lr in [0.1, 0.5] and config.n >= 1 and config.n <= 4"
    assert metadata["runSets"][0]["filters"] == to_v2(parse_filter(told))


SEEDS: Any = {"method": "grid", "metric": "loss/a", "parameters": {"seed": [1, 2, 3], "lr": 0.1}}
SEEDED: Any = {"config": {"lr": {"default": 0.1}, "seed": {"default": 1}}, "scripts": SCRIPTS}


@pytest.mark.parametrize(
    ("run", "parameters", "by"),
    [
        ({"group": "g_lr<lr>"}, {"lr": [0.1, 0.2]}, "group"),
        ({"group": "g_<seed>"}, {"lr": [0.1, 0.2]}, "lr.value"),
        ({}, {}, None),
    ],
)
def test_runs_of_other_seeds_are_drawn_together(run: Any, parameters: Any, by: str | None) -> None:
    search = SEEDS | {"parameters": SEEDS["parameters"] | parameters}
    _, _, metadata = sweep_blocks(search, run=run, **SEEDED)
    grouped = [panel["config"] for panel in panels_in(metadata) if panel["config"].get("groupAgg") == "mean"]
    assert [config.get("groupBy") for config in grouped] == [by, by]
    assert {config["groupArea"] for config in grouped} == {"stddev"}
    assert all(config["aggregate"] for config in grouped)
    kinds = [panel["viewType"] for panel in panels_in(metadata)]
    assert ("Parameter Importance" in kinds) is bool(parameters), "luck is no setting"


def test_seeds_of_settings_that_nothing_tells_apart_are_not_drawn_together() -> None:
    parameters = {"seed": [1, 2], "lr": [0.1, 0.2], "n": [1, 2]}
    config: Any = {**SEEDED["config"], "n": {"default": 1}}
    _, _, metadata = sweep_blocks(SEEDS | {"parameters": parameters}, scripts=SCRIPTS, config=config)
    assert "Bar Chart" not in [panel["viewType"] for panel in panels_in(metadata)]


def test_several_metrics_are_held_against_each_other() -> None:
    search = SEARCH | {
        "metric": None,
        "method": "custom",
        "scheduler": {"engine": "optuna", "source": "s.py"},
        "metrics": [{"name": "loss/a"}, {"name": "acc", "goal": "maximize"}],
    }
    _, _, metadata = sweep_blocks({key: value for key, value in search.items() if value}, scripts=SCRIPTS)
    found = panels_in(metadata)
    kinds = [panel["viewType"] for panel in found]
    assert kinds.count("Parameter Importance") == 2
    against = [panel["config"] for panel in found if panel["viewType"] == "Scatter Plot"][-1]
    assert (against["xAxis"], against["yAxis"]) == ("summary:acc", "summary:loss/a")


def test_the_library_reads_the_grid_of_a_sweep() -> None:
    _, _, grid = compiled_blocks([{"sweep": "rates"}], sweeps={"rates": SEARCH}, scripts=SCRIPTS)
    read = interface.PanelGrid._from_model(internal.PanelGrid.model_validate(grid))
    (runs,) = read.runsets
    assert runs.filters == """Metric("Tags") in ['sweep:rates']"""
    assert [(key.name.name, key.ascending) for key in runs.order] == [("loss/a", True)]
    across, importance, course, comparison = read.panels
    assert [column.metric for column in across.columns] == [wr.Config("lr"), wr.SummaryMetric("loss/a")]
    assert importance.with_respect_to == "loss/a"
    assert course.running_ymin
    assert isinstance(comparison, wr.RunComparer)
    assert [panel.layout.y for panel in read.panels] == [0, 8, 8, 16]


def test_panels_of_a_sweep_stand_apart_and_have_ids_of_their_own() -> None:
    grids = [
        block["metadata"]
        for block in compiled_blocks([{"sweep": "rates"}] * 2, sweeps={"rates": SEARCH}, scripts=SCRIPTS)
        if block["type"] == "panel-grid"
    ]
    ids = [panel["__id__"] for grid in grids for panel in panels_in(grid)]
    assert len(ids) == len({*ids}) > 0
    for grid in grids:
        cells = [
            (x, y)
            for place in (panel["layout"] for panel in panels_in(grid))
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        ]
        assert len(cells) == len({*cells})
        assert max(x for x, _ in cells) < 24


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


# --- back


@pytest.mark.parametrize("path", files("viewspecs", "*report*.json"))
def test_real_reports_are_said_and_built_again(path: Path) -> None:
    view = json.loads(path.read_text(encoding="utf-8"))
    said = decode_report(view, decode_panel, "p")
    share = raw_leaves(said) / leaves(view)
    print(f"{path.stem}: {share:.1%} raw")
    assert "raw" not in said
    names = names_in(view)
    assert same(rebuilt_with(said, names), view)


def names_in(node: Any) -> set[str]:
    """Texts that may be names of metrics or config keys."""
    if isinstance(node, dict):
        return set().union(*map(names_in, node.values()))
    if isinstance(node, list):
        return set().union(*map(names_in, node))
    return {node} if isinstance(node, str) else set()


def rebuilt_with(said: dict[str, Any], names: set[str]) -> Any:
    """The report built in a spec that knows the names."""
    metrics = {name.removeprefix("summary:") for name in names if 0 < len(name) < 100 and name.isascii()}
    config = {name[7:-6] for name in names if name.startswith("config:")} | {"lr"}
    return built(
        said,
        metrics=[{"group": "g", "of": {name: {} for name in sorted(metrics) if ok(name)}}],
        config={key: {} for key in sorted(config)},
    )


def ok(name: str) -> bool:
    """Whether a text may stand as a metric in a catalogue."""
    return not name.startswith(("_", "system.")) and not set(name) & set("<>*$[]{}?\\ ")


def raw_leaves(node: Any) -> int:
    """How many values of what was decoded are under ``raw``."""
    if isinstance(node, dict):
        return sum(leaves(value) if key == "raw" else raw_leaves(value) for key, value in node.items())
    return sum(map(raw_leaves, node)) if isinstance(node, list) else 0


TEXTS = st.text(st.sampled_from("ab `[]()$\\\n1é"), max_size=12)
INLINE = st.lists(
    st.one_of(
        TEXTS,
        TEXTS.map(wr.InlineCode),
        TEXTS.map(wr.InlineLatex),
        st.builds(wr.Link, TEXTS, TEXTS),
    ),
    min_size=1,
    max_size=4,
)
LIBRARY_BLOCKS = st.recursive(
    st.one_of(
        st.builds(wr.P, INLINE),
        st.builds(wr.BlockQuote, INLINE),
        st.builds(wr.CalloutBlock, INLINE),
        st.builds(wr.CodeBlock, TEXTS, st.sampled_from(["python", "yaml", None])),
        st.builds(wr.Image, TEXTS, INLINE),
        st.builds(wr.OrderedList, st.lists(INLINE, max_size=3)),
        st.builds(wr.UnorderedList, st.lists(INLINE, max_size=3)),
        st.builds(wr.CheckedList, st.lists(st.builds(wr.CheckedListItem, INLINE, st.booleans()), max_size=3)),
        st.builds(
            wr.Gallery,
            st.lists(
                st.one_of(TEXTS.map(interface.GalleryReport), TEXTS.map(interface.GalleryURL)), max_size=3
            ),
        ),
        *(
            TEXTS.map(kind)
            for kind in (
                wr.MarkdownBlock,
                wr.LatexBlock,
                wr.Video,
                interface.Spotify,
                interface.SoundCloud,
                interface.Twitter,
            )
        ),
        st.sampled_from([wr.TableOfContents(), wr.HorizontalRule(), wr.PanelGrid()]),
    ),
    lambda inner: st.builds(wr.H2, INLINE, st.lists(inner, min_size=1, max_size=3)),
    max_leaves=6,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "x", "$y", "paragraph"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "children", "text", "$a", "level", "metadata", "runSets"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=10,
)


def body_of(blocks: list[Any]) -> Any:
    """A report's body with blocks in it."""
    spec = by_hand_report()
    return {**spec, "blocks": [spec["blocks"][0], *blocks, spec["blocks"][-1]]}


def by_hand_report() -> Any:
    report = wr.Report(project="", entity="e", title="T")._to_model().spec
    return json.loads(report.model_dump_json(by_alias=True, exclude_none=True))


@given(st.lists(LIBRARY_BLOCKS, max_size=4))
def test_whatever_the_library_makes_is_built_again(blocks: list[Any]) -> None:
    view = body_of([by_hand(block) for block in blocks])
    assert same(built(decode_report(view, decode_panel, "p")), view)


@given(
    st.lists(
        JSON
        | st.fixed_dictionaries(
            {"type": st.sampled_from([row.type for row in BLOCKS])},
            optional={
                "children": JSON,
                "content": JSON,
                "level": st.integers(0, 4),
                "url": JSON,
                "links": JSON,
                "ordered": JSON,
                "metadata": JSON,
                "collapsedChildren": JSON,
            },
        ),
        max_size=3,
    )
)
def test_any_blocks_are_built_again(blocks: list[Any]) -> None:
    blocks = [block for block in blocks if isinstance(block, dict)]
    view = body_of(blocks)
    assert same(built(decode_report(view, decode_panel, "p")), view)


@given(st.lists(LIBRARY_BLOCKS, min_size=1, max_size=3), st.data())
def test_edited_blocks_are_built_again(blocks: list[Any], data: st.DataObject) -> None:
    """Keys the app adds, and values it changes, anywhere in a block."""
    made = [by_hand(block) for block in blocks]
    for block in made:
        for _ in range(data.draw(st.integers(1, 3))):
            node = block
            while isinstance(node, dict) and node and data.draw(st.booleans()):
                below = node[data.draw(st.sampled_from(sorted(node)))]
                node = (
                    below
                    if isinstance(below, dict)
                    else below[0]
                    if below and isinstance(below, list)
                    else node
                )
                if not isinstance(node, dict):
                    break
            if isinstance(node, dict):
                node[data.draw(st.sampled_from(["new", "text", "url", "$z", *sorted(node)]))] = data.draw(
                    JSON
                )
    view = body_of(made)
    assert same(built(decode_report(view, decode_panel, "p")), view)


def test_library_made_blocks_leave_little_raw() -> None:
    view = body_of([by_hand(official) for _, official in PAIRS])
    said = decode_report(view, decode_panel, "p")
    assert raw_leaves(said) == 0
