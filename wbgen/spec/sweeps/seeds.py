"""Seeds among what a sweep searches: luck is no hyperparameter."""

from __future__ import annotations

import re

from wbgen.spec import models
from wbgen.spec.places import Path
from wbgen.spec.sweeps.distributions import DISTRIBUTIONS
from wbgen.spec.sweeps.told import Told

#: What people call the seed of a run.
SEED = re.compile(r"(\A|[._-])(seed|seed_everything|random_state)\Z", re.IGNORECASE)


def check_seed(
    method: str, name: str, parameter: models.SweepParameter, kind: str, path: Path, told: Told
) -> None:
    """Warn of a seed that a search optimizes, or draws."""
    if not SEED.search(name) or kind == "constant":
        return
    if method == "bayes":
        told.warning(
            "searched-seed",
            f"bayes looks for the best `{name}`, which is the luckiest",
            path,
            "fix it here, and repeat the best settings with several seeds as a grid",
            at_key=True,
        )
    elif method == "random" and not DISTRIBUTIONS[kind].is_listed:
        told.warning(
            "searched-seed",
            f"`{name}` is drawn anew for every run, so that no two settings share one",
            path,
            "list some seeds, or fix one",
            at_key=True,
        )
