"""What benchmarks/npt.yaml makes, by hand with the official library: one workspace and one report, saved.

python save_with_official_library.py IDS_FILE CHART

IDS_FILE: where the ids of the first run are kept; later runs write over the same two views.
CHART: the name of the custom chart, which is there already, as it is when `wbgen plan` finds nothing to do.

This is the script a careful user would keep. What is shown in both places is written once, the long
texts lie beside the script, nothing is read back from the server before it is saved, and nothing is done
that the result does not need.
"""

import json
import sys
from pathlib import Path

import wandb_workspaces.reports.v2 as wr
import wandb_workspaces.workspaces as ws

ENTITY = "local"
PROJECT = "npt-multi-layer"
LAYERS = (14, 15, 16, 17)
GRID_WIDTH = 24
TEXTS = Path(__file__).with_name("texts")

IDS_FILE = Path(sys.argv[1])
CHART = f"{ENTITY}/{sys.argv[2]}"


def by_layer(name):
    """The metric of every layer."""
    return [f"{name}/layer_{layer}" for layer in LAYERS]


def lines(title, *metrics):
    """A line panel over the step."""
    return wr.LinePlot(title=title, x="Step", y=list(metrics))


def chart(title, metrics, labels, **strings):
    """A panel drawn by the custom chart: lines with thresholds or boundaries."""
    told = {"thresholds": "", "threshold_labels": "", "boundaries": "", "boundary_labels": "", "y_title": ""}
    return wr.CustomChart(
        chart_name=CHART,
        query={"history": {"keys": ["_step", *metrics]}},
        chart_fields={"x": "_step"},
        chart_strings=told
        | {
            "title": title,
            "metrics": ",".join(metrics),
            "labels": "|".join(labels),
            "x_title": "Step",
            "y_scale": "linear",
        }
        | strings,
    )


NOTES = {
    "losses": "Both losses should fall without jumps.",
    "direct": (
        "**Read this one first.** "
        "Each line shows how well the MLP of its layer takes over from attention.\n\n"
        "- In a healthy run the lines fall side by side.\n"
        "- A layer that stays far above the others may need another weight.\n"
    ),
    "attention": "How well v_a learns to carry attention. It should climb above 0.7 in every layer.",
    "curriculum": (
        "Stage 0 is teacher (attention sees teacher inputs only), 1 is mixed (a gradual hand-over),\n"
        "2 is student (student inputs only). The dashed lines stand where a stage begins.\n"
    ),
    "norms": "Norms should grow and then settle. Falling to zero and running away are both bad signs.",
    "regularization": "Small, but not zero.",
}


def panels(topic):
    """The panels of a topic, made anew for each place they are put in."""
    match topic:
        case "losses":
            return [lines("Total loss", "loss/total"), lines("End-to-end fidelity", "loss/fidelity")]
        case "direct":
            return [lines("Direct MLP loss by layer", *by_layer("mlp_direct_loss"))]
        case "attention":
            return [
                chart(
                    "v_a against attention",
                    by_layer("v_a_attention_similarity"),
                    [f"layer_{layer}" for layer in LAYERS],
                    y_title="cosine similarity",
                    thresholds="0.7",
                    threshold_labels="healthy: above 0.7",
                )
            ]
        case "curriculum":
            return [
                chart(
                    "Stage and mixing ratio",
                    ["curriculum/stage_index", "curriculum/mixing_ratio"],
                    ["stage_index", "mixing_ratio"],
                    boundaries="5000,10000,15000",
                    boundary_labels="mixed 0.3|mixed 0.7|student",
                ),
                lines("Stage changes", "curriculum/stage_transition"),
            ]
        case "norms":
            return [
                lines("Norm of v_a", *by_layer("v_a_norm")),
                lines("Norm of v_b", *by_layer("v_b_norm")),
            ]
        case "regularization":
            return [lines("L2 term by layer", *by_layer("regularization"))]
        case "evaluation":
            return [
                wr.ScalarChart(title="Held-out loss", metric="eval_loss/total", groupby_aggfunc="min"),
                lines("Held-out loss over time", "eval_loss/total"),
                lines("Held-out direct MLP loss by layer", *by_layer("eval_mlp_direct_loss")),
                wr.BarPlot(
                    title="Held-out direct MLP loss, last value",
                    metrics=by_layer("eval_mlp_direct_loss"),
                    orientation="h",
                ),
            ]
        case "optimizer":
            return [
                lines("Learning rate", "training/learning_rate"),
                lines("Clipped gradient norm", "training/grad_norm"),
            ]


def section(title, topic, columns=2, is_open=True, pinned=False):
    """A section of the workspace, its note first."""
    note = [wr.MarkdownPanel(markdown=NOTES[topic])] if topic in NOTES else []
    return ws.Section(
        name=title,
        is_open=is_open,
        pinned=pinned,
        layout_settings=ws.SectionLayoutSettings(columns=columns, rows=2),
        panels=[*note, *panels(topic)],
    )


def grid(topic, columns=2):
    """The blocks of a report that show a topic: its note, and its panels side by side."""
    placed = panels(topic)
    columns = min(columns, len(placed))
    width = GRID_WIDTH // columns
    for index, panel in enumerate(placed):
        row, column = divmod(index, columns)
        panel.layout = wr.Layout(x=column * width, y=row * 8, w=width, h=8)
    runset = wr.Runset(entity=ENTITY, project=PROJECT)
    note = [wr.MarkdownBlock(text=NOTES[topic])] if topic in NOTES else []
    return [*note, wr.PanelGrid(runsets=[runset], panels=placed)]


def text(name):
    """A long text of the report."""
    return wr.MarkdownBlock(text=(TEXTS / f"{name}.md").read_text(encoding="utf-8"))


known = json.loads(IDS_FILE.read_text()) if IDS_FILE.exists() else {}

workspace = ws.Workspace(
    entity=ENTITY,
    project=PROJECT,
    name="NPT training",
    sections=[
        section("Primary training progress", "losses"),
        section("Direct MLP supervision (most important)", "direct", pinned=True),
        section("Attention encoding quality", "attention"),
        section("Curriculum progress", "curriculum"),
        section("Vector norms (health check)", "norms"),
        section("Regularization", "regularization"),
        section("Evaluation", "evaluation", columns=3),
        section("Optimizer", "optimizer", is_open=False),
    ],
    auto_generate_panels=False,
)
workspace._internal_name = known.get("workspace_name", "")
workspace._internal_id = known.get("workspace_id", "")
workspace.save()

report = wr.Report(
    entity=ENTITY,
    project=PROJECT,
    title="Multi-layer NPT, how to read a run",
    description="What each metric says, what healthy looks like, and what to do when it does not.",
    blocks=[
        wr.TableOfContents(),
        wr.H1(text="What is trained"),
        text("training"),
        wr.H1(text="What to watch"),
        wr.H2(text="Is each layer learning?"),
        *grid("direct"),
        wr.H2(text="Is attention encoded?"),
        *grid("attention"),
        wr.H2(text="Where in the curriculum is the run?"),
        text("curriculum"),
        *grid("curriculum"),
        wr.H2(text="Are the losses and norms sane?"),
        *grid("losses"),
        *grid("norms"),
        *grid("regularization"),
        wr.H2(text="Does it hold on other data?"),
        *grid("evaluation", columns=3),
        wr.H1(text="Every metric"),
        text("metrics"),
        wr.H1(text="When something looks wrong"),
        text("troubleshooting"),
    ],
)
report.id = known.get("report_id", "")
report.save()

if not known:
    IDS_FILE.write_text(
        json.dumps(
            {
                "workspace_name": workspace._internal_name,
                "workspace_id": workspace._internal_id,
                "report_id": report.id,
            }
        )
    )
