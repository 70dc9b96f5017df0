"""A sweep's ranking as a table."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from wbgen.cli.sweep_ranked import Ranked
from wbgen.prose.markdown import cell, table
from wbgen.ranking.criteria import Criterion
from wbgen.ranking.seeds import is_seed
from wbgen.ranking.table import Entry
from wbgen.ranking.values import Taken
from wbgen.runs.run import Run
from wbgen.runs.values import find
from wbgen.spec.diagnostics import printable
from wbgen.views.json import Json

#: Columns of parameters, and characters of a value or a name, that a table has.
MOST_PARAMETERS, LONGEST = 6, 48

#: States of runs that have come to their own end.
ENDED = "finished"

NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts that a terminal takes."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def lines(self) -> Iterator[str]:
        """Its lines, in columns."""
        both = (self.head, *self.rows)
        widths = [max(width(row[at]) for row in both) for at in range(len(self.head))]
        for row in both:
            cells = (text + " " * (room - width(text)) for text, room in zip(row, widths, strict=True))
            yield "  ".join(cells).rstrip()

    def markdown(self) -> str:
        """The same as Markdown."""
        return table([cell(text) for text in self.head], [[cell(text) for text in row] for row in self.rows])


def table_of(ranked: Ranked, entries: Sequence[Entry]) -> Table:
    """Some entries of a ranking: place, run, state, the parameters that vary, and what ranks them."""
    found = ranked.ranking
    names = varying(ranked)
    head = [
        "rank",
        "run",
        "state",
        *names,
        *map(heading, found.criteria),
        *(["runs"] if found.grouped else []),
    ]
    rows = [
        [
            NOTHING if entry.place is None else str(entry.place),
            called(entry),
            state_of(entry),
            *(value_text(find(entry.runs[0].config, name)) for name in names),
            *(taken_text(*pair) for pair in zip(found.criteria, entry.taken, strict=True)),
            *([number_of_runs(entry)] if found.grouped else []),
        ]
        for entry in entries
    ]
    return Table(tuple(map(short, head)), tuple(tuple(map(short, row)) for row in rows))


def varying(ranked: Ranked) -> list[str]:
    """The parameters that differ between the runs, some of them; of runs put together, no seeds."""
    entries, grouped = ranked.ranking.entries, ranked.ranking.grouped
    names = [name for name in ranked.parameters if not (grouped and is_seed(name))]
    differing = (
        name for name in names if len({str(find(entry.runs[0].config, name)) for entry in entries}) > 1
    )
    return list(islice(differing, MOST_PARAMETERS))


def heading(criterion: Criterion) -> str:
    """A criterion in the head of a table: the metric, and what of it counts."""
    if criterion.take == "first" and criterion.want:
        return f"{criterion.metric} first {criterion.want.text}"
    return (
        criterion.metric if criterion.take in ("last", "summary") else f"{criterion.metric} {criterion.take}"
    )


def called(entry: Entry) -> str:
    """What people call a run, or several."""
    first = entry.runs[0]
    others = len(entry.runs) - 1
    return f"{first.group or first.label} (+{others})" if others else first.label


def number_of_runs(entry: Entry) -> str:
    """How many runs an entry is of, and how many of the same setting do not count: ``2 (1 left out)``.

    What did not come to its end is named: ``2 (3 left out: 1 crashed, 2 failed)``.
    """
    counts = states_in(entry.left_out)
    bad = ", ".join(f"{count} {state}" for state, count in sorted(counts.items()) if state != ENDED)
    left = f" ({len(entry.left_out)} left out{f': {bad}' if bad else ''})" if entry.left_out else ""
    return f"{len(entry.runs)}{left}"


def state_of(entry: Entry) -> str:
    """The state of a run; of several, each that there is."""
    counts = states_in(entry.runs)
    if len(counts) == 1:
        return next(iter(counts))
    return ", ".join(f"{count} {state}" for state, count in counts.items())


def states_in(runs: Sequence[Run]) -> Counter[str]:
    """How many of some runs are in each state, in the order of the first."""
    return Counter(run.state or "unknown" for run in runs)


def taken_text(criterion: Criterion, taken: Taken) -> str:
    """What an entry has of a criterion: ``0.93``, ``0.93 ±0.02``, ``0.2 (not above 0.9)``, ``never``."""
    if taken.value is None:
        return "never" if taken.wanted is False else NOTHING
    text = number_text(taken.value)
    if taken.spread is not None:
        text += f" ±{taken.spread:.2g}"
    if taken.wanted is False and criterion.want:
        text += (
            " (not all)" if criterion.take == "first" else f" (not {criterion.want.text.removeprefix('is ')})"
        )
    return text


def number_text(value: float) -> str:
    """A number with as many digits as tell runs apart."""
    return f"{value:.5g}"


def value_text(value: Json) -> str:
    """A parameter's value."""
    if isinstance(value, float):
        return f"{value:.4g}"
    return (
        NOTHING
        if value is None
        else value
        if isinstance(value, str)
        else json.dumps(value, ensure_ascii=False)
    )


def short(text: str) -> str:
    """A text on one line of a terminal, its end left out where it is long."""
    shown = printable(text.replace("\t", " "))
    return shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 3]}..."


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
    )
