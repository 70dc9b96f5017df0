"""Values and labels as the strings of a chart can carry them."""

from __future__ import annotations

from collections.abc import Iterable

from wbgen.spec.names import BUILT_INS

#: What would end a JSON string where a chart's strings are put into its text, and what stands in for it.
IN_JSON = str.maketrans({'"': "\u201d", "\\": "/", "\n": " ", "\r": " "})

#: The same for labels, which stand in expressions between apostrophes and are split at bars.
IN_LIST = IN_JSON | str.maketrans({"'": "\u2019", "|": "\u00a6"})

AXIS_TITLES = dict(zip(BUILT_INS, ("Step", "Relative time (s)", "Wall time"), strict=True))


def carried(text: str, stand_ins: dict[int, str] = IN_LIST) -> str:
    """A text as a chart's strings can carry it: quotes become typographic, separators look-alikes."""
    return text.translate(stand_ins).replace("${", "$(")  # W&B would take it for a string to fill in


def title(written: str | None, otherwise: str = "") -> str:
    """A title, which stands in the chart's JSON and in no expression."""
    return carried(written or otherwise, IN_JSON)


def axis_title(written: str | None, x: str) -> str:
    """The title of an x axis: what the author says, else what people call it."""
    return title(written, AXIS_TITLES.get(x, x))


def labels(texts: Iterable[str]) -> str:
    """Labels in one string, between bars."""
    return "|".join(carried(text) for text in texts)


def numbers(values: Iterable[float | None]) -> str:
    """Numbers in one string, between commas; a missing one leaves its place empty."""
    return ",".join("" if value is None else f"{value:.12g}" for value in values)


def scale(log: bool | None) -> str:
    """The name of a scale."""
    return "log" if log else "linear"
