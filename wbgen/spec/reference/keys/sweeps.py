"""Searches over the arguments of scripts."""

from __future__ import annotations

from wbgen.spec.reference.key import Table

SWEEPS: Table = {
    "Search": {
        "method": ("How values are chosen; `custom` leaves that to the `scheduler`.", "bayes"),
        "metric": ("What runs are compared by; a name, or a map.", "val/loss"),
        "metrics": (
            "Several things to look for at once, with `method: custom`.",
            "[{name: val/loss, goal: minimize}, {name: time/step, goal: minimize}]",
        ),
        "parameters": (
            "The parameters by name: a list of values, a single value, a map, or nothing:"
            " then the choices of the config key, both values of a boolean, or its default.",
            "{learning_rate: {min: 1e-5, max: 1e-2}, num_steps: [500, 1000], optimizer: }",
        ),
        "run_cap": ("How many runs there are at most.", "40"),
        "early_terminate": ("When runs that do badly are stopped.", "{type: hyperband, min_iter: 100}"),
        "program": ("A program of your own to run, instead of a script of the spec.", "train.py"),
        "command": (
            "The command an agent runs, with W&B's macros.",
            "['${env}', python, '${program}', '${args}']",
        ),
        "scheduler": ("Who chooses the values, if not W&B's server.", "{engine: optuna, source: search.py}"),
        "controller": ("Where the search runs.", "{type: cloud}"),
        "job": ("The launch job that starts runs.", "team/project/train:latest"),
        "image_uri": ("The image that launch starts runs in, instead of a job.", "registry/train:1"),
        "entity": ("Whose sweep it is, where that is not whose target it is.", "my-team"),
        "kind": ("The kind of W&B's document.", "sweep"),
        "apiVersion": ("The version of W&B's document.", "'1'"),
    },
    "Sweep": {
        "title": ("What people call the search.", "Learning rates"),
        "about": ("What it is to find out.", "Is the guide's learning rate the best one?"),
        "script": ("The script that is run, where the spec has several.", "train_npt.py"),
        "prior_runs": ("Ids of runs that the search is to know from the start.", "[abc123]"),
        "tags": ("Tags of the runs of a script of the spec.", "[search]"),
    },
    "SweepFile": {
        "name": ("What people call the sweep.", "Learning rates"),
        "description": ("What it is to find out.", "Which learning rate is the best one?"),
        "project": ("The project of its runs.", "my-project"),
    },
    "SweepMetric": {
        "name": ("The metric.", "val/loss"),
        "goal": ("Which way is better, where the catalogue does not say it.", "minimize"),
        "target": ("The value that is good enough.", "0.1"),
        "impute": ("What counts for runs that failed.", "worst"),
        "impute_while_running": (
            "What counts for runs that have not ended; `'false'` for nothing.",
            "latest",
        ),
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
        "a": ("The first shape of a beta distribution.", "2"),
        "b": ("The second shape of a beta distribution.", "5"),
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
    "SweepScheduler": {
        "engine": ("What searches.", "optuna"),
        "source": ("The file with its functions.", "search.py"),
        "optimizer": ("The function of `source` that makes the study.", "make_study"),
        "search_space": ("The function of `source` that says what is tried.", "space"),
    },
    "SweepController": {
        "type": ("On W&B's server, or in a process of yours.", "cloud"),
    },
}
