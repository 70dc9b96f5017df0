"""Training scripts, and searches over their arguments."""

from __future__ import annotations

from wbgen.spec.reference.key import Table

SCRIPTS: Table = {
    "Script": {
        "template": (
            "The template it is made of, from the spec's `templates` folder or wbgen's own.",
            "npt.py.j2",
        ),
        "about": ("What it trains, in a sentence.", "Trains the four upper layers"),
        "demo": ("What `--demo` changes.", "{scale: 0.01, set: {max_steps: 300}}"),
    },
    "Demo": {
        "scale": ("What cadences, stages and the steps in health rules are multiplied by.", "0.01"),
        "set": ("Config values of a demo.", "{max_steps: 300, batch_size: 8}"),
    },
    "Sweep": {
        "method": ("How values are chosen.", "bayes"),
        "parameters": (
            "The parameters by name: a list of values, a single value, or a map.",
            "{learning_rate: {min: 1e-5, max: 1e-2}, num_steps: [500, 1000]}",
        ),
        "title": ("What people call the search.", "Learning rates"),
        "about": ("What it is to find out.", "Is the guide's learning rate the best one?"),
        "script": ("The script that is run, where the spec has several.", "train_npt.py"),
        "metric": ("What runs are compared by; a name, or a map.", "val/loss"),
        "run_cap": ("How many runs there are at most.", "40"),
        "early_terminate": ("When runs that do badly are stopped.", "{type: hyperband, min_iter: 100}"),
        "command": (
            "The command an agent runs, with W&B's macros.",
            "['${env}', python, '${program}', '${args}']",
        ),
        "tags": ("Tags of the runs.", "[search]"),
    },
    "SweepMetric": {
        "name": ("The metric.", "val/loss"),
        "goal": ("Which way is better, where the catalogue does not say it.", "minimize"),
        "target": ("The value that is good enough.", "0.1"),
    },
    "SweepParameter": {
        "value": ("The one value.", "42"),
        "values": ("The values to choose from.", "[16, 32, 64]"),
        "distribution": ("How values are spread, as W&B calls it.", "log_uniform_values"),
        "min": ("The lowest value.", "1e-5"),
        "max": ("The highest value.", "1e-2"),
        "mu": ("The mean of a normal distribution.", "0"),
        "sigma": ("The standard deviation of a normal distribution.", "1"),
        "q": ("Values are multiples of it.", "8"),
        "probabilities": ("How likely each of the `values` is.", "[0.5, 0.3, 0.2]"),
        "parameters": ("Parameters within it.", "{lr: {min: 1e-5, max: 1e-2}}"),
    },
    "EarlyTerminate": {
        "type": ("The rule.", "hyperband"),
        "min_iter": ("The first point at which runs are compared.", "100"),
        "max_iter": ("How long runs are; or say `min_iter`.", "2700"),
        "s": ("The number of points, with `max_iter`.", "2"),
        "eta": ("How much further each point is than the one before.", "3"),
        "strict": ("Whether runs stop that are merely not among the best.", "true"),
    },
}
