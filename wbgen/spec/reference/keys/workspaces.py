"""Workspaces and their sections."""

from __future__ import annotations

from wbgen.spec.reference.key import Table

WORKSPACES: Table = {
    "Curves": {
        "x": ("The x axis of the curves.", "_runtime"),
        "x_range": ("Where the x axis begins and ends; `null` leaves an end open.", "[0, 30000]"),
        "smoothing": ("How curves are smoothed: a weight, or a map.", "0.6"),
        "ignore_outliers": ("Whether the y axis leaves out extreme values.", "true"),
        "max_runs": ("How many runs a panel draws at most.", "20"),
        "points": (
            "How many points become few: `bucketing` keeps the lowest and highest of each stretch, "
            "`sampling` takes some.",
            "sampling",
        ),
        "legends": ("Whether panels show a legend.", "false"),
        "tooltip": ("Which runs the box at the mouse names.", "all_runs"),
        "tooltip_colors": ("Whether run names in that box have the colours of their lines.", "true"),
        "group_runs": ("Whether panels group runs as the table of runs does.", "true"),
        "raw": ("JSON laid over what is made of it.", "{someNewSetting: true}"),
    },
    "Workspace": {
        "was": ("Ids the workspace had before, the oldest first; they keep its URL.", "[main]"),
        "adopt": (
            "The URL of a view that this one takes over, once; it keeps its URL and its name there.",
            '"https://wandb.ai/team/npt?nw=abc123"',
        ),
        "protect": ("Whether it is never deleted, also once it is gone from the spec.", "true"),
        "title": ("What people call the workspace; the guide's title unless said.", "NPT training"),
        "name": (
            "The name for W&B, where it refuses the title; the title stays in wbgen's own output.",
            "NPT training 1",
        ),
        "runs": ("The run set shown: a name of the spec's `runs`, or one written here.", "long"),
        "sort_panels": ("Whether panels stand in the order of the alphabet.", "true"),
        "group_by_prefix": ("Which part of metric names W&B makes sections of.", "first"),
        "panel_search": ("The text in the field that searches panels.", "loss"),
        "expand_search": ("Whether sections open where a search finds something.", "true"),
        "auto_panels": ("Whether W&B adds a panel for every metric it finds.", "true"),
        "sections": ("The sections from top to bottom.", "[{title: Losses, panels: [{line: train/loss}]}]"),
    },
    "Section": {
        "id": ("The section's id, where the title gives none or another is wanted.", "direct-mlp"),
        "each": ("A dimension: the section is made once for each of its values.", "layer"),
        "only_if": (
            "For which runs the section is meant; W&B hides no sections, so its note says it.",
            "config.use_lora",
        ),
        "wandb_id": ("W&B's id of a section that was made elsewhere.", "a1b2c3d4e"),
        "title": ("The section's title.", "Primary training progress"),
        "note": ("Markdown that leads the section.", "Both losses should fall without jumps."),
        "open": ("Whether the section is unfolded.", "false"),
        "pinned": ("Whether the section stays at the top.", "true"),
        "columns": ("How many panels stand side by side.", "2"),
        "rows": ("How many rows of panels are on one page of the section.", "3"),
        "height": ("The height of a panel in pixels.", "300"),
        "panels": ("The panels, row by row.", "[{line: train/loss}, {scalar: val/accuracy}]"),
        "use": ("A section of a pack, as `pack/id`; what stands beside it is laid over it.", "system/gpu"),
    },
}
