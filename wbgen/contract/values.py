"""Values: of the declared type, within the declared range, finite."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from wbgen.contract.arrays import Numbers, Rows
from wbgen.contract.declared import Declared
from wbgen.contract.finding import ERROR, WARNING, Finding, finding
from wbgen.contract.names import kinds
from wbgen.contract.subject import Column, Subject
from wbgen.runs.keys import Kind
from wbgen.spec.conditions import NUMBER
from wbgen.spec.diagnostics import listed

MEDIA = frozenset({Kind.IMAGE, Kind.AUDIO, Kind.VIDEO, Kind.TABLE, Kind.HTML, Kind.OTHER})

#: What the values of each declared type may be.
TAKEN: dict[str, frozenset[Kind]] = {
    "scalar": frozenset({Kind.NUMBER}),
    "category": frozenset({Kind.NUMBER, Kind.TEXT}),
    "flag": frozenset({Kind.NUMBER}),
    "event": frozenset({Kind.NUMBER}),
    "text": frozenset({Kind.TEXT}),
    "histogram": frozenset({Kind.HISTOGRAM}),
    "image": frozenset({Kind.IMAGE}),
    "audio": frozenset({Kind.AUDIO}),
    "video": frozenset({Kind.VIDEO}),
    "table": frozenset({Kind.TABLE}),
    "media": MEDIA,
}

#: How values are to be logged so that they are of a type.
HOW: dict[str, str] = {
    "text": "log a text",
    "histogram": "log `wandb.Histogram(...)`",
    "image": "log `wandb.Image(...)`",
    "audio": "log `wandb.Audio(...)`",
    "video": "log `wandb.Video(...)`",
    "table": "log `wandb.Table(...)`",
    "media": "log one of wandb's media objects",
}

#: How far a value may lie beyond a bound and be within it: computed in single precision, 1 may be 1.0000001.
SLACK = 1e-6


def value_findings(subject: Subject) -> Iterator[Finding]:
    """Everything there is to say of the values of declared metrics."""
    found = kinds(subject)
    for name, kind in found.items():
        one = subject.declared.find(name)
        if one is None:
            continue
        yield from wrong_type(subject, one, kind)
        if name in subject.keys and allowed(one, kind):
            column = subject.column(name)
            yield from wrong_values(one, column)
            if column.numbers is not None:
                yield from not_finite(one, column)
                yield from out_of_range(one, column)


def type_of(one: Declared) -> str:
    """What is declared of a metric's values: numbers unless said otherwise."""
    return one.attributes.type or "scalar"


def allowed(one: Declared, kind: Kind) -> bool:
    """Whether values are of the declared type. A category with numbers for names is logged as numbers."""
    declared = type_of(one)
    if declared == "category" and one.attributes.values:
        numbers = all(NUMBER.fullmatch(value) for value in one.attributes.values)
        return kind is (Kind.NUMBER if numbers else Kind.TEXT)
    return kind in TAKEN[declared]


def wrong_type(subject: Subject, one: Declared, kind: Kind) -> Iterator[Finding]:
    """Values of another type than declared, all or some of them."""
    declared = type_of(one)
    said = {"metric": one.name, "pattern": one.pattern, "same": str(kind)}
    if not allowed(one, kind):
        message = f"`{one.name}` is declared as {declared} and logged as {kind}"
        cure = f"{HOW.get(declared, 'log a number')}, or declare {like(kind)}"
        yield finding("wrong-type", message, cure=cure, **said)  # type: ignore[arg-type]
        return
    key = subject.keys.get(one.name)
    if key is not None and key.others:
        whole = key.rows + key.others
        message = f"{key.others:,} of the {whole:,} values of `{one.name}` are no {kind}"
        cure = f"log values of one type: {declared}"
        yield finding("wrong-type", message, cure=cure, rows=key.others, **said)  # type: ignore[arg-type]


def like(kind: Kind) -> str:
    """How a metric is declared that is logged so."""
    declared = next((name for name, taken in TAKEN.items() if taken == {kind}), None)
    return f"`type: {declared}`" if declared else "`type: media`"


def wrong_values(one: Declared, column: Column) -> Iterator[Finding]:
    """Values that a category or a flag does not have."""
    names = declared_values(one)
    if names is None:
        return
    if column.numbers is None:
        strange: list[str] = [text for text in column.texts if text not in names]
        rows, since = None, None
    else:
        numbers = [float(name) for name in names]
        finite = np.isfinite(column.numbers)
        out = finite & ~np.isin(column.numbers, numbers)
        strange = [f"{value:g}" for value in np.unique(column.numbers[out])[:1000]]
        rows = int(out.sum())
        since = int(column.steps[out][0]) if rows else None
    if strange:
        what = "a flag, 0 or 1" if type_of(one) == "flag" else f"a category of {listed(names)}"
        message = f"`{one.name}` is {what}, and was logged as {listed(strange, 4)}"
        cure = "log one of its values" + (", or declare the others" if type_of(one) == "category" else "")
        yield finding(
            "wrong-value", message, cure=cure, metric=one.name, pattern=one.pattern, since=since, rows=rows
        )


def declared_values(one: Declared) -> tuple[str, ...] | None:
    """The values that a metric may have; None where the spec does not say."""
    if type_of(one) == "flag":
        return ("0", "1")
    return tuple(one.attributes.values) if type_of(one) == "category" and one.attributes.values else None


def not_finite(one: Declared, column: Column) -> Iterator[Finding]:
    """NaN and infinities. Where the last value is a number again, it is a warning."""
    assert column.numbers is not None
    bad = ~np.isfinite(column.numbers)
    if not bad.any():
        return
    sorts = (("NaN", np.isnan(column.numbers)), ("infinite", np.isinf(column.numbers)))
    words = " and ".join(word for word, there in sorts if there.any())
    over = not bad[-1]
    since, until = span(column, bad, over=over)
    message = f"`{one.name}` is {words} in {int(bad.sum()):,} of {len(bad):,} values, {when(since, until)}"
    yield finding(
        "not-finite",
        message,
        WARNING if over else ERROR,
        cure="look for a division by zero, a logarithm of zero, or a learning rate that is too large",
        metric=one.name,
        pattern=one.pattern,
        since=since,
        until=until,
        rows=int(bad.sum()),
    )


def out_of_range(one: Declared, column: Column) -> Iterator[Finding]:
    """Values beyond the declared range."""
    assert column.numbers is not None
    low, high = one.attributes.range or (None, None)
    beyond = outside(column.numbers, low, high)
    if not beyond.any():
        return
    values = column.numbers[beyond]
    above = values.max() - high if high is not None else -np.inf
    below = low - values.min() if low is not None else -np.inf
    worst = values.max() if above >= below else values.min()
    over = not beyond[-1]
    since, until = span(column, beyond, over=over)
    message = (
        f"`{one.name}` lies outside {interval(low, high)} in {len(values):,} of {len(beyond):,} values, "
        f"{when(since, until)}; the worst is {worst:g}"
    )
    yield finding(
        "out-of-range",
        message,
        cure="correct what is logged, or declare the range it really has",
        metric=one.name,
        pattern=one.pattern,
        since=since,
        until=until,
        rows=len(values),
    )


def outside(values: Numbers, low: float | None, high: float | None) -> Rows:
    """Which finite values lie beyond either bound."""
    beyond = np.zeros(len(values), dtype=bool)
    with np.errstate(invalid="ignore"):
        if low is not None:
            beyond |= values < low - SLACK * max(1.0, abs(low))
        if high is not None:
            beyond |= values > high + SLACK * max(1.0, abs(high))
    finite: Rows = np.isfinite(values)
    return beyond & finite


def interval(low: float | None, high: float | None) -> str:
    """A range in words."""
    if low is None:
        return f"its range up to {high:g}"
    return f"its range from {low:g}" + (f" to {high:g}" if high is not None else " up")


def span(column: Column, rows: Rows, *, over: bool) -> tuple[int, int | None]:
    """The step of the first of some rows, and of the last where it is over."""
    steps = column.steps[rows]
    return int(steps[0]), int(steps[-1]) if over else None


def when(since: int, until: int | None) -> str:
    """A stretch of steps in words."""
    if until is None:
        return f"since step {since:,}"
    return f"at step {since:,}" if since == until else f"from step {since:,} to {until:,}"
