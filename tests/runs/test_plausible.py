"""Invented runs: they hold what the catalogue says, within its bounds, the same every time."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import wave
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.spec.strategies import Data, guides, to_yaml
from wbgen.errors import WbgenError
from wbgen.runs import Kind, RunData
from wbgen.runs.media import histogram, media, read_value
from wbgen.runs.plausible import plausible_runs
from wbgen.runs.tables import read_table, table_path
from wbgen.spec.guide import Guide
from wbgen.spec.read import parse_guide, read_guide

NPT = Path(__file__).parents[2] / "specs" / "npt.yaml"

KINDS = """
wbgen: 1
guide: kinds
title: All kinds
project: kinds
x: train/epoch
run: {name: k_<learning_rate>_<model>, tags: [<model>], group: <model>}
config:
  learning_rate: {type: float, default: 1e-3}
  model: {type: str, choices: [small, large]}
  epochs: {type: int, default: 10}
  use_lora: {type: bool, default: false}
  lora_rank: {type: int, default: 64, only_if: config.use_lora}
  max_steps: {type: int}
  num_params: {type: int, observed: true}
runs:
  long: config.max_steps >= 20000 and state == finished
metrics:
  - group: All
    of:
      train/epoch: {every: epoch}
      train/loss: {goal: minimize, summary: [min, mean]}
      say: {type: text, every: 5 epochs}
      weights: {type: histogram, range: [-1, 1], every: epoch}
      picture: {type: image, every: 50 epochs}
      any: {type: media}
      sound: {type: audio, every: end}
      clip: {type: video, every: once}
      board: {type: table, columns: [criterion, mean, samples], every: end}
      ok: {type: flag, healthy: is 1}
      stage: {type: category, values: {0: warm up, 3: main}}
      spike: {type: event}
      "odd <name> 'x'/y.z": {healthy: 0.01 to 10}
      lora/norm: {only_if: config.use_lora}
  - group: Machine
    logged_by: wandb
    of:
      system.cpu: {range: [60, 80]}
dimensions: {name: [a]}
"""


def within(guide: Guide, runs: list[RunData]) -> None:
    """Every metric is in the usual run, finite and within its range, in the kind that the catalogue says."""
    usual = runs[0]
    for data in runs:
        keys = data.keys()
        assert {*keys} <= {*guide.catalogue.metrics}
        for name in keys:
            low, high = guide.catalogue.metrics[name].attributes.range or (None, None)
            values = data.history([name])[name].to_list()
            assert values
            if keys[name].kind is Kind.NUMBER:
                assert all(math.isfinite(value) for value in values)
                assert low is None or min(values) >= low
                assert high is None or max(values) <= high
    told = {name: metric for name, metric in guide.catalogue.metrics.items() if metric.logged_by == "script"}
    assert {*usual.keys()} == {name for name, metric in told.items() if not metric.attributes.only_if}


def same(one: RunData, other: RunData) -> bool:
    names = list(one.keys())
    machine = list(one.system_keys())
    return (
        one.run == other.run
        and one.history(names).equals(other.history(names), null_equal=True)
        and one.system(machine).equals(other.system(machine))
    )


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(guides())
def test_any_right_spec_has_plausible_runs(data: Data) -> None:
    guide, _ = parse_guide(to_yaml(data))
    runs = plausible_runs(guide, 2)
    within(guide, runs)
    assert all(same(*pair) for pair in zip(runs, plausible_runs(guide, 2), strict=True))


@pytest.fixture(scope="module")
def kinds() -> list[RunData]:
    guide, _ = parse_guide(KINDS.encode())
    return plausible_runs(guide)


def test_the_committed_spec() -> None:
    guide, _ = read_guide(NPT)
    runs = plausible_runs(guide)
    within(guide, runs)
    assert [data.run.name for data in runs][:2] == ["npt_lr0.0001_seed0", "npt_lr0.0002_seed1"]
    assert [data.run.state for data in runs] == ["finished"] * 3 + ["running", "crashed"]
    assert len({data.run.id for data in runs}) == 5
    frame = runs[0].history(["curriculum/stage_index", "curriculum/mixing_ratio"])
    told = {step: (stage, ratio) for step, _, _, stage, ratio in frame.rows()}
    assert [told[step] for step in (0, 4900, 5000, 10_000, 15_000, 29_999)] == [
        (0, 0), (0, 0), (1, 0.3), (1, 0.7), (2, 1), (2, 1),
    ]  # fmt: skip
    spikes = runs[0].history(["curriculum/stage_transition"]).rows()
    assert [step for step, _, _, value in spikes if value] == [5000, 10_000, 15_000]
    assert runs[0].history(["eval_loss/total"])["_step"].to_list()[:3] == [0, 500, 1000]
    losses = runs[0].history(["loss/total"])["loss/total"]
    assert losses[0] > 4 * losses[-1] > 0
    similar = runs[0].history(["v_a_attention_similarity/layer_14"])["v_a_attention_similarity/layer_14"]
    assert similar[-1] > 0.7 > similar[0]


def test_runs_are_the_same_in_another_process() -> None:
    script = (
        "from pathlib import Path; import sys; from wbgen.spec.read import read_guide;"
        "from wbgen.runs.plausible import plausible_runs; import hashlib;"
        "run = plausible_runs(read_guide(Path(sys.argv[1]))[0], 1)[0];"
        "print(hashlib.sha256(run.history(list(run.keys())).write_csv().encode()).hexdigest())"
    )
    digests = {
        subprocess.run([sys.executable, "-c", script, str(NPT)], capture_output=True, check=True).stdout
        for _ in range(2)
    }
    assert len(digests) == 1


def test_configs_differ_as_a_teams_do(kinds: list[RunData]) -> None:
    first, second = kinds[0].run, kinds[1].run
    assert first.config == {
        "learning_rate": 1e-3,
        "model": "small",
        "epochs": 10,
        "use_lora": False,
        "max_steps": 20_000,  # what the run set `long` asks for
        "num_params": 124_000_000,
    }
    assert (first.name, first.tags, first.group) == ("k_0.001_small", ("small",), "small")
    assert first.step_metrics == {"*": "train/epoch"}
    assert second.config["learning_rate"] != 1e-3
    assert second.config["model"] == "large"
    assert (second.config["use_lora"], second.config["lora_rank"]) == (True, 64)


def test_metrics_of_a_condition_are_in_the_runs_that_fulfil_it(kinds: list[RunData]) -> None:
    assert {"lora/norm"}.isdisjoint(kinds[0].keys())
    assert {"lora/norm"} <= {*kinds[1].keys()}


def test_every_kind_of_object_can_be_read(kinds: list[RunData]) -> None:
    run = kinds[0]
    assert {name: key.kind for name, key in run.keys().items() if key.kind is not Kind.NUMBER} == {
        "say": Kind.TEXT,
        "weights": Kind.HISTOGRAM,
        "picture": Kind.IMAGE,
        "any": Kind.IMAGE,
        "sound": Kind.AUDIO,
        "clip": Kind.VIDEO,
        "board": Kind.TABLE,
    }

    def content(name: str) -> bytes:
        (item,) = media(value(name))
        return run.file(item.path) or b""

    def value(name: str) -> Any:
        return read_value(run.history([name])[name][-1])

    found = histogram(value("weights"))
    assert found is not None
    assert (sum(found.counts), len(found.counts)) == (256, 32)
    assert found.edges[0] >= -1
    assert content("picture").startswith(b"\x89PNG\r\n\x1a\n")
    assert content("clip").startswith(b"GIF89a")
    with wave.open(BytesIO(content("sound"))) as sound:
        assert sound.getnframes() == 2000
    table = read_table(run.file(table_path(value("board"))) or b"")
    assert table is not None
    assert table.columns == ("criterion", "mean", "samples")
    assert len(table.rows) == 6


def test_cadence(kinds: list[RunData]) -> None:
    run = kinds[0]
    rows = {name: key.rows for name, key in run.keys().items()}
    assert (rows["train/epoch"], rows["say"], rows["sound"], rows["clip"], rows["board"]) == (10, 2, 1, 1, 1)
    assert run.history(["train/epoch"])["train/epoch"].to_list() == [float(n) for n in range(1, 11)]
    assert run.history(["sound"])["_step"].to_list() == [19_999]
    assert run.history(["clip"])["_step"].to_list() == [0]
    assert {"sound"}.isdisjoint(kinds[4].keys())  # it crashed before the end


def test_summary_and_machine(kinds: list[RunData]) -> None:
    run = kinds[0]
    losses = run.history(["train/loss"])["train/loss"]
    told = run.run.summary["train/loss"]
    assert isinstance(told, dict)
    assert told["min"] == losses.min()
    assert told["mean"] == pytest.approx(losses.mean())
    assert run.run.summary["ok"] == run.history(["ok"])["ok"][-1]
    cpu = run.system(["cpu"])["cpu"]
    assert 60 <= cpu.min() <= cpu.max() <= 80  # type: ignore[operator]
    assert json.dumps(dict(run.run.summary))


def test_no_run_is_an_error() -> None:
    guide, _ = parse_guide(KINDS.encode())
    with pytest.raises(WbgenError):
        plausible_runs(guide, 0)


def test_parameters_that_are_only_named_differ_from_run_to_run() -> None:
    """As the panels and filters of a view name them; a filter that the first run passes loses no other."""
    text = """
wbgen: 1
guide: named
title: Named
project: named
config: {width: , part: , exact: }
metrics: [{group: All, of: {loss: {}}}]
runs: {some: config.exact == 1 and config.width >= 1 and config.part > 0.5}
"""
    configs = [data.run.config for data in plausible_runs(parse_guide(text.encode())[0])]
    assert min(len({config[name] for config in configs}) for name in ("width", "part")) >= 3
    assert min(config["part"] for config in configs) > 0.5
    assert {config["exact"] for config in configs} == {1}
