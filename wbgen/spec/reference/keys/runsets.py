"""Run sets."""

from __future__ import annotations

from wbgen.spec.reference.key import Table

RUNSETS: Table = {
    "RunSet": {
        "title": ("The name of the run set on the page.", "Long runs"),
        "where": ("Which runs: a filter expression.", "config.max_steps >= 30000 and state == finished"),
        "search": ("Text that is in the runs' names.", "npt_"),
        "regex": ("Whether `search` is a regular expression.", "true"),
        "group": (
            "What runs are grouped by: `config.key`, a metric or a run attribute; the first is outermost.",
            "[config.optimizer, job_type]",
        ),
        "order": (
            "What runs are sorted by; `-` turns the order round.",
            "[-summary.val/accuracy, created]",
        ),
        "columns": ("Columns pinned at the left of the table of runs.", "[config.learning_rate, val/loss]"),
        "visible": ("Columns shown in the table of runs.", "[config.seed]"),
        "hidden": ("Columns not shown in the table of runs.", "[run.notes]"),
        "column_order": ("The order of the columns, as far as it matters.", "[config.seed, val/loss]"),
        "widths": ("Widths of columns in pixels.", "{config.seed: 80}"),
        "lock_columns": ("Whether only the columns named here are shown, whatever runs log.", "true"),
        "colors": ("Colours of runs by their ids.", "{1x2y3z4w: '#e4572e'}"),
        "group_colors": ("Colours of groups of runs.", "{adam: '#17bebb', sgd: '#e4572e'}"),
        "hidden_runs": ("Ids of runs that are switched off.", "[1x2y3z4w]"),
        "only_runs": ("Ids of the runs that are switched on; all others are off.", "[1x2y3z4w]"),
        "baseline": ("The id of the run that others are compared with.", "1x2y3z4w"),
        "pinned": ("Ids of runs that stay at the top.", "[1x2y3z4w, other-team/other-project/5v6u7t8s]"),
        "project": ("The project the runs are in, where it is another one.", "other-team/other-project"),
        "wandb_id": ("W&B's id of a run set that was made elsewhere.", "a1b2c3d4e"),
        "raw": ("JSON laid over the run set.", "{enabled: false}"),
    },
    "RunSetUse": {
        "name": ("A run set of the spec's `runs`; what is written beside it is said in its place.", "long"),
    },
    "GroupColor": {
        "path": ("The group's value, one for each thing the runs are grouped by.", "[adam, train]"),
        "color": ("Its colour.", "'#17bebb'"),
    },
}
