"""A workspace: settings, run sets and sections of panels."""

from __future__ import annotations

from dataclasses import dataclass

from wbgen.views.outline.facts import WORKSPACE, Fact, Values, read_facts
from wbgen.views.outline.panel import Panel, read_panel
from wbgen.views.outline.reading import dig, flag, items, mapping, text, whole
from wbgen.views.outline.runset import RunSet, read_runset
from wbgen.views.outline.words import axis_name

MAX_PANELS = 2_000
"""Panels of one view that are read; the rest is counted."""

MAX_SECTIONS = 500
MAX_RUN_SETS = 20


@dataclass(frozen=True, slots=True)
class Section:
    """``count``: all its panels, of which ``panels`` are those read. ``facts``: settings of its own."""

    name: str
    is_open: bool
    pinned: bool
    columns: int
    count: int
    x: str
    facts: tuple[Fact, ...]
    panels: tuple[Panel, ...]

    @property
    def unshown(self) -> int:
        """Panels of the section beyond the limit."""
        return self.count - len(self.panels)


@dataclass(frozen=True, slots=True)
class Workspace:
    """``readable``: whether the JSON had a place for sections at all. ``x``: default x axis in words."""

    readable: bool
    x: str
    facts: tuple[Fact, ...]
    run_sets: tuple[RunSet, ...]
    sections: tuple[Section, ...]
    unshown_sections: int

    @property
    def count(self) -> int:
        """All panels, read or not, of the sections that were read."""
        return sum(section.count for section in self.sections)


def read_workspace(spec: object, max_panels: int = MAX_PANELS) -> Workspace:
    """A workspace from its parsed ``spec``; at most ``max_panels`` panels are read, in order."""
    section = mapping(dig(spec, "section"))
    bank = section.get("panelBankConfig")
    settings = _effective(section, legacy="settings", modern="workspaceSettings")
    entries = items(dig(bank, "sections"))
    sections = []
    left = max_panels
    for entry in entries[:MAX_SECTIONS]:
        sections.append(_section(entry, settings, left))
        left -= len(sections[-1].panels)
    return Workspace(
        readable=isinstance(bank, dict),
        x=axis_name(text(settings.get("xAxis"))) or axis_name("_step"),
        facts=read_facts(settings, WORKSPACE),
        run_sets=tuple(read_runset(entry) for entry in items(section.get("runSets"))[:MAX_RUN_SETS]),
        sections=tuple(sections),
        unshown_sections=max(0, len(entries) - MAX_SECTIONS),
    )


def _section(value: object, workspace: Values, left: int) -> Section:
    entry = mapping(value)
    settings = _effective(entry, legacy="localPanelSettings", modern="sectionSettings")
    panels = items(entry.get("panels"))
    return Section(
        name=text(entry.get("name")) or "Untitled section",
        is_open=flag(entry.get("isOpen")) is True,
        pinned=flag(entry.get("pinned")) is True,
        columns=whole(dig(entry, "flowConfig", "columnsPerPage"), 3, 1, 12),
        count=len(panels),
        x=axis_name(text(settings.get("xAxis"))),
        facts=_own_facts(settings, workspace),
        panels=tuple(read_panel(panel) for panel in panels[:left]),
    )


def _effective(owner: Values, *, legacy: str, modern: str) -> dict[str, object]:
    """Settings as the app reads them: newer blocks come before the legacy one, which may remain."""
    newer = mapping(owner.get(modern))
    return {**mapping(owner.get(legacy)), **newer, **mapping(newer.get("linePlot"))}


def _own_facts(section: Values, workspace: Values) -> tuple[Fact, ...]:
    """What a section sets differently from its workspace; the library writes every default out."""
    inherited = {
        Fact("x axis", axis_name("_step")),
        Fact("smoothing", "off"),
        *read_facts(workspace, WORKSPACE),
    }
    return tuple(fact for fact in read_facts(section, WORKSPACE) if fact not in inherited)
