"""Laws of the check, over any spec: invented runs keep it, and what is taken away is missed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.spec.strategies import Data, guides, to_yaml
from wbgen.contract import check_run
from wbgen.contract.suggest import suggested
from wbgen.runs.memory import MemoryRun
from wbgen.runs.plausible import plausible_runs
from wbgen.spec.guide import Guide
from wbgen.spec.read import parse_guide

SLOW = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])

#: What is said of names; invented runs have fewer rows than the cadence asks for.
OF_NAMES = ("never-logged", "undeclared", "other-name", "old-name", "against-condition")


def usual_run(guide: Guide) -> MemoryRun:
    """The first invented run, which has every default."""
    run = plausible_runs(guide, 1)[0]
    assert isinstance(run, MemoryRun)
    return run


def without(run: MemoryRun, name: str) -> MemoryRun:
    """A run that never logged a name."""
    summary = {key: value for key, value in run.run.summary.items() if key != name}
    return replace(run, run=replace(run.run, summary=summary), frame=run.frame.drop(name))


def of_names(guide: Guide, run: MemoryRun) -> list[Any]:
    return [one for one in check_run(guide, run).findings if one.code in OF_NAMES]


@SLOW
@given(guides())
def test_an_invented_run_has_the_names_of_its_spec(data: Data) -> None:
    guide, _ = parse_guide(to_yaml(data))
    assert of_names(guide, usual_run(guide)) == []


@SLOW
@given(guides(), st.randoms())
def test_a_name_that_is_taken_away_is_the_one_that_is_missed(data: Data, random: Any) -> None:
    guide, _ = parse_guide(to_yaml(data))
    run = usual_run(guide)
    assume(len([*run.keys()]) > 1)
    name = random.choice([*run.keys()])
    left = without(run, name)
    (one,) = of_names(guide, left)
    pattern = guide.catalogue.metrics[name].pattern
    alone = not any(guide.catalogue.metrics[other].pattern == pattern for other in [*left.keys()])
    open = any(guide.catalogue.dimensions[dim].open for dim in guide.catalogue.metrics[name].values)
    assert one.code == "never-logged"
    assert one.metric == (pattern if open and alone else name)
    assert one.level == "error" or open


@SLOW
@given(guides(), st.sampled_from(["train/", "x/y/"]))
def test_names_with_more_before_them_are_explained(data: Data, before: str) -> None:
    guide, _ = parse_guide(to_yaml(data))
    run = usual_run(guide)
    keys = [*run.keys()]
    assume(keys and not any(f"{before}{name}" in guide.catalogue.metrics for name in keys))
    renamed = replace(
        run, run=replace(run.run, summary={}), frame=run.frame.rename({k: before + k for k in keys})
    )
    found = of_names(guide, renamed)
    assert {one.code for one in found} == {"other-name"}
    assert sorted(name for one in found for name in one.names) == sorted(before + name for name in keys)


@SLOW
@given(guides())
def test_what_a_spec_declares_is_not_suggested(data: Data) -> None:
    guide, _ = parse_guide(to_yaml(data))
    assert suggested(guide, [usual_run(guide)]) == ""
