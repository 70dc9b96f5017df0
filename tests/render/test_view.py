"""Views in parts: what is inherited, what the app makes by itself, where panels stand, what fails alone."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.corpus import files
from tests.render.worlds import run
from wbgen.render.drawing import Chart, DrawnSection, Gallery, Grid, Nothing, Number, Prose
from wbgen.render.view import draw_view, view_parts
from wbgen.render.views import made_panels
from wbgen.render.views import parts as parts_module
from wbgen.render.views.automatic import in_order
from wbgen.render.views.parts import Place, ViewParts, compacted
from wbgen.views.json import parse
from wbgen.views.outline import read_panel
from wbgen.views.outline.panel import Layout

NOW = datetime(2026, 1, 2, tzinfo=UTC)
LINE = "Run History Line Plot"

#: Settings as the official library writes them into every section.
WRITTEN_OUT = {
    "smoothingWeight": 0,
    "smoothingType": "none",
    "xAxis": "_step",
    "ignoreOutliers": False,
    "useRunsTableGroupingInPanels": True,
    "smoothingActive": False,
    "xAxisActive": False,
}


def line(*metrics: str, **more: Any) -> dict[str, Any]:
    return {"viewType": LINE, "config": {"metrics": list(metrics)}, **more}


def section(name: str, *panels: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "isOpen": True, "panels": list(panels), **more}


def workspace(*sections: Any, auto: bool = False, **settings: Any) -> Any:
    owned = {"shouldAutoGeneratePanels": auto, **settings}
    return {"section": {"settings": owned, "panelBankConfig": {"sections": list(sections)}}}


def grid(*panels: Any, **more: Any) -> dict[str, Any]:
    return {"type": "panel-grid", "metadata": {"panelBankSectionConfig": {"panels": list(panels)}, **more}}


def read(spec: Any, *runs: Any, kind: Any = "workspace") -> ViewParts:
    return view_parts(spec, kind, runs, now=NOW)


def settings_of(spec: Any) -> dict[str, Any]:
    (part,) = read(spec).parts
    return {key: value for key, value in part.scene.settings.items() if key != "shouldAutoGeneratePanels"}


def test_a_section_inherits_what_it_only_writes_out() -> None:
    plain = section("A", localPanelSettings=WRITTEN_OUT)
    smooth = {"smoothingType": "gaussian", "smoothingWeight": 3, "smoothingActive": True}
    found = settings_of(workspace(plain, **smooth, maxRuns=5, ignoreOutliers=True))
    assert found == {"smoothingType": "gaussian", "smoothingWeight": 3, "maxRuns": 5, "ignoreOutliers": True}


def test_a_section_comes_before_its_workspace() -> None:
    own = {
        **WRITTEN_OUT,
        "xAxis": "epoch",
        "xAxisActive": True,
        "smoothingType": "average",
        "smoothingWeight": 9,
    }
    found = settings_of(workspace(section("A", localPanelSettings=own), xAxis="round", xAxisActive=True))
    assert found == {"xAxis": "epoch"}  # its smoothing is there, and switched off


def test_modern_blocks_come_before_legacy_ones() -> None:
    spec = workspace(
        section("A", sectionSettings={"linePlot": {"xAxis": "epoch"}}), xAxis="round", xAxisActive=True
    )
    spec["section"]["workspaceSettings"] = {"linePlot": {"smoothingType": "gaussian", "smoothingWeight": 2}}
    assert settings_of(spec) == {"xAxis": "epoch", "smoothingType": "gaussian", "smoothingWeight": 2}


def test_sections_are_as_the_app_shows_them() -> None:
    one = section("B", line("x"), isOpen=False, flowConfig={"columnsPerPage": 2})
    found = read(workspace(one, section("A", pinned=True))).parts
    assert [(part.title, part.columns, part.open, len(part.places)) for part in found] == [
        ("A", 3, True, 0),
        ("B", 2, False, 1),
    ]
    assert found[1].scene.width > found[0].scene.width


def test_panels_nobody_made_are_made_by_section() -> None:
    logged = {"train/loss": [1.0], "train/deep/acc": [1.0], "lr": [1.0], "note": ["text"]}
    spec = workspace(section("train", line("train/loss")), auto=True)
    found = read(spec, run("r", history=logged)).parts
    assert [(part.title, [place.title for place in part.places]) for part in found] == [
        ("train", ["train/loss"]),
        ("Charts", ["lr"]),
        ("train/deep", ["train/deep/acc"]),
    ]
    spec["section"]["panelBankConfig"]["settings"] = {"autoOrganizePrefix": 1}
    first = read(spec, run("r", history=logged)).parts
    assert [part.title for part in first] == ["train", "Charts"]
    assert len(first[0].places) == 2


def stated(value: Any) -> str:
    """A logged object as a cell of a history states it."""
    return json.dumps(value)


def test_panels_made_are_bounded_and_told() -> None:
    logged = {f"m{n}": [1.0] for n in range(400)}
    found = read(workspace(auto=True), run("r", history=logged))
    assert sum(len(part.places) for part in found.parts) == 300
    assert found.notes == ("100 more panels that the app would make are not shown: from `m300` to `m399`.",)
    assert [place.title for place in found.parts[0].places][1:3] == ["m1", "m2"]


def test_names_are_in_the_order_of_people() -> None:
    assert in_order(["m10", "b", "m2", "aa", "layer_2/m10", "layer_10/m1", "layer_2/m9"]) == [
        *("aa", "b", "layer_2/m9", "layer_2/m10", "layer_10/m1", "m2", "m10")
    ]


def test_panels_nobody_made_show_histograms_images_and_tables() -> None:
    counted = stated({"_type": "histogram", "values": [1, 4, 2], "bins": [0, 1, 2, 3]})
    image = stated({"_type": "image-file", "path": "a.png"})
    table = {"_type": "table-file", "path": "t.json", "nrows": 1, "ncols": 1}
    logged = {"h": [counted, counted], "i": [image, None], "t": [stated(table), None]}
    files = {"t.json": b'{"columns": ["a"], "data": [["cell"]]}', "a.png": b"\x89PNG\r\n\x1a\n"}
    data = run("r", history=logged, files=files, summary={"t": table})
    (part,) = draw_view(workspace(auto=True), "workspace", [data], now=NOW).sections
    chart, gallery, grid = (drawn.drawing.body for drawn in part.panels)
    assert isinstance(chart, Chart)
    assert [cell["values"] for cell in chart.data["wandb"]["h"]] == [[1, 4, 2], [1, 4, 2]]
    assert isinstance(gallery, Gallery)
    assert isinstance(grid, Grid)
    assert grid.rows == (("cell",),)
    assert [drawn.title for drawn in part.panels] == ["h", "i", "t"]
    made = [made_panels.histogram("h"), made_panels.table("t"), made_panels.media("i")]
    again = read(workspace(section("Mine", *made), auto=True), data).parts
    assert [part.title for part in again] == ["Mine"]


def test_more_panels_than_are_drawn_are_told() -> None:
    found = read(workspace(section("A", *[line("x")] * 1500), section("B", *[line("x")] * 1500)))
    assert [len(part.places) for part in found.parts] == [1500, 500]
    assert found.notes == ("1,000 more panels are not shown.",)
    ids = [place.id for part in found.parts for place in part.places]
    assert len(set(ids)) == 2000


def test_a_panel_that_fails_is_a_message_and_the_rest_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    def draw(view_type: str, config: Any, scene: Any) -> Any:
        if view_type == "bad":
            raise KeyError("x")
        return original(view_type, config, scene)

    original = parts_module.draw_panel
    monkeypatch.setattr(parts_module, "draw_panel", draw)
    spec = workspace(section("A", {"viewType": "bad"}, line("loss")))
    first, second = (
        draw_view(spec, "workspace", [run("r", history={"loss": [1.0, 2.0]})], now=NOW).sections[0].panels
    )
    assert isinstance(first.drawing.body, Nothing)
    assert "bug of wbgen (KeyError: 'x')" in first.drawing.body.why
    assert isinstance(second.drawing.body, Chart)


def test_a_report_is_stretches_of_blocks_and_grids() -> None:
    def paragraph(text: str) -> Any:
        return {"type": "paragraph", "children": [{"text": text}]}

    def heading(text: str, *folded: Any) -> Any:
        return {
            "type": "heading",
            "level": 2,
            "children": [{"text": text}],
            "collapsedChildren": list(folded),
        }

    blocks = [
        paragraph("one <b>"),
        grid(line("x")),
        heading("Folded", paragraph("two"), grid(line("y")), paragraph("three")),
    ]
    blocks += [heading("Short", paragraph("four")), paragraph("end")]
    found = read({"blocks": blocks}, kind="report").parts
    assert [(part.title, part.text, len(part.places), part.open) for part in found] == [
        ("", "one <b>", 1, True),
        ("Folded", "two", 1, False),
        ("Folded (continued)", "three", 0, False),
        ("", "Short\n\nend", 0, True),
    ]
    assert "one &lt;b&gt;" in found[0].before
    assert "<details" in found[3].before
    assert "four" in found[3].before


def test_a_report_loads_no_image() -> None:
    blocks = [
        {"type": "image", "url": url, "children": []}
        for url in ("https://x.org/a.png", "data:image/png;base64,AA")
    ]
    blocks.append({"type": "markdown-block", "content": "![a](https://x.org/b.png)"})
    (part,) = read({"blocks": blocks}, kind="report").parts
    assert part.before.count("<img") == 1
    assert 'href="https://x.org/a.png"' in part.before


def test_each_grid_has_run_sets_of_its_own() -> None:
    def of(name: str) -> Any:
        key = {"section": "run", "name": "displayName"}
        return [
            {"filters": {"filterFormat": "filterV2", "filters": [{"key": key, "op": "=", "value": name}]}}
        ]

    blocks = [grid(line("x"), runSets=of("a")), grid(line("x"), runSets=of("b"))]
    found = read({"blocks": blocks}, run("a"), run("b"), kind="report")
    assert [[shown.label for shown in part.scene.runs] for part in found.parts] == [["a"], ["b"]]
    assert [label for label, _ in found.runs] == ["a", "b"]


places = st.builds(
    lambda x, y, w, h: Place("p", "", "", "", {}, Layout(min(x, 24 - w), y, w, h)),
    *(st.integers(0, 23), st.integers(0, 10**6), st.integers(1, 24), st.integers(1, 50)),
)


@given(st.lists(places, max_size=12))
def test_panels_of_a_grid_neither_overlap_nor_leave_gaps(found: list[Place]) -> None:
    moved = compacted(tuple(found), 24)
    cells = [
        (column, row)
        for at in (place.layout for place in moved)
        for column in range(at.x, at.x + at.w)
        for row in range(at.y, at.y + at.h)
    ]
    assert len(cells) == len(set(cells))
    taken = set(cells)
    for at in (place.layout for place in moved):
        assert at.y == 0 or any((column, at.y - 1) in taken for column in range(at.x, at.x + at.w))


KEYS = (
    *(
        "section",
        "settings",
        "panelBankConfig",
        "sections",
        "panels",
        "config",
        "viewType",
        "layout",
        "w",
        "x",
    ),
    *("blocks", "type", "metadata", "panelBankSectionConfig", "collapsedChildren", "runSets"),
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=20,
)


@given(anything, st.sampled_from(["workspace", "report"]))
def test_any_json_is_drawn(spec: Any, kind: Any) -> None:
    found = draw_view(spec, kind, [run("r", history={"loss": [1.0]})], now=NOW)
    assert found.kind == kind


def metrics_in(node: Any) -> set[str]:
    """The metrics that the panels of a view name."""
    if isinstance(node, list):
        return {name for item in node for name in metrics_in(item)}
    if not isinstance(node, dict):
        return set()
    own = set(read_panel(node).metrics) if "viewType" in node else set()
    return own | {name for item in node.values() for name in metrics_in(item)}


@pytest.mark.parametrize("path", files("viewspecs"))
def test_every_view_of_the_corpus_is_drawn_and_no_panel_is_silently_empty(path: Any) -> None:
    spec: Any = parse(path.read_text())
    names = sorted(name for name in metrics_in(spec) if not name.startswith("_"))
    runs = [
        run(
            f"r{n}",
            history={name: [1.0 / (n + step + 1) for step in range(20)] for name in names},
            summary=dict.fromkeys(names, 0.5 + n),
            config={"lr": 10.0**-n, "seed": n},
            state="finished",
        )
        for n in range(3)
    ]
    found = draw_view(spec, "workspace" if "section" in spec else "report", runs, now=NOW)
    for part in found.sections:
        for panel in part.panels:
            assert told(panel.drawing.body), panel
            if isinstance(panel.drawing.body, Nothing):
                assert "cannot draw" not in panel.drawing.body.why
                assert "bug" not in panel.drawing.body.why
    assert found.sections or found.notes
    assert all(silent(part) is False for part in found.sections if not part.title)


def silent(part: DrawnSection) -> bool:
    """Whether a stretch of a report shows nothing at all."""
    return not part.panels and not part.before


def told(body: Any) -> bool:
    """Whether a body shows or says something."""
    match body:
        case Chart(data=data):
            return any(len(values) for columns in data.values() for values in columns.values())
        case Number(text=text) | Prose(text=text) | Nothing(why=text):
            return bool(text.strip())
        case Grid(rows=rows) | Gallery(items=rows):
            return bool(rows)
    return False
