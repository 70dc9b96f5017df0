"""What runs and groups are called where several are shown together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from wbgen.render.colors import Group
from wbgen.render.scene import Shown
from wbgen.views.outline.reading import clip

#: Characters of a label.
MOST_CHARS = 80

#: Pixels of a letter and of the symbol of a legend's entry with its margins, and of the longest entry.
CHAR, SYMBOL, LIMIT = 7, 34, 190


def distinct(runs: Sequence[Shown]) -> list[str]:
    """A label for each run, no two the same: with the id where two runs have one name."""
    labels = [clip(run.label, MOST_CHARS) for run in runs]
    seen = Counter(labels)
    named = [
        label if seen[label] == 1 else f"{label} ({run.data.run.id})"
        for label, run in zip(labels, runs, strict=True)
    ]
    return numbered(named)


def numbered(labels: Iterable[str]) -> list[str]:
    """The labels, with a number behind those that are still the same."""
    seen: Counter[str] = Counter()
    found: list[str] = []
    for label in labels:
        seen[label] += 1
        found.append(label if seen[label] == 1 else f"{label} #{seen[label]}")
    return found


def group_label(group: Group) -> str:
    """A group in words: ``model: cnn, lr: 0.1``."""
    parts = (f"{key.partition(':')[2].removesuffix('.value')}: {value}" for key, value in group)
    return clip(", ".join(parts), MOST_CHARS) or "no group"


def legend_of(labels: Sequence[str], width: int) -> dict[str, Any]:
    """A legend in as many columns as fit into a width of pixels."""
    longest = max((len(label) for label in labels), default=0)
    entry = min(longest * CHAR + SYMBOL, LIMIT + SYMBOL)
    return {"columns": max(1, min(len(labels), width // entry))}
