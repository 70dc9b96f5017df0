"""The scripts of all shipped guides: the same each time, and what linters and type checkers say of them."""

from __future__ import annotations

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


@pytest.mark.long
def test_mypy_has_nothing_to_say(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="the scripts need torch: pip install 'wbgen[train]'")
    files = [write_script(name, tmp_path).name for name in GUIDES]
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", *files]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.long
@pytest.mark.parametrize("name", GUIDES)
def test_a_metric_that_is_not_logged_or_misspelt_is_a_type_error(name: str, tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="the scripts need torch: pip install 'wbgen[train]'")
    script = write_script(name, tmp_path)
    text = script.read_text(encoding="utf-8")
    call = text.index("log.every_", text.index("class Method"))
    argument = text.index("=", text.index("(", call))
    script.write_text(f"{text[:argument]}_x{text[argument:]}", encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", script.name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Unexpected keyword argument" in done.stdout, done.stdout
    assert "Missing named argument" in done.stdout, done.stdout


@pytest.mark.long
@pytest.mark.parametrize("name", GUIDES)
def test_arguments_as_people_and_sweeps_write_them(name: str, tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="the scripts need torch: pip install 'wbgen[train]'")
    script = write_script(name, tmp_path)
    told = run_script(script, "--help")
    assert "--use-wandb" in told
    assert "--demo" in told
    assert "argument --seed: not a whole number: 'x'" in run_script(script, "--seed=x", code=2)
