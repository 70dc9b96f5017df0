"""Every assumption about a server, in the order in which they are tried: one row each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from wbgen.backends.transport import RefusedError
from wbgen.doctor.scratch import (
    CHART,
    CHART_SPEC,
    DEEP,
    DESCRIPTION,
    FIRST,
    LONG,
    PROBE,
    REPORT,
    SCRATCH_REPORT,
    SECOND,
    TITLE,
    WORKSPACE,
    Scratch,
    nested,
    workspace_body,
)
from wbgen.views.json import Json, canonical, parse
from wbgen.views.records import ViewRecord, ViewType


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a try: whether it was as assumed, and in words."""

    holds: bool
    words: str


@dataclass(frozen=True, slots=True)
class Assumption:
    """One thing wbgen takes for granted, and how to find out.

    why: what depends on it.  otherwise: what wbgen does where it is not so.  essential: whether wbgen is
    of no use without it.  charts: whether trying it leaves something behind for good.
    """

    name: str
    why: str
    otherwise: str
    find_out: Callable[[Scratch], Came]
    essential: bool = True
    charts: bool = False


# --- the project


def key_is_accepted(scratch: Scratch) -> Came:
    entity = scratch.backend.entity
    scratch.backend.find_project(scratch.project_name)
    return Came(True, f"views go to the entity {entity}")


def project_is_had(scratch: Scratch) -> Came:
    found = scratch.backend.find_project(scratch.project_name)
    scratch.project = found or scratch.backend.create_project(scratch.project_name)
    scratch.created = found is None
    return Came(True, "made" if scratch.created else "found")


def project_has_an_internal_id(scratch: Scratch) -> Came:
    given = scratch.the_project().internal_id is not None
    return Came(given, "given" if given else "not given")


# --- a workspace, as it was made


def workspace_keeps_its_name(scratch: Scratch) -> Came:
    scratch.workspace = scratch.put(FIRST)
    return same(WORKSPACE, scratch.workspace.name)


def list_holds_it(scratch: Scratch) -> Came:
    id = scratch.the_workspace().id
    found = [view for view in scratch.backend.list_views(scratch.project_name, FIRST.type) if view.id == id]
    return Came(len(found) == 1, "listed once" if found else "not listed")


def found_by_name(scratch: Scratch) -> Came:
    view = scratch.the_workspace()
    found = scratch.backend.get_view(scratch.project_name, view.type, view.name)
    return Came(found is not None and found.id == view.id, "found" if found else "not found")


def last_line_is_kept(scratch: Scratch) -> Came:
    held = scratch.the_workspace().description
    return same(DESCRIPTION.strip().splitlines()[-1], (held.strip().splitlines() or [""])[-1])


def description_is_kept(scratch: Scratch) -> Came:
    return same(DESCRIPTION, scratch.the_workspace().description)


def title_is_kept(scratch: Scratch) -> Came:
    return same(TITLE, scratch.the_workspace().display_name)


def is_kept(name: str, sent: Json) -> Callable[[Scratch], Came]:
    """A try whether a value of the probe is as it was sent, at the root of a body and in its section."""

    def find_out(scratch: Scratch) -> Came:
        changed = [
            place for place in ("root", "section") if canonical(scratch.probe(place, name)) != canonical(sent)
        ]
        if not changed:
            return Came(True, "kept")
        came = short(canonical(scratch.probe(changed[0], name)))
        return Came(False, f"not in the {' and the '.join(changed)}: {came}")

    return find_out


def time_is_given(scratch: Scratch) -> Came:
    at = scratch.the_workspace().updated_at
    return Came(at is not None, "given" if at else "not given")


def writer_is_given(scratch: Scratch) -> Came:
    who = scratch.the_workspace().updated_by
    return Came(who is not None, "given" if who else unknown(scratch, "updatedBy"))


def lock_is_told(scratch: Scratch) -> Came:
    scratch.the_workspace()
    known = "locked" not in scratch.backend.unknown_fields
    return Came(known, "told" if known else unknown(scratch, "locked"))


# --- a workspace, written again


def update_keeps_the_name(scratch: Scratch) -> Came:
    before = scratch.the_workspace().name
    return same(before, scratch.rewritten(name=SECOND).name)


def update_replaces_the_body(scratch: Scratch) -> Came:
    held = parse(scratch.rewritten(spec=workspace_body(wbgenDoctor={"after": 1})).spec)
    left = held.get("wbgenDoctor") if isinstance(held, dict) else None
    return Came(
        left == {"after": 1}, "replaced" if left == {"after": 1} else f"then: {short(canonical(left))}"
    )


def second_write_makes_no_second_view(scratch: Scratch) -> Came:
    first = scratch.the_workspace()
    try:
        second = scratch.put(replace(FIRST, name=first.name))
    except RefusedError as refusal:
        return Came(True, f"refused: {refusal.detail}")
    if second.id == first.id:
        return Came(True, "updated in place")
    return Came(False, "made a second view")


def pages_hold_every_view_once(scratch: Scratch) -> Came:
    scratch.the_workspace()
    scratch.put(replace(FIRST, name=SECOND, spec=workspace_body()))
    whole = listed_ids(scratch.backend.list_views(scratch.project_name, ViewType.WORKSPACE))
    half = (len(whole) + 1) // 2
    paged = listed_ids(scratch.backend.list_views(scratch.project_name, ViewType.WORKSPACE, page=half))
    return Came(paged == whole, "every view once" if paged == whole else "other views than the whole list")


# --- a report


def report_is_made(scratch: Scratch) -> Came:
    scratch.report = scratch.put(SCRATCH_REPORT)
    named = scratch.report.display_name == TITLE
    return Came(named, "made" if named else "made, with another title")


def report_keeps_its_name(scratch: Scratch) -> Came:
    return same(REPORT, scratch.the_report().name)


def report_keeps_its_description(scratch: Scratch) -> Came:
    return same(DESCRIPTION.strip(), scratch.the_report().description.strip())


# --- charts, and the end


def chart_is_made(scratch: Scratch) -> Came:
    made = scratch.backend.create_chart(CHART, "wbgen doctor", CHART_SPEC)
    return Came(True, f"made, for good: {CHART}" if made else f"there since an earlier examination: {CHART}")


def chart_is_made_once(scratch: Scratch) -> Came:
    again = scratch.backend.create_chart(CHART, "wbgen doctor", CHART_SPEC)
    return Came(not again, "made a second time" if again else "HTTP 409")


def workspace_is_deleted(scratch: Scratch) -> Came:
    return deleted(scratch, scratch.the_workspace())


def report_is_deleted(scratch: Scratch) -> Came:
    return deleted(scratch, scratch.the_report())


def deleted(scratch: Scratch, view: ViewRecord) -> Came:
    """Whether a view is gone once it was deleted."""
    said = scratch.backend.delete_view(scratch.project_name, view)
    held = scratch.backend.list_views(scratch.project_name, view.type)
    gone = view.id not in listed_ids(held)
    if not gone:
        return Came(False, "still listed")
    return Came(said, "gone" if said else "it was gone before")


# --- words


def same(sent: str, held: str) -> Came:
    """Whether a text is what was sent."""
    return Came(True, "kept") if held == sent else Came(False, f"now: {short(canonical(held))}")


def unknown(scratch: Scratch, field: str) -> str:
    """Why a field has no value."""
    return "the server does not know it" if field in scratch.backend.unknown_fields else "not given"


def short(text: str) -> str:
    """A text that fits a line."""
    return text if len(text) <= 60 else f"{text[:57]}..."


def listed_ids(views: tuple[ViewRecord, ...]) -> list[str]:
    """The ids of some views, in order."""
    return sorted(view.id for view in views)


ASSUMPTIONS = (
    Assumption(
        "the key is accepted",
        "everything",
        "ends with exit 3",
        key_is_accepted,
    ),
    Assumption(
        "a project is found, or can be made",
        "views live in projects",
        "apply fails",
        project_is_had,
    ),
    Assumption(
        "a project has an internal id",
        "run sets of reports name their project by it",
        "run sets are sent without it",
        project_has_an_internal_id,
        essential=False,
    ),
    Assumption(
        "a workspace is made under the name it is given",
        "its URL, and applying twice",
        "apply cannot find what it made",
        workspace_keeps_its_name,
    ),
    Assumption(
        "the list of views holds it",
        "plan",
        "plan would make it again",
        list_holds_it,
    ),
    Assumption(
        "a view is found by its name (`viewName`)",
        "the look before and after each write",
        "apply fails after it has written",
        found_by_name,
    ),
    Assumption(
        "the last line of a description is kept",
        "it says whose a view is and what was applied last",
        "apply says that the description was not kept, and fails",
        last_line_is_kept,
    ),
    Assumption(
        "a description is kept byte for byte",
        "comparing descriptions",
        "spaces at its ends do not count",
        description_is_kept,
        essential=False,
    ),
    Assumption(
        "a title is kept",
        "comparing views",
        "apply says that the server holds something else, and fails",
        title_is_kept,
    ),
    Assumption(
        "keys the server cannot know are kept",
        "`raw`, and settings of later versions of the app",
        "apply says that the server holds something else, and fails",
        is_kept("unknown", PROBE["unknown"]),
    ),
    Assumption(
        "text in any script is kept",
        "titles, notes, names of metrics",
        "apply says that the server holds something else, and fails",
        is_kept("text", PROBE["text"]),
    ),
    Assumption(
        f"a text of {LONG:,} characters is kept",
        "long notes and reports",
        "apply says that the server holds something else, and fails",
        is_kept("long", PROBE["long"]),
    ),
    Assumption(
        f"{DEEP} levels of nesting are kept",
        "filters, nested lists, grids",
        "apply says that the server holds something else, and fails",
        is_kept("deep", nested(DEEP)),
    ),
    Assumption(
        "nulls are kept",
        "comparing views",
        "comparisons leave nulls out",
        is_kept("null", PROBE["null"]),
        essential=False,
    ),
    Assumption(
        "numbers are kept as they are written (1.0)",
        "comparing views",
        "comparisons write whole numbers one way",
        is_kept("whole", PROBE["whole"]),
        essential=False,
    ),
    Assumption(
        "the time of the last write is given (`updatedAt`)",
        "telling that a view was edited, in messages and backups",
        "edits are told by the body alone",
        time_is_given,
        essential=False,
    ),
    Assumption(
        "who wrote last is given (`updatedBy`)",
        "saying who edited a view",
        "it is not asked for; messages name nobody",
        writer_is_given,
        essential=False,
    ),
    Assumption(
        "whether a view is locked is told (`locked`)",
        "leaving locked views alone",
        "it is not asked for; every view counts as not locked",
        lock_is_told,
        essential=False,
    ),
    Assumption(
        "an update by id keeps the name",
        "the URL of a view stays",
        "the next plan cannot find it",
        update_keeps_the_name,
    ),
    Assumption(
        "an update replaces the whole body",
        "what is taken out of a spec goes away",
        "apply says that the server holds something else, and fails",
        update_replaces_the_body,
    ),
    Assumption(
        "a second create under a name makes no second view",
        "a create whose answer was lost",
        "wbgen looks for the view before it sends a create again",
        second_write_makes_no_second_view,
        essential=False,
    ),
    Assumption(
        "pages hold every view once",
        "projects with more than a hundred views",
        "plan would overlook views",
        pages_hold_every_view_once,
    ),
    Assumption(
        "a report is made",
        "reports",
        "apply fails for reports",
        report_is_made,
    ),
    Assumption(
        "a report keeps the name it is given",
        "finding it again",
        "it is found by the last line of its description",
        report_keeps_its_name,
        essential=False,
    ),
    Assumption(
        "the description of a report is kept",
        "it says whose a report is and what was applied last",
        "apply says that the description was not kept, and fails",
        report_keeps_its_description,
    ),
    Assumption(
        "a custom chart is made",
        "thresholds, bands, events, histograms, heatmaps, `vega`",
        "apply fails for the views that use one",
        chart_is_made,
        charts=True,
    ),
    Assumption(
        "a chart whose name is taken is refused with 409",
        "charts are made again by every apply",
        "charts would pile up",
        chart_is_made_once,
        charts=True,
    ),
    Assumption(
        "a workspace is deleted",
        "deleting what left the spec",
        "delete it in the app",
        workspace_is_deleted,
    ),
    Assumption(
        "a report is deleted",
        "deleting what left the spec",
        "delete it in the app",
        report_is_deleted,
    ),
)
