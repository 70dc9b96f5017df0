"""The command line of a run is the one that wandb's own agent starts it with."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wandb.sdk.launch.sweeps.utils import create_sweep_command, create_sweep_command_args

from wbgen.errors import WbgenError
from wbgen.spec.sweeps.commands import ARGUMENTS, MACROS
from wbgen.sweeps.command import JSON_FILE, command_of, parameters_of, shell_line

PARAMETERS = {"lr": 1e-05, "deep": True, "fast": False, "name": "a b'c", "none": None, "map": {"a": [1, 2]}}


def of_the_agent(config: dict[str, Any], parameters: dict[str, Any]) -> list[str]:
    """As ``wandb_agent.py`` of 0.31 puts the command together, out of the client's own two functions."""
    command = list(config["command"]) if config.get("command") else None
    filled = create_sweep_command(command)
    words = create_sweep_command_args(
        {"args": {name: {"value": value} for name, value in parameters.items()}}
    )
    words |= {"interpreter": ["python"], "program": [config["program"]], "env": ["/usr/bin/env"]}
    words["args_json_file"] = [JSON_FILE]
    found: list[str] = []
    for chunk in map(str, filled):
        whole = chunk.startswith("${") and chunk.endswith("}")
        found += (words.get(chunk[2:-1]) or []) if whole else [chunk]
    return found


@pytest.mark.parametrize("macro", ARGUMENTS)
def test_every_form_of_arguments(macro: str) -> None:
    config = {"program": "train.py", "command": ["${env}", "python3", "${program}", f"${{{macro}}}", 3]}
    assert command_of(config, PARAMETERS) == of_the_agent(config, PARAMETERS)


words = st.sampled_from(
    [*(f"${{{name}}}" for name in (*MACROS, "nosuch", "")), "python", "--x=${args}", "${", 7]
)
values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(), st.lists(st.integers())
)


@given(st.lists(words, max_size=6), st.dictionaries(st.from_regex(r"[a-z_.]{1,8}", fullmatch=True), values))
def test_any_command_is_the_agents(command: list[Any], parameters: dict[str, Any]) -> None:
    config = {"program": "train.py", "command": command}
    assert command_of(config, parameters) == of_the_agent(config, parameters)


def test_without_a_command() -> None:
    assert command_of({"program": "a.py"}, {"lr": 0.1}) == ["/usr/bin/env", "python", "a.py", "--lr=0.1"]
    with pytest.raises(WbgenError, match="no program"):
        command_of({}, {})
    assert command_of({"command": ["x"]}, {}) == ["x"]


def in_a_shell(line: str, **variables: str) -> str:
    """What a shell makes of a line of which ``echo`` is the program."""
    env = {"PATH": "/usr/bin:/bin", **variables}
    return subprocess.run(["sh", "-c", line], env=env, capture_output=True, text=True, check=True).stdout


def test_a_shell_reads_the_words_that_are_meant() -> None:
    config = {"program": "x", "command": ["${args}"]}
    parameters = {"text": "a 'b' $(c) `d` ; e", "lr": 0.1}
    assert shlex.split(shell_line(config, parameters)) == command_of(config, parameters)


def test_variables_are_the_shells() -> None:
    config = {
        "program": "x",
        "command": ["printf", "%s.", "${envvar:HERE}/a b", "${envvar:GONE}", "${envvar:1}", ""],
    }
    line = shell_line(config, {})
    assert in_a_shell(line, HERE="in this place") == "in this place/a b.GONE.1.."


def printed(config: dict[str, Any], parameters: dict[str, Any]) -> list[str]:
    """The words that a shell passes on, here to a program that ends each with a mark."""
    line = shell_line(config, parameters)
    words = in_a_shell(f"printf '%s\\1' {line}", **os.environ).split("\1")
    assert words.pop() == ""
    return words


@pytest.mark.parametrize(
    "word",
    [
        "${envvar:HERE}/${envvar:THERE}",
        "${envvar:HERE}",
        "${envvar:HERE}${args}",
        "${nosuch}${envvar:HERE}",
        "${${envvar:MACRO}}",
        "${envvar:WHOLE}",
        "${args_dict}",
        "--x=${envvar:GONE}/${envvar:}/${envvar:1}",
    ],
)
def test_variables_are_filled_in_where_an_agent_does(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"HERE": "a b", "THERE": "$c", "MACRO": "args", "WHOLE": "${args}"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("GONE", raising=False)
    config = {"program": "x.py", "command": ["${program}", word, "end"]}
    assert printed(config, {"lr": 0.1}) == of_the_agent(config, {"lr": 0.1})


@pytest.mark.parametrize("macro", ARGUMENTS)
def test_a_value_is_never_filled_in(macro: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever wrote a run's config gets nothing of who repeats the run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SECRET", "told")
    text = "${envvar:SECRET} $SECRET ${SECRET} $(printenv SECRET) `printenv SECRET`"
    config = {"program": text, "command": ["echo", "${program}", f"${{{macro}}}"]}
    parameters = {"x": text, "${envvar:SECRET}": 1}
    said = in_a_shell(shell_line(config, parameters), **os.environ)
    assert said == " ".join(of_the_agent(config, parameters)[1:]) + "\n"
    assert "told" not in said


def test_a_command_that_takes_a_file_gets_one(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    config = {"program": "x", "command": ["cat", "${args_json_file}"]}
    assert json.loads(in_a_shell(shell_line(config, PARAMETERS))) == PARAMETERS


@pytest.mark.parametrize(
    ("parameters", "config", "expected"),
    [
        ({"lr": {}}, {"lr": 0.1, "other": 1}, {"lr": 0.1}),
        ({"lr": {}, "gone": {}}, {"lr": None}, {"lr": None}),
        ({"a.b": {}}, {"a": {"b": 2}}, {"a.b": 2}),
        ({"a": {"parameters": {"b": {}}}}, {"a": {"b": 2}}, {"a": {"b": 2}}),
        (None, {"lr": 1}, {}),
        ([1], {"lr": 1}, {}),
    ],
)
def test_the_parameters_of_a_run(parameters: Any, config: dict[str, Any], expected: dict[str, Any]) -> None:
    assert parameters_of({"parameters": parameters}, config) == expected


@pytest.mark.parametrize("item", [["a"], {"a": 1}])
def test_a_command_of_more_than_words_is_refused(item: Any) -> None:
    with pytest.raises(WbgenError, match="is no word"):
        command_of({"program": "a.py", "command": ["${program}", item]}, {})


@pytest.mark.parametrize("command", [3, "${args_json_file}", {"a": 1}, []])
def test_what_is_no_list_is_no_command(command: Any) -> None:
    config = {"program": "a.py", "command": command}
    assert shell_line(config, {"lr": 1}) == "/usr/bin/env python a.py --lr=1"
