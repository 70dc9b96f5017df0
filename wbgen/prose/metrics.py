"""The catalogue in words: a table of metrics per group, the dimensions, and the names of old."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wbgen.prose.language import Say
from wbgen.prose.markdown import cell, code_cell, inline, table, together
from wbgen.spec import models
from wbgen.spec.guide import Catalogue, Group

HEAD = ("Metric", "What it says", "Values", "Healthy", "Trouble", "Logged")


def metrics(catalogue: Catalogue, titles: Sequence[str] | None, say: Say, heading: str = "**{0}**") -> str:
    """A table per group of metrics; of the groups with these titles or ids, or of all.

    heading: how a group's title is set.
    """
    groups = [each for each in catalogue.groups if titles is None or {each.title, each.id} & {*titles}]
    return together(group_table(catalogue, group, say, heading) for group in groups)


def group_table(catalogue: Catalogue, group: Group, say: Say, heading: str) -> str:
    """A group's title, what it is about, and a row per metric as it is written.

    When they are logged is told once, where it is the same for all of them.
    """
    members = [(pattern, catalogue.written[pattern].attributes) for pattern in group.patterns]
    title = heading.format(inline(group.title)) + (f" ({say('key metrics')})" if group.headline else "")
    cadences = {logged(metric, say) for _, metric in members}
    alike = cadences.pop() if len(cadences) == 1 else ""
    rows = [
        metric_row(pattern, metric, "" if alike else logged(metric, say), say) for pattern, metric in members
    ]
    return together(
        [
            title,
            inline(group.about) if group.about else "",
            table([say(word) for word in HEAD], rows),
            f"{say('Logged')}: {alike}" if alike else "",
        ]
    )


def metric_row(pattern: str, metric: models.MetricAttributes, logged: str, say: Say) -> list[str]:
    """The cells of a metric."""
    headline = [f"**{say('Key metric')}.**"] if metric.headline else []
    return [
        code_cell(pattern),
        " ".join([*headline, *([cell(metric.about)] if metric.about else [])]),
        values(metric, say),
        healthy(metric, say),
        "; ".join([*conditions("warning", metric.warn, say), *conditions("critical", metric.critical, say)]),
        logged,
    ]


def healthy(metric: models.MetricAttributes, say: Say) -> str:
    """What is healthy, and what is typical."""
    typical = say("typical: {0}", say.condition(str(metric.typical))) if metric.typical is not None else ""
    parts = [say.condition(metric.healthy) if metric.healthy else "", typical]
    return "; ".join(cell(part) for part in parts if part)


def values(metric: models.MetricAttributes, say: Say) -> str:
    """What its values are: of which kind, within which bounds, and which way is better."""
    parts = [
        say(metric.type) if metric.type not in (None, "scalar") else "",
        bounds(metric.range, say) if metric.range else "",
        cell(metric.unit) if metric.unit else "",
        say(metric.goal) if metric.goal else "",
        ", ".join(f"{cell(value)} = {cell(word)}" for value, word in metric.values.items()),
        ", ".join(map(code_cell, metric.columns)),
    ]
    return "; ".join(part for part in parts if part)


def bounds(range: Sequence[float | None], say: Say) -> str:
    """A range in words, open where a bound is missing."""
    low, high = (f"{bound:g}" if bound is not None else None for bound in range)
    if low is not None and high is not None:
        return say("{0} to {1}", low, high)
    return say("from {0}", low) if low is not None else say("up to {0}", high)


def logged(metric: models.MetricAttributes, say: Say) -> str:
    """How often it is logged, for which runs, and what of it is kept at the end."""
    parts = [
        say.cadence(metric.every) if metric.every else "",
        say("if {0}", code_cell(metric.only_if)) if metric.only_if else "",
        say("summary: {0}", ", ".join(metric.summary)) if metric.summary else "",
    ]
    return "; ".join(part for part in parts if part)


def conditions(level: str, written: Mapping[str, str], say: Say) -> list[str]:
    """What is wrong when: ``above 100: Exploding gradients (critical)``."""
    return [f"{cell(say.condition(when))}: {cell(told)} ({say(level)})" for when, told in written.items()]


def dimensions(catalogue: Catalogue, say: Say) -> str:
    """What the placeholders in names stand for."""
    head = [say(word) for word in ("In names", "Stands for", "Never")]
    return table(
        head,
        (
            [
                code_cell(f"<{dimension.name}>"),
                ", ".join(map(code_cell, dimension.values))
                + (f" ({say('and what a run brings')})" if dimension.open else ""),
                ", ".join(map(code_cell, dimension.excluded)),
            ]
            for dimension in catalogue.dimensions.values()
        ),
    )


def former_names(catalogue: Catalogue, say: Say) -> str:
    """The names that metrics had before."""
    renamed = [(each.attributes.was_logged_as, each.pattern) for each in catalogue.written.values()]
    rows = ([", ".join(map(code_cell, old)), code_cell(new)] for old, new in renamed if old)
    return table([say("It was logged as"), say("It is logged as")], rows)
