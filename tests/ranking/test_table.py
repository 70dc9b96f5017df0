"""Rankings with their entries in order, seeds together or apart."""

from __future__ import annotations

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


def test_settings_say_what_tells_runs_apart() -> None:
    assert ids(ranking(LOSS, RUNS, rows(1, 2, 3), ["seed"])) == ["bca"]
    assert ids(ranking(LOSS, RUNS, rows(1, 2, 3), ["lr"])) == ["b", "ca"]


def test_there_is_no_best_of_nothing() -> None:
    assert ranking(LOSS, [], []).best is None
    assert ranking(LOSS, RUNS, rows(None, None, None), grouped=False).best is None
