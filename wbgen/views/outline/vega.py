"""Custom charts: a query, field settings, and strings that carry thresholds and boundaries.

The strings ``thresholds``, ``threshold_labels``, ``boundaries`` and ``boundary_labels`` are wbgen's own
convention for its generic charts: values separated by commas, labels by bars, one for each value.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice, zip_longest

from wbgen.views.outline.reading import dig, items, mapping, number, split, text, texts

MAX_MARKS = 100
MAX_QUERY_DEPTH = 10
MAX_SETTINGS = 30

_MARKS = ("thresholds", "threshold_labels", "boundaries", "boundary_labels")

#: Strings of wbgen's charts that repeat what is shown anyway, or say nothing at this value.
_PLAIN = {"x_title": None, "labels": None, "y_scale": "linear"}


#: Strings of wbgen's charts by what they are called where they are told.
_WORDS = {"y_title": "y axis", "y_scale": "y scale"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A line drawn across a chart. ``at``: where, or None if ``written`` is not a number."""

    at: float | None
    written: str
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What a custom chart panel asks for. ``name``: the chart's id, ``entity/name``."""

    name: str
    title: str
    x: str
    metrics: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    thresholds: tuple[Mark, ...]
    boundaries: tuple[Mark, ...]


def read_chart(config: object) -> Chart:
    """A chart from a Vega2 panel's config; its metrics are the keys of its query, less the x field."""
    fields = mapping(dig(config, "fieldSettings"))
    strings = mapping(dig(config, "stringSettings"))
    name = text(dig(config, "panelDefId"))
    x = text(fields.get("x"))
    metrics = tuple(key for key in _query_keys(dig(config, "userQuery", "queryFields")) if key != x)
    hidden = {"title", *_MARKS}
    if split(strings.get("metrics")) == metrics:
        hidden.add("metrics")
    settings = chain(
        ((f"field {text(key)}", text(value)) for key, value in fields.items() if key != "x"),
        (
            (_WORDS.get(key, text(key)), text(value))
            for key, value in strings.items()
            if key not in hidden and told(key, value)
        ),
    )
    named = islice(((label, value) for label, value in settings if value), MAX_SETTINGS)
    return Chart(
        name=name,
        title=text(strings.get("title")).strip(),
        x=x,
        metrics=metrics,
        facts=tuple(named),
        thresholds=_marks(strings.get("thresholds"), strings.get("threshold_labels")),
        boundaries=_marks(strings.get("boundaries"), strings.get("boundary_labels")),
    )


def told(key: str, value: object) -> bool:
    """Whether a string of a chart says something that the panel does not show already."""
    return key not in _PLAIN or _PLAIN[key] not in (None, value)


def _query_keys(fields: object, depth: int = 0) -> tuple[str, ...]:
    """Every value of an argument called ``keys``, wherever in the query it stands, each once."""
    if depth > MAX_QUERY_DEPTH:
        return ()
    found: dict[str, None] = {}
    for field in items(fields):
        for argument in items(dig(field, "args")):
            if dig(argument, "name") == "keys":
                found.update(dict.fromkeys(texts(dig(argument, "value"))))
        found.update(dict.fromkeys(_query_keys(dig(field, "fields"), depth + 1)))
    return tuple(found)


def _marks(values: object, labels: object) -> tuple[Mark, ...]:
    pairs = zip_longest(split(values)[:MAX_MARKS], split(labels, "|")[:MAX_MARKS], fillvalue="")
    return tuple(Mark(number(value), value, label) for value, label in pairs if value)
