"""Laws over random specs that are right."""

from __future__ import annotations

from pathlib import Path
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.spec.strategies import Data, guides, shuffled, to_yaml
from wbgen.spec.diagnostics import Severity
from wbgen.spec.guide import Guide
from wbgen.spec.load import load
from wbgen.spec.read import parse_guide, read_guide
from wbgen.spec.tree import plain_data

SPECS = Path(__file__).parents[2] / "specs"
LAWS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def order_of(guide: Guide) -> tuple[object, ...]:
    """The order of the things in collections, which equality of maps does not see."""
    return (
        list(guide.catalogue.metrics),
        list(guide.catalogue.patterns),
        list(guide.schedules),
        [[section.id for section in workspace.sections] for workspace in guide.workspaces],
        [[panel.id for section in w.sections for panel in section.panels] for w in guide.workspaces],
        [report.id for report in guide.reports],
    )


@LAWS
@given(guides())
def test_right_specs_have_no_errors(data: Data) -> None:
    guide, told = parse_guide(to_yaml(data))
    assert {d.severity for d in told} <= {Severity.WARNING, Severity.NOTE}
    assert guide.id == data["guide"]
    assert [workspace.id for workspace in guide.workspaces] == list(data["workspaces"])
    written = [len(s["panels"]) for w in data["workspaces"].values() for s in w["sections"]]
    assert [len(s.panels) for w in guide.workspaces for s in w.sections] == written
    assert [len(report.blocks) for report in guide.reports] == [
        len(r["blocks"]) for r in data["reports"].values()
    ]


@LAWS
@given(guides(), st.randoms(use_true_random=False))
def test_the_order_of_options_does_not_matter(data: Data, random: Random) -> None:
    guide, _ = parse_guide(to_yaml(data))
    again, _ = parse_guide(to_yaml(shuffled(data, random)))
    assert again == guide
    assert order_of(again) == order_of(guide)


@LAWS
@given(guides())
def test_ids_are_unique_where_they_live(data: Data) -> None:
    guide, _ = parse_guide(to_yaml(data))
    for workspace in guide.workspaces:
        assert len({section.id for section in workspace.sections}) == len(workspace.sections)
        for section in workspace.sections:
            assert len({panel.id for panel in section.panels}) == len(section.panels)


@LAWS
@given(guides())
def test_to_yaml_writes_what_it_was_given(data: Data) -> None:
    assert plain_data(load(to_yaml(data))[0]) == data


def test_the_committed_specs_are_right() -> None:
    specs = sorted(SPECS.glob("*.yaml"))
    assert specs
    for spec in specs:
        _, told = read_guide(spec)
        assert {d.severity for d in told} <= {Severity.NOTE}
