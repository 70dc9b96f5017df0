"""The priorities of every guide rank runs that follow it."""

from __future__ import annotations

from pathlib import Path

import pytest

from wbgen.ranking.criteria import criteria_of
from wbgen.ranking.measure import measure
from wbgen.ranking.order import rank
from wbgen.runs.plausible import plausible_runs
from wbgen.spec.read import read_guide

SPECS = sorted((Path(__file__).parents[2] / "specs").glob("*.yaml"))


@pytest.mark.parametrize("file", SPECS, ids=lambda file: file.stem)
def test_every_priority_finds_its_value(file: Path) -> None:
    guide = read_guide(file)[0]
    criteria = criteria_of(guide)
    rows = [measure(criteria, data, guide) for data in plausible_runs(guide)]
    for at, criterion in enumerate(criteria):
        assert criterion.ranks
        assert any(row[at].value is not None for row in rows), criterion.metric
        assert criterion.want is None or any(row[at].wanted is not None for row in rows)
    classes = rank(criteria, rows)
    assert classes[0].place == 1
    assert len(classes[0].members) == 1
