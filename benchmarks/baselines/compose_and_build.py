"""What a spec of line panels costs at the least: its YAML composed, and the same panels built and dumped.

python compose_and_build.py SPEC PANELS

The panels are those that ``big_views.py`` writes: four metrics and a title each. Nothing is checked, no name
is looked up, no id is made, no section or workspace is built, and nothing is written.
"""

import sys
from pathlib import Path

import wandb_workspaces.reports.v2 as wr
import yaml

SPEC, PANELS = Path(sys.argv[1]), int(sys.argv[2])

tree = yaml.compose(SPEC.read_bytes(), Loader=yaml.CSafeLoader)
panels = [
    wr.LinePlot(title=f"Panel {n}", y=[f"m{n}/a", f"m{n}/b", f"m{n}/c", f"m{n}/d"]) for n in range(PANELS)
]
dumped = [panel._to_model().model_dump_json(by_alias=True, exclude_none=True) for panel in panels]
assert len(dumped) == PANELS
