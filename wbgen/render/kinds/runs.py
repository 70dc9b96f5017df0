"""Comparing runs: a column per run, a row per attribute, setting and last value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from wbgen.render.drawing import Drawing, Grid, Nothing
from wbgen.render.labels import distinct
from wbgen.render.measured import NO_RUNS, leaves, scalar
from wbgen.render.scene import Scene, Settings, Shown
from wbgen.render.values import figure, number, told
from wbgen.runs import Kind, Run
from wbgen.runs.memory import kind_of, kind_of_text
from wbgen.views.json import Json

MOST_RUNS = 20
MOST_ROWS = 1000

#: Seconds in the units that durations are told in.
UNITS = ((86400, "d"), (3600, "h"), (60, "min"))


def duration(seconds: float | None) -> str | None:
    """Seconds in the largest unit they fill: ``1.5 h``."""
    if seconds is None:
        return None
    size, unit = next(((size, unit) for size, unit in UNITS if seconds >= size), (1, "s"))
    return f"{figure(seconds / size)} {unit}"


#: What is told of a run itself.
ATTRIBUTES: Mapping[str, Callable[[Run], Json]] = {
    "id": lambda run: run.id,
    "state": lambda run: run.state or None,
    "created": lambda run: run.created_at or None,
    "runtime": lambda run: duration(number(run.runtime)),
    "user": lambda run: run.user or None,
    "host": lambda run: run.host or None,
    "group": lambda run: run.group or None,
    "job type": lambda run: run.job_type or None,
    "sweep": lambda run: run.sweep or None,
    "tags": lambda run: ", ".join(run.tags) or None,
    "notes": lambda run: run.notes or None,
}


@dataclass(frozen=True, slots=True)
class Row:
    """A value of each run. differs: whether two of the runs have different ones, or one has none."""

    name: str
    values: tuple[Json, ...]
    digits: int

    @property
    def differs(self) -> bool:
        first = self.values[0]
        return any(not same(value, first) for value in self.values[1:])

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as texts."""
        return (self.name, *(cell(value, self.digits) for value in self.values))


def draw(config: Settings, scene: Scene) -> Drawing:
    """The runs side by side: all rows, those that differ (``diffOnly``), or those first (``split``)."""
    if not scene.runs:
        return Drawing(Nothing(NO_RUNS))
    runs = scene.runs[:MOST_RUNS]
    rows = [row for row in rows_of(runs) if any(value is not None for value in row.values)]
    wanted = config.get("diffOnly")
    if wanted is True:
        rows = [row for row in rows if row.differs]
    elif wanted == "split":
        rows.sort(key=lambda row: not row.differs)
    if not rows:
        alike = "There is only one run." if len(runs) == 1 else "The runs do not differ."
        return Drawing(Nothing(f"{alike} This panel shows what differs."))
    return Drawing(grid(runs, rows), left_out(len(scene.runs), len(runs)))


def rows_of(runs: Sequence[Shown]) -> Iterator[Row]:
    """Attributes, settings (``config.lr``) and last values, in the order of the runs that have them."""
    for name, read in ATTRIBUTES.items():
        yield Row(name, tuple(read(shown.data.run) for shown in runs), 5)
    for before, section, digits in (("config.", "config", 8), ("", "summary", 5)):
        maps = [dict(leaves(getattr(shown.data.run, section))) for shown in runs]
        for name in dict.fromkeys(name for own in maps for name in own):
            yield Row(before + name, tuple(own.get(name) for own in maps), digits)


def same(one: Json, other: Json) -> bool:
    """Whether two values are told the same; true is not 1, and NaN is NaN."""
    if isinstance(one, float) and isinstance(other, float) and one != one and other != other:
        return True
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def cell(value: Json, digits: int) -> str:
    """A value as a text; what the client logged as an object by its kind, be it read already or not."""
    kind = kind_of_text(value) if isinstance(value, str) else Kind.OTHER
    if isinstance(value, dict) and "_type" in value:
        return f"({kind_of(value).value})"
    if kind not in (Kind.TEXT, Kind.OTHER):
        return f"({kind.value})"
    read = scalar(value)
    return told(value if read is None or isinstance(value, int) else read, digits)


def grid(runs: Sequence[Shown], rows: Sequence[Row]) -> Grid:
    """The table, at most :data:`MOST_ROWS` of it."""
    shown = rows[:MOST_ROWS]
    left = len(rows) - len(shown)
    return Grid(
        ("", *distinct(runs)),
        tuple(row.cells for row in shown),
        tuple(row.differs for row in shown),
        ("", *(run.color for run in runs)),
        f"{left:,} more rows." if left else "",
    )


def left_out(all_runs: int, shown: int) -> tuple[str, ...]:
    """What to say of runs that have no column."""
    return (f"{shown} of {all_runs:,} runs are compared.",) if shown < all_runs else ()
