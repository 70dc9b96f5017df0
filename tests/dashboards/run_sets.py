"""Run sets of workspaces and of reports."""

import wandb_workspaces.reports.v2 as wr
import wandb_workspaces.workspaces as ws
from wandb_workspaces import expr

from tests.dashboards.dashboard import OF_PROJECT, by_hand, report, runset, workspace

SECTION = "sections: [{title: S, panels: [{line: loss}]}]"

FEED = "section/runSets/0/runFeed"

#: How the app names the group of runs whose ``optim`` is ``adam``; the first id is the run set's.
ADAM = (
    "run-color-group:%22#1#%22:"
    "%5B%7B%22kind%22%3A%22group%22%2C%22key%22%3A%22config%3Aoptim.value%22%2C%22value%22%3A%22adam%22%7D%5D"
)


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
    workspace(
        "runs that stand out",
        f"""
        runs:
          columns: [config.lr, loss]
          visible: [config.batch]
          column_order: [config.batch, loss]
          baseline: run1
          pinned: [run1, run2]
          group: config.optim
          group_colors: {{adam: "#17bebb"}}
        {SECTION}
        """,
        lambda: shown(
            pinned_columns=["config:lr.value", "summary:loss"],
            baseline_run="run1",
            pinned_runs=["run1", "run2"],
            groupby=[expr.Config("optim")],
        ),
        patch={
            # The library names groups by run ids of a server; the app by their path.
            f"section/customRunColors/{ADAM}": "#17bebb",
            f"{FEED}/columnVisible/config:batch.value": True,
            f"{FEED}/columnOrder": [
                "config:batch.value",
                "summary:loss",
                "run:displayName",
                "config:lr.value",
            ],
        },
    ),
    workspace(
        "the only runs",
        f"""
        runs:
          wandb_id: own-runs
          only_runs: [run1]
          raw: {{newOption: 1}}
        {SECTION}
        """,
        lambda: shown(),
        patch={
            "section/runSets/0/id": "own-runs",
            "section/runSets/0/selections/root": 0,
            "section/runSets/0/selections/tree": ["run1"],
            "section/runSets/0/newOption": 1,
        },
    ),
    report(
        "columns of a report's runs",
        """
        - panels: [{line: loss}]
          columns: 1
          runs:
            - project: other/theirs
              columns: [config.lr]
              visible: [config.batch]
              hidden: [loss]
              column_order: [config.batch, config.lr]
              widths: {config.lr: 80}
              lock_columns: true
        """,
        lambda: [
            wr.PanelGrid(
                panels=[wr.LinePlot(y=["loss"], layout=wr.Layout(x=0, y=0, w=24, h=6))],
                runsets=[
                    runset(
                        pinned_columns=["config:lr.value"],
                        visible_columns=["config:batch.value"],
                        hidden_columns=["summary:loss"],
                        column_order=["config:batch.value", "config:lr.value"],
                        column_widths={"config:lr.value": 80},
                        lock_columns=True,
                    )
                ],
            )
        ],
        patch={"blocks/1/metadata/runSets/0/project": {"entityName": "other", "name": "theirs"}},
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
