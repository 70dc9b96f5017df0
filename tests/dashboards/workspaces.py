"""Sections and workspaces: layout, and what they say of the curves in them."""

import wandb_workspaces.reports.v2 as wr
import wandb_workspaces.workspaces as ws

from tests.dashboards.dashboard import by_hand, named, sections, workspace

#: Where the official library keeps what it says of curves.
SECTION = "section/panelBankConfig/sections/0"
LOCAL = f"{SECTION}/localPanelSettings"
WORKSPACE = "section/settings"
BANK = "section/panelBankConfig/settings"

SECTIONS = [
    sections(
        "sections",
        """
        - title: Open
          panels: [{line: loss}]
        - title: Closed
          open: false
          panels: [{line: loss/a}, {scalar: loss}]
        - title: Pinned
          pinned: true
          columns: 2
          rows: 4
          panels: [{bar: loss}]
        """,
        lambda: [
            ws.Section(name="Open", is_open=True, panels=[wr.LinePlot(x=None, y=["loss"])]),
            ws.Section(
                name="Closed",
                is_open=False,
                panels=[wr.LinePlot(x=None, y=["loss/a"]), wr.ScalarChart(metric="loss")],
            ),
            ws.Section(
                name="Pinned",
                is_open=True,
                pinned=True,
                layout_settings=ws.SectionLayoutSettings(columns=2, rows=4),
                panels=[wr.BarPlot(metrics=["loss"])],
            ),
        ],
    ),
    sections(
        "an empty section with a note",
        """
        - title: Notes
          note: "Both should **fall**."
        """,
        lambda: [ws.Section(name="Notes", is_open=True, panels=[wr.MarkdownPanel("Both should **fall**.")])],
    ),
    sections(
        "a section per value of a dimension",
        """
        - title: Layer <layer>
          id: layer
          each: layer
          panels: [{line: similarity/layer_<layer>}]
        """,
        lambda: [
            ws.Section(
                name=f"Layer {layer}",
                is_open=True,
                panels=[wr.LinePlot(x=None, y=[f"similarity/layer_{layer}"])],
            )
            for layer in (14, 15)
        ],
    ),
    sections(
        "curves of a section",
        """
        - title: S
          x: epoch
          x_range: [0, 500]
          smoothing: {weight: 20, kind: gaussian}
          panels: [{line: loss}]
        """,
        lambda: [
            ws.Section(
                name="S",
                is_open=True,
                panels=[wr.LinePlot(x=None, y=["loss"])],
                panel_settings=ws.SectionPanelSettings(
                    x_axis="epoch", x_min=0, x_max=500, smoothing_type="gaussian", smoothing_weight=20
                ),
            )
        ],
        patch={f"{LOCAL}/xAxisActive": True, f"{LOCAL}/smoothingActive": True},
    ),
    sections(
        "what the library cannot say of a section",
        """
        - title: S
          wandb_id: own-section
          height: 320
          ignore_outliers: true
          max_runs: 20
          points: sampling
          legends: false
          tooltip: all_runs
          tooltip_colors: true
          group_runs: false
          panels: [{line: loss}]
        """,
        lambda: [
            named(ws.Section(name="S", is_open=True, panels=[wr.LinePlot(x=None, y=["loss"])]), "own-section")
        ],
        patch={
            f"{SECTION}/__id__": "own-section",
            f"{SECTION}/flowConfig/boxHeight": 320,
            f"{LOCAL}/ignoreOutliers": True,
            f"{LOCAL}/maxRuns": 20,
            f"{LOCAL}/pointVisualizationMethod": "sampling",
            f"{LOCAL}/suppressLegends": True,
            f"{LOCAL}/tooltipNumberOfRuns": "all_runs",
            f"{LOCAL}/colorRunNames": True,
            f"{LOCAL}/useRunsTableGroupingInPanels": False,
        },
    ),
]

WORKSPACES = [
    workspace(
        "a bare workspace",
        "sections: [{title: S}]",
        lambda: by_hand(sections=[ws.Section(name="S", is_open=True)]),
    ),
    workspace(
        "what the language has no word for in a workspace",
        """
        title: What to watch
        raw: {section: {newSetting: 1}}
        sections: [{title: S, raw: {newOption: 2}}]
        """,
        lambda: by_hand(name="What to watch", sections=[ws.Section(name="S", is_open=True)]),
        patch={"section/newSetting": 1, f"{SECTION}/newOption": 2},
    ),
    workspace(
        "curves of a workspace",
        """
        x: epoch
        x_range: [1, 100]
        smoothing: {weight: 5, kind: time_weighted}
        ignore_outliers: true
        max_runs: 30
        points: sampling
        legends: false
        tooltip: single
        tooltip_colors: false
        sections: [{title: S, panels: [{line: loss}]}]
        """,
        lambda: by_hand(
            sections=[ws.Section(name="S", is_open=True, panels=[wr.LinePlot(x=None, y=["loss"])])],
            settings=ws.WorkspaceSettings(
                x_axis="epoch",
                x_min=1,
                x_max=100,
                smoothing_type="exponentialTimeWeighted",
                smoothing_weight=5,
                ignore_outliers=True,
                max_runs=30,
                point_visualization_method="downsampling",
                remove_legends_from_panels=True,
                tooltip_number_of_runs="single",
                tooltip_color_run_names=False,
            ),
        ),
        patch={f"{WORKSPACE}/xAxisActive": True, f"{WORKSPACE}/smoothingActive": True},
    ),
    workspace(
        "what a workspace does with panels",
        """
        sort_panels: true
        group_by_prefix: last
        panel_search: loss
        expand_search: true
        auto_panels: true
        group_runs: false
        sections: [{title: S, panels: [{line: loss}]}]
        """,
        lambda: by_hand(
            sections=[ws.Section(name="S", is_open=True, panels=[wr.LinePlot(x=None, y=["loss"])])],
            settings=ws.WorkspaceSettings(
                sort_panels_alphabetically=True,
                group_by_prefix="last",
            ),
        ),
        patch={
            # The library has attributes for the search, but does not write them.
            f"{BANK}/searchQuery": "loss",
            f"{BANK}/autoExpandSearchResults": True,
            f"{WORKSPACE}/shouldAutoGeneratePanels": True,
            f"{WORKSPACE}/useRunsTableGroupingInPanels": False,
        },
    ),
]
