"""A spec and a view of many panels, for the cases that ask how wbgen grows.

python big_views.py VIEW PANELS writes the view to a file.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

HEAD = "wbgen: 1\nguide: big\ntitle: Big\nproject: big\n"

PANELS_PER_SECTION = 100


def big_spec(panels: int) -> str:
    """A spec of so many line panels, each of four metrics of its own, in sections of a hundred."""
    lines = ["metrics:", "  - group: All", "    of:"]
    lines += [f"      {name}: {{}}" for n in range(panels) for name in names(n)]
    lines += ["workspaces:", "  default:", "    sections:"]
    for n in range(panels):
        if n % PANELS_PER_SECTION == 0:
            lines += [f"      - title: Section s{n // PANELS_PER_SECTION}", "        panels:"]
        lines += [f"          - line: [{', '.join(names(n))}]", f"            title: Panel {n}"]
    return HEAD + "\n".join(lines) + "\n"


#: What the guides of a team watch in each of ten layers.
WATCHED = ("loss", "norm", "gradient", "similarity", "rank")
LAYERS = 10


def one_of_many(number: int, project: str) -> str:
    """A spec of fifty line panels, written as people write them: a pattern stands for ten."""
    patterns = [f"{name}/layer_<layer>" for name in WATCHED]
    lines = ["wbgen: 1", f"guide: guide-{number}", f"title: Guide {number}", f"project: {project}"]
    lines += [f"dimensions: {{layer: {list(range(LAYERS))}}}", "metrics:", "  - group: All", "    of:"]
    lines += [f"      {pattern}: {{}}" for pattern in patterns]
    lines += ["workspaces:", "  default:", f"    title: Workspace {number}", "    sections:"]
    lines += ["      - title: Layers", "        panels:"]
    lines += [f"          - {{line: {pattern}, each: layer}}" for pattern in patterns]
    return "\n".join(lines) + "\n"


def big_view(panels: int) -> str:
    """The JSON of a workspace with so many line panels, as the official classes make it."""
    import wandb_workspaces.reports.v2 as wr
    import wandb_workspaces.workspaces as ws

    plots = [
        wr.LinePlot(title=f"Panel {n}", y=names(n), log_y=n % 2 == 0, max_runs_to_show=n % 50 + 1)
        for n in range(panels)
    ]
    sections = [
        ws.Section(name=f"Section s{start}", panels=plots[start : start + PANELS_PER_SECTION])
        for start in range(0, panels, PANELS_PER_SECTION)
    ]
    workspace = ws.Workspace(entity="team", project="big", name="Big", sections=sections)
    spec = workspace._to_model().spec.model_dump(mode="json", by_alias=True, exclude_none=True)
    return json.dumps(spec)


def names(panel: int) -> list[str]:
    """The metrics of a panel."""
    return [f"m{panel}/{letter}" for letter in "abcd"]


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(big_view(int(sys.argv[2])), encoding="utf-8")
