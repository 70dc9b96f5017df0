"""A workspace in parts: its sections, as the app shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from wbgen.render.run_sets.select import Selected, select
from wbgen.render.scene import Charts, Scene
from wbgen.render.views.automatic import automatic
from wbgen.render.views.inherit import in_force, inherited
from wbgen.render.views.parts import Part, ViewParts
from wbgen.render.views.places import Places
from wbgen.runs import RunData
from wbgen.views.effective import effective
from wbgen.views.json import Json
from wbgen.views.outline.reading import dig, flag, items, mapping, text, whole
from wbgen.views.outline.workspace import MAX_PANELS, MAX_SECTIONS

#: Pixels around a plot, and the narrowest and widest there are.
AROUND, LEAST, MOST = 60, 200, 2400


def workspace_parts(
    spec: Json, runs: Sequence[RunData], *, title: str, charts: Charts, width: int, now: datetime
) -> ViewParts:
    """A workspace of any form in parts. Total over any JSON. The arguments are those of ``draw_view``."""
    body = effective(spec)
    section = mapping(dig(body, "section"))
    bank = section.get("panelBankConfig")
    selected = select(list(items(section.get("runSets"))), colors_of(section), runs, now=now)
    places = Places(MAX_PANELS)
    entries = sorted(
        items(dig(bank, "sections"))[:MAX_SECTIONS], key=lambda entry: dig(entry, "pinned") is not True
    )
    parts = [
        Part(
            title=text(dig(entry, "name")) or "Untitled section",
            scene=scene(
                selected,
                inherited(section.get("settings"), dig(entry, "localPanelSettings")),
                charts,
                width,
                columns,
            ),
            places=places.of(items(dig(entry, "panels"))),
            columns=columns,
            open=flag(dig(entry, "isOpen")) is True,
        )
        for entry in entries
        for columns in [whole(dig(entry, "flowConfig", "columnsPerPage"), 3, 1, 12)]
    ]
    settings = in_force(section.get("settings"))
    notes = list(selected.notes)
    if settings.get("shouldAutoGeneratePanels", True) is True:
        made, said = automatic(
            parts, scene(selected, settings, charts, width, 3), dig(bank, "settings"), places
        )
        parts, notes = made, [*notes, *said]
    notes += told(body, places, parts, bank)
    return ViewParts(title, "workspace", tuple(parts), tuple(notes), written(section, entries))


def written(section: Mapping[str, Any], entries: Sequence[Any]) -> dict[str, Any]:
    """What of a workspace is of no panel alone."""
    own = [(text(dig(entry, "name")), inherited({}, dig(entry, "localPanelSettings"))) for entry in entries]
    return {
        "run sets": section.get("runSets"),
        "colours": colors_of(section),
        "settings": (in_force(section.get("settings")), [named for named in own if named[1]]),
    }


def told(body: Any, places: Places, parts: Sequence[Part], bank: Any) -> list[str]:
    """What is not shown of a workspace."""
    if not isinstance(bank, dict):
        return ["This workspace's content cannot be read: it is not the JSON of a workspace."]
    beyond = len(items(bank.get("sections"))) - MAX_SECTIONS
    return [
        *([f"{beyond:,} more sections are not shown."] if beyond > 0 else []),
        *([f"{places.unshown:,} more panels are not shown."] if places.unshown else []),
        *([] if parts else ["This workspace has no sections."]),
    ]


def scene(selected: Selected, settings: Any, charts: Charts, width: int, columns: int) -> Scene:
    """What the panels of a section share; as many of them stand in a row as there are columns."""
    return Scene(
        runs=selected.runs,
        settings=settings,
        grouping=selected.grouping,
        group_colors=selected.group_colors,
        charts=charts,
        width=plot_width(width / columns),
    )


def plot_width(panel: float) -> int:
    """Pixels of the plot in a panel that is so wide."""
    return int(max(LEAST, min(MOST, panel - AROUND)))


def colors_of(owner: Any) -> Any:
    """The colours that a view writes for runs and groups."""
    return mapping(dig(owner, "customRunColors"))
