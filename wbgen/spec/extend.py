"""``extends: base.yaml``: a spec laid over another one.

Maps merge by key: what the spec says wins, and a key without a value takes away what the base says
there. Metric groups merge by their ``id`` or, without one, their title; sections, panels and blocks by
their ``id`` (a section also by the id its title gives); what has none, or a new one, comes after the
base's. Other lists replace.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from wbgen.spec.diagnostics import Collector, SpecError
from wbgen.spec.load import load_file
from wbgen.spec.names import title_slug
from wbgen.spec.tree import Entry, Mapping, Node, Scalar, Sequence, Span, stamped

MAX_CHAIN = 8
CONFIG_FILE = "wbgen.yaml"

#: Lists whose items merge, with the keys that tell an item; below ``raw`` lists replace.
MERGED_LISTS: dict[str, tuple[str, ...]] = {
    "sections": ("id", "title"),
    "panels": ("id",),
    "blocks": ("id",),
    "metrics": ("id", "group"),
}
#: Where a null is a value.
LITERAL = frozenset({"raw", "vega"})


def extend(root: Mapping, collector: Collector, file: Path | None) -> Mapping:
    """The tree with everything it extends under it; nodes of other files carry their file's name.

    file: where the tree was read from; None for bytes that lie nowhere.
    Raises SpecError where a file that is named cannot be had.
    """
    chain = [file.resolve()] if file else []
    trees = [root]
    here = file
    while (written := trees[-1].get("extends")) is not None:
        place = written.span
        here = base_file(written, here, collector)
        if here.resolve() in chain:
            cure = "let one of them extend nothing"
            refuse(collector, "circular-extends", f"`{here}` extends itself in the end", place, cure)
        if len(chain) >= MAX_CHAIN:
            message = f"more than {MAX_CHAIN} files extend each other"
            refuse(collector, "bad-extends", message, place, "merge some of them")
        chain.append(here.resolve())
        trees.append(included(here, collector))
    merged: Node = trees[-1]
    for tree in reversed(trees[:-1]):
        merged = merge(merged, tree, ())
    assert isinstance(merged, Mapping)
    return merged


def base_file(written: Node, file: Path | None, collector: Collector) -> Path:
    """The file that ``extends`` names."""
    if not isinstance(written, Scalar) or not isinstance(written.value, str):
        message = "`extends` names one file"
        refuse(collector, "bad-extends", message, written.span, "write `extends: base.yaml`")
    if file is None:
        cure = "save the spec to a file"
        refuse(collector, "bad-extends", "a spec that lies in no file extends nothing", written.span, cure)
    return file_beside(written.value, file, written.span, collector)


def file_beside(text: str, file: Path, place: Span, collector: Collector) -> Path:
    """The file a text names, from the folder of another; it lies within the project."""
    found = file.parent / text
    root = project_root(file)
    try:
        inside = found.resolve().is_relative_to(root)
        is_file = found.is_file()
    except (OSError, RuntimeError, ValueError):  # a name no file has, or links that turn in circles
        inside, is_file = True, False
    if not inside:
        cure = f"put it into the folder of `{CONFIG_FILE}`, or below"
        refuse(collector, "outside-project", f"`{text}` lies outside the project", place, cure)
    if not is_file:
        cure = "name a file by its path from this one"
        refuse(collector, "missing-file", f"there is no file `{text}`", place, cure)
    return found


def project_root(file: Path) -> Path:
    """The nearest folder above a spec with a ``wbgen.yaml``, else the spec's own."""
    folder = file.resolve().parent
    return next((f for f in (folder, *folder.parents) if (f / CONFIG_FILE).is_file()), folder)


def included(file: Path, collector: Collector, name: str | None = None) -> Mapping:
    """The tree of another file. Its mistakes are told as its own."""
    name = name or str(file)
    try:
        tree, own = load_file(file)
    except SpecError as error:
        collector.include(error.diagnostics)
        raise SpecError(collector.sorted()) from None
    collector.others[name] = own.lines
    result = stamped(tree, name)
    assert isinstance(result, Mapping)
    return result


def refuse(collector: Collector, code: str, message: str, place: Span, cure: str) -> NoReturn:
    """Stop: without the file nothing sensible can be said of the rest."""
    collector.add(code, message, place, cure=cure)
    raise SpecError(collector.sorted())


def merge(base: Node, own: Node, path: tuple[str, ...]) -> Node:
    """One node laid over another. path: the keys that lead to them."""
    if isinstance(base, Mapping) and isinstance(own, Mapping):
        return merge_maps(base, own, path)
    if isinstance(base, Sequence) and isinstance(own, Sequence) and (key := identity(path)):
        return merge_lists(base, own, path, key)
    return own


def merge_maps(base: Mapping, own: Mapping, path: tuple[str, ...]) -> Mapping:
    entries = dict(base.by_key)
    for name, entry in own.by_key.items():
        below = entries.get(name)
        if below is None:
            entries[name] = entry
        elif is_null(entry.value) and LITERAL.isdisjoint(path):
            del entries[name]
        else:
            entries[name] = Entry(entry.key, merge(below.value, entry.value, (*path, name)))
    return Mapping(entries, own.span)


def merge_lists(
    base: Sequence, own: Sequence, path: tuple[str, ...], key: Callable[[Node], str | None]
) -> Sequence:
    items = list(base.items)
    places = {name: index for index, item in enumerate(items) if (name := key(item))}
    for item in own.items:
        name = key(item)
        if name in places:
            items[places[name]] = merge(items[places[name]], item, path)
        else:
            items.append(item)
    return Sequence(tuple(items), own.span)


def identity(path: tuple[str, ...]) -> Callable[[Node], str | None] | None:
    """How the items of the list at a path are told apart, if it is one that merges."""
    if not path or path[-1] not in MERGED_LISTS or not LITERAL.isdisjoint(path):
        return None
    if path[-1] == "metrics" and len(path) > 1:  # of a block of a report: groups by name
        return None
    keys = MERGED_LISTS[path[-1]]
    return lambda item: next(filter(None, (name_of(item, key) for key in keys)), None)


def name_of(item: Node, key: str) -> str | None:
    """What one key of an item makes its name; a title by the id it gives."""
    value = item.get(key) if isinstance(item, Mapping) else None
    if not isinstance(value, Scalar) or not isinstance(value.value, str):
        return None
    return title_slug(value.value) if key == "title" else value.value


def is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.value is None
