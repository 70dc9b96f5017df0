"""A workspace's edits in the app, written back into its spec."""

from __future__ import annotations

from wbgen.pull.catalogue import catalogue, kind_of, names_of
from wbgen.pull.edits import Data, Found, Place, list_edits, set_options, unmoved, written_panel
from wbgen.pull.escape import escaped_settings
from wbgen.spec.edit.edits import Delete, Insert, Set
from wbgen.spec.guide import Guide, Panel, Section, Workspace
from wbgen.spec.resolve import unresolved
from wbgen.spec.tree import Mapping, Node, PlainData

#: Keys that are compared on their own.
APART = ("sections", "panels", "title")


def workspace_edits(
    guide: Guide, workspace: Workspace, root: Node | None, desired: Data, remote: Data
) -> Found:
    """The edits that make the workspace's spec say what the remote view says.

    desired, remote: both decoded from the effective view.  root: the file as written.
    """
    found = Found()
    place = Place((), root).child("workspaces").child(workspace.id)
    set_options(place, options_of(desired), options_of(remote), "the workspace", found)
    before, after = keyed_sections(desired), match_sections(desired, remote)
    sections = dict(zip(before, workspace.sections, strict=True))
    listed = place.child("sections")
    staying = unmoved(list(before), list(after))
    for key in before:
        if key in staying:
            index = workspace.sections.index(sections[key])
            section_edits(sections[key], listed.child(index), before[key], after[key], found)
    indices = {key: index for index, key in enumerate(before)}
    fresh = {key: written_section(section) for key, section in after.items()}
    edits, stuck = list_edits(listed, list(before), list(after), indices, fresh)
    found.edits += edits
    found.left += [f"section {key}" for key in stuck]
    add_names(guide, root, remote, found)
    return found


def options_of(workspace: Data) -> Data:
    """The options of a workspace or section as they are written, without its members."""
    return escaped_settings({key: value for key, value in workspace.items() if key not in APART})


def keyed_sections(workspace: Data) -> dict[str, Data]:
    """Sections by title; a repeated title gets a number."""
    found: dict[str, Data] = {}
    for section in workspace["sections"]:
        key = section["title"]
        while key in found:
            key += "'"
        found[key] = section
    return found


def match_sections(desired: Data, remote: Data) -> dict[str, Data]:
    """The remote sections under the keys of the desired ones: by title, else by the panels in them."""
    known = keyed_sections(desired)
    fresh = keyed_sections(remote)
    lost = {key: panel_ids(section) for key, section in known.items() if key not in fresh}
    result: dict[str, Data] = {}
    for key, section in fresh.items():
        if key not in known:
            old = next((old for old, ids in lost.items() if ids & panel_ids(section)), None)
            if old is not None:
                lost.pop(old)
                key = old
        result[key] = section
    return result


def panel_ids(section: Data) -> set[str]:
    """W&B's ids of the panels in a section."""
    return {id_of(panel) for panel in section["panels"]}


def id_of(panel: Data) -> str:
    """W&B's id of a decoded panel."""
    raw = panel.get("raw")
    return str(panel.get("wandb_id") or (raw.get("__id__") if isinstance(raw, dict) else ""))


def section_edits(section: Section, place: Place, before: Data, after: Data, found: Found) -> None:
    """The edits of one section and its panels."""
    what = f'section "{section.title}"'
    set_options(place, options_of(before), options_of(after), what, found)
    if before["title"] != after["title"]:
        found.edits.append(Set(place.child("title").path, unresolved(after["title"])))
        if section.options.id is None:
            found.edits.append(Set(place.child("id").path, section.id))  # it came of the title
    old = {id_of(panel): panel for panel in before["panels"]}
    new = {id_of(panel): panel for panel in after["panels"]}
    shown = list(old)
    if section.options.note:
        id = shown.pop(0)
        note_edits(place, id, old, new, found)
        old.pop(id)
        if leads(id, new):
            new.pop(id)
    listed = place.child("panels")
    order = list(new)
    staying = unmoved(shown, order)
    indices = {}
    for id, panel in zip(shown, section.panels, strict=True):
        index = next((i for i, o in enumerate(section.options.panels) if o is panel.written), None)
        if index is not None:
            indices[id] = index
            if id in staying:
                panel_edits(listed.child(index), panel, old[id], new[id], f"{panel.id} in {what}", found)
        elif id not in new or old[id] != new[id]:
            found.left.append(f"{panel.id} in {what}: it is one of several that one entry makes")
    fresh = {id: written_panel(panel) for id, panel in new.items()}
    edits, stuck = list_edits(listed, shown, order, indices, fresh)
    found.edits += edits
    found.left += [f"panel {id} in {what}" for id in stuck]


def leads(id: str, panels: dict[str, Data]) -> bool:
    """Whether a panel comes first and is a text, as a section's note does and is."""
    return next(iter(panels), None) == id and kind_of(panels[id]) == "markdown"


def note_edits(place: Place, id: str, old: dict[str, Data], new: dict[str, Data], found: Found) -> None:
    """The edit of a section's note; one that no longer leads the section becomes a panel like others."""
    target = place.child("note")
    if not leads(id, new):
        found.edits.append(Delete(target.path))
    elif old[id] != new[id]:
        found.edits.append(Set(target.path, unresolved(new[id].get("markdown", ""))))


def panel_edits(place: Place, panel: Panel, before: Data, after: Data, what: str, found: Found) -> None:
    """The edits of one panel: option by option, or the whole where it became another kind."""
    id, named = panel.id, panel.options.id is not None
    if before == after:
        return
    if kind_of(before) != kind_of(after):
        found.edits.append(Set(place.path, unresolved(without_id(written_panel(after)))))
        return
    set_options(place, without_id(written_panel(before)), without_id(written_panel(after)), what, found)
    if (
        Set(place.child(kind_of(after)).path, written_panel(after)[kind_of(after)]) in found.edits
        and not named
    ):
        found.edits.append(Set(place.child("id").path, id))  # its id came of what it shows, and is to stay


def without_id(panel: Data) -> Data:
    """A panel without W&B's id, which the spec's own address stands for."""
    return {key: value for key, value in panel.items() if key != "wandb_id"}


def written_section(section: Data) -> Data:
    """A decoded section as it is written into a spec."""
    return {**escaped_settings(section), "panels": [written_panel(panel) for panel in section["panels"]]}


def add_names(guide: Guide, root: Node | None, remote: Data, found: Found) -> None:
    """Put what the app's view names into the catalogue, in a group of its own, and into ``config``."""
    panels = [panel for section in remote["sections"] for panel in section["panels"]]
    axes = [remote.get("x"), *(section.get("x") for section in remote["sections"])]
    named = [(panel, names_of(panel)) for panel in panels]
    names = catalogue(named, axes, [remote["runs"]] if "runs" in remote else [])
    known = {**guide.catalogue.metrics, **guide.catalogue.patterns}
    members = [name for group in names.get("metrics", ()) for name in group["of"] if name not in known]
    if members:
        group: PlainData = {"group": ADDED, "of": {name: {} for name in members}}
        found.edits.append(Insert(("metrics",), len(guide.catalogue.groups), unresolved(group)))
    written = root.get("config") if isinstance(root, Mapping) else None
    keys = [
        key
        for key in names.get("config", ())
        if not isinstance(written, Mapping) or key not in written.by_key
    ]
    if keys and isinstance(written, Mapping):
        found.edits += [Set(("config", key), {}) for key in keys]
    elif keys:
        found.edits.append(Set(("config",), {key: {} for key in keys}))


#: The group that metrics first seen in the app are put into.
ADDED = "Added in the app"
