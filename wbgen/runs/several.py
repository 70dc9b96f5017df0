"""A run that was resumed: several sources of one run, in the order of time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from wbgen.runs.frames import chosen
from wbgen.runs.keys import Key, Kind
from wbgen.runs.run import AXES, STEP, Run, RunData

if TYPE_CHECKING:
    import polars as pl


class Several:
    """The parts of one run as one: rows of all, and what the last says of the run."""

    def __init__(self, parts: Sequence[RunData]) -> None:
        self._parts = parts

    @cached_property
    def run(self) -> Run:
        """What the last part says; what it does not say, as the parts before it."""
        runs = [part.run for part in self._parts]
        first, last = runs[0], runs[-1]
        return replace(
            last,
            name=next((run.name for run in reversed(runs) if run.name), ""),
            created_at=first.created_at or last.created_at,
            config=merged(run.config for run in runs),
            summary=merged(run.summary for run in runs),
            step_metrics=merged(run.step_metrics for run in runs),
            losses=tuple(loss for run in runs for loss in run.losses) + self._overlaps(),
        )

    def keys(self) -> Mapping[str, Key]:
        counts: defaultdict[str, Counter[Kind]] = defaultdict(Counter)
        others: Counter[str] = Counter()
        for part in self._parts:
            for name, key in part.keys().items():
                counts[name][key.kind] += key.rows
                others[name] += key.others
        return {name: key_of(counts[name], others[name]) for name in sorted(counts)}

    def history(self, names: Sequence[str]) -> pl.DataFrame:
        import polars as pl

        kinds = {name: key.kind for name, key in self.keys().items()}
        frames = []
        for part in self._parts:
            keys = part.keys()
            there = [name for name in names if name in keys and keys[name].kind == kinds[name]]
            frame = part.history(there)
            frames.append(frame if there or not names else frame.clear())
        whole = pl.concat(frames, how="diagonal").sort(STEP, maintain_order=True)
        known = [name for name in dict.fromkeys(names) if name in whole.columns]
        return chosen(whole, [*AXES, *known])

    def system_keys(self) -> Sequence[str]:
        return sorted({name for part in self._parts for name in part.system_keys()})

    def system(self, names: Sequence[str]) -> pl.DataFrame:
        import polars as pl

        return pl.concat([part.system(names) for part in self._parts], how="diagonal")

    def file(self, path: str) -> bytes | None:
        found = (part.file(path) for part in reversed(self._parts))
        return next((content for content in found if content is not None), None)

    def _overlaps(self) -> tuple[str, ...]:
        """A sentence where parts logged the same steps: they may be runs that got one id by mistake."""
        spans = [part.history([]).get_column(STEP) for part in self._parts]
        ends = [(int(steps[0]), int(steps[-1])) for steps in spans if len(steps)]
        again = [(later, end) for (_, end), (later, _) in pairwise(ends) if later <= end]
        if not again:
            return ()
        return (
            f"{len(self._parts)} files are of one run, and more than one of them logs the steps "
            f"from {again[0][0]:,} to {again[0][1]:,}: the rows of all are shown",
        )


def merged(maps: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The entries of all maps, later ones over those before."""
    found: dict[str, Any] = {}
    for one in maps:
        found |= one
    return found


def key_of(rows: Counter[Kind], others: int) -> Key:
    """A name whose parts are of some kinds."""
    kind, most = rows.most_common(1)[0]
    return Key(kind, most, others + rows.total() - most)
