"""The generated texts of a report in Markdown: metrics, health, phases, troubleshooting and the like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from wbgen.spec import models
from wbgen.spec.guide import Block, Catalogue, Group, Guide

HEADINGS = ("Metric", "What it says", "Goal", "Healthy", "Logged")


def metrics_markdown(catalogue: Catalogue, titles: Sequence[str] | None) -> str:
    """A table per metric group; of the named groups, or of all."""
    groups = [group for group in catalogue.groups if titles is None or {group.title, group.id} & {*titles}]
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


def health_markdown(rules: Mapping[str, models.HealthRule], ids: Sequence[str] | None) -> str:
    """Each rule with its level, when it holds and what helps; of the named rules, or of all."""
    chosen = [(id, rule) for id, rule in rules.items() if ids is None or id in ids]
    return "\n\n".join(health_rule(id, rule) for id, rule in chosen)


def health_rule(id: str, rule: models.HealthRule) -> str:
    """One rule."""
    lines = [f"**{rule.title or words(id)}** ({rule.level})", "", *([rule.about, ""] if rule.about else [])]
    lines += [f"- When: {condition(rule)}"]
    return "\n".join([*lines, *(f"- Fix: {fix}" for fix in rule.fix)])


def condition(rule: models.HealthRule) -> str:
    """When a rule holds, in words."""
    if rule.when is not None:
        return f"`{rule.when}`"
    parts = ", ".join(f"`{part}`" for part in rule.of)
    return f"at least {rule.at_least if rule.at_least is not None else len(rule.of)} of {parts}"


def words(id: str) -> str:
    """An id as words: ``mode-collapse`` is ``Mode collapse``."""
    return id.replace("-", " ").replace("_", " ").capitalize()


def health_items(rules: Mapping[str, models.HealthRule]) -> list[str]:
    """A text to tick per rule."""
    return [f"{rule.title or words(id)}: {condition(rule)}" for id, rule in rules.items()]


def phases_markdown(phases: Iterable[models.Phase]) -> str:
    """Each phase with how far it goes and what to expect of it."""
    return "\n\n".join(phase(each) for each in phases)


def phase(each: models.Phase) -> str:
    """One phase."""
    extent = [
        f"until {each.until}" if each.until is not None else "",
        f"{each.steps} steps" if each.steps else "",
    ]
    shown = ", ".join(part for part in extent if part)
    lines = [f"**{each.title}**" + (f" ({shown})" if shown else ""), *([each.about] if each.about else [])]
    return "\n\n".join([*lines, *(["\n".join(f"- {text}" for text in each.check)] if each.check else [])])


def priorities_markdown(priorities: Iterable[models.Priority]) -> str:
    """What runs are ranked by, as a numbered list."""
    return "\n".join(f"{at}. {priority(each)}" for at, each in enumerate(priorities, 1))


def priority(each: models.Priority) -> str:
    """One item of the ranking."""
    names = ", ".join(f"`{name}`" for name in each.metric)
    goal = f"({each.goal})" if each.goal else ""
    weight = f"weight {each.weight:g}" if each.weight is not None else ""
    said = " ".join(part for part in (names, goal, weight) if part)
    return (f"**{each.title}**: " if each.title else "") + said + (f": {each.about}" if each.about else "")


def practices_markdown(practices: Iterable[str]) -> str:
    """Good practices as a list."""
    return "\n".join(f"- {text}" for text in practices)


def commands_markdown(commands: Iterable[models.Command]) -> str:
    """Each command in a box of its own."""
    return "\n\n".join(
        (f"{each.title}\n\n" if each.title else "") + f"```bash\n{each.run.strip()}\n```" for each in commands
    )


def links_markdown(links: Iterable[models.Link]) -> str:
    """Links as a list."""
    return "\n".join(f"- [{each.title or each.url}]({each.url})" for each in links)


def generated(guide: Guide, block: Block) -> str | None:
    """The Markdown of a block that is made of the spec; None where the block is not one."""
    known = guide.knowledge
    match block:
        case models.MetricsBlock():
            return metrics_markdown(guide.catalogue, block.metrics)
        case models.TroubleshootingBlock():
            return troubleshooting_markdown(guide.troubleshooting)
        case models.HealthBlock():
            return health_markdown(known.health, block.health)
        case models.PhasesBlock():
            return phases_markdown(known.phases)
        case models.PrioritiesBlock():
            return priorities_markdown(known.priorities)
        case models.PracticesBlock():
            return practices_markdown(known.practices)
        case models.CommandsBlock():
            return commands_markdown(known.commands)
        case models.LinksBlock():
            return links_markdown(known.links)
        case _:
            return None


def row(cells: Iterable[str]) -> str:
    """A row of a Markdown table."""
    return "| " + " | ".join(cells) + " |"


def cell(text: str) -> str:
    """Text that stays within its cell."""
    return " ".join(text.replace("|", "\\|").split())
