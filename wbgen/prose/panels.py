"""Workspaces in words: their sections, what is to be seen in them, and a table of their panels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wbgen.prose.language import Say
from wbgen.prose.markdown import cell, code, code_cell, inline, table, together
from wbgen.spec import models
from wbgen.spec.guide import Band, Guide, Panel, Section, ThresholdLine, Workspace

#: Kinds of which the panels' own key says nothing that is a metric.
WITHOUT_METRICS = {"runs": "runs", "code": "code"}


def workspaces(guide: Guide, say: Say, level: int = 3) -> str:
    """Every workspace with its sections. level: of the headings."""
    return together(workspace(each, say, level) for each in guide.workspaces)


def workspace(each: Workspace, say: Say, level: int) -> str:
    """One workspace."""
    shown = each.options.runs
    runs = say("It shows the runs {0}.", code(shown.name)) if shown and shown.name else ""
    sections = (section(one, say, level + 1) for one in each.sections)
    return together([f"{'#' * level} {inline(each.title)}", runs, *sections])


def section(each: Section, say: Say, level: int) -> str:
    """A section: its note, and its panels."""
    pinned = f" ({say('pinned')})" if each.options.pinned else ""
    x = say("Drawn against {0}.", code(each.options.x)) if each.options.x else ""
    note = (each.options.note or "").strip()
    return together([f"{'#' * level} {inline(each.title)}{pinned}", note, x, panels(each.panels, say)])


def panels(each: Iterable[Panel], say: Say) -> str:
    """A table of panels, and the texts among them."""
    all = [*each]
    texts = [
        panel.options.markdown.strip() for panel in all if isinstance(panel.options, models.MarkdownPanel)
    ]
    head = [say(word) for word in ("Panel", "Kind", "Shows", "Against", "Marks", "How")]
    rows = (panel_row(panel, say) for panel in all if panel.kind not in ("markdown", "raw"))
    return together([table(head, rows), *texts])


def panel_row(panel: Panel, say: Say) -> list[str]:
    """The cells of a panel."""
    written = panel.written or panel.options
    title = getattr(written, "title", None)
    x = getattr(written, "x", None)
    return [
        cell(title or ""),
        say(panel.kind),
        ", ".join(shown(panel.kind, written)),
        ", ".join(code_cell(name) for name in (x, getattr(written, "z", None)) if isinstance(name, str)),
        "; ".join(marks(panel, say)),
        ", ".join(manner(written, say)),
    ]


def shown(kind: str, written: models.Panel) -> Iterator[str]:
    """What a panel shows."""
    main = getattr(written, kind, None)
    for each in main if isinstance(main, list) else [main]:
        if isinstance(each, models.Column):
            yield code_cell(each.metric)
        elif isinstance(each, str) and kind not in WITHOUT_METRICS:
            yield code_cell(each)
    for key in ("regex", "expressions", "right", "keys", "table"):
        more = getattr(written, key, None) if key != kind else None
        yield from map(code_cell, [more] if isinstance(more, str) else more or [])


def marks(panel: Panel, say: Say) -> Iterator[str]:
    """Lines, bands and rules in a panel."""
    yield from (line(each, say) for each in panel.thresholds)
    yield from (band(each, say) for each in panel.bands)
    if panel.schedule:
        yield say("stages of {0}", code_cell(panel.schedule.id))
    if panel.events:
        yield say("events of {0}", code_cell(panel.events))


def line(each: ThresholdLine, say: Say) -> str:
    """A horizontal line."""
    label = cell(each.label)
    return say("line at {0}", f"{each.at:g}") + (f" ({label})" if label and label != f"{each.at:g}" else "")


def band(each: Band, say: Say) -> str:
    """A horizontal band."""
    low, high = (f"{bound:g}" if bound is not None else "" for bound in (each.low, each.high))
    return say("band {0} to {1}", low, high).strip() + (f" ({cell(each.label)})" if each.label else "")


#: Options that change what is read off a panel, with what is said of them.
MANNERS = {
    "y_log": "log scale",
    "x_log": "log x axis",
    "log": "log scale",
    "percent": "shares of the whole",
    "regression": "regression line",
}


def manner(written: models.Panel, say: Say) -> Iterator[str]:
    """How a panel shows it: scales, aggregation, grouping."""
    yield from (say(phrase) for key, phrase in MANNERS.items() if getattr(written, key, None))
    if isinstance(aggregate := getattr(written, "aggregate", None), str):
        yield say(aggregate)
    group = getattr(written, "group", None)
    if group is not None and group.by:
        yield say("grouped by {0}", code_cell(group.by))
