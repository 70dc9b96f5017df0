"""Run sets: their tables of runs, groups and colours, pinned runs, other projects."""

from typing import Any

import wandb_workspaces.reports.v2 as wr
import wandb_workspaces.workspaces as ws
from wandb_workspaces import expr

from tests.dashboards.dashboard import (
    OF_PROJECT,
    by_hand,
    named,
    report,
    runset,
    workspace,
)
from wbgen.views.json import Json

SHOWN = "sections: [{title: S}]"
RUN_SET = "section/runSets/0"


def of_runs(name: str, runs: str, more: dict[str, Json] | None = None, **settings: Any) -> Any:
    """A workspace whose only word is its run set. more: what the library cannot say of it."""

    def made() -> ws.Workspace:
        sections = [ws.Section(name="S", is_open=True)]
        return by_hand(sections=sections, runset_settings=ws.RunsetSettings(**settings))

    patch = {f"{RUN_SET}/{place}": value for place, value in (more or {}).items()}
    return workspace(name, f"runs: {{{runs}}}\n{SHOWN}", made, patch=patch)


def grid_of(name: str, yaml: str, *runsets: Any, **more: Any) -> Any:
    """A report of one empty grid over run sets."""
    patch = {f"blocks/1/metadata/runSets/{n}/project": OF_PROJECT for n in range(len(runsets))}
    patch |= {f"blocks/1/metadata/{place}": value for place, value in more.pop("patch", {}).items()}
    top = more.pop("top", "")

    def made() -> list[Any]:
        return [wr.PanelGrid(runsets=list(runsets), **more)]

    return report(name, yaml, made, patch=patch, top=top)


RUN_TABLES = [
    of_runs(
        "columns that stay",
        "columns: [loss, config.lr, run.name]",
        pinned_columns=["summary:loss", "config:lr.value", "run:displayName"],
    ),
    of_runs(
        "a baseline and pinned runs, of this project and another",
        "baseline: a1, pinned: [b2, other/q/c3]",
        baseline_run="a1",
        pinned_runs=["b2", ws.RunRef("c3", entity="other", project="q")],
    ),
    of_runs(
        "colours of groups of groups",
        "group: [run.sweep, config.optim], "
        'group_colors: [{path: [s], color: red}, {path: [s, adam], color: "#00ff00"}]',
        groupby=[expr.Metric("Sweep"), expr.Config("optim")],
        group_colors={"s": "red", ws.GroupPath("s", "adam"): "#00ff00"},
    ),
    of_runs(
        "what the library cannot say of a workspace's runs",
        "wandb_id: own-runs, title: Good ones, only_runs: [a1, b2], visible: [epoch], hidden: [loss], "
        "column_order: [config.lr], widths: {loss: 90}, lock_columns: false, project: other/q, "
        "raw: {enabled: false}",
        {
            "id": "own-runs",
            "name": "Good ones",
            "selections": {"root": 0, "bounds": [], "tree": ["a1", "b2"]},
            "runFeed/columnVisible": {"summary:loss": False, "summary:epoch": True, "config:lr.value": True},
            "runFeed/columnOrder": ["config:lr.value", "summary:epoch"],
            "runFeed/columnWidths": {"summary:loss": 90},
            "runFeed/lockColumns": False,
            "project": {"name": "q", "entityName": "other"},
            "enabled": False,
        },
    ),
    grid_of(
        "the table of runs in a report",
        """
        - panels: []
          runs:
            title: Ordered
            group: [config.optim.beta, run.group]
            order: [config.lr, -loss]
            columns: [loss, run.tags]
            visible: [run.state, config.lr]
            hidden: [run.name]
            column_order: [run.state]
            widths: {loss: 120}
            lock_columns: true
        """,
        runset(
            name="Ordered",
            groupby=["config.optim.beta", "Group"],
            order=[wr.OrderBy(wr.Config("lr"), True), wr.OrderBy(wr.SummaryMetric("loss"))],
            pinned_columns=["summary:loss", "tags:__ALL__"],
            visible_columns=["run:state", "config:lr.value"],
            hidden_columns=["run:displayName"],
            column_order=["run:state"],
            column_widths={"summary:loss": 120},
            lock_columns=True,
        ),
    ),
    grid_of(
        "hidden, shown and coloured runs in a report",
        """
        - panels: []
          runs:
            - {title: One, hidden_runs: [a1], colors: {b2: "#00bb00"}, group: config.lr,
               group_colors: {"0.1": "#aa0000"}}
            - {title: Two, only_runs: [c3], wandb_id: own-two}
          colors: {d4: blue}
        """,
        runset(
            name="One",
            run_settings={
                "a1": wr.RunSettings(disabled=True),
                "b2": wr.RunSettings(color="#00bb00"),
            },
            groupby=["config.lr"],
        ),
        named(runset(name="Two", run_settings={"c3": wr.RunSettings()}), "own-two"),
        custom_run_colors={
            "d4": "blue",
            wr.RunsetGroup("One", (wr.RunsetGroupKey(wr.Config("lr"), "0.1"),)): "#aa0000",
        },
        patch={"runSets/1/selections/root": 0, "runSets/1/selections/tree": ["c3"]},
    ),
    grid_of(
        "runs of another project, and named run sets",
        """
        - panels: []
          runs: [good, {name: good, title: Also, search: b}, {project: other/q, title: Theirs}]
        """,
        runset(name="good", filters="Config('lr') = 0.1 and State in ['finished', 'crashed']"),
        runset(name="Also", query="b", filters="Config('lr') = 0.1 and State in ['finished', 'crashed']"),
        runset(name="Theirs"),
        patch={"runSets/2/project": {"entityName": "other", "name": "q"}},
        top="""
        runs:
          good: config.lr == 0.1 and state in [finished, crashed]
        """,
    ),
]
