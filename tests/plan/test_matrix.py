"""Every meeting of code, people and marker: what plan decides, and what is there after apply.

People edit through ``app_save``, which stores what they do as W&B's app does.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from tests.app import app_save
from tests.app_edits import Edit, edit, setting
from tests.plan.acting import applied, held, planned, resources
from wbgen.apply import Status
from wbgen.backends.base import ViewInput, ViewRecord
from wbgen.backends.memory import MemoryBackend
from wbgen.plan import Action, Change
from wbgen.views.effective import effective
from wbgen.views.marker import Marker, read_marker, write_marker
from wbgen.views.normal import VERSION

Spec = dict[str, Any]

SPEC: Spec = {
    "wbgen": 1,
    "guide": "g",
    "title": "Guide",
    "project": "p",
    "metrics": [{"group": "All", "of": {"loss": {}, "norm": {}, "lr": {}}}],
    "workspaces": {
        "w": {
            "sections": [
                {
                    "id": "one",
                    "title": "One",
                    "panels": [
                        {"line": "loss", "title": "A", "id": "a"},
                        {"line": "norm", "title": "B", "id": "b"},
                    ],
                },
                {"id": "two", "title": "Two", "panels": [{"line": "lr", "title": "C", "id": "c"}]},
            ]
        }
    },
}
ADDRESS = "main/g/workspace/w"


# --- what code does


def coded(act: Callable[[Spec], object]) -> Callable[[], Spec]:
    def made() -> Spec:
        spec = copy.deepcopy(SPEC)
        act(spec["workspaces"]["w"])
        return spec

    return made


def panels(workspace: Spec, section: int = 0) -> list[Spec]:
    found: list[Spec] = workspace["sections"][section]["panels"]
    return found


CODE: dict[str, Callable[[], Spec]] = {
    "nothing": coded(lambda w: None),
    "panel A": coded(lambda w: panels(w)[0].update(title="A of code")),
    "panel A gone": coded(lambda w: panels(w).pop(0)),
    "panel A moved": coded(lambda w: panels(w, 1).append(panels(w).pop(0))),
    "panel N new": coded(lambda w: panels(w).append({"line": "lr", "title": "N", "id": "n"})),
    "order": coded(lambda w: panels(w).reverse()),
    "settings": coded(lambda w: w.update(smoothing=0.5)),
    "section One": coded(lambda w: w["sections"][0].update(columns=2)),
    "section One gone": coded(lambda w: w["sections"].pop(0)),
    "title": coded(lambda w: w.update(title="Of code")),
}


# --- what people do


def bank(spec: Spec) -> list[Spec]:
    found: list[Spec] = spec["section"]["panelBankConfig"]["sections"]
    return found


def config_of(title: str) -> Callable[[Spec], Spec]:
    def find(spec: Spec) -> Spec:
        all_panels = [panel for section in bank(spec) for panel in section["panels"]]
        found: Spec = next(
            panel["config"] for panel in all_panels if panel["config"].get("chartTitle") == title
        )
        return found

    return find


NEW = {
    "__id__": "byAPerson",
    "viewType": "Run History Line Plot",
    "config": {"metrics": ["x"], "chartTitle": "P"},
}

APP: dict[str, Edit] = {
    "nothing": edit(lambda spec: spec, lambda spec: None),
    "panel A": edit(config_of("A"), setting(yLogScale=True)),
    "panel A gone": edit(lambda spec: bank(spec)[0]["panels"], lambda found: found.pop(0)),
    "panel A moved": edit(bank, lambda found: found[1]["panels"].insert(0, found[0]["panels"].pop(0))),
    "panel B": edit(config_of("B"), setting(yLogScale=True)),
    "panel P new": edit(bank, lambda found: found[0]["panels"].append(copy.deepcopy(NEW))),
    "order": edit(bank, lambda found: found[0]["panels"].reverse()),
    "settings": edit(lambda spec: spec["section"]["settings"], setting(maxRuns=33)),
    "section One": edit(lambda spec: bank(spec)[0], setting(isOpen=False)),
    "section One renamed": edit(lambda spec: bank(spec)[0], setting(name="Renamed")),
    "section One gone": edit(bank, lambda found: found.pop(0)),
}

N, D, U, C = Action.NO_OP, Action.DRIFT, Action.UPDATE, Action.CONFLICT

#: What plan decides, by what code did (rows) and what people did (columns, in the order of ``APP``).
MATRIX: dict[str, tuple[Action, ...]] = {
    # nothing, A, A gone, A moved, B, P new, order, settings, One, One renamed, One gone
    "nothing": (N, D, D, D, D, D, D, D, D, D, D),
    "panel A": (U, C, C, U, U, U, U, U, U, U, C),
    "panel A gone": (U, C, N, C, U, U, U, U, U, U, D),
    # A panel's address holds its section: moved in code, it is another one.
    "panel A moved": (U, C, U, C, U, U, U, U, U, U, U),
    "panel N new": (U, U, U, U, U, U, U, U, U, U, C),
    "order": (U, U, D, D, U, U, N, U, U, U, C),
    "settings": (U, U, U, U, U, U, U, C, U, U, U),
    "section One": (U, U, U, U, U, U, U, U, C, C, C),
    "section One gone": (U, C, U, C, C, C, C, U, C, C, N),
    "title": (U, U, U, U, U, U, U, U, U, U, U),
}
CELLS = [
    (code, app, action) for code, actions in MATRIX.items() for app, action in zip(APP, actions, strict=True)
]


@dataclass
class World:
    """A server that holds the spec as applied."""

    backend: MemoryBackend

    @property
    def record(self) -> ViewRecord:
        (found,) = held(self.backend).values()
        return found

    def save(self, spec: Spec, description: str | None = None) -> None:
        """A person saves the view."""
        was = self.record
        text = was.description if description is None else description
        self.backend.username = "ana"
        self.backend.put_view(
            "p", ViewInput(was.type, was.name, was.display_name, text, json.dumps(spec), id=was.id)
        )
        self.backend.username = "wbgen"

    def edit(self, *edits: Edit) -> None:
        """A person edits the view in the app."""
        self.save(app_save(json.loads(self.record.spec), edits))

    def decided(self, spec: Spec, **options: Any) -> Change:
        (change,) = planned(resources(spec), self.backend, **options).changes
        return change

    def shown(self) -> Any:
        """What people see: titles of panels by section, those with a log axis marked."""
        spec = effective(json.loads(self.record.spec))
        return {
            section["name"]: [
                panel["config"]["chartTitle"] + (" log" if panel["config"].get("yLogScale") else "")
                for panel in section["panels"]
            ]
            for section in bank(spec)  # type: ignore[arg-type]
        }


@pytest.fixture(params=[False, True], ids=["as applied", "migrated"])
def world(request: pytest.FixtureRequest) -> World:
    backend = MemoryBackend()
    applied(planned(resources(SPEC), backend), backend)
    world = World(backend)
    if request.param:
        world.edit()
    return world


@pytest.mark.parametrize(("code", "app", "action"), CELLS, ids=[f"{c} / {a}" for c, a, _ in CELLS])
def test_code_and_people(world: World, code: str, app: str, action: Action) -> None:
    spec = CODE[code]()
    if app != "nothing":
        world.edit(APP[app])
    before = world.record
    plan = planned(resources(spec), world.backend)
    (change,) = plan.changes
    assert change.action is action, change.conflicts
    assert bool(change.conflicts) == (action is C)
    (outcome,) = applied(plan, world.backend)
    if action is U:
        assert outcome.status is Status.UPDATED
        assert {d.place for d in world.decided(spec).drift} == {d.place for d in change.drift}
        assert world.decided(spec).action in ((N,) if not change.drift else (D,))
    else:
        assert (world.record.spec, world.record.display_name) == (before.spec, before.display_name)
        assert outcome.status is {N: Status.UNCHANGED, D: Status.DRIFTED, C: Status.CONFLICT}[action]


#: What a merge makes of some meetings: titles of panels by section, those with a log axis marked.
SHOWN = {
    ("panel A", "panel B"): {"One": ["A of code", "B log"], "Two": ["C"]},
    ("panel A", "panel A moved"): {"One": ["B"], "Two": ["A of code", "C"]},
    ("panel A", "section One renamed"): {"Renamed": ["A of code", "B"], "Two": ["C"]},
    ("panel A", "order"): {"One": ["B", "A of code"], "Two": ["C"]},
    ("panel A gone", "panel B"): {"One": ["B log"], "Two": ["C"]},
    ("panel A gone", "panel P new"): {"One": ["B", "P"], "Two": ["C"]},
    ("panel N new", "panel P new"): {"One": ["A", "B", "P", "N"], "Two": ["C"]},
    ("panel N new", "section One renamed"): {"Renamed": ["A", "B", "N"], "Two": ["C"]},
    ("panel N new", "order"): {"One": ["B", "N", "A"], "Two": ["C"]},
    ("order", "panel A"): {"One": ["B", "A log"], "Two": ["C"]},
    ("order", "panel P new"): {"One": ["B", "P", "A"], "Two": ["C"]},
    ("settings", "section One gone"): {"Two": ["C"]},
    ("section One", "panel A gone"): {"One": ["B"], "Two": ["C"]},
    ("section One gone", "panel A gone"): {"Two": ["C"]},
}


@pytest.mark.parametrize(("code", "app"), SHOWN, ids=map(" / ".join, SHOWN))
def test_what_a_merge_shows(world: World, code: str, app: str) -> None:
    world.edit(APP[app])
    applied(planned(resources(CODE[code]()), world.backend), world.backend)
    assert world.shown() == SHOWN[code, app]


@pytest.mark.parametrize("code", [code for code in CODE if code != "nothing"])
@pytest.mark.parametrize("app", [app for app in APP if app != "nothing"])
def test_overwriting_the_view_makes_it_as_code_says(world: World, code: str, app: str) -> None:
    spec = CODE[code]()
    world.edit(APP[app])
    applied(planned(resources(spec), world.backend, {ADDRESS}), world.backend)
    assert world.decided(spec).action is N


CLASHES = [(code, app) for code, app, action in CELLS if action is C]
CLASH_NAMES = list(map(" / ".join, CLASHES))


@pytest.mark.parametrize(("code", "app"), CLASHES, ids=CLASH_NAMES)
@pytest.mark.parametrize("wish", ["overwrite", "keep"])
def test_every_conflict_is_resolved_by_its_addresses(world: World, code: str, app: str, wish: str) -> None:
    spec = CODE[code]()
    world.edit(APP[app])
    addresses = {conflict.address for conflict in world.decided(spec).conflicts}
    assert all(address.startswith(ADDRESS) for address in addresses)
    change = world.decided(spec, **{wish: addresses})
    assert change.action in ((U, N, D) if wish == "overwrite" else (U, D)), change.conflicts
    applied(planned(resources(spec), world.backend, **{wish: addresses}), world.backend)
    assert world.decided(spec).action in ((N, D) if wish == "overwrite" else (D,))


def test_a_conflict_says_what_who_and_when(world: World) -> None:
    world.edit(APP["panel A"])
    change = world.decided(CODE["panel A"]())
    (conflict,) = change.conflicts
    assert conflict.address == f"{ADDRESS}/one/a"
    assert conflict.label == "line A of code"
    assert conflict.why == "changed in code, edited in the app"
    assert change.reason.startswith("edited in the app since the last apply by ana at 2000-")


# --- the marker, and views that are not there or not to be touched

KEPT = ("nothing", "panel A")


def remarked(world: World, change: Callable[[Marker], Marker | None]) -> None:
    """The view's marker becomes another one."""
    visible, marker = read_marker(world.record.description)
    assert marker is not None
    new = change(marker)
    world.save(json.loads(world.record.spec), write_marker(visible, new) if new else visible)


MARKERS: dict[str, Callable[[Marker], Marker | None]] = {
    "missing": lambda marker: None,
    "foreign": lambda marker: replace(marker, address="main/other/workspace/w"),
    "older normalizer": lambda marker: replace(marker, norm=VERSION - 1),
    "without parts": lambda marker: replace(marker, parts=""),
    "of damaged parts": lambda marker: replace(marker, parts="xyz"),
}

#: By the marker: what is decided where nothing changed, code, people (another panel), or both did.
BY_MARKER = {
    "missing": (N, C, C, C),
    "foreign": (C, C, C, C),
    "older normalizer": (N, C, C, C),
    "without parts": (N, U, D, C),
    "of damaged parts": (N, C, C, C),
}


@pytest.mark.parametrize("marker", BY_MARKER)
@pytest.mark.parametrize("case", range(4), ids=["nothing", "code", "people", "both"])
def test_by_marker(world: World, marker: str, case: int) -> None:
    spec = CODE["panel A" if case in (1, 3) else "nothing"]()
    if case in (2, 3):
        world.edit(APP["panel B"])
    remarked(world, MARKERS[marker])
    before = world.record
    change = world.decided(spec)
    assert change.action is BY_MARKER[marker][case], change.reason
    applied(planned(resources(spec), world.backend), world.backend)
    if change.action is not U:
        assert world.record.spec == before.spec


@pytest.mark.parametrize("marker", ["missing", "foreign"])
@pytest.mark.parametrize("code", ["nothing", "panel A"])
def test_adopting(world: World, marker: str, code: str) -> None:
    spec = CODE[code]()
    world.edit(APP["panel B"])
    remarked(world, MARKERS[marker])
    change = world.decided(spec, adopt={ADDRESS: ""})
    assert change.action is Action.ADOPT
    (outcome,) = applied(planned(resources(spec), world.backend, adopt={ADDRESS: ""}), world.backend)
    assert outcome.status is Status.ADOPTED
    assert outcome.backup is not None
    assert world.decided(spec).action is N


@pytest.mark.parametrize("code", ["nothing", "panel A"])
def test_deleted_in_the_app(world: World, code: str) -> None:
    record = world.record
    world.backend.delete_view("p", record)
    spec = CODE[code]()
    assert world.decided(spec).action is Action.CREATE
    applied(planned(resources(spec), world.backend), world.backend)
    assert world.record.name == record.name
    assert world.decided(spec).action is N


@pytest.mark.parametrize(
    ("code", "app", "action"),
    [
        ("nothing", "nothing", N),
        ("nothing", "panel A", D),
        ("panel A", "nothing", C),
        ("panel A", "panel B", C),
    ],
)
def test_locked(world: World, code: str, app: str, action: Action) -> None:
    if app != "nothing":
        world.edit(APP[app])
    record = world.record
    world.backend._views[record.id] = ("p", replace(record, locked=True))
    change = world.decided(CODE[code]())
    assert change.action is action
    assert ("locked in the app" in change.reason) == (action is C)
    applied(planned(resources(CODE[code]()), world.backend), world.backend)
    assert world.record.spec == record.spec


def test_a_pulled_edit_is_no_conflict_afterwards(world: World) -> None:
    """Code takes over what was edited; the marker follows, so that the next change in code is only that."""
    world.edit(edit(config_of("A"), setting(chartTitle="A of code")))
    change = world.decided(CODE["panel A"]())
    assert (change.action, change.renew) == (N, True)
    applied(planned(resources(CODE["panel A"]()), world.backend), world.backend)
    assert world.decided(CODE["panel A"]()).renew is False
    assert world.decided(CODE["nothing"]()).action is U


def test_a_kept_edit_is_still_told_and_code_goes_on(world: World) -> None:
    world.edit(APP["panel A"])
    keep = {f"{ADDRESS}/one/a"}
    applied(planned(resources(CODE["panel A"]()), world.backend, keep=keep), world.backend)
    assert world.decided(CODE["panel A"]()).action is D
    assert world.shown()["One"] == ["A log", "B"]
    spec = CODE["settings"]()
    spec["workspaces"]["w"]["sections"][0]["panels"][0]["title"] = "A of code"
    applied(planned(resources(spec), world.backend), world.backend)
    assert world.shown()["One"] == ["A log", "B"]


def test_a_kept_edit_is_backed_up_before_it_is_replaced(world: World) -> None:
    """It was in what wbgen wrote last, and is a person's all the same."""
    world.edit(APP["panel A"])
    applied(planned(resources(CODE["settings"]()), world.backend), world.backend)
    change = world.decided(CODE["settings"]())
    assert (change.action, change.reason) == (D, "edited in the app before the last apply")
    change = world.decided(CODE["settings"](), overwrite={ADDRESS})
    assert (change.action, change.edited, change.overwrites) == (U, True, True)
    (outcome,) = applied(planned(resources(CODE["settings"]()), world.backend, {ADDRESS}), world.backend)
    assert outcome.backup is not None


def test_overrides_that_are_folded_in_are_named(world: World) -> None:
    world.edit(APP["panel B"])
    change = world.decided(CODE["panel A"]())
    assert change.dropped == ("line B",)
    applied(planned(resources(CODE["panel A"]()), world.backend), world.backend)
    assert "panelConfigOverrides" not in json.loads(world.record.spec)["section"]["panelBankConfig"]


def test_a_migrated_view_gets_both_forms() -> None:
    backend = MemoryBackend()
    applied(planned(resources(SPEC), backend), backend)
    world = World(backend)
    world.edit(APP["section One"])
    applied(planned(resources(CODE["settings"]()), backend), backend)
    section = json.loads(world.record.spec)["section"]
    assert section["settings"]["smoothingWeight"] == 0.5
    assert section["workspaceSettings"]["linePlot"]["smoothingWeight"] == 0.5
    assert world.shown()["One"] == ["A", "B"]
