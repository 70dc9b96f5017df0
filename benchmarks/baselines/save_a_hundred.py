"""A hundred workspaces of fifty panels, made with the official library and saved one after the other.

python save_a_hundred.py ENTITY VIEWS PANELS PROJECT...

PROJECT...: the projects that the views are spread over; they are there already.

This is the script a careful user would keep: one process, everything imported once, nothing read back, and
nothing sent that the result does not need. The library is told to be silent, by the environment.
"""

import sys

import wandb_workspaces.reports.v2 as wr
import wandb_workspaces.workspaces as ws

ENTITY, VIEWS, PANELS = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
PROJECTS = sys.argv[4:]


def panel(n):
    """A line panel of four metrics."""
    return wr.LinePlot(title=f"Panel {n}", y=[f"m{n}/{letter}" for letter in "abcd"])


for view in range(VIEWS):
    ws.Workspace(
        entity=ENTITY,
        project=PROJECTS[view % len(PROJECTS)],
        name=f"Workspace {view}",
        sections=[ws.Section(name="Section s0", panels=[panel(n) for n in range(PANELS)])],
        auto_generate_panels=False,
    ).save()
