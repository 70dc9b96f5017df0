"""Custom charts: a query, field settings, and strings that carry thresholds and boundaries.

The strings ``thresholds``, ``bands_from``, ``bands_to``, ``boundaries`` and the like with their labels are
wbgen's own convention for its generic charts: values separated by commas, labels by bars, one for each value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, islice, zip_longest

from wbgen.views.outline.reading import dig, items, mapping, number, split, text, texts

MAX_MARKS = 100
MAX_QUERY_DEPTH = 10
MAX_SETTINGS = 30

_MARKS = ("thresholds", "threshold_labels", "boundaries", "boundary_labels")
_BANDS = ("bands_from", "bands_to", "band_labels", "band_colors")

#: Strings of wbgen's charts that repeat what is shown anyway, or say nothing at this value.
_PLAIN = {
    **dict.fromkeys(("x_title", "labels", "right_labels", "events_label", "single", "by", "metric")),
    **dict.fromkeys(("y_scale", "y2_scale", "scale"), "linear"),
}

#: Strings of wbgen's charts by the words people use for them.
_WORDS = {
    **{"y_title": "y axis", "y_scale": "y scale"},
    **{"right": "right axis", "y2_title": "right axis title", "y2_scale": "right axis scale"},
}

#: What wbgen's generic charts draw, by the beginning of their names.
_KINDS = {
    "wbgen-heatmap-": "Heatmap",
    "wbgen-histogram-": "Histogram over time",
    "wbgen-distribution-": "Histogram",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A line drawn across a chart. ``at``: where, or None if ``written`` is not a number."""

    at: float | None
    written: str
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What a custom chart panel asks for. ``name``: the chart's id, ``entity/name``. ``kind``: in words."""

    name: str
    kind: str
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
    events = text(strings.get("events"))
    keys = _query_keys(dig(config, "userQuery", "queryFields"))
    metrics = tuple(key for key in keys if key not in (x, events))
    hidden = {"title", *_MARKS, *_BANDS}
    if (*split(strings.get("metrics")), *split(strings.get("right"))) == metrics:
        hidden.add("metrics")
    settings = chain(
        ((f"field {text(key)}", text(value)) for key, value in fields.items() if key != "x"),
        (
            (_WORDS.get(text(key), text(key)), ", ".join(split(value)) if key == "right" else text(value))
            for key, value in strings.items()
            if key not in hidden and told(key, value)
        ),
        (("bands", ", ".join(_bands(strings))),),
    )
    named = islice(((label, value) for label, value in settings if value), MAX_SETTINGS)
    return Chart(
        name=name,
        kind=next((words for start, words in _KINDS.items() if name.partition("/")[2].startswith(start)), ""),
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


def _bands(strings: Mapping[str, object]) -> tuple[str, ...]:
    """Bands in words: ``0.2 to 0.8 (ok)``, ``above 0.7``."""
    lows, highs = (split(strings.get(key))[:MAX_MARKS] for key in ("bands_from", "bands_to"))
    labels = split(strings.get("band_labels"), "|")[:MAX_MARKS]
    found = []
    for low, high, label in zip_longest(lows, highs, labels, fillvalue=""):
        shown = f"{low} to {high}" if low and high else f"above {low}" if low else f"below {high}"
        if low or high:
            found.append(f"{shown} ({label})" if label else shown)
    return tuple(found)
