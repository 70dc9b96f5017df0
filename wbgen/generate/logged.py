"""What a script logs: the catalogue's patterns as arguments of the logger, by cadence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wbgen.generate.python import distinct, filled_text, identifier, literal, pattern_name
from wbgen.spec.conditions import parse_condition
from wbgen.spec.guide import Dimension, Guide, Written
from wbgen.spec.names import fill, placeholders

#: The type of a metric's value in the script.
VALUE_TYPES = {
    None: "float",
    "scalar": "float",
    "category": "int",
    "flag": "bool",
    "event": "float",
    "text": "str",
    "histogram": "Sequence[float]",
    "image": "Picture",
    "audio": "wandb.Audio",
    "video": "wandb.Video",
    "table": "Sequence[Sequence[Any]]",
    "media": "Any",
}

#: Of the logger's functions, the one that makes of a value what the wandb client takes.
CONVERTERS = {"flag": "int", "histogram": "histogram", "image": "wandb.Image"}

#: Names that the logger's methods have for themselves.
OWN_NAMES = ("self", "step", "epoch", "values", "value", "histogram", "table", "wandb", "int")

COUNTED = re.compile(r"([1-9][0-9]*) (step|epoch)s?\Z")


@dataclass(frozen=True, slots=True)
class Logged:
    """A metric as an argument of the logger.

    annotation: its type.  key: the expression of its name.  value: the type of one value.  variables: what a
    mapping's keys are called in the loop over it; empty for a single metric.  members: for each variable, the
    expression of the values that the spec knows.  converter: applied to the value, if anything is.
    columns: of a table.
    """

    pattern: str
    argument: str
    annotation: str
    key: str
    about: str
    value: str = "float"
    variables: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    converter: str | None = None
    columns: tuple[str, ...] | None = None
    optional: bool = False

    def logged(self, value: str) -> str:
        """The expression of what the client is given for a value."""
        return f"{self.converter}({value})" if self.converter else value


@dataclass(frozen=True, slots=True)
class Cadence:
    """What is logged together. text: ``10 steps``.  method: ``every_10_steps``.  every: 0 for once or end."""

    text: str
    method: str
    every: int
    metrics: tuple[Logged, ...]

    @property
    def of_epochs(self) -> bool:
        """Whether it counts epochs."""
        return "epoch" in self.text

    @property
    def when(self) -> str:
        """In words."""
        return {"once": "once, at the beginning", "end": "at the end"}.get(self.text, f"every {self.text}")


@dataclass(frozen=True, slots=True)
class Alert:
    """A bound that is not to be crossed. pattern: a regex of names; low, high: Python literals, one None."""

    pattern: str
    condition: str
    low: str
    high: str
    level: str
    text: str


@dataclass(frozen=True, slots=True)
class Alias:
    """The values of a closed dimension as a type: ``Term = Literal["simple", "vel"]``."""

    name: str
    constant: str
    values: tuple[str, ...]


def cadences_of(guide: Guide) -> list[Cadence]:
    """Every cadence of the catalogue in the order of its first metric."""
    by_text: dict[str, list[Written]] = {}
    for written in guide.catalogue.written.values():
        if written.logged_by == "script" and written.pattern != guide.x:
            text = singular(written.attributes.every or "step")
            by_text.setdefault(text, []).append(written)
    return [cadence(text, metrics, guide) for text, metrics in by_text.items()]


def singular(text: str) -> str:
    """``1 steps`` is ``step``."""
    found = COUNTED.match(text)
    return found[2] if found and found[1] == "1" else text


def cadence(text: str, metrics: Sequence[Written], guide: Guide) -> Cadence:
    """One cadence with its metrics."""
    found = COUNTED.match(text)
    every = int(found[1]) if found else int(text in ("step", "epoch"))
    method = {"once": "once", "end": "at_end"}.get(text) or "every_" + text.replace(" ", "_")
    names = argument_names([metric.pattern for metric in metrics])
    dimensions = guide.catalogue.dimensions
    return Cadence(
        text,
        method,
        every,
        tuple(logged(metric, name, names, dimensions) for metric, name in zip(metrics, names, strict=True)),
    )


def argument_names(patterns: Sequence[str]) -> list[str]:
    """The names of arguments: without placeholders, but where two would be called the same."""
    short = [pattern_name(pattern) for pattern in patterns]
    names = [
        identifier(pattern) if placeholders(pattern) and short.count(name) > 1 else name
        for pattern, name in zip(patterns, short, strict=True)
    ]
    return distinct((f"{name}_" if name in OWN_NAMES else name for name in names), OWN_NAMES)


def logged(
    metric: Written, argument: str, arguments: Sequence[str], dimensions: Mapping[str, Dimension]
) -> Logged:
    """One metric as an argument. arguments: all names of the call."""
    attributes = metric.attributes
    value = VALUE_TYPES[attributes.type]
    named = placeholders(metric.pattern)
    # The loop over `dataset/<dataset>` is over an argument `dataset`.
    taken = {*OWN_NAMES, *arguments}
    spoken = (f"{name}_name" if name in taken else name for name in map(identifier, named))
    variables = dict(zip(named, distinct(spoken, taken), strict=True))
    keys = [key_type(dimensions[name]) for name in named]
    key = keys[0] if len(keys) == 1 else f"tuple[{', '.join(keys)}]"
    annotation = f"Mapping[{key}, {value}]" if named else value
    return Logged(
        pattern=metric.pattern,
        argument=argument,
        annotation=f"{annotation} | None" if attributes.only_if else annotation,
        key=filled_text(metric.pattern, variables),
        about=attributes.about or "",
        value=value,
        members=tuple(members_of(dimensions[name]) for name in named),
        variables=tuple(variables.values()),
        converter=CONVERTERS.get(attributes.type or ""),
        columns=tuple(attributes.columns or ()) if attributes.type == "table" else None,
        optional=attributes.only_if is not None,
    )


def key_type(dimension: Dimension) -> str:
    """The type of a dimension's values: whole numbers, texts, or the texts there are."""
    if dimension.digits:
        return "int"
    return "str" if dimension.open else alias_name(dimension)


def members_of(dimension: Dimension) -> str:
    """The expression of the values that a dimension is known to have."""
    if dimension.digits:
        return literal(tuple(map(int, dimension.values)))
    return literal(tuple(dimension.values)) if dimension.open else alias_constant(dimension)


def alias_constant(dimension: Dimension) -> str:
    """The name of a closed dimension's values: ``TERMS``."""
    return f"{identifier(dimension.name).rstrip('_').upper()}S"


def alias_name(dimension: Dimension) -> str:
    """The name of the type of a closed dimension's values: ``Term``."""
    return "".join(part.capitalize() for part in identifier(dimension.name).split("_"))


def aliases_of(guide: Guide, cadences: Sequence[Cadence]) -> list[Alias]:
    """The types of the closed dimensions that any logged pattern has."""
    used = {name for one in cadences for metric in one.metrics for name in placeholders(metric.pattern)}
    return [
        Alias(alias_name(dimension), alias_constant(dimension), dimension.values)
        for dimension in guide.catalogue.dimensions.values()
        if dimension.name in used and not dimension.open and not dimension.digits
    ]


def alerts_of(guide: Guide) -> list[Alert]:
    """The conditions of the catalogue under which a person is told: ``warn`` and ``critical``."""
    return [
        Alert(
            pattern=literal(name_regex(metric.pattern)),
            condition=literal(text),
            low=literal(parse_condition(text).low),
            high=literal(parse_condition(text).high),
            level=level,
            text=literal(meaning),
        )
        for metric in guide.catalogue.written.values()
        if metric.logged_by == "script"
        for level, conditions in (("ERROR", metric.attributes.critical), ("WARN", metric.attributes.warn))
        for text, meaning in conditions.items()
    ]


def name_regex(pattern: str) -> str:
    """A regular expression of the names a pattern stands for."""
    dims = placeholders(pattern)
    marked = fill(pattern, dict.fromkeys(dims, "\0"))
    return "[^/]+".join(map(re.escape, marked.split("\0"))) + r"\Z"


def headlines_of(guide: Guide) -> list[str]:
    """The names told while the script runs: the headline metrics, else the first that has a goal."""
    groups = {group.title: group.headline for group in guide.catalogue.groups}
    scalars = [
        metric
        for metric in guide.catalogue.metrics.values()
        if VALUE_TYPES[metric.attributes.type] == "float" and metric.attributes.every not in ("once", "end")
    ]
    chosen = [m for m in scalars if m.attributes.headline or groups.get(m.group)]
    return [m.name for m in (chosen or [m for m in scalars if m.attributes.goal] or scalars)[:4]]


def summaries_of(guide: Guide) -> list[tuple[str, str, str]]:
    """What summaries keep, where a metric says it: name, kinds and goal as Python literals."""
    return [
        (literal(name), literal(",".join(w.attributes.summary)), literal(w.attributes.goal))
        for w in guide.catalogue.written.values()
        if w.attributes.summary and w.logged_by == "script"
        for name in guide.catalogue.patterns.get(w.pattern, ())
    ]
