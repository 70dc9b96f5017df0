"""How two views differ, in terms of sections, panels and options rather than of JSON."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from wbgen.views.json import Json, canonical, get
from wbgen.views.table import FIELDS, PANELS, WIRE_IMPACT, Field, Impact

KIND_OF = {kind.view_type: name for name, kind in reversed(PANELS.items())}


def option_names(rows: Iterable[Field]) -> Iterator[tuple[str, str]]:
    """What each wire key is called: its option, and which end of it where the option is a range."""
    for row in rows:
        ends = ("",) if len(row.wire) == 1 else (" from", " to")
        if len(ends) <= len(row.wire) <= 2:
            yield from ((path[-1], row.option + end) for path, end in zip(row.wire, ends, strict=True))


#: What a wire key is called where it is told of.
OPTION_OF = {
    **dict(option_names(FIELDS)),
    "metrics": "metrics",
    "userQuery": "query",
    "content": "text",
    "children": "text",
}

#: Keys that only wrap others: they are left out of the place of a difference.
WRAPPERS = frozenset(
    {"spec", "section", "panelBankConfig", "sections", "panels", "config", "settings", "localPanelSettings"}
    | {"flowConfig", "blocks", "metadata", "panelBankSectionConfig", "stringSettings", "fieldSettings"}
    | {"runSets"}
)

#: Keys whose value is told as one, however it is built.
WHOLE = frozenset({"layout", "userQuery"})

#: Words of a panel without a title that its label shows.
LABEL_WORDS = 5


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. sign: ``+`` added, ``-`` removed, ``~`` changed.

    place: where, from the outside in, in words (``section "Losses"``, ``line Total loss``, ``x_log``).
    before, after: the values; for a section, panel or block they are left out (None).
    """

    sign: str
    place: tuple[str, ...]
    before: Json
    after: Json
    impact: Impact


def differences(before: Json, after: Json) -> tuple[Difference, ...]:
    """Everything that differs between two normal forms, in reading order."""
    return tuple(walk(before, after, (), ""))


def walk(before: Any, after: Any, place: tuple[str, ...], key: str) -> Iterator[Difference]:
    """The differences below one pair of values."""
    if isinstance(before, dict) and isinstance(after, dict) and key not in WHOLE:
        for name in dict.fromkeys((*before, *after)):
            inner = place if name in WRAPPERS else (*place, OPTION_OF.get(name, name))
            if name in before and name in after:
                yield from walk(before[name], after[name], inner, name)
            else:
                sign = "-" if name in before else "+"
                yield leaf(sign, inner, before.get(name), after.get(name), name)
    elif isinstance(before, list) and isinstance(after, list) and is_things(before + after):
        yield from walk_things(before, after, place, key)
    elif same(before, after):
        return
    elif key == "children" and is_text(before) and is_text(after):
        yield leaf("~", place, text_of(before), text_of(after), key)
    else:
        yield leaf("~", place, before, after, key)


def same(before: Any, after: Any) -> bool:
    """Whether two values are the same JSON: in Python, 1 is True."""
    if isinstance(before, (dict, list)):
        return canonical(before) == canonical(after)
    return type(before) is type(after) and bool(before == after)


def is_things(items: list[Any]) -> bool:
    """Whether a list holds sections, panels or blocks, which are told one by one."""
    return all(isinstance(item, dict) and ("type" in item or "viewType" in item) for item in items)


def walk_things(
    before: list[Any], after: list[Any], place: tuple[str, ...], key: str
) -> Iterator[Difference]:
    """The differences of two lists of things, matched by what identifies them."""
    old, new = [identity(item) for item in before], [identity(item) for item in after]
    old_labels, new_labels = labels(before), labels(after)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        removed, added = before[i1:i2], after[j1:j2]
        if tag == "equal" or are_peers(removed, added):
            for one, other, label in zip(removed, added, new_labels[j1:j2], strict=True):
                yield from walk(one, other, (*place, label), key)
        else:
            for sign, items, told in (("-", removed, old_labels[i1:i2]), ("+", added, new_labels[j1:j2])):
                yield from (thing(sign, place, item, label) for item, label in zip(items, told, strict=True))


def identity(item: dict[str, Any]) -> str:
    """What makes a thing the same in two views: a panel's id, a section's name, a text's whole content."""
    if "__id__" in item and "viewType" in item:
        return f"panel {item['__id__']}"
    if "panels" in item or "flowConfig" in item:
        return f"section {item.get('name')}"
    if item.get("type") == "panel-grid":
        return "grid " + " ".join(str(panel.get("__id__")) for panel in grid_panels(item))
    return canonical(item)


def grid_panels(block: dict[str, Any]) -> list[dict[str, Any]]:
    """The panels of a report's grid; none where a person or another program built it otherwise."""
    found = get(block, ("metadata", "panelBankSectionConfig", "panels"))
    return [panel for panel in found if isinstance(panel, dict)] if isinstance(found, list) else []


def are_peers(removed: list[Any], added: list[Any]) -> bool:
    """Whether two runs of blocks are of the same types, so that each became the one in its place."""
    sorts = [[item.get("type") for item in items] for items in (removed, added)]
    return sorts[0] == sorts[1] and not any("viewType" in item or "flowConfig" in item for item in removed)


def labels(items: list[Any]) -> list[str]:
    """Every thing in words, a block with the heading it stands under; equal ones are numbered."""
    found: list[str] = []
    seen: Counter[str] = Counter()
    heading = ""
    for item in items:
        if item.get("type") == "heading" and is_text(item.get("children")):
            heading = text_of(item["children"])
        name = label(item)
        under = f' under "{heading}"' if heading and name.endswith("block") else ""
        seen[name + under] += 1
        ordinal = f" {seen[name + under]}" if seen[name + under] > 1 else ""
        found.append(f"{name}{ordinal}{under}")
    return found


def label(item: dict[str, Any]) -> str:
    """A thing in words: ``section "Losses"``, ``line Total loss``, ``panel grid block``."""
    if "viewType" in item:
        return panel_label(item)
    if "flowConfig" in item:
        return f'section "{item.get("name", "")}"'
    if item.get("type") == "heading" and is_text(item.get("children")):
        return f'heading "{text_of(item["children"])}"'
    return f"{str(item.get('type')).removesuffix('-block').replace('-', ' ')} block"


def panel_label(panel: dict[str, Any]) -> str:
    """A panel in words: its kind, and its title, metrics or first words."""
    config, strings = panel_config(panel)
    kind = KIND_OF.get(str(panel.get("viewType")), "chart" if strings else str(panel.get("viewType")))
    begins = " ".join(str(config.get("value") or "").split()[:LABEL_WORDS])
    title = config.get("chartTitle") or strings.get("title") or metric_names(panel) or begins
    return f"{kind} {title}".strip()


def metric_names(panel: dict[str, Any]) -> str:
    """The metrics a panel shows, the first three of them; empty where it shows none."""
    config, strings = panel_config(panel)
    metrics = config.get("metrics") or str(strings.get("metrics") or "").split(",")
    names = [str(name) for name in metrics if name] if isinstance(metrics, list) else []
    return ", ".join([*names[:3], "..."] if len(names) > 3 else names)


def panel_config(panel: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A panel's configuration and a chart's strings in it; empty where they are not there."""
    config = panel.get("config")
    config = config if isinstance(config, dict) else {}
    strings = config.get("stringSettings")
    return config, strings if isinstance(strings, dict) else {}


def is_text(children: Any) -> bool:
    """Whether a block's children are plain text."""
    return isinstance(children, list) and all(
        isinstance(child, dict) and child.keys() == {"text"} for child in children
    )


def text_of(children: list[Any]) -> str:
    """The text of children that are plain text."""
    return "".join(str(child["text"]) for child in children)


def thing(sign: str, place: tuple[str, ...], item: dict[str, Any], label: str) -> Difference:
    """A section, panel or block that was added or removed; a panel is told with its metrics."""
    metrics = metric_names(item) if "viewType" in item else ""
    more = f" ({metrics})" if metrics and metrics not in label else ""
    return Difference(sign, (*place, label + more), None, None, Impact.MEANING)


def leaf(sign: str, place: tuple[str, ...], before: Any, after: Any, key: str) -> Difference:
    """A single value that differs."""
    return Difference(sign, place, before, after, WIRE_IMPACT.get(key, Impact.MEANING))
