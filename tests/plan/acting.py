"""Planning and applying in memory, and the person who edits in the app."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

from wbgen.apply import Outcome, apply_plan, read_existing
from wbgen.backends.base import ViewInput, ViewRecord, ViewType
from wbgen.backends.memory import MemoryBackend
from wbgen.compile import Resources, compile_guide
from wbgen.plan import Change, Options, Plan, Target, make_plan
from wbgen.spec.read import parse_guide

from tests.plan.strategies import to_yaml  # isort: skip


def resources(data: Any) -> Resources:
    """A spec's resources, from its data."""
    return compile_guide(parse_guide(to_yaml(data))[0])


def planned(made: Resources, backend: MemoryBackend, overwrite: Collection[str] = (), **options: Any) -> Plan:
    """The plan for some resources on what a backend holds. options: see :class:`wbgen.plan.Options`."""
    return planned_with(made, backend, overwrite=overwrite, **options)


def planned_with(made: Resources, backend: MemoryBackend, **options: Any) -> Plan:
    """The plan for some resources, with options."""
    target = Target("memory", backend.entity, backend.app_url)
    existing = read_existing(backend, [made.project])[made.project]
    return make_plan(made, existing, target, options=Options(**options))


def applied(plan: Plan, backend: MemoryBackend, backups: Path | None = None) -> tuple[Outcome, ...]:
    """What came of a plan."""
    with tempfile.TemporaryDirectory() as folder:
        return apply_plan(plan, backend, backups=backups or Path(folder))


def held(backend: MemoryBackend, project: str = "p") -> dict[str, ViewRecord]:
    """Every view of a project by its id."""
    return {view.id: view for type in ViewType for view in backend.list_views(project, type)}


def edit(backend: MemoryBackend, record: ViewRecord, **changes: str) -> ViewRecord:
    """A person changes a view in the app; by default something in its body."""
    backend.username = "ana"
    spec = changes.pop("spec", None) or json.dumps({**json.loads(record.spec), "edited": True})
    new = replace(record, spec=spec, **changes)
    view = ViewInput(new.type, new.name, new.display_name, new.description, new.spec, id=record.id)
    done = backend.put_view("p", view)
    backend.username = "wbgen"
    return done


def the_record(change: Change, backend: MemoryBackend) -> ViewRecord:
    """What a backend holds under a change's name."""
    return next(record for record in held(backend).values() if record.name == change.existing_name)
