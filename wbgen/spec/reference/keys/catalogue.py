"""Runs, their configuration, and the metric catalogue."""

from __future__ import annotations

from wbgen.spec.reference.key import Table

CATALOGUE: Table = {
    "Run": {
        "name": ("The run's name; `<key>` stands for a config key.", "npt_lr<learning_rate>_seed<seed>"),
        "tags": ("Tags of the run.", "[npt, ablation]"),
        "group": ("The group the run belongs to.", "lr<learning_rate>"),
        "job_type": ("What kind of job the run is.", "train"),
    },
    "Parameter": {
        "type": ("The type of its values.", "float"),
        "default": ("The value where nobody says another.", "1e-4"),
        "choices": ("The only values it takes.", "[adam, sgd]"),
        "about": ("What it does, in a sentence.", "Largest gradient norm"),
        "only_if": ("The condition under which it has a meaning.", "config.use_lora"),
        "observed": ("Whether the run sets it by itself, so that it is no argument.", "true"),
    },
    "OpenDimension": {
        "default": ("The values it stands for where exact names are needed.", "[exact, approximate]"),
        "open": ("Whether runs may log values that are not among the default ones.", "true"),
        "type": ("`int` where its values are whole numbers; any text without a slash otherwise.", "int"),
        "not": ("Values it never has, since other metrics are called so.", "[total]"),
    },
    "MetricAttributes": {
        "type": ("What is logged.", "category"),
        "goal": ("Which way is better.", "minimize"),
        "unit": ("The unit, written beside numbers.", "tokens/s"),
        "range": ("The lowest and the highest possible value; `null` leaves an end open.", "[0, 1]"),
        "healthy": ("Where a good value lies, as a condition.", "above 0.7"),
        "typical": ("The value to expect.", "0.01 after warm-up"),
        "warn": (
            "Conditions to look at, with what they mean.",
            "{above 10: The gradients are large}",
        ),
        "critical": (
            "Conditions under which to stop the run, with what they mean.",
            "{above 100: Exploding gradients}",
        ),
        "every": ("How often it is logged.", "10 steps"),
        "summary": ("Which of its values the run's summary keeps.", "[last, min]"),
        "only_if": ("The condition under which it is logged.", "config.use_lora"),
        "columns": ("The columns of a logged table.", "[prompt, answer, reward]"),
        "values": ("The names of a category's numbers.", "{0: teacher, 1: mixed, 2: student}"),
        "about": ("What it says, in a sentence.", "Loss on held-out data"),
        "was_logged_as": ("Names that older runs have it under.", "[curriculum/stage]"),
        "headline": ("Whether it is one of the metrics that runs are judged by.", "true"),
    },
    "MetricGroup": {
        "group": ("The group's title.", "Losses"),
        "id": ("The group's id, by which a file that extends the spec gives it another title.", "losses"),
        "logged_by": (
            "Who logs them: the training script, or the wandb client by itself.",
            "wandb",
        ),
        "of": (
            "The metrics by name; what is said of the group counts for each that says nothing else.",
            "{train/loss: {goal: minimize}, val/loss: }",
        ),
    },
    "Schedule": {
        "metric": ("The category metric that tells the stage.", "curriculum/stage_index"),
        "ratio": ("The metric that tells the mixing ratio.", "curriculum/mixing_ratio"),
        "stages": (
            "The stages in order, each as `name:steps` or `name:steps:ratio`.",
            "teacher:5000,mixed:5000:0.3,student:15000",
        ),
    },
}
