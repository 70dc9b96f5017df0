"""What no command that makes or reads a view can do without: the official library, imported."""

import wandb_workspaces.reports.v2
import wandb_workspaces.workspaces

assert wandb_workspaces.workspaces.Workspace
assert wandb_workspaces.reports.v2.Report
