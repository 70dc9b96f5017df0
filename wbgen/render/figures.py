"""Numbers on axes and in data: short for people, and short on the wire."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

#: Tick labels as Vega expressions: ``12k`` for steps, ``1.2e-4`` for what is very small or very large.
FAR = (
    "datum.value !== 0 && (abs(datum.value) < 0.001 || abs(datum.value) >= 1e15)"
    " ? format(datum.value, '.2~e')"
)
X_LABELS = f"{FAR} : abs(datum.value) >= 10000 ? format(datum.value, '.4~s') : format(datum.value, '.6~g')"
Y_LABELS = f"{FAR} : abs(datum.value) >= 10000 ? format(datum.value, '.3~s') : format(datum.value, '.5~g')"

#: Of times: by a clock of 24 hours (Vega's own says 08:24 twice a day); days and longer as Vega has them.
TIME_LABELS = "timeFormat(datum.value, {hours: '%H:%M', minutes: '%H:%M', seconds: '%H:%M:%S'})"

#: Of a logarithmic axis, only 1, 2 and 5 of each decade have labels and lines.
BETWEEN = "indexof([1, 2, 5], round(datum.value / pow(10, floor(log(datum.value) / LN10 + 1e-9)))) < 0"
X_LOG_LABELS = f"{BETWEEN} ? '' : {X_LABELS}"
LOG_GRID: dict[str, Any] = {
    "labelExpr": f"{BETWEEN} ? '' : {Y_LABELS}",
    "gridOpacity": {"condition": {"test": BETWEEN, "value": 0}, "value": 1},
}

#: Digits that tell apart what a screen can: the range of a column in a hundred thousand steps.
DIGITS, MOST_DIGITS = 6, 16


def rounded(frame: pl.DataFrame, name: str) -> list[Any]:
    """A column as numbers of no more digits than a screen shows; whole ones as integers."""
    import polars as pl

    column = frame[name]
    if column.dtype.is_integer():
        return column.to_list()
    known = column.drop_nulls()
    if known.is_empty():
        return column.to_list()
    least, most = float(known.min()), float(known.max())  # type: ignore[arg-type]
    if max(abs(least), abs(most)) < 1e15 and (known == known.floor()).all():
        return column.cast(pl.Int64).to_list()
    return column.round_sig_figs(digits(least, most)).to_list()


def digits(least: float, most: float) -> int:
    """Digits for numbers of a range: more where it is narrow beside the numbers themselves."""
    size, width = max(abs(least), abs(most)), most - least
    if not 0 < width < size:
        return DIGITS
    return min(MOST_DIGITS, DIGITS + math.ceil(math.log10(size / width)))
