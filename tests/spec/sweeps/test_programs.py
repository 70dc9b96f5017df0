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
        ("epochz: {value: 1}", "unknown-argument", "no `--epochz`", "did you mean `epochs`?"),
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


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ("epochs: {distribution: uniform, min: 1, max: 9}", "`--epochs` is a whole number"),
        ("epochs: {min: 1.0, max: 9.0}", "uniform gives fractions"),
        ("epochs: {distribution: q_uniform, min: 1, max: 9, q: 0.5}", "q_uniform gives fractions"),
        ("epochs: {distribution: q_uniform, min: 1, max: 9, q: 2.0}", "q_uniform gives fractions"),
        ("epochs: {distribution: beta}", "beta gives fractions"),
        ("optimizer: {min: 0, max: 3}", "none of the choices of `--optimizer`"),
        ("optimizer: {distribution: normal}", "none of the choices of `--optimizer`"),
        ("optimizer: {distribution: q_uniform, min: 0, max: 3}", "none of the choices of `--optimizer`"),
        ("width: {min: 8, max: 16}", "none of the choices of `--width`"),
        ("epochs: {min: 1, max: 9}", ""),
        ("epochs: {distribution: q_log_uniform_values, min: 1, max: 9}", ""),
        ("lr: {min: 1, max: 9}, size: {min: 1, max: 9}", ""),
        ("lr: {distribution: log_uniform_values, min: 0.1, max: 0.9}", ""),
        ("width: {distribution: q_uniform, min: 8, max: 16, q: 8}", ""),
    ],
)
def test_what_a_distribution_gives(tmp_path: Path, parameters: str, said: str) -> None:
    text = f"program: train.py\nmethod: random\nrun_cap: 9\nparameters: {{{parameters}}}\n"
    (tmp_path / "train.py").write_text(PROGRAM, encoding="utf-8")
    found = read(text, tmp_path)
    assert found.sweep is not None
    assert [d.code for d in found.found] == (["bad-argument"] if said else [])
    assert all(said in d.message and d.cure for d in found.found)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("method: grid\ntitel: x\nparameters: {epochs: {value: a}}", ["bad-argument", "unknown-key"]),
        ("method: gird\nparameters: {lrr: {value: 1}}", ["not-a-choice", "unknown-argument"]),
        ("parameters: {lrr: {value: 1}}", ["missing-key", "unknown-argument"]),
        ("method: grid\nparameters: {lr: {vals: [1]}, lrr: {value: 1}}", ["unknown-argument", "unknown-key"]),
        ("method: bayes\nrun_cap: 1\nparameters: {lrr: {value: 1}}", ["missing-key", "unknown-argument"]),
        ("method: grid\nparameters: {lrr: [1]}", ["unknown-argument", "wrong-type"]),
        ("method: grid\nparameters: [lr]", ["wrong-type"]),
        ("method: grid\nparameters: {1r: {value: 1}}", ["bad-name"]),
        ("method: grid\nmetric: {goal: minimize}\nparameters: {lrr: {value: 1}}",
         ["missing-key", "unknown-argument"]),
        ("method: grid\ncommand: {a: b}\nparameters: {lrr: {value: 1}}", ["wrong-type"]),
    ],
)  # fmt: skip
def test_a_mistake_in_the_file_does_not_hide_what_does_not_fit(
    tmp_path: Path, text: str, codes: list[str]
) -> None:
    (tmp_path / "train.py").write_text(PROGRAM, encoding="utf-8")
    found = read(f"program: train.py\n{text}\n", tmp_path)
    assert found.sweep is None
    assert sorted(d.code for d in found.found) == codes


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
        PROGRAM + "add_model_args(parser)\n",
        PROGRAM + "models.add(group)\n",
        PROGRAM + "register(to=parser)\n",
        PROGRAM + "for add in adders: add(*[parser])\n",
        PROGRAM.replace("args =", "parser = Trainer.add_argparse_args(parser)\nargs ="),
        PROGRAM.replace("args =", "parser = model_parser()\nargs ="),
        PROGRAM.replace("args =", "for parser in PARSERS: pass\nargs ="),
        PROGRAM + "parser.add_model_args()\n",
        PROGRAM + "add = parser.add_argument\n",
        PROGRAM + "alias, other = parser, 1\n",
        PROGRAM + "def made(): return parser\nadd_model_args(made())\n",
        PROGRAM + "add_model_args(argparse.ArgumentParser())\n",
        "".join(f"p{at} = p{at + 1}\n" for at in range(99)) + PROGRAM.replace("parser", "p99"),
        "(" * 5000,
        "\x00",
    ],
)
def test_flags_that_cannot_be_known(tmp_path: Path, program: str) -> None:
    assert flags_of(program) is None
    assert told(tmp_path, "zzz: {value: 1}", program=program) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("args =", "parser.set_defaults(lr=1)\nprint(parser.format_help())\nargs ="),
        ("args =", "main(parser.parse_args())\nargs ="),
        ("args =", "main(config.parser, config.group)\nargs ="),
        ("args = parser", "def made():\n    return parser\nargs = made()"),
        ("parser = ", "parser: argparse.ArgumentParser = "),
        ("parser", "self.parser"),
        ("args =", "required = parser._action_groups.pop()\nparser.description = ''\nargs ="),
    ],
)
def test_flags_that_can_be_known(tmp_path: Path, old: str, new: str) -> None:
    program = "import argparse\n" + PROGRAM.replace(old, new)
    assert flags_of(program) is not None
    assert [code for code, _, _ in told(tmp_path, "zzz: {value: 1}", program=program)] == ["unknown-argument"]


def test_the_beginning_of_a_flag_is_taken_for_it(tmp_path: Path) -> None:
    assert told(tmp_path, "epo: {value: 1}, num: {value: 1}") == []
    ((code, message, _),) = told(tmp_path, "epo: {value: x}")
    assert (code, message) == ("bad-argument", "`x` is no int, the type of `--epochs` in the program")
    assert [code for code, _, _ in told(tmp_path, "s: {value: 1}")] == ["unknown-argument"], "or of several"
    whole = PROGRAM.replace("ArgumentParser()", "ArgumentParser(allow_abbrev=False)")
    ((code, message, _),) = told(tmp_path, "epo: {value: 1}", program=whole)
    assert (code, "no `--epo`" in message) == ("unknown-argument", True)
    either = PROGRAM.replace("ArgumentParser()", "ArgumentParser(allow_abbrev=SHORT)")
    assert told(tmp_path, "epo: {value: 1}", program=either) == []


def test_a_flag_that_comes_with_its_opposite(tmp_path: Path) -> None:
    command = "command: [python, '${program}', '${args_no_boolean_flags}']\n"
    assert told(tmp_path, "no-sharp: {values: [true, false]}", command) == []


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
