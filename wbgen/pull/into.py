"""A spec with the edits of its views in the app written into it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from wbgen.compile import compile_guide
from wbgen.compile.blocks.decode import decode_report
from wbgen.compile.decode import decode_panel
from wbgen.compile.decode_workspace import decode_workspace
from wbgen.compile.ids import stack_of, unstacked
from wbgen.compile.workspace import SECTIONS
from wbgen.plan import Action, Change, Plan
from wbgen.pull.edits import Found, Place
from wbgen.pull.report_edits import report_edits
from wbgen.pull.workspace_edits import workspace_edits
from wbgen.spec.diagnostics import SpecError
from wbgen.spec.edit.edits import Set
from wbgen.spec.edit.splice import splice
from wbgen.spec.guide import Guide
from wbgen.spec.load import load
from wbgen.spec.read import parse_guide
from wbgen.spec.resolve import unresolved
from wbgen.views.diff import differences
from wbgen.views.json import Json, get, parse
from wbgen.views.marker import read_marker
from wbgen.views.normal import normal_form
from wbgen.views.records import ViewRecord

#: What pull has nothing to do with: views as the spec has them, and views that are not the spec's.
LEFT = frozenset({Action.NO_OP, Action.DELETE})


@dataclass(frozen=True, slots=True)
class Pulled:
    """What pulling made. text: the file.  count: edits made.  left: what is in the app only, in words.

    unapplied: views whose spec was changed since the last apply, so that pulling would undo the change.
    """

    text: bytes
    count: int
    left: tuple[str, ...]
    unapplied: tuple[str, ...] = ()


def pull_into(source: bytes, guide: Guide, plan: Plan, *, force: bool = False) -> Pulled:
    """The file's text with every edit in the app that it can hold.

    plan: of the guide against the server, whose changes tell which views differ.  force: the app's side
    is taken where both sides changed.
    """
    edited = [change for change in plan.changes if change.action not in LEFT and change.existing]
    unapplied = [change.view.address for change in edited if not force and change.code_changed]
    if unapplied:
        return Pulled(source, 0, (), tuple(unapplied))
    root, _ = load(source, guide.file)
    found = Found()
    for change in edited:
        assert change.existing is not None
        pull_view = pull_workspace if change.view.kind == "workspace" else pull_report
        pull_view(guide, change, change.existing, Place((), root), plan.target.entity, found)
    try:
        text = splice(source, found.edits) if found.edits else source
        left = still_different(text, guide, edited, plan, found)
    except SpecError as error:
        said = (f"{d.message} (line {d.span.line} of the pulled spec)" for d in error.diagnostics)
        return Pulled(source, 0, (*found.left, *said))
    return Pulled(text, len(found.edits), (*found.left, *left))


def pull_workspace(
    guide: Guide, change: Change, record: ViewRecord, root: Place, entity: str, found: Found
) -> None:
    """Collect the edits of one workspace."""
    id = change.view.address.rsplit("/", 1)[1]
    workspace = next(w for w in guide.workspaces if w.id == id)
    place = root.child("workspaces").child(id)
    if record.display_name != change.view.title:
        found.edits.append(
            Set((*place.path, "name" if workspace.options.name else "title"), title_of(change, record))
        )
    desired = decoded(change.view.spec, entity, guide.project)
    remote = decoded(parse(record.spec), entity, guide.project)
    more = workspace_edits(guide, workspace, root.node, desired, remote)
    found.edits += more.edits
    found.left += more.left


def pull_report(
    guide: Guide, change: Change, record: ViewRecord, root: Place, entity: str, found: Found
) -> None:
    """Collect the edits of one report."""
    report = next(r for r in guide.reports if r.id == change.view.address.rsplit("/", 1)[1])
    path = root.child("reports").child(report.id).path
    if record.display_name != change.view.title:
        found.edits.append(Set((*path, "title"), unresolved(title_of(change, record))))
    visible = read_marker(record.description)[0].strip()
    if visible != change.view.description:
        found.edits.append(Set((*path, "description"), unresolved(visible)))
    desired, remote = (
        decode_report(form(spec, entity), decode_panel, guide.project)
        for spec in (change.view.spec, parse(record.spec))
    )
    more = report_edits(guide, report, root.node, desired, remote)
    found.edits += more.edits
    found.left += more.left


def title_of(change: Change, record: ViewRecord) -> str:
    """The title of a view in the app, as its spec says it."""
    return unstacked(record.display_name, stack_of(change.view.address))


def form(spec: Json, entity: str) -> Json:
    """The normal form of a body."""
    return normal_form("", "", spec, entity)["spec"]


def decoded(spec: Json, entity: str, project: str) -> dict[str, Any]:
    """A workspace as the language says it, whichever way it was saved.

    Panels get back the place the library gives them, which means nothing in a workspace and which the
    normal form leaves out, so that it does not show up as something that is missing.
    """
    body = form(spec, entity)
    assert isinstance(body, dict)
    for section in get(body, SECTIONS) or ():
        for panel in section["panels"]:
            panel.setdefault("layout", dict(PLACE))
    return decode_workspace(body, project)


#: Where the library puts every panel of a workspace.
PLACE = {"x": 0, "y": 0, "w": 8, "h": 6}


def still_different(
    text: bytes, guide: Guide, edited: list[Change], plan: Plan, found: Found
) -> tuple[str, ...]:
    """In words, what the pulled text still says otherwise than the app; a check on ourselves."""
    if found.left or not edited:
        return ()
    entity = plan.target.entity
    pulled = replace(parse_guide(text, guide.file)[0], project=guide.project)
    views = {view.address: view for view in compile_guide(pulled, stack_of(edited[0].view.address)).views}
    left = []
    for change in edited:
        view, record = views[change.view.address], change.existing
        assert record is not None
        visible = read_marker(record.description)[0]
        ours = normal_form(view.title, view.description, view.spec, entity)
        theirs = normal_form(record.display_name, visible, parse(record.spec), entity)
        left += [" > ".join(difference.place) for difference in differences(ours, theirs)]
    return tuple(left)
