"""Blocks that a report makes of the rest of the spec, and options that only name things within it."""

import wandb_workspaces.reports.v2 as wr
import wandb_workspaces.workspaces as ws

from tests.dashboards.dashboard import (
    HEAD,
    OF_PROJECT,
    Dashboard,
    by_hand,
    of_blocks,
    report,
    runset,
    sections,
    workspace,
    written,
)

KNOWLEDGE = """
runs:
  long: {where: config.lr >= 0.1, title: Long ones}
  short: config.lr <= 0.01
health:
  flat: {when: loss < 0.1, level: critical, about: It is flat., fix: Lower the rate}
  both: {title: Both fail, level: warning, at_least: 1, of: [flat, loss > 9]}
  slow-start: {when: loss > 1 after 100 steps, level: note}
phases:
  - {title: Early, until: epoch 50, steps: 500, about: It falls., check: [a, b]}
priorities:
  - {title: First, metric: loss, goal: minimize, tie: 2%, weight: 2.0, about: above all}
  - {metric: [loss/a, loss/b], goal: maximize}
practices: [Name runs well]
commands: [{title: Train, run: python train.py}]
links: [{title: Docs, url: https://d}, {url: https://e}]
troubleshooting: [{symptom: Bad, when: loss > 2, cause: The rate, fix: Lower it, set: {lr: 0.1}}]
"""

HEADINGS = "| Metric | Values | Healthy |\n| --- | --- | --- |\n"

LOSSES = f"""\
**Losses** (key metrics)

The key metrics.

{HEADINGS}\
| `loss` | 0 to 1; minimize | below 0.7 |
| `loss/a` |  |  |
| `loss/b` |  |  |
| `similarity/layer_<layer>` |  |  |"""

FLAT = """\
**Flat** (critical)

It is flat.

- When: `loss < 0.1`
- Fix: Lower the rate"""

BOTH = '**Both fail** (warning)\n\n- When: at least 1 of "Flat", `loss > 9`'

SLOW = "**Slow start** (note)\n\n- When: `loss > 1 after 100 steps`"

PHASES = "**Early** (until epoch 50, 500 steps)\n\nIt falls.\n\n- a\n- b"

PRIORITIES = (
    "1. **First**: `loss` (minimize, within 2% counts as equal, weight 2). above all\n"
    "2. `loss/a`, `loss/b` (maximize)"
)

TROUBLE = """\
**Bad**

- When: `loss > 2`
- Cause: The rate
- Fix: Lower it
- Set `lr` to `0.1`"""

#: Every block whose text is made of the spec, with the text.
ALL_TEXTS = [
    ("metrics: [Losses]", LOSSES),
    ("health: all", f"{FLAT}\n\n{BOTH}\n\n{SLOW}"),
    ("phases: null", PHASES),
    ("priorities: null", PRIORITIES),
    ("practices: null", "- Name runs well"),
    ("commands: null", "**Train**\n\n```bash\npython train.py\n```"),
    ("links: null", "- [Docs](https://d)\n- [https://e](https://e)"),
    ("troubleshooting: null", TROUBLE),
]


def texts(name: str, yaml: str, *markdown: str) -> Dashboard:
    """A report of texts that are made of the spec."""
    return report(name, yaml, lambda: [wr.MarkdownBlock(each) for each in markdown], top=KNOWLEDGE)


def of_section() -> wr.Report:
    """A section's note and its panels as a report shows them."""
    grid = wr.PanelGrid(
        panels=[
            wr.LinePlot(x="epoch", y=["loss"], layout=wr.Layout(0, 0, 24, 8)),
            wr.ScalarChart(metric="loss", layout=wr.Layout(0, 8, 24, 8)),
        ],
        runsets=[runset()],
    )
    return of_blocks(wr.MarkdownBlock("Look here."), grid)


GENERATED = [
    texts("metrics of the catalogue", "- metrics: Losses", LOSSES),
    texts("health rules", "- health\n- health: flat", f"{FLAT}\n\n{BOTH}\n\n{SLOW}", FLAT),
    report(
        "texts made of the spec with something beside what the language says",
        "\n".join(f"- {{{block}, raw: {{newOption: {n}}}}}" for n, (block, _) in enumerate(ALL_TEXTS)),
        lambda: [wr.MarkdownBlock(text) for _, text in ALL_TEXTS],
        patch={f"blocks/{n + 1}/newOption": n for n in range(len(ALL_TEXTS))},
        top=KNOWLEDGE,
    ),
    report(
        "a checklist of health rules",
        "- checklist",
        lambda: [
            wr.CheckedList(
                [
                    wr.CheckedListItem(["Flat: ", wr.InlineCode("loss < 0.1")]),
                    wr.CheckedListItem(['Both fail: at least 1 of "Flat", ', wr.InlineCode("loss > 9")]),
                    wr.CheckedListItem(["Slow start: ", wr.InlineCode("loss > 1 after 100 steps")]),
                ]
            )
        ],
        top=KNOWLEDGE,
    ),
    report(
        "run sets side by side",
        """
        - {compare: [long, short], metrics: [loss, loss/a], columns: 2, raw: {newOption: 1}}
        """,
        lambda: [
            wr.PanelGrid(
                panels=[
                    wr.RunComparer(diff_only=True, layout=wr.Layout(0, 0, 12, 6)),
                    wr.BarPlot(metrics=["loss"], layout=wr.Layout(12, 0, 12, 6)),
                    wr.BarPlot(metrics=["loss/a"], layout=wr.Layout(0, 6, 12, 6)),
                ],
                runsets=[
                    runset(name="Long ones", filters="Config('lr') >= 0.1"),
                    runset(name="short", filters="Config('lr') <= 0.01"),
                ],
            )
        ],
        patch={
            **{f"blocks/1/metadata/runSets/{n}/project": OF_PROJECT for n in (0, 1)},
            "blocks/1/newOption": 1,
        },
        top=KNOWLEDGE,
    ),
    report(
        "the headline metrics side by side",
        "- compare: short",
        lambda: [
            wr.PanelGrid(
                panels=[
                    wr.RunComparer(diff_only=True, layout=wr.Layout(0, 0, 8, 6)),
                    wr.BarPlot(metrics=["loss"], layout=wr.Layout(8, 0, 8, 6)),
                    wr.BarPlot(metrics=["loss/a"], layout=wr.Layout(16, 0, 8, 6)),
                    wr.BarPlot(metrics=["loss/b"], layout=wr.Layout(0, 6, 8, 6)),
                    wr.BarPlot(metrics=["similarity/layer_14"], layout=wr.Layout(8, 6, 8, 6)),
                    wr.BarPlot(metrics=["similarity/layer_15"], layout=wr.Layout(16, 6, 8, 6)),
                ],
                runsets=[runset(name="short", filters="Config('lr') <= 0.01")],
            )
        ],
        patch={"blocks/1/metadata/runSets/0/project": OF_PROJECT},
        top=KNOWLEDGE,
    ),
    sections(
        "a section for some runs",
        """
        - {title: Some, id: some-runs, only_if: config.lr > 1, note: Rare., panels: [{code: split, id: own}]}
        """,
        lambda: [
            ws.Section(
                name="Some",
                is_open=True,
                panels=[
                    wr.MarkdownPanel("*For runs with `config.lr > 1`.*\n\nRare."),
                    wr.CodeComparer(),
                ],
            )
        ],
    ),
    workspace(
        "a workspace with a name for W&B and a run set of the spec",
        """
        was: older
        title: A *star* of mine
        name: Mine
        runs: {name: long, search: a}
        sections: []
        """,
        lambda: by_hand(
            name="Mine",
            runset_settings=ws.RunsetSettings(query="a", filters="Config('lr') >= 0.1"),
        ),
        top=KNOWLEDGE,
        patch={"section/runSets/0/name": "Long ones"},
    ),
    Dashboard(
        "a section of a workspace in a report",
        written(
            HEAD,
            """
            reports:
              r:
                was: older
                blocks: [{section: s, workspace: w, columns: 1, raw: {newOption: 1}}]
            workspaces:
              other:
                sections: [{title: S}]
              w:
                sections: [{title: S, note: Look here., x: epoch, panels: [{line: loss}, {scalar: loss}]}]
            """,
            0,
        ),
        of_section,
        {"blocks/2/metadata/runSets/0/project": OF_PROJECT, "blocks/2/newOption": 1},
    ),
]
