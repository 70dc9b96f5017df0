"""`wbgen check`: what it says in every format, with which exit code, and of whom."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from wbgen.cli.main import main

SPEC = """\
wbgen: 1
guide: small
title: Small
project: small
dimensions: {layer: [1, 2]}
config: {lr: {type: float}, seed: {type: int}}
metrics:
  - group: Losses
    every: 10 steps
    of:
      loss/total: {range: [0, null], healthy: below 1, critical: {above 50: The run is lost}}
      loss/layer_<layer>: {goal: minimize}
      acc: {range: [0, 1]}
health:
  stuck:
    title: The loss stands still
    when: rate(loss/total, 50 steps) > -0.001 after 50 steps
    fix: Raise the learning rate
workspaces:
  default: {sections: [{title: All, panels: [{line: acc, title: Accuracy}, {line: loss/total}]}]}
"""

#: From the name of an export to its columns.
ROWS = [*range(10, 110, 10)]
RIGHT = {
    "loss/total": [5.0 / n for n in range(1, 11)],
    "loss/layer_1": [0.5] * 10,
    "loss/layer_2": [0.5] * 10,
    "acc": [0.5] * 10,
}
CONFIG: dict[str, object] = {"lr": 0.1, "seed": 1}
WRONG = {
    "loss/total": [60.0, 5.0, *[4.0] * 8],
    "train/loss/layer_1": [0.5] * 10,
    "train/loss/layer_2": [0.5] * 10,
    "lr|<b>": [0.5] * 10,
}


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a spec to work in."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "small.yaml").write_text(SPEC, encoding="utf-8")
    return tmp_path


def export(name: str, columns: dict[str, list[float]], config: dict[str, object] | None = None) -> str:
    """A run as a script exports it; the path of one of its files."""
    Path(f"{name}_config.json").write_text(json.dumps(CONFIG if config is None else config), encoding="utf-8")
    Path(f"{name}_summary.json").write_text("{}", encoding="utf-8")
    rows = zip(ROWS, *columns.values(), strict=True)
    lines = [",".join(["_step", *columns]), *(",".join(map(str, row)) for row in rows)]
    file = Path(f"{name}_history.csv")
    file.write_text("\n".join(lines), encoding="utf-8")
    return str(file)


def run(*args: str) -> int:
    """The exit code of a command."""
    with pytest.raises(SystemExit) as left:
        main([*args])
    return int(left.value.code or 0)


def test_a_run_that_keeps_its_spec(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", export("good_1", RIGHT)) == 0
    assert capsys.readouterr() == ("good (1)  step 100\n\nnothing to say\n", "")


@pytest.mark.parametrize("format", ["text", "json", "markdown", "junit"])
def test_formats(format: str, golden: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]) -> None:
    files = (export("bad_1", WRONG, {"lr": "fast"}), export("good_2", RIGHT))
    assert run("check", *files, "--format", format) == 1
    out, err = capsys.readouterr()
    assert err == ""
    golden(f"check/two.{'txt' if format == 'text' else format}", out)


def test_junit_reads_as_xml(capsys: pytest.CaptureFixture[str]) -> None:
    def cases(*options: str) -> tuple[list[str], set[str], set[str]]:
        run("check", export("bad_1", WRONG), "--format", "junit", *options)
        root = Xml.fromstring(capsys.readouterr().out)
        (suite,) = root.findall("testsuite")
        every = suite.findall("testcase")
        assert suite.get("tests") == str(len(every))
        failed = {str(case.get("name")) for case in every if case.find("failure") is not None}
        assert suite.get("failures") == str(len(failed))
        told = {str(case.get("name")) for case in every if case.find("system-out") is not None}
        return [str(case.get("name")) for case in every], failed, told

    names, failed, told = cases()
    assert {"never-logged", "other-name"} == failed
    assert {"undeclared", "unhealthy", "critical", "health-rule", "empty-panel"} == told
    assert cases("--strict") == (names, failed | told, set())


def test_control_characters_reach_no_format(capsys: pytest.CaptureFixture[str]) -> None:
    file = export("bad_1", {**RIGHT, "\x1b]0;owned\x07\ufffe": [0.5] * 10})
    for format in ("text", "markdown", "junit"):
        run("check", file, "--format", format)
        out = capsys.readouterr().out
        assert "owned" in out
        assert not {"\x1b", "\x07"} & {*out}
    run("check", file, "--format", "junit")
    Xml.fromstring(capsys.readouterr().out)


def test_nothing_is_markdown_but_ours(capsys: pytest.CaptureFixture[str]) -> None:
    run("check", export("bad_1", {**RIGHT, "a|b<img src=x>@all": [0.5] * 10}), "--format", "markdown")
    out = capsys.readouterr().out
    assert "<img" not in out
    assert "@all" not in out
    rows = [line for line in out.splitlines() if line.startswith("| ")]
    assert {line.count("|") for line in rows} == {5}


@pytest.mark.parametrize(
    ("columns", "plain", "strict"),
    [(RIGHT, 0, 0), ({**RIGHT, "extra": [0.5] * 10}, 0, 1), ({"acc": [0.5] * 10}, 1, 1)],
    ids=["nothing", "warning", "error"],
)
def test_exit_codes(columns: dict[str, list[float]], plain: int, strict: int) -> None:
    file = export("some_1", columns)
    assert run("check", file) == plain
    assert run("check", file, "--strict") == strict


def test_much_is_told_in_short(capsys: pytest.CaptureFixture[str]) -> None:
    config = {**CONFIG, **{f"key{chr(97 + n)}": n for n in range(20)}}
    export("much_1", RIGHT, config)
    run("check", "much_1_config.json")
    out = capsys.readouterr().out
    assert out.count("[undeclared-config]") == 12
    assert "... and 8 more of undeclared-config" in out
    run("check", "much_1_config.json", "--format", "json")
    assert len(json.loads(capsys.readouterr().out)["runs"][0]["findings"]) == 20


def test_several_specs_and_none(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = export("good_1", RIGHT)
    (project / "specs" / "other.yaml").write_text(
        SPEC.replace("guide: small", "guide: other"), encoding="utf-8"
    )
    assert run("check", file) == 1
    err = capsys.readouterr().err
    assert "there are 2 specs" in err
    assert "--spec: specs/other.yaml, specs/small.yaml" in err
    assert run("check", file, "--spec", "specs/small.yaml") == 0


def test_suggestions(capsys: pytest.CaptureFixture[str]) -> None:
    file = export("new_1", {**RIGHT, "x/layer_1": [2.0] * 10, "x/layer_2": [3.0] * 10})
    assert run("check", file, "--suggest") == 0
    out = capsys.readouterr().out
    assert out == "metrics:\n  - group: Found in runs\n    of:\n      x/layer_<layer>: {every: 10 steps}\n"
    assert run("check", export("good_1", RIGHT), "--suggest") == 0
    assert capsys.readouterr().out.startswith("# ")


def test_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check") == 2
    assert run("check", "nowhere.wandb") == 1
    assert "nowhere.wandb" in capsys.readouterr().err
    Path("specs/small.yaml").write_text("wbgen: 1\n", encoding="utf-8")
    assert run("check", export("good_1", RIGHT)) == 1
    assert "error[missing-key]" in capsys.readouterr().err


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "--help") == 0
    out = capsys.readouterr().out
    assert out.count("wbgen check ") >= 4
