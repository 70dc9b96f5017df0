"""How runs are ranked: the order is total, transitive, and the same whatever order the runs come in."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ranking.made import guide, order, run
from wbgen.ranking.criteria import Criterion, Tie, criteria_of
from wbgen.ranking.order import rank
from wbgen.ranking.values import Taken
from wbgen.spec.conditions import parse_condition

FLAG = Criterion("flag", want=parse_condition("is 1"))
LOSS = Criterion("loss", goal="minimize")
ACC = Criterion("acc", goal="maximize")


def places(criteria: list[Criterion], *rows: list[Taken]) -> list[int | None]:
    """The place of each run."""
    found: dict[int, int | None] = {}
    for one in rank(criteria, rows):
        found |= dict.fromkeys(one.members, one.place)
    return [found[at] for at in range(len(rows))]


def values(*each: float | None) -> list[list[Taken]]:
    """Runs with a value of one criterion."""
    return [[Taken(value)] for value in each]


def test_values_and_what_is_missing() -> None:
    assert places([LOSS], *values(2, None, 1, 2)) == [2, None, 1, 2]
    assert places([ACC], *values(2, math.nan, 1, 2)) == [1, 4, 3, 1]
    assert rank([LOSS], []) == ()
    assert places([LOSS], *values(None, None)) == [None, None]


def test_what_is_wanted_comes_before_all_values() -> None:
    rows = [
        [Taken(0.1), Taken(0, wanted=False)],
        [Taken(0.5), Taken(1, wanted=True)],
        [Taken(0.05), Taken()],
        [Taken(0.4), Taken(1, wanted=True)],
    ]
    assert places([LOSS, FLAG], *rows) == [3, 2, 4, 1]


def test_a_tie_lets_the_next_criterion_decide() -> None:
    near = Criterion("loss", goal="minimize", tie=Tie(0.1, relative=True))
    rows = [[Taken(1.0), Taken(3)], [Taken(1.09), Taken(2)], [Taken(1.18), Taken(1)], [Taken(1.2), Taken(0)]]
    # 1.18 is near 1.09 but not near the best, and begins a class of its own; 1.2 is in it.
    assert places([near, Criterion("t", goal="minimize")], *rows) == [2, 1, 4, 3]
    assert places([near], *values(0, 1e-9)) == [1, 2]
    amount = Criterion("acc", goal="maximize", tie=Tie(0.5))
    assert places([amount], *values(-1, -1.5, -1.6)) == [1, 1, 3]


def test_a_criterion_without_a_goal_is_only_shown() -> None:
    assert places([Criterion("x")], *values(1, 2)) == [None, None]
    assert places([Criterion("x"), LOSS], [Taken(1), Taken(2)], [Taken(2), Taken(2)]) == [1, 1]


def test_weights_are_decided_together() -> None:
    a, b = (Criterion(name, goal="minimize", weight=weight) for name, weight in (("a", 2), ("b", 1)))
    rows = [[Taken(1), Taken(3)], [Taken(2), Taken(1)], [Taken(3), Taken(2)]]
    # Points of two for each run that is worse: 2*4 + 0, 2*2 + 4, 0 + 2.
    assert places([a, b], *rows) == [1, 1, 3]
    heavy = Criterion("b", goal="minimize", weight=3)
    assert places([a, heavy], *rows) == [2, 1, 3]
    # One alone is decided as if it had none.
    assert places([Criterion("a", goal="minimize", weight=9), LOSS], *rows) == [1, 2, 3]


def test_what_parts_runs_is_known() -> None:
    rows = [
        [Taken(1), Taken(0, wanted=False)],
        [Taken(1), Taken(1, wanted=True)],
        [Taken(2), Taken(1, wanted=True)],
    ]
    told = [(one.members, one.parted_by and (one.parted_by.kind, one.parted_by.criteria)) for one in
            rank([LOSS, FLAG], rows)]  # fmt: skip
    assert told == [((1,), None), ((2,), ("value", (0,))), ((0,), ("want", (1,)))]


# --- properties

numbers = st.one_of(st.none(), st.integers(-3, 3).map(float), st.floats(allow_nan=True, allow_infinity=True))
wanted = st.sampled_from([True, False, None])
takens = st.builds(Taken, numbers, wanted)
ties = st.one_of(
    st.just(Tie()),
    st.floats(0, 2).map(Tie),
    st.floats(0, 1).map(lambda share: Tie(share, relative=True)),
)
criteria = st.lists(
    st.builds(
        lambda goal, want, tie, weight: Criterion("m", "last", goal, goal, want, tie, weight),
        st.sampled_from(["minimize", "maximize", None]),
        st.sampled_from([None, parse_condition("is 1")]),
        ties,
        st.sampled_from([None, 0.5, 1.0, 3.0]),
    ),
    min_size=1,
    max_size=4,
)
worlds = criteria.flatmap(
    lambda them: st.tuples(
        st.just(them), st.lists(st.lists(takens, min_size=len(them), max_size=len(them)), max_size=9)
    )
)


@given(worlds)
def test_every_run_has_one_class_and_places_rise(world: tuple[list[Criterion], list[list[Taken]]]) -> None:
    classes = rank(*world)
    assert sorted(at for one in classes for at in one.members) == list(range(len(world[1])))
    known = [one for one in classes if one.place is not None]
    assert known == list(classes[: len(known)])
    assert len(classes) - len(known) <= 1
    assert all(low.place + len(low.members) == high.place for low, high in pairwise(known))  # type: ignore[operator]


@given(worlds, st.randoms(use_true_random=False))
def test_the_order_of_the_runs_does_not_matter(
    world: tuple[list[Criterion], list[list[Taken]]], chance: object
) -> None:
    them, rows = world
    mixed = list(range(len(rows)))
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    straight = places(them, *rows)
    assert places(them, *[rows[at] for at in mixed]) == [straight[at] for at in mixed]


@given(worlds)
def test_runs_that_have_the_same_share_their_place(world: tuple[list[Criterion], list[list[Taken]]]) -> None:
    them, rows = world
    found = places(them, *rows, *rows)
    assert found[: len(rows)] == found[len(rows) :]


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=12), ties)
def test_a_better_value_is_never_ranked_worse(each: list[float], tie: Tie) -> None:
    found = places([Criterion("m", goal="minimize", tie=tie)], *values(*each))
    by_value = [place for _, place in sorted(zip(each, found, strict=True), key=lambda pair: pair[0])]
    assert by_value == sorted(by_value, key=lambda place: place or 0)
    best = min(each)
    assert all(
        abs(value - best) <= tie.width(best) for value, place in zip(each, found, strict=True) if place == 1
    )


@given(worlds)
def test_the_best_of_all_wanted_has_no_more_wants_missing(
    world: tuple[list[Criterion], list[list[Taken]]],
) -> None:
    them, rows = world
    first = next((at for at, one in enumerate(them) if one.want is not None), None)
    classes = rank(them, rows)
    if first is None or not classes or classes[0].place is None:
        return
    known = [at for one in classes if one.place for at in one.members]
    if any(rows[at][first].wanted for at in known):
        assert all(rows[at][first].wanted for at in classes[0].members)


def test_a_priority_of_a_guide_ranks_runs() -> None:
    by = guide("[{metric: loss, tie: 10%}, {metric: acc}]")
    runs = [
        run("steady", {"loss": [1.05], "acc": [0.9]}),
        run("lowest", {"loss": [1.0], "acc": [0.5]}),
        run("lost", {"loss": [9.0], "acc": [1.0]}),
        run("nothing", {"flag": [1.0]}),
    ]
    assert order(by, runs) == [["steady"], ["lowest"], ["lost"], ["nothing"]]
    assert criteria_of(by)[0].tie == Tie(0.1, relative=True)


@pytest.mark.parametrize("tie", ["2%", 0.1])
def test_ties_are_read(tie: object) -> None:
    assert criteria_of(guide(f"[{{metric: loss, tie: {tie}}}]"))[0].tie.width(2.0) == pytest.approx(
        0.04 if tie == "2%" else 0.1
    )
