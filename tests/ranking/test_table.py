"""Rankings with their entries in order, seeds together or apart."""

from __future__ import annotations

import pytest

from wbgen.ranking.criteria import Criterion
from wbgen.ranking.order import Level
from wbgen.ranking.table import Ranking, ranking
from wbgen.ranking.values import Taken
from wbgen.runs.run import Run

LOSS = (Criterion("loss", goal="minimize"),)
RUNS = [
    Run("a", created_at="3", config={"lr": 1, "seed": 1}),
    Run("b", created_at="1", config={"lr": 2, "seed": 1}),
    Run("c", created_at="2", config={"lr": 1, "seed": 2}),
]


def ids(found: Ranking) -> list[str]:
    return ["".join(run.id for run in entry.runs) for entry in found.entries]


def rows(*values: float | None) -> list[tuple[Taken]]:
    return [(Taken(value),) for value in values]


def test_entries_are_in_order_and_equal_ones_in_that_of_their_making() -> None:
    found = ranking(LOSS, RUNS, rows(2, 2, 1), grouped=False)
    assert ids(found) == ["c", "b", "a"]
    assert [entry.place for entry in found.entries] == [1, 2, 2]
    assert [entry.parted_by for entry in found.entries] == [None, Level("value", (0,)), None]
    assert found.best is found.entries[0]


def test_seeds_go_together_where_there_are_any() -> None:
    found = ranking(LOSS, RUNS, rows(1, 2, 5))
    assert ids(found) == ["b", "ca"]
    assert (found.grouped, found.entries[1].taken[0].value) == (True, 3)
    assert ids(ranking(LOSS, RUNS, rows(1, 2, 5), grouped=False)) == ["a", "b", "c"]
    alone = ranking(LOSS, RUNS[:2], rows(1, 2))
    assert (alone.grouped, alone.entries[0].taken[0].spread) == (False, None)
    assert ranking(LOSS, RUNS[:2], rows(1, 2), grouped=True).grouped


def seeded(id: str, state: str, lr: int, seed: int | None, **more: int) -> Run:
    told = {} if seed is None else {"seed": seed}
    return Run(id, state=state, created_at=id, config={"lr": lr, **told, **more})


TRIED = [
    seeded("1", "crashed", 2, 1),
    seeded("2", "finished", 2, 1),
    seeded("3", "finished", 2, 2),
    seeded("4", "finished", 1, 1),
]


def test_a_crashed_run_that_was_tried_again_counts_no_more() -> None:
    found = ranking((Criterion("acc", goal="maximize"),), TRIED, rows(0.01, 0.95, 0.93, 0.85))
    assert ids(found) == ["23", "4"]
    (taken,) = found.entries[0].taken
    assert taken.value == pytest.approx(0.94)
    assert taken.n == 2
    assert [[run.id for run in entry.left_out] for entry in found.entries] == [["1"], []]


@pytest.mark.parametrize(
    ("runs", "counted"),
    [
        ([seeded("1", "finished", 1, 1), seeded("2", "finished", 1, 1)], "2"),  # twice, the newest
        ([seeded("1", "finished", 1, 1), seeded("2", "failed", 1, 1)], "1"),
        ([seeded("1", "finished", 1, 1), seeded("2", "running", 1, 2)], "1"),
        ([seeded("1", "crashed", 1, 1), seeded("2", "running", 1, 1)], "2"),  # none at its end
        ([seeded("1", "failed", 1, 1), seeded("2", "running", 1, 2)], "12"),
        ([seeded("1", "finished", 1, None), seeded("2", "finished", 1, None)], "12"),  # seeds untold
        (
            [seeded("2", "finished", 1, 1, random_state=3), seeded("1", "finished", 1, 1, random_state=4)],
            "12",
        ),
    ],
)
def test_of_runs_alike_the_finished_ones_count_and_each_seed_once(runs: list[Run], counted: str) -> None:
    found = ranking(LOSS, runs, rows(1, 2), grouped=True)
    assert ids(found) == [counted]
    assert sorted(run.id for run in found.entries[0].left_out) == sorted({"1", "2"} - {*counted})
    assert sorted(ids(ranking(LOSS, runs, rows(1, 2), grouped=False))) == ["1", "2"]


def test_settings_say_what_tells_runs_apart() -> None:
    assert ids(ranking(LOSS, RUNS, rows(1, 2, 3), ["seed"])) == ["ca"]
    assert ids(ranking(LOSS, RUNS, rows(1, 2, 3), ["lr"])) == ["b", "ca"]


def test_there_is_no_best_of_nothing() -> None:
    assert ranking(LOSS, [], []).best is None
    assert ranking(LOSS, RUNS, rows(None, None, None), grouped=False).best is None
