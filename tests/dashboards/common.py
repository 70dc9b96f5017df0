"""What every panel and every block may say: an id of W&B's own, a place, facets, an overlay."""

from collections.abc import Callable
from typing import Any

import wandb_workspaces.reports.v2 as wr

from tests.dashboards.dashboard import OF_PROJECT, named, panels, report, runset
from tests.dashboards.generic import DISTRIBUTION, HEATMAP, generic, history

#: A panel of every kind in YAML, and the same by hand; ``{}`` stands for a layer.
EVERY_PANEL: dict[str, tuple[str, Callable[[str], Any]]] = {
    "line": ("line: similarity/layer_{}, x: epoch", lambda n: wr.LinePlot(x="epoch", y=[similarity(n)])),
    "area": (
        "area: similarity/layer_{}, x: epoch",
        lambda n: wr.LinePlot(x="epoch", y=[similarity(n)], plot_type="stacked-area"),
    ),
    "bar": ("bar: similarity/layer_{}", lambda n: wr.BarPlot(metrics=[similarity(n)])),
    "scalar": ("scalar: similarity/layer_{}", lambda n: wr.ScalarChart(metric=similarity(n))),
    "scatter": (
        "scatter: similarity/layer_{}, x: loss",
        lambda n: wr.ScatterPlot(x="loss", y=similarity(n)),
    ),
    "parallel": (
        "parallel: [loss, similarity/layer_{}]",
        lambda n: wr.ParallelCoordinatesPlot(
            columns=[
                wr.ParallelCoordinatesPlotColumn("loss"),
                wr.ParallelCoordinatesPlotColumn(similarity(n)),
            ]
        ),
    ),
    "importance": (
        "importance: similarity/layer_{}",
        lambda n: wr.ParameterImportancePlot(with_respect_to=similarity(n)),
    ),
    "runs": ("runs: differences", lambda n: wr.RunComparer(diff_only=True)),
    "code": ("code: unified", lambda n: wr.CodeComparer(diff="unified")),
    "media": ("media: similarity/layer_{}", lambda n: wr.MediaBrowser(media_keys=[similarity(n)])),
    "markdown": ('markdown: "Layer {}"', lambda n: wr.MarkdownPanel(f"Layer {n}")),
    "table": (
        "table: similarity/layer_{}",
        lambda n: wr.WeavePanelSummaryTable(table_name=similarity(n)),
    ),
    "vega": (
        "vega: team/scores, table: similarity/layer_{}",
        lambda n: wr.CustomChart(
            chart_name="team/scores", query={"summaryTable": {"tableKey": similarity(n)}}
        ),
    ),
    "histogram": (
        "histogram: similarity/layer_{}",
        lambda n: generic(
            *(DISTRIBUTION, history(similarity(n)), {}),
            title="",
            metrics=similarity(n),
            labels=similarity(n),
            by="run",
            bins="30",
            x_title=similarity(n),
            y_title="rows",
            scale="linear",
        ),
    ),
    "heatmap": (
        "heatmap: similarity/layer_{}",
        lambda n: generic(
            *(HEATMAP, history("_step", similarity(n)), {"x": "_step"}),
            title="",
            metrics=similarity(n),
            labels=similarity(n),
            x_title="Step",
            scale="linear",
        ),
    ),
}


def similarity(layer: str) -> str:
    return f"similarity/layer_{layer}"


def listed(options: str) -> str:
    """A panel of every kind, each with further options (``{n}``: its number)."""
    rows = enumerate(written.format("<layer>") for written, _ in EVERY_PANEL.values())
    return "\n".join(f"- {{{written}, {options.format(n=n)}}}" for n, written in rows)


def grid_row(row: int) -> str:
    """A panel of every kind of layer 14, where it stands, with an id of W&B's."""
    rows = enumerate(written.format("14") for written, _ in EVERY_PANEL.values())
    return "\n".join(
        f"{' ' * row}- {{{written}, id: p-{n}, wandb_id: own-{n}, layout: [2, {3 * n}, 5, 3]}}"
        for n, written in rows
    )


def on_grid() -> list[Any]:
    made = [named(make("14"), f"own-{n}") for n, (_, make) in enumerate(EVERY_PANEL.values())]
    for n, panel in enumerate(made):
        panel.layout = wr.Layout(2, 3 * n, 5, 3)
    return [wr.PanelGrid(panels=made, runsets=[runset()])]


#: A block of every kind in YAML, and the same by hand.
EVERY_BLOCK: list[tuple[str, Any]] = [
    ("h1: First, folded: [{text: a}]", wr.H1("First", [wr.P("a")])),
    ("h2: Second, folded: [rule, {text: b}]", wr.H2("Second", [wr.HorizontalRule(), wr.P("b")])),
    ("h3: Third, folded: [{h1: c}]", wr.H3("Third", [wr.H1("c")])),
    ("text: a", wr.P("a")),
    ("quote: a", wr.BlockQuote("a")),
    ("code: a, language: plain", wr.CodeBlock("a", language=None)),
    ("latex: a", wr.LatexBlock("a")),
    ("image: a", wr.Image("a")),
    ("list: [a]", wr.UnorderedList(["a"])),
    ("list: [a], ordered: true", wr.OrderedList(["a"])),
    ("checklist: [a]", wr.CheckedList([wr.CheckedListItem("a")])),
    ("callout: a", wr.CalloutBlock("a")),
    ("video: a", wr.Video("a")),
    ("spotify: a", wr.interface.Spotify("a")),
    ("soundcloud: a", wr.interface.SoundCloud("a")),
    ("gallery: [{report: a}]", wr.Gallery([wr.interface.GalleryReport("a")])),
    ("tweet: a", wr.interface.Twitter("a")),
    ("markdown: a", wr.MarkdownBlock("a")),
    ("toc: null", wr.TableOfContents()),
    ("rule: null", wr.HorizontalRule()),
]


COMMON = [
    panels(
        "a panel of every kind for each value of a dimension",
        listed("each: layer, id: facet-{n}"),
        lambda: [make(layer) for _, make in EVERY_PANEL.values() for layer in ("14", "15")],
    ),
    panels(
        "a panel of every kind with something beside what the language says",
        listed("id: p-{n}, each: layer, raw: {{isAuto: false, config: {{newOption: {n}}}}}"),
        lambda: [make(layer) for _, make in EVERY_PANEL.values() for layer in ("14", "15")],
        patch={
            f"{2 * n + second}/{place}": value
            for n in range(len(EVERY_PANEL))
            for second in (0, 1)
            for place, value in (("isAuto", False), ("config/newOption", n))
        },
    ),
    report(
        "a panel of every kind where a report puts it",
        "- panels:\n" + grid_row(4),
        on_grid,
        patch={"blocks/1/metadata/runSets/0/project": OF_PROJECT},
    ),
    panels(
        "a panel of W&B's own JSON for each value of a dimension",
        "- {raw: {viewType: New, config: {a: 1}}, each: layer, id: new}",
        lambda: [named(wr.MarkdownPanel(), "a"), named(wr.MarkdownPanel(), "b")],
        patch={str(n): {"viewType": "New", "config": {"a": 1}, "__id__": f"made-{n}"} for n in (0, 1)},
    ),
    report(
        "a panel of W&B's own JSON where a report puts it",
        "- panels: [{raw: {viewType: New}, wandb_id: own-new, layout: [3, 0, 4, 5]}]",
        lambda: [wr.PanelGrid(panels=[wr.MarkdownPanel()], runsets=[runset()])],
        patch={
            "blocks/1/metadata/panelBankSectionConfig/panels/0": {
                "__id__": "own-new",
                "viewType": "New",
                "layout": {"x": 3, "y": 0, "w": 4, "h": 5},
            },
            "blocks/1/metadata/runSets/0/project": OF_PROJECT,
        },
    ),
    report(
        "a block of every kind with something beside what the language says",
        "\n".join(f"- {{{written}, raw: {{newOption: {n}}}}}" for n, (written, _) in enumerate(EVERY_BLOCK)),
        lambda: [block for _, block in EVERY_BLOCK],
        patch={f"blocks/{n}/newOption": n - 1 for n in range(1, len(EVERY_BLOCK) + 1)},
    ),
    report(
        "blocks of W&B's own JSON",
        """
        - raw: {type: new-block, children: [{text: a}]}
        - weave:
            panelConfig: {exp: {nodeType: void}}
          raw: {newOption: 1}
        - panels: [{runs: all}]
          raw: {metadata: {openViz: false}}
        """,
        lambda: [wr.P("a"), wr.P("b"), wr.PanelGrid(panels=[wr.RunComparer()], runsets=[runset()])],
        patch={
            "blocks/1": {"type": "new-block", "children": [{"text": "a"}]},
            "blocks/2": {
                "type": "weave-panel",
                "children": [{"text": ""}],
                "config": {"panelConfig": {"exp": {"nodeType": "void"}}},
                "newOption": 1,
            },
            "blocks/3/metadata/openViz": False,
            "blocks/3/metadata/runSets/0/project": OF_PROJECT,
        },
    ),
]
