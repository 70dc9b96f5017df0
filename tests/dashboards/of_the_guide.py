"""What panels take from the rest of the guide: conditions of metrics, its axis, values known at run time."""

import wandb_workspaces.reports.v2 as wr
import wandb_workspaces.workspaces as ws

from tests.dashboards.dashboard import OF_PROJECT, Dashboard, by_hand, of_blocks, runset, whole
from tests.dashboards.generic import HEATMAP, generic, history, lines

#: Conditions of both bounds, of none that is a range, and words that a chart's strings cannot carry.
CONDITIONS = """
metrics:
  - group: Losses
    of:
      loss: {healthy: 0.2 to 0.8, critical: {above 9: "it's a | \\"b\\" ${x}", below -1e-3: Low}}
      loss/val: {healthy: 0.2 to 0.8, warn: {is 3: Three}}
reports:
  r:
    blocks:
      - columns: 1
        panels:
          - line: [loss, loss/val]
            thresholds: [healthy, warn, {from: critical}]
            bands: [healthy, critical]
"""


def of_conditions() -> wr.Report:
    """Lines with what the catalogue says of them, as far as it is a bound or a range."""
    panel = lines(
        *("loss", "loss/val"),
        metrics="loss,loss/val",
        labels="loss|loss/val",
        thresholds="0.2,0.8,3,9,-0.001",
        threshold_labels="healthy: 0.2 to 0.8|healthy: 0.2 to 0.8|Three|"
        "it\u2019s a \u00a6 \u201db\u201d $(x}|Low",
        bands_from="0.2,9,",
        bands_to="0.8,,-0.001",
        band_labels="healthy: 0.2 to 0.8|it\u2019s a \u00a6 \u201db\u201d $(x}|Low",
        band_colors="#2fa37c,#d1495b,#d1495b",
    )
    panel.layout = wr.Layout(0, 0, 24, 6)
    return of_blocks(wr.PanelGrid(panels=[panel], runsets=[runset()]))


#: The axis that a guide names counts for all of it; a dimension that is open is a pattern in lines, and
#: where names are needed, the values it has by default.
OPEN = """
x: epoch
dimensions:
  reward: {default: [format, exact], open: true}
metrics:
  - {group: Rewards, of: {epoch: , reward/<reward>: }}
workspaces:
  w:
    sections:
      - title: S
        panels:
          - line: reward/<reward>
          - bar: reward/<reward>
          - heatmap: reward/<reward>
"""


def of_open() -> ws.Workspace:
    """Panels of metrics of which some names are known only when a run logs them."""
    panels = [
        wr.LinePlot(x=None, y=["reward/format", "reward/exact"], metric_regex="^(?:reward/[^/]+)$"),
        wr.BarPlot(metrics=["reward/format", "reward/exact"]),
        generic(
            *(HEATMAP, history("epoch", "reward/format", "reward/exact"), {"x": "epoch"}),
            title="",
            metrics="reward/format,reward/exact",
            labels="format|exact",
            x_title="epoch",
            scale="linear",
        ),
    ]
    return by_hand(
        sections=[ws.Section(name="S", is_open=True, panels=panels)],
        settings=ws.WorkspaceSettings(x_axis="epoch"),
    )


OF_THE_GUIDE = [
    Dashboard(
        "conditions of the catalogue drawn across lines",
        whole(CONDITIONS),
        of_conditions,
        {"blocks/1/metadata/runSets/0/project": OF_PROJECT},
    ),
    Dashboard("an axis of the whole guide, and an open dimension", whole(OPEN), of_open),
]
