"""Edits in the app go back into the spec: only their lines change, and then there is nothing to plan."""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.app import EDITS, app_save
from wbgen.apply import apply_plan, read_existing
from wbgen.backends.memory import MemoryBackend
from wbgen.compile import compile_guide
from wbgen.plan import Action, Plan, Target, make_plan
from wbgen.pull.into import Pulled, pull_into
from wbgen.spec.read import parse_guide
from wbgen.views.records import ViewInput, ViewType

ROOT = Path(__file__).parents[2]
NPT = (ROOT / "specs/npt.yaml").read_bytes()


#: Edits after which the rest of npt's spec would not hold together, with what is said of them.
UNSAYABLE = {
    "section removed": "no workspace has a section `primary-training-progress`",
    "workspace x axis": "the schedule counts steps",
}


def plan_of(text: bytes, backend: MemoryBackend) -> Plan:
    resources = compile_guide(parse_guide(text, "specs/npt.yaml")[0])
    target = Target("memory", backend.entity, backend.app_url)
    return make_plan(resources, read_existing(backend, [resources.project])[resources.project], target)


def edited(tmp_path: Path, *edits: Any) -> MemoryBackend:
    """A server to which npt was applied, and on which a person then edited and saved the workspace."""
    backend = MemoryBackend()
    apply_plan(plan_of(NPT, backend), backend, backups=tmp_path)
    (record,) = backend.list_views("npt-multi-layer", ViewType.WORKSPACE)
    try:
        body = json.dumps(app_save(json.loads(record.spec), edits))
    except LookupError as error:
        pytest.skip(f"npt has nothing to edit so: {error}")
    backend.username = "ana"
    fields = {"type": record.type, "name": record.name, "display_name": record.display_name}
    backend.put_view(
        "npt-multi-layer", ViewInput(**fields, description=record.description, spec=body, id=record.id)
    )
    return backend


def pull(backend: MemoryBackend, text: bytes = NPT, **options: Any) -> Pulled:
    guide, _ = parse_guide(text, "specs/npt.yaml")
    return pull_into(text, guide, plan_of(text, backend), **options)


def comments(text: bytes) -> list[str]:
    return [line.strip() for line in text.decode().splitlines() if line.strip().startswith("#")]


def test_a_save_without_edits_gives_nothing_to_pull(tmp_path: Path) -> None:
    pulled = pull(edited(tmp_path))
    assert (pulled.text, pulled.left) == (NPT, ())


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_pulled_in_place(name: str, tmp_path: Path) -> None:
    backend = edited(tmp_path, EDITS[name])
    before = plan_of(NPT, backend)
    if all(change.action is Action.NO_OP for change in before.changes):
        pytest.fail("the edit changes nothing")
    pulled = pull(backend)
    if name in UNSAYABLE:
        assert pulled.text == NPT
        assert any(UNSAYABLE[name] in what for what in pulled.left), pulled.left
        return
    assert pulled.left == (), pulled.left
    after = plan_of(pulled.text, backend)
    assert [change.action for change in after.changes if change.view.kind == "workspace"] == [Action.NO_OP]
    assert comments(pulled.text) == comments(NPT)
    touched = list(difflib.ndiff(NPT.decode().splitlines(), pulled.text.decode().splitlines()))
    assert sum(line.startswith(("+ ", "- ")) for line in touched) <= 60, "".join(touched)


def test_a_spec_that_was_changed_since_is_not_undone(tmp_path: Path) -> None:
    backend = edited(tmp_path, next(iter(EDITS.values())))
    changed = NPT.replace(b"title: Total loss", b"title: The whole loss")
    pulled = pull(backend, changed)
    assert pulled.text == changed
    assert "main/npt/workspace/default" in pulled.unapplied
    assert pull(backend, changed, force=True).unapplied == ()
