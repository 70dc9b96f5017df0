"""Run sets of workspaces and of reports."""

import wandb_workspaces.reports.v2 as wr
import wandb_workspaces.workspaces as ws
from wandb_workspaces import expr

from tests.dashboards.dashboard import OF_PROJECT, by_hand, report, runset, workspace

SECTION = "sections: [{title: S, panels: [{line: loss}]}]"


def shown(**settings: object) -> ws.Workspace:
    """A workspace that shows a run set."""
    section = ws.Section(name="S", is_open=True, panels=[wr.LinePlot(x=None, y=["loss"])])
    return by_hand(sections=[section], runset_settings=ws.RunsetSettings(**settings))


RUN_SETS = [
    workspace(
        "a search of runs",
        f"""
        runs: {{search: npt_.*, regex: true}}
        {SECTION}
        """,
        lambda: shown(query="npt_.*", regex_query=True),
    ),
    workspace(
        "a filter of runs",
        f"""
        runs: {{where: config.lr >= 0.01 and summary.loss <= 2}}
        {SECTION}
        """,
        lambda: shown(filters=expr.And(expr.Config("lr") >= 0.01, expr.Summary("loss") <= 2)),
    ),
    workspace(
        "groups of runs, in an order",
        f"""
        runs: {{group: [config.optim, job_type], order: [-summary.loss, created]}}
        {SECTION}
        """,
        lambda: shown(
            groupby=[expr.Config("optim"), expr.Metric("JobType")],
            order=[
                expr.Ordering(expr.Summary("loss"), ascending=False),
                expr.Ordering(expr.Metric("CreatedTimestamp"), ascending=True),
            ],
        ),
    ),
    workspace(
        "colours and hidden runs",
        f"""
        runs: {{colors: {{run1: "#e4572e"}}, hidden_runs: [run2]}}
        {SECTION}
        """,
        lambda: shown(
            run_settings={
                "run1": ws.RunSettings(color="#e4572e"),
                "run2": ws.RunSettings(disabled=True),
            }
        ),
        patch={"section/customRunColors/run2": None},
    ),
    report(
        "run sets of a report",
        """
        - panels: [{line: loss}]
          columns: 1
          hide_runs: true
          runs:
            - {title: Long, search: long, where: config.lr >= 0.01}
            - {title: Short, search: short}
        """,
        lambda: [
            wr.PanelGrid(
                panels=[wr.LinePlot(y=["loss"], layout=wr.Layout(x=0, y=0, w=24, h=6))],
                runsets=[
                    runset(name="Long", query="long", filters=[expr.Config("lr") >= 0.01]),
                    runset(name="Short", query="short"),
                ],
                hide_run_sets=True,
            )
        ],
        patch={f"blocks/1/metadata/runSets/{index}/project": OF_PROJECT for index in (0, 1)},
    ),
]
