"""``wbgen script``: what it writes, what it refuses, whose template it takes."""

from __future__ import annotations

import ast
import json
import math
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from wbgen.cli.main import main
from wbgen.errors import WbgenError
from wbgen.generate.script import chosen_script, script_text
from wbgen.generate.templates import folders
from wbgen.spec.read import parse_guide

SPEC = """\
wbgen: 1
guide: small
title: Small
project: small-project
x: train/epoch
dimensions:
  term: [simple, vel]
  reward: {open: true}
  layer: [1, 2]
run: {name: small_lr<optim.lr>_seed<seed>, tags: [a, s<seed>], group: g, job_type: try}
config:
  seed: {type: int, default: 0}
  optim.lr: {type: float, default: 1e-2, about: Step size}
  use_lora: {type: bool, default: false}
  layers: {type: list, default: [1, 2]}
  names: {type: list}
  kind: {choices: [adam, sgd], default: adam}
  rank: {type: int, only_if: config.use_lora}
  epochs: {type: int, default: 20}
  num_params: {type: int, observed: true}
metrics:
  - group: Losses
    headline: true
    every: epoch
    of:
      train/epoch: {}
      train/loss: {goal: minimize, warn: {above 10: Large}, critical: {above 100: Exploding}, summary: [min]}
      loss/<term>: {about: 'Share of <term>'}
      norm/layer_<layer>: {every: 5 epochs}
      reward/<reward>: {only_if: config.use_lora}
  - group: Things
    of:
      curve: {type: image, every: once}
      spread: {type: histogram, every: 10 epochs}
      rows: {type: table, columns: [a, b], every: end}
      word: {type: text, every: end}
      done: {type: flag, every: epoch}
      stage: {type: category, values: {0: a, 1: b}, every: epoch}
scripts:
  train_small.py: {template: plain.py.j2, about: Trains, demo: {scale: 0.5, set: {epochs: 10}}}
"""


#: Steps and epochs side by side, and names that mean something in the script itself.
MIXED = """\
wbgen: 1
guide: mixed
title: Mixed
project: mixed
dimensions: {value: [cat, dog]}
config: {epochs: {type: int, default: 4}, config: {type: str, default: a}, lr: {type: float, default: 0.1}}
metrics:
  - group: A
    every: epoch
    of:
      train/loss: {every: step}
      val/loss:
      val/accuracy:
      val/accuracy/<value>:
      epoch:
      values:
      손실/합계:
      histogram: {type: histogram, every: 5 epochs}
      table: {type: table, columns: [a], every: end}
"""


def text_of(spec: str, *places: Path, name: str | None = None) -> str:
    guide, _ = parse_guide(spec.encode())
    chosen, script = chosen_script(guide, name)
    return script_text(
        guide, chosen, script, [*places, *folders("script", Path("none/x.yaml"), Path("none"))]
    )


def test_a_whole_script(golden: Callable[[str, str], None]) -> None:
    text = text_of(SPEC)
    assert text == text_of(SPEC)
    golden("generate/train_small.py.txt", text)


def test_the_logger_takes_every_metric_of_the_catalogue() -> None:
    tree = ast.parse(text_of(SPEC))
    logger = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Logger")
    methods = {
        node.name: {arg.arg: ast.unparse(arg.annotation) for arg in node.args.kwonlyargs if arg.annotation}
        for node in logger.body
        if isinstance(node, ast.FunctionDef) and node.args.kwonlyargs
    }
    assert methods == {
        "every_epoch": {
            "train_loss": "float",
            "loss": "Mapping[Term, float]",
            "reward": "Mapping[str, float] | None",
            "done": "bool",
            "stage": "int",
        },
        "every_5_epochs": {"norm_layer": "Mapping[int, float]"},
        "once": {"curve": "Picture"},
        "every_10_epochs": {"spread": "Sequence[float]"},
        "at_end": {"rows": "Sequence[Sequence[Any]]", "word": "str"},
        "observed": {"num_params": "int | None"},
    }


def test_a_spec_cannot_say_code() -> None:
    evil = 'x"""\n\nimport os; os.abort()\n"""\\'
    quoted = '"' + evil.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    said = SPEC.replace("about: Trains", f"about: {quoted}").replace("about: Step size", f"about: {quoted}")
    said = said.replace("Exploding", '"{__import__(1)}"')
    shape = [type(node).__name__ for node in ast.walk(ast.parse(text_of(said)))]
    plain = [type(node).__name__ for node in ast.walk(ast.parse(text_of(SPEC)))]
    assert shape == plain


@pytest.mark.parametrize("value", ["it's", "a' + str(__import__('os').abort()) + '", 'a"', "{seed}", "\\"])
def test_a_dimension_in_a_runs_name_stays_text(value: str) -> None:
    run = "run: {name: small_<term>_seed<seed>, tags: [<term>], group: <term>}"
    said = SPEC.replace(SPEC[SPEC.index("run:") : SPEC.index("config:")], f"{run}\n")
    said = said.replace("[simple, vel]", f"[{json.dumps(value)}, vel]")
    tree = ast.parse(text_of(said))
    start = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "start_run")
    texts = [
        eval(ast.unparse(node.value), {"short": str, "args": SimpleNamespace(seed=7)})
        for node in ast.walk(start)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.JoinedStr | ast.Constant)
    ]
    assert texts == [f"small_{value}_seed7", value]


def test_a_plain_script_measures_what_it_says_and_nothing_else() -> None:
    tree = ast.parse(text_of(SPEC))
    method = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Method")
    measured = next(n for n in method.body if isinstance(n, ast.FunctionDef) and n.name == "measured")
    scope: dict[str, Any] = {"re": re}
    exec(ast.unparse(measured), scope)
    values = SimpleNamespace(values={"loss": 0.5, "loss/total": 0.5, "grad_norm": 2.0, "lr": 0.1})
    names = ("loss", "train/loss", "train_loss", "loss/total", "training/grad_norm", "optim/lr")
    assert [scope["measured"](values, name) for name in names] == [0.5, 0.5, 0.5, 0.5, 2.0, 0.1]
    for name in ("val/loss", "val_loss", "eval_loss/total", "accuracy", "error_rate", "train/loss_decrease"):
        assert math.isnan(scope["measured"](values, name)), name


def test_a_template_of_ones_own_wins(tmp_path: Path) -> None:
    (tmp_path / "plain.py.j2").write_text("print({{ name | literal }})\n")
    assert text_of(SPEC, tmp_path) == 'print("train_small.py")\n'


def test_a_template_may_build_on_the_base(tmp_path: Path) -> None:
    (tmp_path / "plain.py.j2").write_text(
        '{% extends "base.py.j2" %}\n{% block method %}\nclass Method:\n    pass\n{% endblock %}\n'
    )
    assert "class Logger" in text_of(SPEC, tmp_path)


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("a\n{{ nme }}\n", "template plain.py.j2, line 2: 'nme' is undefined"),
        (
            "{{ guide.titel }}",
            "template plain.py.j2, line 1: 'wbgen.spec.guide.Guide object' has no attribute 'titel'",
        ),
        (
            "a\n\n{% if %}",
            "template plain.py.j2, line 3: Expected an expression, got 'end of statement block'",
        ),
        ("{{ 1 / 0 }}", "template plain.py.j2, line 1: ZeroDivisionError: division by zero"),
        ("{% include 'plain.py.j2' %}", "template plain.py.j2 includes or extends itself without end"),
        ("{% include 'bse.py.j2' %}", "there is no template `bse.py.j2`"),
        ("{{ guide.__class__.__mro__ }}", "template plain.py.j2, line 1: access to attribute '__class__'"),
        (
            "def x(:\n",
            "template plain.py.j2 gives no Python: invalid syntax in line 1 of train_small.py: def x(:",
        ),
        ("x = {{ '-' * 99999 }}1", "template plain.py.j2 gives no Python: it is too long or too deep"),
    ],
)
def test_a_wrong_template_is_named_with_its_line(tmp_path: Path, template: str, said: str) -> None:
    (tmp_path / "plain.py.j2").write_text(template)
    with pytest.raises(WbgenError) as caught:
        text_of(SPEC, tmp_path)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind: {", "resume: {", "config key `resume` has the name of an option that every script has"),
        (
            "{type: list}",
            "{type: list, default: [a, {b: 1}]}",
            'the value {"b": 1} of config key `names` is no str',
        ),
        ("{choices: [adam, sgd], default: adam}", "{default: {a: 1}}", "config key `kind` holds a map"),
        ("template: plain", "template: plane", "there is no template `plane.py.j2`"),
    ],
)
def test_what_no_script_can_be_made_of(old: str, new: str, said: str) -> None:
    with pytest.raises(WbgenError) as caught:
        text_of(SPEC.replace(old, new))
    assert str(caught.value).startswith(said)


def test_epochs_in_a_loop_over_steps_are_of_many_steps() -> None:
    text = text_of(MIXED)
    assert "self.length = clock.steps(args.epochs) * self.epoch" in text
    step = text[text.index("def step(") : text.index("def epoch_ends(")]
    assert "log.every_step(" in step
    assert "log.every_epoch(" not in step
    ends = text[text.index("def epoch_ends(") : text.index("def end(")]
    assert "log.every_epoch(" in ends
    assert 'log.due("5 epochs", step // self.epoch)' in ends


def test_names_that_the_logger_has_for_itself_are_taken_by_no_metric() -> None:
    logger = text_of(MIXED)
    for line in (
        'values["epoch"] = epoch_\n',
        'values["values"] = values_\n',
        'values["손실/합계"] = 손실_합계\n',
        'values["val/accuracy"] = val_accuracy\n',
        "for value_name, value in val_accuracy_value.items():\n",
        'values["table"] = table(\n',
        "            table_,\n",
    ):
        assert line in logger
    assert "config_2: str = field(" in logger


def test_a_script_without_config_is_well_typed_and_imports_nothing_in_vain() -> None:
    text = text_of("wbgen: 1\nguide: bare\ntitle: Bare\nproject: bare\n")
    assert "from dataclasses import dataclass, fields\n" in text
    assert "PARAMETERS: tuple[Parameter, ...] = (" in text


def test_which_script_is_meant(tmp_path: Path) -> None:
    two = SPEC + "  other.py: {template: plain.py.j2}\n"
    assert "other.py --demo" in text_of(two, name="other")
    with pytest.raises(WbgenError, match="the spec has 2 scripts"):
        text_of(two)
    with pytest.raises(WbgenError, match="the spec has no script `othr`"):
        text_of(two, name="othr")
    none = SPEC.partition("scripts:")[0]
    assert "train_small.py --demo" in text_of(none)


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as done:
        main([*words])
    return int(done.value.code or 0)


def test_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(SPEC)
    assert run("script", "a.yaml") == 0
    text = capsys.readouterr().out
    assert run("script") == 1
    Path("specs").mkdir()
    Path("specs/a.yaml").write_text(SPEC)
    assert run("script") == 0
    assert capsys.readouterr().out == text
    assert run("script", "a.yaml", "-o", ".") == 0
    assert Path("train_small.py").read_text() == text
    assert run("script", "a.yaml", "-o", "train_small.py") == 0
    assert "it is the same" in capsys.readouterr().out
    Path("train_small.py").write_text("mine")
    assert run("script", "a.yaml", "-o", ".") == 1
    assert Path("train_small.py").read_text() == "mine"
    assert run("script", "a.yaml", "-o", ".", "--force") == 0
    assert Path("train_small.py").read_text() == text
    assert run("script", "a.yaml", "-o", "no/such/x.py") == 1
    Path("templates").mkdir()
    Path("templates/plain.py.j2").write_text("mine = 1\n")
    capsys.readouterr()
    assert run("script", "a.yaml") == 0
    assert capsys.readouterr().out == "mine = 1\n"
