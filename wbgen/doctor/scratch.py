"""What the doctor makes on a server, and how it is removed again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace

from wbgen.backends.wandb import WandbBackend
from wbgen.errors import BackendError
from wbgen.views.json import Json, canonical, parse
from wbgen.views.records import ProjectRecord, ViewInput, ViewRecord, ViewType

PROJECT = "wbgen-doctor"
TITLE = "wbgen doctor: a scratch view, to be deleted (é 漢字)"
#: As wbgen names views: eleven letters and digits, in a workspace's name between `nw-` and `-v`.
WORKSPACE = "nw-wbgendoctor-v"
SECOND = "nw-wbgendoctr2-v"
REPORT = "wbgendoctor"
NAMES = {
    (ViewType.WORKSPACE, WORKSPACE),
    (ViewType.WORKSPACE, SECOND),
    (ViewType.REPORT, REPORT),
}
DESCRIPTION = (
    " Two spaces at the start, é 漢字 within.\n\nmanaged by wbgen 1 main/doctor/scratch norm=0 digest=0 "
)

LONG = 100_000
DEEP = 60

#: Values that a server may change, under the names that `ASSUMPTIONS` asks for them by.
PROBE: dict[str, Json] = {
    "unknown": {"true": True, "number": 0.1, "list": [[], {}, ""]},
    "text": "é e\u0301 漢字 🙂 \u2028 \\ \" ' < & \t",
    "long": "x" * LONG,
    "null": {"member": None, "item": [None]},
    "whole": [1.0, -0.5, 1e-05],
}


def nested(depth: int) -> Json:
    """Maps within maps."""
    value: Json = "the bottom"
    for _ in range(depth):
        value = {"in": value}
    return value


def workspace_body(**more: Json) -> str:
    """The smallest workspace, with more keys at its root and in its section."""
    bank: Json = {"state": 1, "settings": {}, "sections": []}
    return canonical({"section": {"panelBankConfig": bank, "runSets": [], **more}, **more})


def report_body() -> str:
    """The smallest report."""
    text: Json = {"type": "paragraph", "children": [{"text": TITLE}]}
    return canonical({"version": 5, "panelSettings": {}, "blocks": [text], "width": "readable"})


FIRST = ViewInput(
    ViewType.WORKSPACE,
    WORKSPACE,
    TITLE,
    DESCRIPTION,
    workspace_body(wbgenDoctor={**PROBE, "deep": nested(DEEP)}),
)
SCRATCH_REPORT = ViewInput(ViewType.REPORT, REPORT, TITLE, DESCRIPTION, report_body())

CHART_SPEC = canonical(
    {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "description": "Made by wbgen doctor to see whether charts can be made. W&B cannot delete charts.",
        "data": {"name": "wandb"},
        "mark": "point",
        "encoding": {},
    }
)
CHART = f"wbgen-doctor-{hashlib.sha256(CHART_SPEC.encode()).hexdigest()[:8]}"


class NotMadeError(BackendError):
    """A row has nothing to look at, since an earlier one failed."""


@dataclass
class Scratch:
    """The project and the views of one examination.

    workspace, report: as they were read back last; None until they are made.  made: the ids of all that
    was written.  created: whether the project is of the doctor's making.
    """

    backend: WandbBackend
    project_name: str
    project: ProjectRecord | None = None
    created: bool = False
    workspace: ViewRecord | None = None
    report: ViewRecord | None = None
    made: set[str] = field(default_factory=set)

    def put(self, view: ViewInput) -> ViewRecord:
        """Write a view and read it back. Raises NotMadeError where there is no project, or no view then."""
        sent = self.backend.put_view(self.the_project().name, view)
        self.made.add(sent.id)
        return self.by_id(sent)

    def the_project(self) -> ProjectRecord:
        """The project. Raises NotMadeError where none could be had."""
        if self.project is None:
            raise NotMadeError("not tried: there is no project")
        return self.project

    def by_id(self, view: ViewRecord) -> ViewRecord:
        """The view as the list has it now."""
        for held in self.backend.list_views(self.project_name, view.type):
            if held.id == view.id:
                return held
        raise NotMadeError(f"the server took the {view.type.name.lower()}, and does not list it")

    def the_workspace(self) -> ViewRecord:
        """The workspace. Raises NotMadeError where none could be made."""
        if self.workspace is None:
            raise NotMadeError("not tried: there is no workspace")
        return self.workspace

    def the_report(self) -> ViewRecord:
        """The report. Raises NotMadeError where none could be made."""
        if self.report is None:
            raise NotMadeError("not tried: there is no report")
        return self.report

    def rewritten(self, *, name: str = WORKSPACE, spec: str = FIRST.spec) -> ViewRecord:
        """The workspace after an update by its id."""
        self.workspace = self.put(replace(FIRST, id=self.the_workspace().id, name=name, spec=spec))
        return self.workspace

    def probe(self, place: str, name: str) -> Json:
        """A probed value as the server holds it, at the root or in the section; None where it is gone."""
        body = parse(self.the_workspace().spec)
        for key in ("section", "wbgenDoctor", name) if place == "section" else ("wbgenDoctor", name):
            body = body.get(key) if isinstance(body, dict) else None
        return body

    def clean_up(self) -> tuple[str, ...]:
        """Remove every scratch view, also of an examination that was killed; in words, what stays."""
        left = []
        contents = self.backend.read_project(self.project_name)
        for view in filter(self.is_scratch, contents.views if contents else ()):
            try:
                self.backend.delete_view(self.project_name, view)
            except BackendError as error:
                left.append(f"the {view.type.name.lower()} {view.name} ({error.message})")
        return tuple(left)

    def is_scratch(self, view: ViewRecord) -> bool:
        """Whether a view is of the doctor's making: by its id, its title, or a name nobody else chooses."""
        return view.id in self.made or view.display_name == TITLE or (view.type, view.name) in NAMES
