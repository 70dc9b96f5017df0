"""Agents share the processors."""

from __future__ import annotations

import pytest

from wbgen.sweeps.threads import processors, shared


@pytest.mark.parametrize(
    ("agents", "available", "threads"),
    [
        (1, 8, {}),
        (2, 8, {"OMP_NUM_THREADS": "4"}),
        (3, 8, {"OMP_NUM_THREADS": "2"}),
        (9, 8, {"OMP_NUM_THREADS": "1"}),
    ],
)
def test_each_agent_has_its_part(agents: int, available: int, threads: dict[str, str]) -> None:
    assert shared(agents, available, {}) == threads


def test_what_the_user_says_stays() -> None:
    assert shared(4, 8, {"OMP_NUM_THREADS": "8"}) == {}


def test_there_is_a_processor() -> None:
    assert processors() >= 1
