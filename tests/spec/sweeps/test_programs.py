"""Programs beside a sweep: their arguments are read, never run, and only where they can be known."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.spec.sweeps.reading import read
from wbgen.spec.sweeps.argparse_flags import flags_of

PROGRAM = """\
import argparse

open("was_run", "w")
parser = argparse.ArgumentParser()
group = parser.add_argument_group("g")
parser.add_argument("--num-steps", type=int)
parser.add_argument("--lr", "-l", type=float, default=1e-3)
group.add_argument("--epochs", type=int)
group.add_argument("--optimizer", choices=["adam", "sgd"])
parser.add_argument("--width", type=int, choices=(8, 16))
parser.add_argument("--fast", action="store_true")
parser.add_argument("--sharp", action=argparse.BooleanOptionalAction)
parser.add_argument("--odd", type=bool)
parser.add_argument("--size", type=lambda text: int(text, 0), choices=[1, 2])
args = parser.parse_args()
"""


def told(
    tmp_path: Path, parameters: str, more: str = "", program: str = PROGRAM
) -> list[tuple[str, str, str]]:
    """The findings on a sweep of parameters: code, message, cure."""
    (tmp_path / "train.py").write_text(program, encoding="utf-8")
    text = f"program: train.py\nmethod: grid\nparameters: {{{parameters}}}\n{more}"
    found = read(text, tmp_path)
    assert found.sweep is not None
    assert not (tmp_path / "was_run").exists()
    return [(d.code, d.message, d.cure or "") for d in found.found]


def test_what_fits_is_not_told(tmp_path: Path) -> None:
    parameters = (
        "lr: {values: [1, 0.5]}, epochs: {values: [1, 2]}, optimizer: {value: adam}, size: {value: 9}"
    )
    assert told(tmp_path, parameters + ", width: {values: [8, 16]}") == []


@pytest.mark.parametrize(
    ("parameters", "code", "said", "cure"),
    [
        ("num_steps: {value: 1}", "unknown-argument", "no `--num_steps`", "beside '--num-steps'"),
        ("epoch: {value: 1}", "unknown-argument", "no `--epoch`", "did you mean `epochs`?"),
        ("zzz: {value: 1}", "unknown-argument", "no `--zzz`", "its arguments: num-steps, lr, epochs"),
        ("epochs: {values: [1, 0.5]}", "bad-argument", "`0.5` is no int", "here or there"),
        ("optimizer: {values: [adam, rmsprop]}", "bad-argument", "`rmsprop` is none", "here or there"),
        ("width: {value: 9}", "bad-argument", "`9` is none of the choices", "here or there"),
        ("fast: {values: [true, false]}", "bad-argument", "takes no value", "${args_no_boolean_flags}"),
        ("sharp: {values: [true, false]}", "bad-argument", "takes no value", "${args_no_boolean_flags}"),
        ("odd: {values: [true, false]}", "bad-argument", "any text for true", "lower()"),
        ("lr: {parameters: {a: {value: 1}}}", "bad-argument", "holds parameters", "one by one"),
    ],
)  # fmt: skip
def test_what_does_not_fit(tmp_path: Path, parameters: str, code: str, said: str, cure: str) -> None:
    ((found, message, how),) = told(tmp_path, parameters)
    assert found == code
    assert said in message
    assert cure in how


def test_flags_without_their_false_booleans(tmp_path: Path) -> None:
    command = "command: [python, '${program}', '${args_no_boolean_flags}']\n"
    assert told(tmp_path, "fast: {values: [true, false]}", command) == []


def test_a_command_of_another_form_is_not_judged(tmp_path: Path) -> None:
    assert told(tmp_path, "zzz: {value: 1}", "command: [python, '${program}', '${args_json}']\n") == []


@pytest.mark.parametrize(
    "program",
    [
        "x = (",
        "import click",
        PROGRAM.replace("parse_args()", "parse_known_args()"),
        PROGRAM + "parser.add_argument(*FLAGS)\n",
        PROGRAM + "parser.add_argument(name)\n",
        PROGRAM + "parser.add_subparsers()\n",
        PROGRAM.replace("ArgumentParser()", "ArgumentParser(parents=[base])"),
        PROGRAM + "import hydra\n",
        "(" * 5000,
        "\x00",
    ],
)
def test_flags_that_cannot_be_known(tmp_path: Path, program: str) -> None:
    assert flags_of(program) is None
    assert told(tmp_path, "zzz: {value: 1}", program=program) == []


def test_a_program_elsewhere_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(PROGRAM, encoding="utf-8")
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "link.py").symlink_to(tmp_path / "train.py")
    for program in (
        "../train.py",
        str(tmp_path / "train.py"),
        "link.py",
        "none.py",
        ".",
        "train.sh",
        "a\\0.py",
    ):
        text = f'program: "{program}"\nmethod: grid\nparameters: {{zzz: {{value: 1}}}}\n'
        assert "unknown-argument" not in read(text, inner).codes
