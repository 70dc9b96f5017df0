"""One value per run: what panels over summaries, settings and attributes draw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from wbgen.render.curves.arithmetic import names_in
from wbgen.render.curves.quantities import Quantity
from wbgen.render.missing import MOST_TOLD, not_logged, quoted
from wbgen.render.scene import Shown
from wbgen.render.values import NOT_FINITE, key_of, number
from wbgen.runs import Kind, RunData
from wbgen.runs.keys import MOST_LEVELS
from wbgen.runs.values import value_of
from wbgen.spec.diagnostics import listed
from wbgen.spec.expressions.allowed import as_time, kind_of
from wbgen.spec.expressions.nodes import Key
from wbgen.spec.expressions.words import Kind as AttributeKind
from wbgen.views.json import Json

#: Names that are looked at to find the nearest.
MOST_NAMES = 2000

NO_RUNS = "There are no runs to show here."


@dataclass(frozen=True, slots=True)
class Column:
    """The value of one key in each run.

    spelling: as the panel has it.  title: for people.  kind: ``number``, ``time`` (numbers, in milliseconds
    since 1970) or ``text``; texts where any run has one.  values: numbers may be NaN, texts are as written.
    """

    spelling: str
    title: str
    kind: str
    values: tuple[Any, ...]

    @property
    def is_empty(self) -> bool:
        """Whether no run has a value."""
        return all(value is None for value in self.values)

    @property
    def numbers(self) -> list[float]:
        """The finite numbers, where it is a column of them."""
        return (
            [] if self.kind == "text" else [value for value in map(number, self.values) if value is not None]
        )


def column(runs: Iterable[Shown], spelling: str) -> Column:
    """The values of a key, by W&B's spelling of it."""
    key = key_of(spelling)
    read = [scalar(measured(shown.data, key)) for shown in runs]
    if kind_of(key) is AttributeKind.TIME:
        moments = tuple(milliseconds(value) for value in read)
        return Column(spelling, title_of(key), "time", moments)
    if any(isinstance(value, str) for value in read):
        texts = tuple(None if value is None else as_text(value) for value in read)
        return Column(spelling, title_of(key), "text", texts)
    return Column(spelling, title_of(key), "number", tuple(read))


def measured(data: RunData, key: Key) -> Json:
    """The value of a key: of a metric its summary, else the last value that was logged."""
    found = value_of(data.run, key)
    if key.section == "summary" and scalar(found) is None:
        return last_logged(data, key.name)
    return found


def last_logged(data: RunData, name: str) -> Json:
    """The last number or text of a metric; None where it has none."""
    key = data.keys().get(name)
    if key is None or key.kind not in (Kind.NUMBER, Kind.TEXT):
        return None
    values = data.history([name]).get_column(name).drop_nulls().tail(1).to_list()
    return values[0] if values else None


def scalar(value: Any) -> float | bool | str | None:
    """A number, a text or a truth; the words for NaN and infinities as numbers. None for anything else."""
    if isinstance(value, str):
        return float(value) if value in NOT_FINITE else value
    if isinstance(value, bool):
        return value
    return float(value) if (isinstance(value, int | float) and abs(value) < 1e308) or value != value else None


def as_text(value: float | bool | str) -> str:
    """A value among texts."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else f"{value:g}"


def milliseconds(value: Any) -> float | None:
    """A moment as pages count time."""
    moment = as_time(value) if isinstance(value, str) else None
    return moment.timestamp() * 1000 if moment else None


def title_of(key: Key) -> str:
    """A key in few words: ``lr``, ``val/loss``, ``created``."""
    return key.name.replace("_", " ") if key.section == "run" else key.name


def told_key(key: Key) -> str:
    """A key as a sentence names it: a metric by its own name, others with their section."""
    return key.name if key.section == "summary" else f"{key.section}.{key.name}"


def no_values(runs: Iterable[Shown], spellings: Iterable[str]) -> str:
    """A sentence about keys that no run has, with the nearest that some run has."""
    keys = [key_of(spelling) for spelling in spellings]
    sections = {key.section for key in keys}
    what = "logged" if sections == {"summary"} else "has"
    return not_logged(map(told_key, keys), known_names(runs, sections), what)


def nothing_of(runs: Sequence[Shown], quantities: Iterable[Quantity]) -> list[str]:
    """What to say of metrics or expressions that no run has a number of."""
    asked = list(dict.fromkeys(name for quantity in quantities for name in names_in(quantity.node)))
    held = {name: [scalar(measured(shown.data, key_of(name))) for shown in runs] for name in asked}
    gone = [name for name, values in held.items() if all(value is None for value in values)]
    texts = [name for name, values in held.items() if any(isinstance(value, str) for value in values)]
    odd = [name for name in asked if name not in gone and name not in texts]
    said = [no_values(runs, gone)] if gone else []
    said += [f"{listed(map(quoted, texts), MOST_TOLD)}: texts, not numbers."] if texts else []
    return said + (
        [f"{listed(map(quoted, odd), MOST_TOLD)}: NaN or infinite in all runs."] if odd and not said else []
    )


def known_names(runs: Iterable[Shown], sections: Iterable[str] = ("summary",)) -> list[str]:
    """The names of what runs have in some sections, as sentences name them, each once."""
    wanted = set(sections)

    def names() -> Iterator[str]:
        for shown in runs:
            if "summary" in wanted:
                yield from shown.data.keys()
                yield from (name for name, _ in leaves(shown.data.run.summary))
            if "config" in wanted:
                yield from (f"config.{name}" for name, _ in leaves(shown.data.run.config))

    return list(dict.fromkeys(islice(names(), MOST_NAMES)))


def leaves(values: Mapping[str, Any], before: str = "", level: int = 0) -> Iterator[tuple[str, Json]]:
    """Dotted names and values of maps within maps; an object that the client logged is one value."""
    for name, value in values.items():
        if isinstance(value, Mapping) and value and "_type" not in value and level < MOST_LEVELS - 1:
            yield from leaves(value, f"{before}{name}.", level + 1)
        else:
            yield f"{before}{name}", value


def left_out(missing: int, of: int, columns: Iterable[Column]) -> tuple[str, ...]:
    """What to say of runs that lack a value."""
    if not missing:
        return ()
    lacking = [quoted(told_key(key_of(column.spelling))) for column in columns if None in column.values]
    without = f"without {' or '.join(lacking)}" if lacking else "whose values cannot be drawn"
    return (f"{missing} of {of} runs {without} {'is' if missing == 1 else 'are'} not drawn.",)
