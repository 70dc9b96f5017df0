"""How often an apply of many specs waits for a server far away: the benchmark ``hundred`` without times."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import wbgen.apply.send
from tests.apply.small import client, compiled, plans_of
from tests.apply.test_threads import many, statuses
from tests.fronts import Front, front
from tests.live import Served
from tests.plan.acting import planned, resources
from wbgen.apply import Status, apply_plans
from wbgen.backends.base import ViewRecord, ViewType
from wbgen.backends.memory import MemoryBackend
from wbgen.backends.wandb import WandbBackend
from wbgen.compile import Resources

MANY = 100


@contextmanager
def far(server: Served, entity: str) -> Iterator[tuple[Front, WandbBackend]]:
    """A backend far from its server."""
    with front(server.url, latency=0.1) as before:
        yield before, client(before.url, entity)


def specs(projects: int) -> list[Resources]:
    """What a hundred specs of a view each compile to, spread over some projects."""
    (one,) = compiled([many(1)])
    (view,) = one.views
    return [
        replace(
            one,
            guide=f"g{n}",
            project=f"p{n % projects}",
            views=(replace(view, address=f"main/g{n}/workspace/w000", name=f"nw-{n:011}-v"),),
        )
        for n in range(MANY)
    ]


@pytest.mark.parametrize("projects", [1, MANY])
def test_a_hundred_specs(
    server: Served, new_entity: Callable[[], str], tmp_path: Path, projects: int
) -> None:
    made = specs(projects)
    with far(server, new_entity()) as (before, backend):
        for name in sorted({one.project for one in made}):
            client(server.url, backend.entity).create_project(name)
        plans = plans_of(made, backend)
        assert before.operations == ["ProjectContents"] * projects
        assert before.most_at_once >= min(projects, 16)
        before.reset()
        outcomes = apply_plans(plans, backend, backups=tmp_path)
        assert set(statuses(outcomes)) == {Status.CREATED}
        sent = {name: before.operations.count(name) for name in set(before.operations)}
        assert sent == {"Views": MANY, "UpsertView": MANY, "ProjectContents": projects}
        assert before.most_at_once >= 16, "looks are taken while others write"
        before.reset()
        assert not any(plan.writes for plan in plans_of(made, backend))
        assert (before.operations, before.mutations) == (["ProjectContents"] * projects, {})


class Counting(MemoryBackend):
    """Counts the looks at single views."""

    looks = 0

    def get_view(self, project: str, type: ViewType, name: str) -> ViewRecord | None:
        self.looks += 1
        return super().get_view(project, type, name)


@pytest.mark.parametrize(("fresh", "looks"), [(1000.0, 8), (-1.0, 16)])
def test_a_look_counts_for_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: float, looks: int
) -> None:
    monkeypatch.setattr(wbgen.apply.send, "FRESH", fresh)
    backend: Any = Counting()
    apply_plans([planned(resources(many(8)), backend)], backend, backups=tmp_path)
    # Puts in memory look by themselves.
    assert backend.looks - 8 == looks
