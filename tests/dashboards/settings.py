"""What workspaces and sections say of the curves in them, with every word there is for it."""

from typing import Any

import wandb_workspaces.workspaces as ws

from tests.dashboards.dashboard import Dashboard, by_hand, sections, workspace

LOCAL = "section/panelBankConfig/sections/{}/localPanelSettings/{}"


def settings(name: str, yaml: str, **settings: Any) -> Dashboard:
    """A workspace by what it says of curves."""

    def made() -> ws.Workspace:
        section = ws.Section(name="S", is_open=True)
        return by_hand(sections=[section], settings=ws.WorkspaceSettings(**settings))

    return workspace(f"{name} of a workspace", f"{yaml}\nsections: [{{title: S}}]", made)


def smoothed(name: str, type: str, weight: int) -> ws.Section:
    return ws.Section(
        name=name,
        is_open=True,
        panel_settings=ws.SectionPanelSettings(smoothing_type=type, smoothing_weight=weight),
    )


SETTINGS = [
    settings(
        "the exponential smoothing",
        "smoothing: {weight: 1, kind: exponential}\npoints: bucketing\ntooltip: default",
        smoothing_type="exponential",
        smoothing_weight=1,
        point_visualization_method="bucketing",
        tooltip_number_of_runs="default",
    ),
    settings(
        "the Gaussian smoothing",
        "smoothing: {weight: 3, kind: gaussian}\npoints: sampling\ntooltip: all_runs",
        smoothing_type="gaussian",
        smoothing_weight=3,
        point_visualization_method="downsampling",
        tooltip_number_of_runs="all_runs",
    ),
    settings(
        "the running average",
        "smoothing: {weight: 4, kind: average}\ntooltip: single\ngroup_by_prefix: first",
        smoothing_type="average",
        smoothing_weight=4,
        tooltip_number_of_runs="single",
        group_by_prefix="first",
    ),
    settings(
        "no smoothing",
        "smoothing: {weight: 0, kind: none}\ngroup_by_prefix: last",
        smoothing_type="none",
        smoothing_weight=0,
        group_by_prefix="last",
    ),
    sections(
        "every smoothing of sections",
        """
        - {title: A, smoothing: {weight: 1, kind: exponential}}
        - {title: B, smoothing: {weight: 2, kind: time_weighted}}
        - {title: C, smoothing: {weight: 3, kind: gaussian}}
        - {title: D, smoothing: {weight: 4, kind: average}}
        - {title: E, smoothing: {weight: 0, kind: none}}
        """,
        lambda: [
            smoothed("A", "exponential", 1),
            smoothed("B", "exponentialTimeWeighted", 2),
            smoothed("C", "gaussian", 3),
            smoothed("D", "average", 4),
            smoothed("E", "none", 0),
        ],
    ),
    sections(
        "every choice of points and boxes of sections",
        """
        - {title: A, points: bucketing, tooltip: default}
        - {title: B, points: sampling, tooltip: all_runs}
        - {title: C, tooltip: single}
        """,
        lambda: [ws.Section(name=name, is_open=True) for name in ("A", "B", "C")],
        patch={
            LOCAL.format(0, "pointVisualizationMethod"): "bucketing-gorilla",
            LOCAL.format(1, "pointVisualizationMethod"): "sampling",
            LOCAL.format(0, "tooltipNumberOfRuns"): "default",
            LOCAL.format(1, "tooltipNumberOfRuns"): "all_runs",
            LOCAL.format(2, "tooltipNumberOfRuns"): "single",
        },
    ),
]
