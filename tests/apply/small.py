"""A small apply through a real server: two projects, four views, one chart; and what must hold after it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from tests.live import API_KEY, PATIENCE
from tests.plan.acting import resources
from wbgen.apply import DONE, Outcome, Status, apply_plans, read_existing
from wbgen.apply.check import problem_with
from wbgen.backends.base import Backend, ViewInput, ViewRecord, ViewType
from wbgen.backends.credentials import ApiKey
from wbgen.backends.transport import Limits
from wbgen.backends.wandb import WandbBackend
from wbgen.compile import Resources
from wbgen.plan import Action, Options, Plan, Target, make_plan

#: Titles that a person gives in the app.
BY_ANA = "Seen by Ana"


Spec: TypeAlias = dict[str, Any]


def guide(name: str, **views: Any) -> Spec:
    """The spec of a guide with a project of its own."""
    metrics = [{"group": "All", "of": {"loss": {}, "norm": {}}}]
    head = {"wbgen": 1, "guide": name, "title": name, "project": f"project-{name}", "metrics": metrics}
    return {**head, **views}


def workspace(first: str = "Loss", second: str = "Norm", **options: Any) -> dict[str, Any]:
    """A workspace of two panels."""
    panels = [{"line": "loss", "title": first, **options}, {"line": "norm", "title": second}]
    return {"sections": [{"title": "S", "panels": panels}]}


def report(title: str) -> dict[str, Any]:
    return {"title": title, "blocks": ["toc", {"h1": "What to see"}]}


#: What was applied before, and what is to be applied: an update that needs a chart, an update, one that is
#: merged with a person's edit, and a view that is gone.
BEFORE = (
    guide("a", workspaces={"w": workspace()}, reports={"r": report("R")}),
    guide("b", workspaces={"x": workspace(), "y": workspace()}),
)
AFTER = (
    guide("a", workspaces={"w": workspace(thresholds=[0.5])}, reports={"r": report("Read this")}),
    guide("b", workspaces={"x": workspace(second="Norms")}),
)
#: Four views to be made.
FRESH = (AFTER[0], guide("b", workspaces={"x": workspace(second="Norms"), "y": workspace()}))


def compiled(specs: Sequence[Spec]) -> list[Resources]:
    """What specs compile to, each compiled once."""
    return [compiled_text(json.dumps(spec)) for spec in specs]


@cache
def compiled_text(spec: str) -> Resources:
    """What a spec compiles to."""
    return resources(json.loads(spec))


def client(url: str, entity: str, silence: float = PATIENCE) -> WandbBackend:
    """A backend that does not wait between tries, and takes a server for dead after so many seconds."""
    limits = Limits(connect=10, read=silence, total=PATIENCE)
    return WandbBackend(url, ApiKey(API_KEY, "test"), entity=entity, limits=limits, sleep=lambda _: None)


def plans_of(made: Iterable[Resources], backend: Backend) -> list[Plan]:
    """Plans, as the command makes them with ``--prune``."""
    made = list(made)
    target = Target("front", backend.entity, backend.app_url)
    existing = read_existing(backend, [one.project for one in made])
    options = Options(prune=True)
    return [make_plan(one, existing[one.project], target, options=options) for one in made]


@dataclass(frozen=True)
class Scene:
    """An entity on a server, and what is to be applied there. direct: a way to it that has no faults."""

    direct: WandbBackend
    specs: Sequence[Spec]
    folder: Path
    edited: bool = False

    @property
    def made(self) -> list[Resources]:
        """What the specs compile to."""
        return compiled(self.specs)

    @property
    def backups(self) -> Path:
        return self.folder / "backups"

    def plans(self, backend: Backend | None = None) -> list[Plan]:
        return plans_of(self.made, backend or self.direct)

    def apply(self, backend: Backend, **options: Any) -> tuple[Outcome, ...]:
        return self.run(self.plans(backend), backend, **options)

    def run(self, plans: Sequence[Plan], backend: Backend, **options: Any) -> tuple[Outcome, ...]:
        return apply_plans(plans, backend, backups=self.backups, **options)

    def held(self) -> dict[tuple[str, str], ViewRecord]:
        """Every view of every project, by the project and its name; no name is there twice."""
        views = [
            ((one.project, record.name), record)
            for one in self.made
            for type in ViewType
            for record in self.direct.list_views(one.project, type)
        ]
        assert not [name for name, times in Counter(name for name, _ in views).items() if times > 1]
        return dict(views)

    def check_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Whatever claims success is so, and whatever failed says why."""
        held = self.held()
        projects = {view.address: one.project for one in self.made for view in one.views}
        for outcome in outcomes:
            change = outcome.change
            project = projects.get(change.address, self.made[-1].project)
            record = held.get((project, change.existing_name))
            assert outcome.status in DONE | {Status.UNCHANGED, Status.FAILED}, outcome
            if outcome.status is Status.FAILED:
                assert outcome.message
                assert "a bug in wbgen" not in outcome.message
            elif change.action is Action.DELETE:
                assert record is None
            else:
                assert problem_with(change, record, self.direct.entity) == "", outcome

    def converge(self) -> None:
        """The same once more, without faults: all is done, nothing is left, and no edit is lost."""
        outcomes = self.apply(self.direct)
        assert {outcome.status for outcome in outcomes} <= DONE | {Status.UNCHANGED, Status.DRIFTED}
        for plan in self.plans():
            assert not plan.writes, plan
            assert not [change for change in plan.changes if change.renew]
        held = self.held()
        assert len(held) == sum(len(one.views) for one in self.made)
        if self.edited:
            assert any(BY_ANA in record.spec and "Norms" in record.spec for record in held.values())
            kept = [path.read_text() for path in self.backups.glob("*workspace.y.*.json")]
            assert any(BY_ANA in text for text in kept)


def fresh(url: str, entity: str, folder: Path) -> Scene:
    """Nothing is there yet."""
    return Scene(client(url, entity), FRESH, folder)


def changed(url: str, entity: str, folder: Path) -> Scene:
    """An older state is there, and a person edited two views of it."""
    direct = client(url, entity)
    before = compiled(BEFORE)
    apply_plans(plans_of(before, direct), direct, backups=folder)
    for change in plans_of(before, direct)[1].changes:
        edit(direct, "project-b", change.existing)
    return Scene(direct, AFTER, folder, edited=True)


def edit(backend: Backend, project: str, record: ViewRecord | None, title: str = BY_ANA) -> ViewRecord:
    """A person gives the first panel another title."""
    assert record is not None
    spec = json.loads(record.spec)
    spec["section"]["panelBankConfig"]["sections"][0]["panels"][0]["config"]["chartTitle"] = title
    new = ViewInput(
        record.type, record.name, record.display_name, record.description, json.dumps(spec), id=record.id
    )
    return backend.put_view(project, new)


SCENES = {"fresh": fresh, "changed": changed}
