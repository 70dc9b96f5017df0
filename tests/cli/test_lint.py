"""`wbgen lint`: what it says, where, and with which exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from wbgen.cli.main import main

ROOT = Path(__file__).parents[2]
HEAD = "wbgen: 1\nguide: g\ntitle: T\nproject: p\n"
VIEW = "workspaces: {w: {}}\n"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def spec(name: str, body: str, head: str = HEAD) -> Path:
    """A spec file under the working folder."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(head + body, encoding="utf-8")
    return path


def run(*args: str) -> int:
    """The exit code of a command."""
    with pytest.raises(SystemExit) as left:
        main([*args])
    return int(left.value.code or 0)


def test_a_clean_spec(capsys: pytest.CaptureFixture[str]) -> None:
    spec("a.yaml", VIEW)
    assert run("lint", "a.yaml") == 0
    assert capsys.readouterr() == ("1 spec: nothing to say\n", "")


@pytest.mark.parametrize(
    ("argument", "code", "cure"),
    [
        (None, "there is no spec in specs", "name a file, or run `wbgen init`"),
        ("specs/a.yaml", "error[unreadable]", "`wbgen init` writes a first spec"),
        ("-", "error[unreadable]", "check the path"),
        ("elsewhere/a.yaml", "error[unreadable]", "check the path"),
        (".", "there is no spec in .", "cure: name a file\n"),
    ],
)
def test_no_spec(argument: str | None, code: str, cure: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("lint", *([argument] if argument else [])) == 1
    err = capsys.readouterr().err
    assert code in err
    assert cure in err


def test_a_missing_file_beside_others(capsys: pytest.CaptureFixture[str]) -> None:
    spec("specs/training.yaml", VIEW)
    assert run("lint", "specs/trainin.yaml") == 1
    assert "did you mean `specs/training.yaml`?" in capsys.readouterr().err


@pytest.mark.parametrize(
    "body",
    [
        "x: $nope\n",
        "metrics: [{group: a, of: {m: {}}}]\n"
        "workspaces: {w: {sections: [{title: S, panels: [{line: [m, $nope]}]}]}}\n",
        "metrics: [{group: a, of: {m: {}}}]\nreports: {r: {blocks: [{section: $nope}]}}\n",
    ],
)
def test_an_undefined_variable_is_told_once(body: str, capsys: pytest.CaptureFixture[str]) -> None:
    spec("a.yaml", body + ("" if "workspaces" in body else VIEW))
    assert run("lint", "a.yaml") == 1
    out, err = capsys.readouterr()
    assert (out, err.count("error[")) == ("1 spec: 1 error\n", 1)
    assert "error[undefined-variable]" in err


@pytest.mark.parametrize("panel", ["line: 3", "line: [3]", "line: {a: b}", "scalar: true", "line: m, x: 3"])
def test_a_value_that_is_no_metric(panel: str, capsys: pytest.CaptureFixture[str]) -> None:
    body = f"workspaces: {{w: {{sections: [{{title: S, panels: [{{{panel}}}]}}]}}}}\n"
    spec("a.yaml", "metrics: [{group: a, of: {m: {}}}]\n" + body)
    assert run("lint", "a.yaml") == 1
    assert "cure: write a metric's name\n" in capsys.readouterr().err


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    spec("a.yaml", "vars: {a: 1}\nroles: {}\nconfg: {}\n")
    assert run("lint", "a.yaml") == 1
    out, err = capsys.readouterr()
    assert out == "1 spec: 1 error\n"
    assert err == (
        "a.yaml:7:1: error[unknown-key] `confg` is not a key of the file\n"
        "    7 | confg: {}\n"
        "      | ^^^^^\n"
        "  cure: did you mean `config`?\n"
    )


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    spec("a.yaml", "roles: {}\n" + VIEW)
    spec("b.yaml", "titel: 실험\n", head="wbgen: 1\nguide: g\nproject: p\n")
    assert run("lint", "--format", "json", "a.yaml", "b.yaml") == 1
    out, err = capsys.readouterr()
    assert err == ""
    told = json.loads(out)
    assert (told["version"], told["files"]) == (1, ["a.yaml", "b.yaml"])
    assert [(d["file"], d["code"], d["severity"]) for d in told["diagnostics"]] == [
        ("a.yaml", "not-applied", "note"),
        ("b.yaml", "missing-key", "error"),
        ("b.yaml", "unknown-key", "error"),
    ]
    assert told["diagnostics"][-1] == {
        "code": "unknown-key",
        "severity": "error",
        "message": "`titel` is not a key of the file",
        "cure": "did you mean `title`?",
        "file": "b.yaml",
        "line": 4,
        "column": 1,
        "end_line": 4,
        "end_column": 6,
        "source": "titel: 실험",
        "source_column": 1,
    }


def test_a_long_line_is_cut_around_the_place(capsys: pytest.CaptureFixture[str]) -> None:
    spec("a.yaml", f"vars: {{a: {'x' * 500}, b: $a, c: {'y' * 500}}}\n")
    assert run("lint", "--format", "json", "a.yaml") == 1
    (found, *_) = json.loads(capsys.readouterr().out)["diagnostics"]
    start = found["column"] - found["source_column"]
    assert found["source"][start : start + 2] == "$a"
    assert len(found["source"]) == 160
    run("lint", "a.yaml")
    _, source, carets, _ = capsys.readouterr().err.strip("\n").split("\n")[:4]
    assert source[carets.index("^") :][:2] == "$a"


def test_carets_stand_under_wide_letters(capsys: pytest.CaptureFixture[str]) -> None:
    spec("a.yaml", "run: {group: 실험, nmae: x}\n")
    run("lint", "a.yaml")
    _, source, carets = capsys.readouterr().err.split("\n")[:3]
    assert carets.index("^") == source.index("nmae") + 2  # each of two letters is two columns wide


@pytest.mark.parametrize(
    ("body", "plain", "strict"),
    [(VIEW, 0, 0), (VIEW + "roles: {}\n", 0, 0), ("", 0, 1), ("x: nope\n", 1, 1)],
    ids=["clean", "note", "warning", "error"],
)
def test_exit_codes(body: str, plain: int, strict: int) -> None:
    spec("a.yaml", body)
    assert run("lint", "a.yaml") == plain
    assert run("lint", "--strict", "a.yaml") == strict


def test_no_arguments_are_all_specs(capsys: pytest.CaptureFixture[str]) -> None:
    spec("specs/b.yml", VIEW, HEAD.replace("guide: g", "guide: b"))
    spec("specs/a.yaml", VIEW)
    spec("specs/notes.txt", "")
    spec("specs/packs/deeper.yaml", "")
    assert run("lint", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["files"] == ["specs/a.yaml", "specs/b.yml"]


def test_a_folder_stands_for_its_specs_and_a_file_is_read_once(capsys: pytest.CaptureFixture[str]) -> None:
    spec("other/a.yaml", VIEW)
    spec("other/wbgen.yaml", "port: 9000\n")  # settings: no spec, where nobody names the file
    assert run("lint", "other", "other/a.yaml") == 0
    assert run("lint", "oth*/*.yaml") == 0
    assert capsys.readouterr().out == 2 * "1 spec: nothing to say\n"


def test_every_file_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    spec("a.yaml", "x: nope\n")
    spec("b.yaml", "y: 1\n")
    Path("c.yaml").write_bytes(b"\xff")
    assert run("lint", "a.yaml", "b.yaml", "c.yaml", "d.yaml") == 1
    out, err = capsys.readouterr()
    assert [line.split(":")[0] for line in err.split("\n") if "error[" in line] == [
        "a.yaml",
        "b.yaml",
        "c.yaml",
        "d.yaml",
    ]
    assert out == "4 specs: 4 errors\n"


def test_two_specs_with_one_guide_id(capsys: pytest.CaptureFixture[str]) -> None:
    spec("a.yaml", VIEW)
    spec("b.yaml", VIEW)
    assert run("lint", "a.yaml", "b.yaml") == 1
    assert "b.yaml:1:1: error[duplicate-id] the guide id `g` is that of a.yaml too" in capsys.readouterr().err


def test_nothing_to_lint(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("lint") == 1
    assert "specs" in (err := capsys.readouterr().err)
    assert "wbgen init" in err
    Path("specs").mkdir()
    assert run("lint") == 1
    assert capsys.readouterr().err == (
        "error: there is no spec in specs\n  cure: name a file, or run `wbgen init`\n"
    )


def test_control_characters_do_not_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.yaml").write_bytes(b"\x1b]0;owned\x07: 1\n")
    assert run("lint", "a.yaml") == 1
    assert "\x1b" not in "".join(capsys.readouterr())


@pytest.mark.parametrize("args", [["lint", "--no-such"], ["lint", "--format", "xml"], ["lnit"]])
def test_usage_errors(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*args) == 2
    assert "Usage:" in capsys.readouterr().err


LIGHT = """
import sys
from wbgen.cli.main import main
try:
    main(["lint", *sys.argv[1:]])
except SystemExit:
    pass
heavy = {"wandb", "wandb_workspaces", "httpx", "starlette", "uvicorn", "graphql", "jinja2", "markdown_it"}
print(sorted(heavy & {name.partition(".")[0] for name in sys.modules}))
"""


@pytest.mark.parametrize("options", [[], ["--format", "json"]])
def test_lint_imports_nothing_heavy(options: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIGHT, *options, str(ROOT / "specs" / "npt.yaml")],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[]"


BUG = """
import wbgen.spec.read
from wbgen.cli.main import main
def broken(*args):
    raise RuntimeError("the cat sat on it")
wbgen.spec.read.finish = broken
main(["lint", "specs/npt.yaml"])
"""


@pytest.mark.parametrize("debug", [False, True])
def test_a_bug_is_owned_up_to(debug: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WBGEN_DEBUG", raising=False)
    if debug:
        monkeypatch.setenv("WBGEN_DEBUG", "1")
    done = subprocess.run([sys.executable, "-c", BUG], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 70
    assert "this is a bug in wbgen: RuntimeError: the cat sat on it" in done.stderr
    assert ("Traceback" in done.stderr) is debug
    assert ("WBGEN_DEBUG=1" in done.stderr) is not debug
