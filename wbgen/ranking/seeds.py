"""Runs that differ in nothing but their seeds, as one: the mean, the spread and how many they are.

Two runs differ in nothing but the seed if all their settings but the seeds are equal. Settings are what a
person sets: of a guide, its config keys that are not ``observed``, and a sweep's parameters; without a guide
and a sweep, the whole config but what wbgen and the wandb client write there. A seed is called ``seed``,
``seed_everything`` or ``random_state``, or ends so (``data.seed``).

A seed counts once, and runs that did not come to their end only where none did: a run that crashed says
nothing of its setting, and is often tried again with the same seed.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from wbgen.ranking.values import Taken
from wbgen.runs.logged import leaves
from wbgen.runs.run import Run
from wbgen.runs.values import find
from wbgen.spec.guide import Guide
from wbgen.spec.sweeps.seeds import SEED
from wbgen.views.client_entries import OWN
from wbgen.views.json import Json, by_value, told_apart

#: What no person sets.
WRITTEN = frozenset({*OWN, "wbgen"})

#: The state of a run that came to its own end.
FINISHED = "finished"


def is_seed(name: str) -> bool:
    """Whether a setting is a seed, by its name."""
    return SEED.search(name) is not None


def settings_of(guide: Guide | None, parameters: Iterable[str] = ()) -> tuple[str, ...] | None:
    """The names of the settings that tell runs apart; None for all there are.

    parameters: those of the sweep that the runs are of.
    """
    keys = [key for key, one in guide.config.items() if not one.observed] if guide else []
    return tuple(dict.fromkeys([*keys, *parameters])) or None


def alike(runs: Sequence[Run], settings: Collection[str] | None = None) -> list[tuple[int, ...]]:
    """The numbers of runs that differ in nothing but their seeds, together, in the order of their first."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for at, run in enumerate(runs):
        groups[identity(run, settings)].append(at)
    return [tuple(members) for members in groups.values()]


def counting(runs: Sequence[Run], members: Collection[int]) -> tuple[int, ...]:
    """Those of some runs alike that count: the finished ones if there are any, and one of each seed.

    Of several with the same seed that is the newest. Each counts of those whose configs tell no seed.
    """
    finished = [at for at in members if runs[at].state == FINISHED]
    newest: dict[str, int] = {}
    for at in sorted(finished or members, key=lambda at: runs[at].created_at):
        newest[seeds_of(runs[at]) or f"run {at}"] = at
    return tuple(sorted(newest.values()))


def differ_in_seeds(runs: Sequence[Run], members: Collection[int]) -> bool:
    """Whether some runs alike have different seeds: one that is tried again has not."""
    return len({seeds_of(runs[at]) for at in members} - {""}) > 1


def seeds_of(run: Run) -> str:
    """A text that runs of the same seeds share, and no others; empty where there is none."""
    told = {name: by_value(value) for name, value in whole(run).items() if is_seed(name)}
    return told_apart(told) if told else ""


def whole(run: Run) -> dict[str, Json]:
    """All of a run's config that a person may have set, by dotted name."""
    own = {name: value for name, value in run.config.items() if name not in WRITTEN}
    return {".".join(path): value for path, value in leaves(own)}


def identity(run: Run, settings: Collection[str] | None = None) -> str:
    """A text that runs of the same settings share, and no others."""
    found = whole(run) if settings is None else {name: find(run.config, name) for name in settings}
    return told_apart({name: by_value(value) for name, value in found.items() if not is_seed(name)})


def together(rows: Sequence[Sequence[Taken]]) -> tuple[Taken, ...]:
    """What several runs have of each criterion together: the mean and the spread of those that have a value.

    They have what is wanted if all of them have it of which that is known.
    """
    return tuple(summed([row[at] for row in rows]) for at in range(len(rows[0])))


def summed(each: Sequence[Taken]) -> Taken:
    """The same for one criterion. The mean is sum(y) / n, the spread sqrt(sum((y - mean)^2) / (n - 1))."""
    values = [one.value for one in each if one.value is not None]
    wanted = [one.wanted for one in each if one.wanted is not None]
    mean, spread = mean_and_spread(values)
    return Taken(mean, all(wanted) if wanted else None, spread, len(values))


def mean_and_spread(values: Sequence[float]) -> tuple[float | None, float | None]:
    """The mean, None for no values; the sample standard deviation, None for fewer than two."""
    if not values:
        return None, None
    # Of numbers that are too large to add up neither is known.
    try:
        mean = math.fsum(values) / len(values)
        square = math.fsum((value - mean) ** 2 for value in values)
    except OverflowError:
        return None, None
    return mean, math.sqrt(square / (len(values) - 1)) if len(values) > 1 else None
