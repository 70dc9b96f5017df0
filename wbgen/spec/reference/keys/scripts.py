"""Training scripts."""

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
}
