"""How much the settings of runs say about a metric: importance and correlation of each.

Both are of ranks, so that neither a logarithmic scale nor a run that diverged decides them.

Importance is the share of the differences in the metric's rank that go with a setting, taken alone:
eta squared of the Kruskal-Wallis test, ``(H - k + 1) / (n - k)``, at least 0, where ``H = 12 / (n (n + 1)) *
sum(R_j ** 2 / n_j) - 3 (n + 1)``, divided by ``1 - sum(t ** 3 - t) / (n ** 3 - n)`` for values that are equal
(Kruskal and Wallis 1952; Tomczak and Tomczak 2014). ``k - 1``, which is what H comes to by chance, is taken
off, so that a setting with many values is no more important for it. Numbers of many values are cut into
groups of equal size.

Correlation is Spearman's: Pearson's of the two ranks, of numbers and of true and false; texts have none.

W&B's panel has a random forest's importance and Pearson's correlation. A forest also sees settings that
matter only together, which this does not, and needs hundreds of runs to tell either.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

#: Runs below which nothing is said, and groups that numbers are cut into at most.
FEWEST_RUNS = 5
MOST_GROUPS = 5

#: Runs in a group at least, where numbers are cut.
FEWEST_IN_GROUP = 3

Numbers = Sequence[float]


@dataclass(frozen=True, slots=True)
class Importance:
    """share: 0 to 1.  correlation: -1 to 1, None where there is none.  runs: that have both values."""

    share: float
    correlation: float | None
    runs: int


def importance(
    values: Sequence[float | bool | str | None], targets: Sequence[float | None]
) -> Importance | None:
    """What a setting says about a metric, over the runs that have both.

    None where there are too few of them, or where one of the two does not vary.
    """
    pairs = [
        (value, target) for value, target in zip(values, targets, strict=True) if None not in (value, target)
    ]
    settings, metric = [pair[0] for pair in pairs], [pair[1] for pair in pairs if pair[1] is not None]
    if len(pairs) < FEWEST_RUNS or len(set(settings)) < 2 or len(set(metric)) < 2:
        return None
    numbers = [value for value in settings if value is not None and not isinstance(value, str)]
    ranked = ranks(metric)
    if len(numbers) < len(settings):
        return Importance(eta_squared([str(value) for value in settings], ranked), None, len(pairs))
    groups: list[int] = cut(numbers)
    return Importance(eta_squared(groups, ranked), pearson(ranks(numbers), ranked), len(pairs))


def ranks(values: Numbers) -> list[float]:
    """The rank of each value from 1; equal ones share the mean of theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    found = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and values[order[end]] == values[order[start]]:
            end += 1
        for at in order[start:end]:
            found[at] = (start + 1 + end) / 2
        start = end
    return found


def cut(values: Numbers) -> list[int]:
    """The group of each number: its own where there are few values, else of equal size by rank."""
    known = sorted(set(values))
    count = max(2, min(MOST_GROUPS, len(values) // FEWEST_IN_GROUP))
    if len(known) <= count:
        return [known.index(value) for value in values]
    return [min(count - 1, int((rank - 0.5) / len(values) * count)) for rank in ranks(values)]


def eta_squared(groups: Sequence[Hashable], ranked: Numbers) -> float:
    """The share of ranks that groups account for, beyond what groups of chance would."""
    members: dict[Hashable, list[float]] = defaultdict(list)
    for group, rank in zip(groups, ranked, strict=True):
        members[group].append(rank)
    n, k = len(ranked), len(members)
    tied = 1 - sum(count**3 - count for count in counts(ranked)) / (n**3 - n)
    if n <= k or k < 2 or tied <= 0:
        return 0.0
    h = 12 / (n * (n + 1)) * math.fsum(sum(own) ** 2 / len(own) for own in members.values()) - 3 * (n + 1)
    return min(1.0, max(0.0, (h / tied - k + 1) / (n - k)))


def counts(values: Numbers) -> list[int]:
    """How often each value occurs."""
    found: dict[float, int] = defaultdict(int)
    for value in values:
        found[value] += 1
    return list(found.values())


def pearson(xs: Numbers, ys: Numbers) -> float:
    """Pearson's correlation of two lists that vary."""
    x_mean, y_mean = math.fsum(xs) / len(xs), math.fsum(ys) / len(ys)
    both = math.fsum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True))
    return both / math.sqrt(
        math.fsum((x - x_mean) ** 2 for x in xs) * math.fsum((y - y_mean) ** 2 for y in ys)
    )
