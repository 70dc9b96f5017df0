"""The columns of one run that a line panel needs, read once, and the points of its lines made of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from wbgen.render.curves.arithmetic import Node, column, names_in
from wbgen.render.curves.axes import PROCESS, STEP, TIME, WALL
from wbgen.render.values import key_of, number
from wbgen.runs import Kind, RunData
from wbgen.runs.frames import chosen, exactly
from wbgen.runs.run import AXES
from wbgen.runs.values import value_of

if TYPE_CHECKING:
    import polars as pl

#: What stands before the name of a machine's metric.
SYSTEM = ("system/", "system.")

#: Keys of which rows are asked for where only the axes are wanted: a history has no rows without a key.
ANY_ROWS = 20


@dataclass(frozen=True, slots=True)
class Points:
    """The points of one line of a run: ``x`` and ``y``, finite.

    lost: values that are NaN or infinite.  apart: whether values were logged, but never together with x.
    """

    frame: pl.DataFrame
    lost: int = 0
    apart: bool = False


class Columns:
    """What one run has of the names in some trees. Nothing is read before ``points``."""

    def __init__(self, data: RunData, trees: Iterable[Node]) -> None:
        self.data = data
        self.keys = data.keys()
        self.frames: dict[str, pl.DataFrame] = {}
        self.want(trees)

    @cached_property
    def machine(self) -> frozenset[str]:
        """The machine's metrics, where a name may be one: to tell them, a server gives all their rows."""
        return frozenset(self.data.system_keys())

    def want(self, trees: Iterable[Node]) -> None:
        """Change which trees there will be points of, before anything is read."""
        self.names = tuple(dict.fromkeys(name for tree in trees for name in names_in(tree)))

    def has(self, tree: Node) -> bool:
        """Whether the run has all that a tree needs."""
        return all(self.place(name) for name in names_in(tree))

    def of_machine(self, tree: Node) -> bool:
        """Whether a tree needs metrics of the machine."""
        return any(self.place(name) == "machine" for name in names_in(tree))

    def place(self, name: str) -> str:
        """Where the values of a name are: ``axis``, ``history``, ``machine``, ``run``; empty for nowhere."""
        if name in AXES or name == WALL:
            return "axis"
        if name in self.keys:
            return "history" if self.keys[name].kind is Kind.NUMBER else ""
        if (metric := machine_name(name)) and metric in self.machine:
            return "machine"
        key = key_of(name)
        return "run" if number(value_of(self.data.run, key)) is not None and key_is_spelled(name) else ""

    def points(self, tree: Node, x: Node) -> Points:
        """The points of a line: what a tree computes, over what another computes."""
        import polars as pl

        needed = [*names_in(tree), *names_in(x)]
        frame = self.rows(needed)
        resolve = self.resolver(frame)
        used = [self.column_of(name) for name in needed]
        there = [name for name in dict.fromkeys(used) if name]
        if any(name not in frame.columns for name in there):
            return Points(empty())
        known = frame.drop_nulls(exactly(*there)) if there else frame
        made = known.select(x=column(x, resolve).cast(pl.Float64), y=column(tree, resolve).cast(pl.Float64))
        finite = made.filter(pl.col("x").is_finite() & pl.col("y").is_finite())
        own = [name for name in map(self.column_of, names_in(tree)) if name]
        apart = (
            finite.is_empty()
            and made.is_empty()
            and not frame.drop_nulls(exactly(*own) if own else None).is_empty()
        )
        return Points(finite, made.height - finite.height, apart)

    # --- what is read

    def rows(self, needed: Sequence[str]) -> pl.DataFrame:
        """The rows of the history, or those of the machine with the history's last values before them."""
        import polars as pl

        if all(self.place(name) != "machine" for name in needed):
            return self.history()
        machine = self.of_the_machine()
        joined = [name for name in needed if self.place(name) == "history" or name == STEP]
        if not joined:
            return machine
        before = chosen(self.history(), [TIME, *joined]).drop_nulls().sort(TIME)
        known = machine.drop_nulls(TIME).filter(pl.col(TIME) <= before[TIME].max()).sort(TIME)
        return known.join_asof(before, on=TIME, strategy="backward")

    def history(self) -> pl.DataFrame:
        """The rows that hold any of the names, or any rows where the names are axes."""
        if "history" not in self.frames:
            wanted = [name for name in self.names if self.place(name) == "history"]
            if not wanted:
                numbers = (name for name, key in self.keys.items() if key.kind is Kind.NUMBER)
                wanted = [name for name, _ in zip(numbers, range(ANY_ROWS), strict=False)]
            self.frames["history"] = self.data.history(wanted)
        return self.frames["history"]

    def of_the_machine(self) -> pl.DataFrame:
        """The rows of the machine's metrics, under the names they are asked for by."""
        import polars as pl

        if "machine" not in self.frames:
            asked = {name: machine_name(name) for name in self.names if self.place(name) == "machine"}
            read = self.data.system(list(dict.fromkeys(asked.values())))
            axes = [name for name in (PROCESS, TIME) if name in read.columns]
            columns = [read.get_column(own).alias(name) for name, own in asked.items() if own in read.columns]
            self.frames["machine"] = pl.DataFrame([*(read.get_column(axis) for axis in axes), *columns])
        return self.frames["machine"]

    # --- names

    def column_of(self, name: str) -> str:
        """The column that holds the values of a name; empty where they are one value of the run."""
        place = self.place(name)
        return "" if place == "run" else TIME if name == WALL else name

    def resolver(self, frame: pl.DataFrame) -> Resolver:
        """What names stand for in a frame."""
        return Resolver(self, frame)


class Resolver:
    """What names stand for in a frame: columns, times since its beginning, or values of the run."""

    def __init__(self, columns: Columns, frame: pl.DataFrame) -> None:
        self.columns, self.frame = columns, frame

    def __call__(self, name: str) -> pl.Expr:
        import polars as pl

        if self.columns.place(name) == "run":
            return pl.lit(number(value_of(self.columns.data.run, key_of(name))), pl.Float64)
        if name == WALL:
            return pl.col(TIME) - started(self.frame)
        return exactly(name).cast(pl.Float64)


def started(frame: pl.DataFrame) -> float:
    """When a process started, in seconds since 1970: the first time that is known, less its run time."""
    known = frame.select(PROCESS, TIME).drop_nulls(TIME).head(1)
    if known.is_empty():
        return 0.0
    runtime, time = known.row(0)
    return float(time) - float(runtime or 0.0)


def machine_name(name: str) -> str:
    """The machine's metric that a name means: ``gpu.0.temp`` of ``system/gpu.0.temp``."""
    return next((name.removeprefix(prefix) for prefix in SYSTEM if name.startswith(prefix)), "")


def key_is_spelled(name: str) -> bool:
    """Whether a name says where its value is (``config:lr``, ``summary:loss``), as no metric does."""
    return key_of(name).name != name


def empty() -> pl.DataFrame:
    """No points."""
    import polars as pl

    return pl.DataFrame(schema={"x": pl.Float64, "y": pl.Float64})
