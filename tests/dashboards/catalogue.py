"""What the catalogue says of metrics: as a report shows it, and as panels go by it."""

import wandb_workspaces.reports.v2 as wr
import wandb_workspaces.workspaces as ws

from tests.dashboards.dashboard import OF_PROJECT, Dashboard, by_hand, of_blocks, runset, whole
from tests.dashboards.generic import HISTOGRAM, generic, history, lines

#: What a group says counts for its members, which may say something else.
ATTRIBUTES = """
metrics:
  - group: Everything
    about: Of each member.
    goal: maximize
    unit: points
    range: [0, 10]
    healthy: above 5
    typical: 7.5
    warn: {below 2: Low}
    critical: {is 0: Dead}
    every: 10 steps
    values: {10: all, 0: none}
    was_logged_as: old/score
    of:
      score:
      score/own: {about: Its own, unit: "%", typical: high, every: epoch, was_logged_as: [a, b],
                  range: [null, 1], healthy: 0.2 to 0.8, goal: minimize, headline: true,
                  warn: {above 0.9: High}, critical: {above 1: Wrong}, values: {1: one}}
  - {group: By the client, logged_by: wandb, goal: minimize, headline: true, of: {system.cpu: }}
  - {group: By the script, logged_by: script, of: {speed: {goal: maximize}}}
runs:
  few: {search: few}
reports:
  r: {blocks: [metrics, {compare: few, columns: 4}]}
"""

HEADINGS = (
    "| Metric | What it says | Values | Healthy | Trouble | Logged |\n| --- | --- | --- | --- | --- | --- |"
)
SHORT = "| Metric | Values |\n| --- | --- |"

ALL_OF_IT = f"""\
**Everything**

Of each member.

{HEADINGS}
| `score` |  \
| 0 to 10; points; maximize; 10 = all, 0 = none \
| above 5; typical: 7.5 \
| below 2: Low (warning); is 0: Dead (critical) \
| every 10 steps |
| `score/own` \
| **Key metric.** Its own \
| up to 1; %; minimize; 1 = one \
| 0.2 to 0.8; typical: high \
| above 0.9: High (warning); above 1: Wrong (critical) \
| every epoch |

**By the client** (key metrics)

{SHORT}
| `system.cpu` | minimize |

**By the script**

{SHORT}
| `speed` | maximize |"""


def key_metrics() -> wr.PanelGrid:
    """Runs compared by the metrics that are key ones, by themselves or by their group."""
    return wr.PanelGrid(
        panels=[
            wr.RunComparer(diff_only=True, layout=wr.Layout(0, 0, 6, 6)),
            wr.BarPlot(metrics=["score/own"], layout=wr.Layout(6, 0, 6, 6)),
            wr.BarPlot(metrics=["system.cpu"], layout=wr.Layout(12, 0, 6, 6)),
        ],
        runsets=[runset(name="few", query="few")],
    )


#: Of each type, one metric by its group and one by itself.
TYPES = """
metrics:
  - {group: Scalars, type: scalar, of: {a1: , a2: {type: scalar}}}
  - {group: Categories, type: category, values: {0: x}, of: {b1: , b2: {type: category}}}
  - {group: Flags, type: flag, of: {c1: , c2: {type: flag}}}
  - {group: Events, type: event, of: {d1: , d2: {type: event}}}
  - {group: Texts, type: text, of: {e1: , e2: {type: text}}}
  - {group: Histograms, type: histogram, of: {f1: , f2: {type: histogram}}}
  - {group: Images, type: image, of: {g1: , g2: {type: image}}}
  - {group: Sounds, type: audio, of: {h1: , h2: {type: audio}}}
  - {group: Videos, type: video, of: {i1: , i2: {type: video}}}
  - {group: Tables, type: table, of: {j1: , j2: {type: table}}}
  - {group: Media, type: media, of: {k1: , k2: {type: media}}}
workspaces:
  w:
    sections:
      - title: S
        panels:
          - line: [a1, a2, b1, b2]
          - {line: a1, annotate: {events: c1}}
          - {line: a1, id: two, annotate: {events: c2}}
          - {line: a1, id: three, annotate: {events: d1}}
          - {line: a1, id: four, annotate: {events: d2}}
          - histogram: f1
          - histogram: f2
          - media: [e1, e2, g1, g2, h1, h2, i1, i2, k1, k2]
          - table: j1
          - table: j2
"""


def of_types() -> ws.Workspace:
    """Panels of metrics of every type."""
    panels = [
        wr.LinePlot(x=None, y=["a1", "a2", "b1", "b2"]),
        *(eventful("c1"), eventful("c2"), eventful("d1"), eventful("d2")),
        *(logged("f1"), logged("f2")),
        wr.MediaBrowser(media_keys=["e1", "e2", "g1", "g2", "h1", "h2", "i1", "i2", "k1", "k2"]),
        wr.WeavePanelSummaryTable(table_name="j1"),
        wr.WeavePanelSummaryTable(table_name="j2"),
    ]
    return by_hand(sections=[ws.Section(name="S", is_open=True, panels=panels)])


def eventful(event: str) -> wr.CustomChart:
    return lines("a1", event, metrics="a1", labels="a1", single="yes", events=event, events_label=event)


def logged(metric: str) -> wr.CustomChart:
    return generic(
        *(HISTOGRAM, history("_step", metric), {"x": "_step"}),
        title="",
        metric=metric,
        x_title="Step",
        y_title=metric,
        scale="linear",
    )


CATALOGUES = [
    Dashboard(
        "everything the catalogue says of metrics",
        whole(ATTRIBUTES),
        lambda: of_blocks(wr.MarkdownBlock(ALL_OF_IT), key_metrics()),
        {"blocks/2/metadata/runSets/0/project": OF_PROJECT},
    ),
    Dashboard("metrics of every type", whole(TYPES), of_types),
]
