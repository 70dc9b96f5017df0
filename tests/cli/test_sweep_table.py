"""The table of a sweep's runs, and what is said of the best, from rankings made here."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from wbgen.cli.sweep_best_forms import as_command, as_yaml, best_json
from wbgen.cli.sweep_best_found import Best, best_of
from wbgen.cli.sweep_best_text import as_text
from wbgen.cli.sweep_ranked import Ranked
from wbgen.cli.sweep_status import about
from wbgen.cli.sweep_table import Table, number_of_runs, table_of, width
from wbgen.errors import WbgenError
from wbgen.ranking.criteria import Criterion
from wbgen.ranking.table import ranking
from wbgen.ranking.values import Taken
from wbgen.runs.run import Run
from wbgen.spec.conditions import parse_condition
from wbgen.sweeps.path import SweepPath

LOSS = Criterion("loss", goal="minimize")
FLAG = Criterion("flag", want=parse_condition("is 1"), title="Well")
SOON = Criterion("acc", "first", "minimize", want=parse_condition("above 0.9"))

HOSTILE = "\x1b]0;title\x07 a|b <script>\n[x](http://x)\u202e" + "n" * 99


def ranked(
    criteria: list[Criterion],
    rows: list[list[Taken]],
    configs: list[dict[str, Any]] | None = None,
    grouped: bool | None = False,
    **more: Any,
) -> Ranked:
    """A ranking of runs called r0, r1 and so on."""
    runs = [
        Run(f"r{at}", more.get("name", f"r{at}"), state=more.get("state", "finished"), config=config)
        for at, config in enumerate(configs or [{}] * len(rows))
    ]
    names = tuple(dict.fromkeys(name for run in runs for name in run.config))
    found = ranking(criteria, runs, rows, names, grouped)
    return Ranked(found, more.get("total", len(runs)), len(runs), None, names)


def opened(config: dict[str, Any] | None = None) -> Any:
    """A sweep on a server, as far as it is asked for here."""
    return SimpleNamespace(sweep=SimpleNamespace(path=SweepPath("e", "p", "s"), config=config or {}))


def best(found: Ranked, config: dict[str, Any] | None = None) -> Best:
    return best_of(opened(config), found)


def test_cells() -> None:
    rows = [
        [Taken(0.123456789), Taken(1, wanted=True), Taken(20, wanted=True)],
        [Taken(2), Taken(0, wanted=False), Taken(None, wanted=False)],
        [Taken(), Taken(), Taken()],
    ]
    table = table_of(found := ranked([LOSS, FLAG, SOON], rows), found.ranking.entries)
    assert table.head == ("rank", "run", "state", "loss", "flag", "acc first above 0.9")
    assert table.rows == (
        ("1", "r0", "finished", "0.12346", "1", "20"),
        ("2", "r1", "finished", "2", "0 (not 1)", "never"),
        ("-", "r2", "finished", "-", "-", "-"),
    )
    assert [*table.lines()][1] == "1     r0   finished  0.12346  1          20"


def test_only_parameters_that_vary_have_columns() -> None:
    configs: list[dict[str, Any]] = [
        {"lr": 1e-5, "fixed": 1, "seed": 1, "map": {"a": 1}},
        {"lr": 0.25, "fixed": 1, "seed": 2},
    ]
    rows = [[Taken(1)], [Taken(2)]]
    table = table_of(found := ranked([LOSS], rows, configs), found.ranking.entries)
    assert table.head == ("rank", "run", "state", "lr", "seed", "map", "loss")
    assert [row[3:6] for row in table.rows] == [("1e-05", "1", '{"a": 1}'), ("0.25", "2", "-")]
    many = [{f"p{at}": run for at in range(20)} for run in range(2)]
    wide = ranked([LOSS], rows, many)
    assert len(table_of(wide, wide.ranking.entries).head) == 3 + 6 + 1


def test_seeds_together() -> None:
    configs = [{"lr": lr, "seed": seed} for lr in (0.1, 0.2) for seed in (1, 2)]
    rows = [[Taken(value)] for value in (3, 5, 1, None)]
    found = ranked([LOSS], rows, configs, None)
    table = table_of(found, found.ranking.entries)
    assert table.head == ("rank", "run", "state", "lr", "loss", "runs")
    assert table.rows == (
        ("1", "r2 (+1)", "finished", "0.2", "1", "2"),
        ("2", "r0 (+1)", "finished", "0.1", "4 ±1.4", "2"),
    )
    assert best(found, {"parameters": {"lr": {}, "seed": {}}}).parameters == {"lr": 0.2}


def test_runs_that_do_not_count_are_told() -> None:
    states = ("finished", "crashed", "failed", "crashed")
    runs = [Run(f"r{at}", config={"seed": at}, state=state) for at, state in enumerate(states)]
    again = [Run(f"a{at}", config={"seed": 0}, state="finished", created_at="2") for at in range(2)]
    for extra, said in (
        ([], "1 (3 left out: 2 crashed, 1 failed)"),
        (again, "1 (5 left out: 2 crashed, 1 failed)"),
    ):
        every = [*runs, *extra]
        found = ranking([LOSS], every, [[Taken(1)]] * len(every), ("seed",))
        assert found.grouped
        assert number_of_runs(found.entries[0]) == said
    found = ranking([LOSS], [runs[0], *again], [[Taken(1)]] * 3, ("seed",), grouped=True)
    assert number_of_runs(found.entries[0]) == "1 (2 left out)"


def test_runs_are_together_only_where_a_seed_varies() -> None:
    runs = [Run(f"r{at}", config={"lr": at // 2}, state="crashed" if at else "finished") for at in range(4)]
    every: list[dict[str, int]] = [{}, {"seed": 1}]
    for seeds in every:
        alike = [Run(run.id, config={**run.config, **seeds}, state=run.state) for run in runs]
        found = ranking([LOSS], alike, [[Taken(1)]] * 4, ("lr", "seed"))
        assert (found.grouped, len(found.entries)) == (False, 4)


def test_all_runs_are_counted_where_none_has_a_value() -> None:
    found = ranked([LOSS], [[Taken()]] * 4, [{"seed": seed} for seed in range(4)], True)
    with pytest.raises(WbgenError, match="none of the 4 runs of"):
        best(found)


def test_hostile_names_stay_in_their_place() -> None:
    found = ranked([LOSS], [[Taken(1)], [Taken(2)]], [{"p\x1b": HOSTILE}, {"p\x1b": "b"}], name=HOSTILE)
    table = table_of(found, found.ranking.entries)
    lines = [*table.lines()]
    assert len(lines) == 3
    assert all(line.isprintable() for line in lines)
    assert max(map(len, lines)) < 200
    cells = table.markdown().splitlines()[2]
    assert "a\\|b \\<script>" in cells
    config = {"program": "a.py", "parameters": {"p\x1b": {}}}
    text = as_text(best(found, config))
    assert all(line.isprintable() for line in text.splitlines())
    assert "control characters" in text
    with pytest.raises(WbgenError, match="control characters"):
        as_command(best(found, config))
    written = as_yaml(best(found, config))
    assert all(line.isprintable() for line in written.splitlines())
    assert yaml.safe_load(written) == {"config": {"p\x1b": {"default": HOSTILE}}}
    assert json.loads(best_json(best(found, config)))["config"] == {"p\x1b": HOSTILE}


def test_half_a_character_is_no_fault_of_ours() -> None:
    found = ranked([LOSS], [[Taken(1)]], [{"p": "\ud800"}], name="\ud800")
    for form in (as_text, as_yaml, best_json):
        form(best(found, {"program": "x", "parameters": {"p": {}}})).encode()


def test_columns_are_as_wide_as_a_terminal_shows_them() -> None:
    assert (width("ab"), width("무릎"), width("e\u0301")) == (2, 4, 1)
    lines = [*Table(("a", "b"), (("무릎", "1"), ("x", "2"))).lines()]
    assert lines == ["a     b", "무릎  1", "x     2"]


def test_what_is_said_of_the_table() -> None:
    found = ranked([LOSS], [[Taken(1)], [Taken(2)], [Taken()]], total=3000)
    assert about(found, 2) == (
        "ranked by loss (minimize); the best 2 of 3 runs; 3 of the 3,000 runs are ranked,"
        " those the server has first; 1 without values come last"
    )
    assert about(ranked([], [[], []]), 9) == "ranked by nothing: the sweep has no metric"


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (ranked([LOSS], []), "has no runs"),
        (ranked([LOSS, FLAG], [[Taken(), Taken()]] * 2, state="failed"), "none of the 2 runs .* loss, flag"),
        (ranked([], [[], []]), "it has no metric"),
    ],
)
def test_where_there_is_no_best(found: Ranked, said: str) -> None:
    with pytest.raises(WbgenError, match=said):
        best(found)


def test_why_it_is_the_best() -> None:
    wanted = ranked([LOSS, FLAG], [[Taken(1), Taken(0, wanted=False)], [Taken(2), Taken(1, wanted=True)]])
    assert "decided by what is wanted: Well (is 1)" in as_text(best(wanted))
    same = ranked([LOSS], [[Taken(1)], [Taken(1)]], state="running")
    text = as_text(best(same))
    assert "nothing tells it from r1; it was made first" in text
    assert "not at its end: running" in text
    assert "names no program" in text
    text = as_text(best(ranked([LOSS], [[Taken()], [Taken(1)]])))
    assert "\nr0 has no value that ranks it\n" in text
    assert "nothing tells" not in text
    alone = as_text(best(ranked([LOSS], [[Taken(1)]])))
    assert "decided" not in alone
    a, b = (Criterion(name, goal="minimize", weight=1) for name in "ab")
    weighed = ranked([a, b], [[Taken(1), Taken(1)], [Taken(2), Taken(2)]])
    assert "decided by a and b, weighed together" in as_text(best(weighed))


def test_nested_parameters_have_dotted_names_in_a_spec() -> None:
    found = ranked([LOSS], [[Taken(1)]], [{"optim": {"lr": 1e-5, "beta": 0.5}, "x": "$y", "e": {}}])
    config: dict[str, Any] = {
        "parameters": {"optim": {"parameters": {"lr": {}, "beta": {}}}, "x": {}, "e": {}}
    }
    assert yaml.safe_load(as_yaml(best(found, config))) == {
        "config": {
            "optim.lr": {"default": 1e-5},
            "optim.beta": {"default": 0.5},
            "x": {"default": "$$y"},
            "e": {"default": {}},
        }
    }
