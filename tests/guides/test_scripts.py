"""The scripts of all shipped guides: the same each time, and what linters and type checkers say of them."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.guides.demos import GUIDES, run_script, script_of, write_script


@pytest.mark.parametrize("name", GUIDES)
def test_two_generations_are_identical(name: str) -> None:
    assert script_of(name) == script_of(name)


def test_ruff_has_nothing_to_say(tmp_path: Path) -> None:
    for name in GUIDES:
        write_script(name, tmp_path)
    for rule in (["check"], ["format", "--check", "--diff"]):
        done = subprocess.run(
            ["ruff", *rule, "--isolated", "--no-cache", "."],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def first_keyword(text: str) -> ast.keyword:
    """The first metric that the method of a script gives to its logger by name."""
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    return next(
        call.keywords[0]
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr.startswith("every_") and call.keywords
    )


def misspelt(text: str) -> str:
    """A script that logs a metric under a name that its guide does not have."""
    lines, keyword = text.splitlines(keepends=True), first_keyword(text)
    line = lines[keyword.lineno - 1]
    lines[keyword.lineno - 1] = f"{line[: keyword.col_offset]}x_{line[keyword.col_offset :]}"
    return "".join(lines)


def left_out(text: str) -> str:
    """A script that does not log a metric."""
    lines, keyword = text.splitlines(keepends=True), first_keyword(text)
    assert keyword.end_lineno is not None
    return "".join(lines[: keyword.lineno - 1] + lines[keyword.end_lineno :])


@pytest.mark.long
def test_types_say_what_is_logged(tmp_path: Path) -> None:
    """A whole script has no type error; one that misspells a metric has, and one that leaves it out."""
    pytest.importorskip("torch", reason="the scripts need torch: pip install 'wbgen[train]'")
    for name in GUIDES:
        text = script_of(name)[1]
        for kind, made in (("whole", text), ("misspelt", misspelt(text)), ("left_out", left_out(text))):
            (tmp_path / f"{kind}_{name}.py").write_text(made, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "."]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stdout
    for name in GUIDES:
        assert f"whole_{name}.py" not in said, said
        assert re.search(rf"^misspelt_{name}.py:.* Unexpected keyword argument", said, re.MULTILINE), said
        assert re.search(rf"^left_out_{name}.py:.* Missing named argument", said, re.MULTILINE), said


@pytest.mark.long
@pytest.mark.parametrize("name", GUIDES)
def test_arguments_as_people_and_sweeps_write_them(name: str, tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="the scripts need torch: pip install 'wbgen[train]'")
    script = write_script(name, tmp_path)
    told = run_script(script, "--help")
    assert "--use-wandb" in told
    assert "--demo" in told
    assert "argument --seed: not a whole number: 'x'" in run_script(script, "--seed=x", code=2)


#: Arguments that leave nothing to train on.
NOTHING = {
    "npt": ("--batch_size=0", "--max_steps=0"),
    "grpo": ("--num_steps=0", "--batch_size=0", "--num_iterations=0", "--temperature=0"),
    "dakota": ("--max_steps=0", "--data.fake.prompts=0", "--data.fake.rollouts=0"),
    "gait": ("--batch_size=0",),
}


@pytest.mark.long
@pytest.mark.parametrize(("name", "word"), [(name, word) for name in NOTHING for word in NOTHING[name]])
def test_nothing_to_train_on_is_told_before_a_run_begins(name: str, word: str, tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="the scripts need torch: pip install 'wbgen[train]'")
    said = run_script(write_script(name, tmp_path), "--demo", "--offline", word, code=2)
    assert word.strip("-").partition("=")[0] in said
    assert not (tmp_path / "wandb").exists()
