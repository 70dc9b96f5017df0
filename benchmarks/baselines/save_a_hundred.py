"""What many specs of fifty panels make, made by hand with the official library: workspaces, saved one by one.

python save_a_hundred.py ENTITY PROJECT WORKSPACES

PROJECT: it is there already.

This is the script a careful user would keep: one process, everything imported once, nothing read back, and
nothing done that the result does not need. Nobody documents that the library may save from several threads.
"""

import sys

import wandb_workspaces.reports.v2 as wr
import wandb_workspaces.workspaces as ws

ENTITY, PROJECT, WORKSPACES = sys.argv[1], sys.argv[2], int(sys.argv[3])
WATCHED = ("loss", "norm", "gradient", "similarity", "rank")
LAYERS = 10


def panels():
    """A line panel for each layer of what is watched."""
    return [wr.LinePlot(y=[f"{name}/layer_{layer}"]) for name in WATCHED for layer in range(LAYERS)]


for number in range(WORKSPACES):
    workspace = ws.Workspace(
        entity=ENTITY,
        project=PROJECT,
        name=f"Workspace {number}",
        sections=[ws.Section(name="Layers", panels=panels())],
        auto_generate_panels=False,
    )
    workspace.save()
