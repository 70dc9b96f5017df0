"""Which sweep words on the command line mean, and which guide a sweep is of."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from wbgen.cli.sweep import CREATE, sweep, verb_for
from wbgen.cli.sweep_choose import Choice, choose
from wbgen.cli.sweep_guide import guide_in, guide_of
from wbgen.cli.sweep_ranked import Tell, telling
from wbgen.cli.sweep_target import Named, chosen, path_of
from wbgen.errors import WbgenError
from wbgen.spec.diagnostics import SpecError
from wbgen.sweeps.path import is_served
from wbgen.views.sweep_records import SweepRecord

SPEC = """wbgen: 1
guide: g
title: G
project: p
metrics: [{group: A, of: {loss: {goal: minimize}}}]
config: {lr: {default: 0.1}}
sweeps: {a: {program: t.py, method: grid, parameters: {lr: [1.0]}}}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "specs").mkdir()
    Path("specs/g.yaml").write_text(SPEC, encoding="utf-8")
    return tmp_path


def record(name: str, address: str) -> SweepRecord:
    marker = f"About\n\nmanaged by wbgen 1 {address} norm=1 digest=0"
    return SweepRecord(f"id-{name}", name, "A", "RUNNING", marker, "")


def session(*records: SweepRecord) -> Any:
    """A target that holds some sweeps."""
    sweeps = SimpleNamespace(list_sweeps=lambda project: records if project == "p" else ())
    return SimpleNamespace(where="local (x)", backend=SimpleNamespace(entity="e", sweeps=sweeps))


@pytest.fixture
def choice() -> Choice:
    return choose(["specs/g.yaml", "a"], "main", None)


def test_a_sweep_of_a_spec_is_found_by_its_marker(choice: Choice) -> None:
    held = [record("x", "main/g/sweep/b"), record("y", "main/g/sweep/a"), record("z", "pr-1/g/sweep/a")]
    assert path_of(choice, session(*held)) == "e/p/y"
    assert path_of(choose(["a"], "pr-1", None), session(*held)) == "e/p/z"


def test_none_and_two_are_told(choice: Choice) -> None:
    with pytest.raises(WbgenError) as none:
        path_of(choice, session())
    assert none.value.cure == "`wbgen sweep specs/g.yaml a` makes it"
    twins = session(record("x", "main/g/sweep/a"), record("y", "main/g/sweep/a"))
    with pytest.raises(WbgenError) as two:
        path_of(choice, twins)
    assert two.value.cure == "name one: e/p/x, e/p/y"


def test_a_sweep_of_no_project(choice: Choice) -> None:
    with pytest.raises(WbgenError, match="names no project"):
        path_of(Choice(choice.source, choice.sweep, None), session())


@pytest.mark.parametrize(
    ("word", "served"),
    [
        ("e/p/x1", True),
        ("p/x1", True),
        ("https://h/e/p/sweeps/x1", True),
        ("https://h/nothing", True),
        ("x1", False),
        ("specs/g.yaml", False),
        ("specs/sub", False),
    ],
)
def test_what_names_a_sweep_on_a_server(word: str, served: bool, folder: Path) -> None:
    (folder / "specs" / "sub").mkdir()
    assert is_served(word) is served


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("x1",), "'x1' is no sweep: there is no sweep `x1`"),
        (("https://h/x",), "is no sweep"),
        (("specs/none.yaml",), "1 error"),
        (("a", "b"), "one sweep is meant"),
        (("x" * 5000,), "is no sweep"),
    ],
)
def test_words_that_mean_none(words: tuple[str, ...], said: str) -> None:
    with pytest.raises(WbgenError, match=said), Named(words).open(writing=False):
        pass


def test_the_choice_that_is_offered_is_of_the_verb_that_was_asked(folder: Path) -> None:
    two = SPEC + "  b: {program: t.py, method: grid, parameters: {lr: [1.0]}}\n"
    Path("specs/g.yaml").write_text(two.replace("sweeps: {a: {", "sweeps:\n  a: {").replace("}}}\n", "}}\n"))
    for args, said in ((["stop"], "wbgen sweep stop specs/g.yaml a "), ([], "wbgen sweep specs/g.yaml a ")):
        with pytest.raises(WbgenError) as refused:
            sweep.main(args, standalone_mode=False)
        assert said in (refused.value.cure or "")


@pytest.mark.parametrize(
    ("words", "verb"),
    [
        (["stats", "a"], "status"),
        (["stats"], "status"),
        (["creat", "specs/g.yaml", "a"], "create"),
        (["cancel", "a"], "stop"),
        (["--yes", "delete", "a"], "stop"),
        (["paus", "p/x1", "--project", "q"], "pause"),
    ],
)
def test_a_verb_that_is_mistyped(words: list[str], verb: str) -> None:
    with pytest.raises(WbgenError, match="there is neither a verb nor a sweep") as refused:
        sweep.main(words, standalone_mode=False)
    assert refused.value.cure == f"did you mean `wbgen sweep {verb}`?"


def test_a_name_that_looks_like_a_verb(folder: Path) -> None:
    spec = SPEC.replace("{a: {", "{stats: {")
    Path("specs/g.yaml").write_text(spec)
    for words in (["stats"], ["stat"], ["specs/g.yaml", "status"], ["p/status"], ["stats.yaml"]):
        verb_for(words)  # refuses none of them
    (folder / "stop_").mkdir()
    Path("stop_/g.yaml").write_text(SPEC)
    assert verb_for(["stop_", "a"]) == CREATE
    assert verb_for(["zzz", "a"]) == CREATE
    Path("other").mkdir()
    Path("other/g.yaml").write_text(SPEC.replace("{a: {", "{stat: {"))
    Path("specs/g.yaml").write_text(SPEC)
    assert verb_for(["stat", "other/g.yaml"]) == CREATE
    Path("specs/g.yaml").write_text(f"{SPEC}odd: 1\n")
    assert verb_for(["best-lr"]) == CREATE  # it may be there, and the mistakes are told


def test_a_folder_that_is_called_like_a_sweep(folder: Path) -> None:
    """A word alone means the sweep; after a spec, too."""
    (folder / "a").mkdir()
    for _ in ("empty", "with files"):
        for words in (["a"], ["specs/g.yaml", "a"], ["specs", "a"]):
            found = choose(words, "main", None)
            assert (str(found.source), found.sweep.name) == ("specs/g.yaml", "a")
        with pytest.raises(WbgenError, match="there is no sweep `b`"):
            choose(["specs", "b"], "main", None)
        (folder / "a" / "b.yaml").write_text(SPEC.replace("a: {program", "b: {program"), encoding="utf-8")
    assert choose(["a", "b"], "main", None).source == Path("a/b.yaml")
    assert choose(["a/"], "main", None).source == Path("a/b.yaml")
    (folder / "a" / "a.yaml").write_text(SPEC.replace("guide: g", "guide: h"), encoding="utf-8")
    (folder / "a" / "b.yaml").unlink()
    assert choose(["a", "a"], "main", None).source == Path("a/a.yaml")
    Path("specs/g.yaml").write_text("a: [", encoding="utf-8")
    assert choose(["a"], "main", None).source == Path("a/a.yaml")


def test_a_folder_without_files_is_a_name_like_any(folder: Path) -> None:
    (folder / "runs").mkdir()
    with pytest.raises(WbgenError, match="'runs' is no sweep: there is no sweep `runs`"):
        chosen(("runs",), "main", None)
    assert choose(["specs"], "main", None).sweep.name == "a"


@pytest.mark.parametrize(
    ("address", "guide"),
    [
        ("main/g/sweep/a", "g"),
        ("main/g/workspace/a", None),
        ("", None),
        ("a/b/sweep", None),
        ("a/-/sweep/b", "-"),
    ],
)
def test_the_guide_in_an_address(address: str, guide: str | None) -> None:
    assert guide_in(address) == guide


def opened(address: str, file: Path | None = None) -> Any:
    return SimpleNamespace(file=file, sweep=SimpleNamespace(description=record("x", address).description))


def test_the_guide_of_a_sweep(folder: Path) -> None:
    Path("specs/broken.yaml").write_text("a: [", encoding="utf-8")
    Path("specs/list.yaml").write_text("guide: [g]\n", encoding="utf-8")
    sweep_file = Path("sweep.yaml")
    sweep_file.write_text("method: grid\nparameters: {lr: {value: 1}}\n", encoding="utf-8")
    found = guide_of(opened("main/g/sweep/a"), None)
    assert found is not None
    assert found.file == "specs/g.yaml"
    assert guide_of(opened("main/h/sweep/a"), None) is None
    assert guide_of(opened("main/h/sweep/a"), Path("specs/g.yaml")) == found
    assert guide_of(opened("main/-/sweep/a", sweep_file), None) is None
    with pytest.raises(SpecError):
        guide_of(opened("main/g/sweep/a"), Path("specs/broken.yaml"))


def test_without_specs_there_is_no_guide(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "empty").mkdir()
    monkeypatch.chdir(folder / "empty")
    assert guide_of(opened("main/g/sweep/a"), None) is None


def test_how_far_a_reading_is_is_told_on_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with telling("runs") as tell:
        tell(1, 2)
    assert capsys.readouterr().err == ""
    live = Tell("histories")
    live.live = True
    live(1, 1000)
    live.rest()
    # What clears the line is for terminals, and click leaves it out elsewhere.
    assert capsys.readouterr().err == "\rreading histories 1 of 1,000\r"
