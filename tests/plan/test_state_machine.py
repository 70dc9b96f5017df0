"""Code, people, applies, pulls and crashes in any order: no person's edit is lost, and it converges."""

from __future__ import annotations

import copy
import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.app import app_save
from tests.plan.acting import held
from wbgen.apply import Status, apply_plan, read_existing
from wbgen.backends.base import Again, ViewInput, ViewRecord, ViewType
from wbgen.backends.memory import MemoryBackend
from wbgen.compile import compile_guide
from wbgen.errors import BackendError
from wbgen.plan import Action, Options, Plan, Target, make_plan
from wbgen.pull.into import pull_into
from wbgen.spec.edit.emit import emit
from wbgen.spec.load import load
from wbgen.spec.read import parse_guide
from wbgen.spec.tree import plain_data
from wbgen.views.effective import effective

Body = dict[str, Any]

START: Body = {
    "wbgen": 1,
    "guide": "g",
    "title": "Guide",
    "project": "p",
    "metrics": [{"group": "All", "of": {name: {} for name in ("loss", "norm", "lr", "acc")}}],
    "workspaces": {
        "w": {
            "sections": [
                {
                    "id": "one",
                    "title": "One",
                    "panels": [{"line": "loss", "id": "a"}, {"line": "norm", "id": "b"}],
                },
                {"id": "two", "title": "Two", "panels": [{"line": "lr", "id": "c"}]},
            ]
        }
    },
    "reports": {
        "r": {"blocks": [{"h1": "Title"}, {"markdown": "Text"}, {"panels": [{"line": "acc", "id": "d"}]}]}
    },
}


class Flaky(MemoryBackend):
    """Dies before, or after, one of its writes. left: writes until then; None for never."""

    left: int | None = None
    after = False

    def put_view(self, project: str, view: ViewInput, *, again: Again | None = None) -> ViewRecord:
        dies = self.left == 0
        self.left = None if dies or self.left is None else self.left - 1
        if dies and not self.after:
            raise BackendError("the connection broke")
        record = super().put_view(project, view)
        if dies:
            raise BackendError("the connection broke")
        return record


class Team(RuleBasedStateMachine):
    """marks: what people wrote into panels, each with its view's type: it must be there for ever."""

    def __init__(self) -> None:
        super().__init__()
        self.backend = Flaky()
        self.text = emit(START).encode()
        self.marks: dict[str, ViewType] = {}
        self.count = 0
        self.home = tempfile.TemporaryDirectory()

    def teardown(self) -> None:
        self.home.cleanup()

    @initialize()
    def begin(self) -> None:
        self.apply(crash=None, after=False)

    # --- what is where

    def plan(self, **options: Any) -> Plan:
        made = compile_guide(parse_guide(self.text)[0])
        target = Target("memory", self.backend.entity, self.backend.app_url)
        existing = read_existing(self.backend, ["p"])["p"]
        return make_plan(made, existing, target, options=Options(**options))

    def record(self, type: ViewType) -> ViewRecord:
        return next(view for view in held(self.backend).values() if view.type is type)

    def panels(self, spec: Body) -> list[Body]:
        if "section" in spec:
            sections = spec["section"]["panelBankConfig"]["sections"]
            return [panel for section in sections for panel in section["panels"]]
        grids = [block for block in spec["blocks"] if block["type"] == "panel-grid"]
        return [panel for grid in grids for panel in grid["metadata"]["panelBankSectionConfig"]["panels"]]

    def workspace(self, data: Body) -> Body:
        found: Body = data["workspaces"]["w"]
        return found

    # --- code

    def code(self, change: Any) -> None:
        root, _ = load(self.text)
        data = copy.deepcopy(plain_data(root))
        change(data)
        self.text = emit(data).encode()
        self.count += 1

    @rule(index=st.integers(0, 5), title=st.sampled_from("XYZ"))
    def code_edits_a_panel(self, index: int, title: str) -> None:
        def change(data: Body) -> None:
            panels = [p for s in self.workspace(data)["sections"] for p in s["panels"]]
            if panels:
                panels[index % len(panels)]["title"] = title

        self.code(change)

    @rule(section=st.integers(0, 1))
    def code_adds_a_panel(self, section: int) -> None:
        def change(data: Body) -> None:
            sections = self.workspace(data)["sections"]
            sections[section % len(sections)]["panels"].append({"line": "acc", "id": f"n{self.count}"})

        self.code(change)

    @rule(section=st.integers(0, 1), back=st.booleans())
    def code_removes_or_turns(self, section: int, back: bool) -> None:
        def change(data: Body) -> None:
            panels = self.workspace(data)["sections"][section]["panels"]
            if back:
                panels.reverse()
            elif len(panels) > 1:
                panels.pop()

        self.code(change)

    @rule(smoothing=st.sampled_from([0.1, 0.5]))
    def code_edits_settings(self, smoothing: float) -> None:
        self.code(lambda data: self.workspace(data).update(smoothing=smoothing))

    @rule(text=st.sampled_from(["Text", "Other text"]), after=st.booleans())
    def code_edits_the_report(self, text: str, after: bool) -> None:
        def change(data: Body) -> None:
            blocks = data["reports"]["r"]["blocks"]
            blocks[1] = {"markdown": text}
            if after:
                blocks.append({"h2": f"Heading {self.count}"})

        self.code(change)

    # --- people

    def person(self, type: ViewType, act: Any) -> None:
        record = self.record(type)

        def edit(spec: Body) -> Body:
            after = copy.deepcopy(spec)
            act(after)
            return after

        spec = json.dumps(app_save(json.loads(record.spec), [edit]))
        self.backend.username, left, self.backend.left = "ana", self.backend.left, None
        self.backend.put_view(
            "p", ViewInput(record.type, record.name, record.display_name, record.description, spec, record.id)
        )
        self.backend.username, self.backend.left = "wbgen", left

    @rule(type=st.sampled_from(ViewType), index=st.integers(0, 6))
    def person_marks_a_panel(self, type: ViewType, index: int) -> None:
        self.count += 1
        mark = f"mark{self.count}"

        def act(spec: Body) -> None:
            panels = self.panels(spec)
            if panels:
                panels[index % len(panels)]["config"][mark] = True
                self.marks[mark] = type

        self.person(type, act)

    @rule(section=st.integers(0, 3))
    def person_adds_a_panel(self, section: int) -> None:
        self.count += 1
        mark = f"mark{self.count}"
        config = {"metrics": ["acc"], mark: True}
        panel = {"__id__": f"byana{self.count}", "viewType": "Run History Line Plot", "config": config}
        self.marks[mark] = ViewType.WORKSPACE

        def act(spec: Body) -> None:
            sections = spec["section"]["panelBankConfig"]["sections"]
            sections[section % len(sections)]["panels"].insert(0, panel)

        self.person(ViewType.WORKSPACE, act)

    @rule(source=st.integers(0, 1))
    def person_moves_a_panel(self, source: int) -> None:
        def act(spec: Body) -> None:
            sections = spec["section"]["panelBankConfig"]["sections"]
            if len(sections) > 1 and sections[source]["panels"]:
                sections[1 - source]["panels"].append(sections[source]["panels"].pop(0))

        self.person(ViewType.WORKSPACE, act)

    @rule()
    def person_renames_a_section(self) -> None:
        self.count += 1

        def act(spec: Body) -> None:
            spec["section"]["panelBankConfig"]["sections"][0]["name"] = f"Renamed {self.count}"

        self.person(ViewType.WORKSPACE, act)

    # --- wbgen

    @rule(crash=st.none() | st.integers(0, 1), after=st.booleans())
    def apply(self, crash: int | None, after: bool) -> None:
        self.backend.left, self.backend.after = crash, after
        plan = self.plan()
        for change in plan.changes:
            event(f"{change.action}{' with drift' if change.drift else ''}")
        outcomes = apply_plan(plan, self.backend, backups=Path(self.home.name))
        self.backend.left = None
        failed = any(outcome.status is Status.FAILED for outcome in outcomes)
        assert not failed or crash is not None
        if not failed:
            again = self.plan()
            assert not again.writes
            assert [c.action for c in again.changes if c.action is Action.CONFLICT] == [
                c.action for c in plan.changes if c.action is Action.CONFLICT
            ]

    @rule(wish=st.sampled_from(["keep", "overwrite"]))
    def resolve(self, wish: str) -> None:
        """What one conflict names is resolved; a mark may go only where it was overwritten."""
        conflicts = [conflict for change in self.plan().changes for conflict in change.conflicts]
        if not conflicts:
            return
        before = self.present()
        asked = {wish: {conflicts[0].address}}
        apply_plan(self.plan(**asked), self.backend, backups=Path(self.home.name))
        if wish == "overwrite":
            for mark in before - self.present():
                del self.marks[mark]

    @precondition(lambda self: not self.plan().writes)
    @rule()
    def pull(self) -> None:
        guide = parse_guide(self.text)[0]
        pulled = pull_into(self.text, guide, self.plan())
        self.text = pulled.text
        parse_guide(self.text)

    # --- laws

    def present(self) -> set[str]:
        found = set()
        for type in ViewType:
            spec: Any = effective(json.loads(self.record(type).spec))
            found |= {key for panel in self.panels(spec) for key in panel["config"] if key.startswith("mark")}
        return found

    @invariant()
    def no_edit_is_lost(self) -> None:
        if held(self.backend):
            assert self.marks.keys() <= self.present()

    @invariant()
    def planning_writes_nothing(self) -> None:
        before = len(self.backend.mutations)
        self.plan()
        assert len(self.backend.mutations) == before


TestTeam = Team.TestCase
TestTeam.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
