"""The generated texts of a report: the metric tables and the troubleshooting entries, in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wbgen.spec import models
from wbgen.spec.guide import Catalogue, Group

HEADINGS = ("Metric", "What it says", "Goal", "Healthy", "Logged")


def metrics_markdown(catalogue: Catalogue, titles: Sequence[str] | None) -> str:
    """A table per metric group; of the named groups, or of all."""
    groups = [group for group in catalogue.groups if titles is None or group.title in titles]
    return "\n\n".join(group_table(catalogue, group) for group in groups)


def group_table(catalogue: Catalogue, group: Group) -> str:
    """A group's title, what it is about, and a row per pattern."""
    title = f"**{cell(group.title)}**" + (" (key metric)" if group.headline else "")
    lines = [
        title,
        *([cell(group.about)] if group.about else []),
        row(HEADINGS),
        row(["---"] * len(HEADINGS)),
    ]
    lines[-2:-2] = [""]
    for pattern in group.patterns:
        names = [name for name in catalogue.patterns[pattern] if name in catalogue.metrics]
        lines += [row(metric_cells(name, catalogue.metrics[name].attributes)) for name in names]
    return "\n".join(lines)


def metric_cells(name: str, attributes: models.MetricAttributes) -> list[str]:
    """The cells of a metric's row; what has no column of its own follows the description."""
    notes = [
        attributes.about,
        f"unit: {attributes.unit}" if attributes.unit else None,
        f"range {bounds(attributes.range)}" if attributes.range else None,
        f"typical: {attributes.typical}" if attributes.typical is not None else None,
        "; ".join(f"{value} = {word}" for value, word in attributes.values.items()) or None,
        f"formerly {', '.join(attributes.was_logged_as)}" if attributes.was_logged_as else None,
    ]
    healthy = [
        attributes.healthy,
        *conditions("warning", attributes.warn),
        *conditions("critical", attributes.critical),
    ]
    return [
        f"`{name}`",
        cell("; ".join(note for note in notes if note)),
        attributes.goal or "",
        cell("; ".join(text for text in healthy if text)),
        f"every {attributes.every}" if attributes.every else "",
    ]


def conditions(level: str, written: dict[str, str]) -> list[str]:
    """Warnings in words: ``warning above 100: Exploding gradients``."""
    return [f"{level} {condition}: {meaning}" for condition, meaning in written.items()]


def bounds(range: Sequence[float | None]) -> str:
    """A range in words, open where a bound is missing."""
    low, high = (f"{bound:g}" if bound is not None else "" for bound in range)
    return f"{low} to {high}".strip()


def troubleshooting_markdown(entries: Iterable[models.Trouble]) -> str:
    """Each symptom with its cause and what helps."""
    return "\n\n".join(trouble(entry) for entry in entries)


def trouble(entry: models.Trouble) -> str:
    """One entry."""
    lines = [f"**{entry.symptom or entry.when or 'Trouble'}**", ""]
    if entry.symptom and entry.when:
        lines.append(f"- When: {entry.when}")
    if entry.cause:
        lines.append(f"- Cause: {entry.cause}")
    lines += [f"- Fix: {fix}" for fix in entry.fix]
    lines += [f"- Set: `{key}` to `{value}`" for key, value in entry.set.items()]
    return "\n".join(lines)


def row(cells: Iterable[str]) -> str:
    """A row of a Markdown table."""
    return "| " + " | ".join(cells) + " |"


def cell(text: str) -> str:
    """Text that stays within its cell."""
    return " ".join(text.replace("|", "\\|").split())
