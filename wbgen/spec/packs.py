"""``use: [system]``: packs, parts of specs that many guides share.

A pack brings metrics, dimensions, schedules, run sets, health rules, troubleshooting and sections. What
the guide says itself comes first: a dimension or rule of its own stands for the pack's of that name. A
section is shown by ``- use: system/gpu``, with other keys beside it laid over the pack's.
"""

from __future__ import annotations

import re
from pathlib import Path

from wbgen.spec.diagnostics import Collector, did_you_mean, listed
from wbgen.spec.extend import file_beside, included, merge
from wbgen.spec.resolve import resolve
from wbgen.spec.tree import Entry, Mapping, Node, Scalar, Sequence

PACKAGE = Path(__file__).resolve().parent.parent
#: Where packs lie that wbgen brings: in the wheel, and in a checkout.
FOLDERS = (PACKAGE / "_packs", PACKAGE.parent / "specs" / "packs")

NAME = re.compile(r"[a-z][a-z0-9_-]{0,59}\Z")
PATH = re.compile(r"(?:.*/)?([a-z][a-z0-9_-]{0,59})\.ya?ml\Z")

#: Keys whose things are added to the guide's: lists after its own, maps without the names it has.
LISTS = ("metrics", "troubleshooting")
MAPS = ("dimensions", "schedules", "runs", "health")
#: What else a pack says, and what becomes of it is said above.
OWN_KEYS = ("wbgen", "pack", "title", "about", "vars", "sections")


def use_packs(root: Mapping, collector: Collector, file: Path | None) -> Mapping:
    """The tree with what its packs bring; their nodes carry the packs' files.

    Raises SpecError where a pack's file cannot be read.
    """
    packs: dict[str, Mapping] = {}
    written = root.get("use")
    items = written.items if isinstance(written, Sequence) else (written,) if written else ()
    for item in items:
        if not isinstance(item, Scalar) or not isinstance(item.value, str):
            continue  # told as a value of the wrong type
        found = find(item, item.value, collector, file)
        if found is None:
            continue
        name, path, label = found
        if name in packs:
            message = f"the pack `{name}` is used twice"
            collector.add("duplicate-key", message, item.span, cure="keep one of them")
            continue
        packs[name] = resolve(included(path, collector, label), collector)
    sections = {name: sections_of(pack, collector) for name, pack in packs.items()}
    entries = dict(root.by_key)
    taken: dict[tuple[str, str], str] = {}
    for name, pack in packs.items():
        check_keys(name, pack, collector)
        for key in LISTS:
            add_list(entries, key, pack)
        for key in MAPS:
            add_map(entries, key, name, pack, root, taken, collector)
    if isinstance(workspaces := root.get("workspaces"), Mapping):
        shown = {key: shown_in(entry, sections, collector) for key, entry in workspaces.by_key.items()}
        if any(shown[key] is not entry for key, entry in workspaces.by_key.items()):
            entries["workspaces"] = entries["workspaces"]._replace(value=Mapping(shown, workspaces.span))
    return Mapping(entries, root.span)


def find(item: Node, text: str, collector: Collector, file: Path | None) -> tuple[str, Path, str] | None:
    """A pack's name, its file and what the file is called; None with a diagnostic where there is none."""
    own = PATH.match(text)
    name = text if NAME.match(text) else own[1] if own else ""
    if file is not None and name:
        beside = text if own else f"packs/{name}.yaml"
        if (file.parent / beside).is_file():
            path = file_beside(beside, file, item.span, collector)
            return name, path, str(path)
    brought = next((f for folder in FOLDERS if (f := folder / f"{name}.yaml").is_file()), None)
    if brought is not None and text in (name, f"packs/{name}.yaml"):
        return name, brought, f"packs/{name}.yaml"
    otherwise = f"packs: {listed(known_packs())}; or name a file of your own"
    cure = did_you_mean(text, known_packs(), otherwise=otherwise)
    collector.add("unknown-pack", f"there is no pack `{text}`", item.span, cure=cure)
    return None


def known_packs() -> list[str]:
    """The names of the packs that wbgen brings."""
    return sorted({file.stem for folder in FOLDERS if folder.is_dir() for file in folder.glob("*.yaml")})


def check_keys(name: str, pack: Mapping, collector: Collector) -> None:
    """Collect the keys of a pack that packs do not have."""
    known = [*LISTS, *MAPS, *OWN_KEYS]
    for entry in pack.entries:
        if entry.name not in known:
            message = f"`{entry.name}` is not a key of the pack `{name}`"
            cure = did_you_mean(entry.name, known, otherwise=f"keys of packs: {listed(known, 20)}")
            collector.add("unknown-key", message, entry.key.span, cure=cure)


def add_list(entries: dict[str, Entry], key: str, pack: Mapping) -> None:
    """Put a pack's items after the guide's."""
    brought, own = pack.by_key.get(key), entries.get(key)
    if brought is None:
        return
    if own is None:
        entries[key] = brought
    elif isinstance(own.value, Sequence) and isinstance(brought.value, Sequence):
        items = own.value.items + brought.value.items
        entries[key] = own._replace(value=Sequence(items, own.value.span))


def add_map(
    entries: dict[str, Entry],
    key: str,
    name: str,
    pack: Mapping,
    root: Mapping,
    taken: dict[tuple[str, str], str],
    collector: Collector,
) -> None:
    """Put a pack's things beside the guide's; what two packs bring under one name is collected."""
    brought, own = pack.by_key.get(key), entries.get(key)
    if brought is None:
        return
    if own is None or not isinstance(own.value, Mapping) or not isinstance(brought.value, Mapping):
        entries.setdefault(key, brought)
        own_names: dict[str, Entry] = {}
    else:
        own_names = dict(own.value.by_key)
    guides = root.get(key)
    for entry in brought.value.entries if isinstance(brought.value, Mapping) else ():
        if isinstance(guides, Mapping) and entry.name in guides.by_key:
            continue
        if other := taken.get((key, entry.name)):
            message = f"the packs `{other}` and `{name}` both bring `{entry.name}`"
            cure = f"write `{entry.name}` under `{key}:` of the guide, which then counts"
            collector.add("duplicate-key", message, entry.key.span, cure=cure)
            continue
        taken[key, entry.name] = name
        own_names[entry.name] = entry
    if own is not None and isinstance(own.value, Mapping):
        entries[key] = own._replace(value=Mapping(own_names, own.value.span))


def sections_of(pack: Mapping, collector: Collector) -> dict[str, Node]:
    """A pack's sections by their id."""
    written = pack.get("sections")
    found: dict[str, Node] = {}
    for item in written.items if isinstance(written, Sequence) else ():
        id = item.get("id") if isinstance(item, Mapping) else None
        if isinstance(id, Scalar) and isinstance(id.value, str):
            found[id.value] = item
        else:
            cure = "add an `id:`, by which guides show it"
            collector.add("no-id", "a section of a pack has no id", item.span, cure=cure)
    return found


def shown_in(entry: Entry, packs: dict[str, dict[str, Node]], collector: Collector) -> Entry:
    """A workspace with the packs' sections where it uses them."""
    sections = entry.value.get("sections") if isinstance(entry.value, Mapping) else None
    if not isinstance(sections, Sequence) or not isinstance(entry.value, Mapping):
        return entry
    used = [item.get("use") if isinstance(item, Mapping) else None for item in sections.items]
    if not any(used):
        return entry
    items = []
    for item, use in zip(sections.items, used, strict=True):
        shown = item if use is None else with_section(item, use, packs, collector)
        items += [shown] if shown is not None else []
    inside = dict(entry.value.by_key)
    inside["sections"] = inside["sections"]._replace(value=Sequence(tuple(items), sections.span))
    return entry._replace(value=Mapping(inside, entry.value.span))


def with_section(
    item: Node, use: Node, packs: dict[str, dict[str, Node]], collector: Collector
) -> Node | None:
    """A pack's section with what stands beside ``use`` laid over it."""
    text = str(use.value) if isinstance(use, Scalar) else ""
    pack, _, id = text.partition("/")
    section = packs.get(pack, {}).get(id)
    if section is None:
        known = [f"{name}/{section}" for name, sections in packs.items() for section in sections]
        otherwise = f"sections of packs: {listed(known)}" if known else "add `use: [system]` to the guide"
        cure = did_you_mean(text, known, otherwise=otherwise)
        collector.add("unknown-section", f"no pack has a section `{text}`", use.span, cure=cure)
        return None
    assert isinstance(item, Mapping)
    beside = Mapping({name: entry for name, entry in item.by_key.items() if name != "use"}, item.span)
    return merge(section, beside, ("sections",))
