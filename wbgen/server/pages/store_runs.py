"""The server's own runs as run data: what pages draw from."""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from wbgen.runs import Key, Kind
from wbgen.runs import Run as KnownRun
from wbgen.runs.frames import with_any
from wbgen.runs.keys import TYPES
from wbgen.runs.run import AXES, RUNTIME, STEP, TIMESTAMP
from wbgen.server.ids import LOCAL
from wbgen.server.names import file_name
from wbgen.server.pages.histories import Histories
from wbgen.server.pages.links import run_url
from wbgen.server.pages.values import OWN
from wbgen.server.store import Project, Run, Store
from wbgen.server.store.files import RUN
from wbgen.server.store.keys import KeyFacts, columns, read_rows
from wbgen.server.store.lines import EVENTS, HISTORY
from wbgen.views.client_entries import plain_config, plain_summary, read_object, runtime_of, step_metrics

if TYPE_CHECKING:
    import polars as pl

#: Bytes of a file that is shown on a page.
MOST_FILE = 16 * 1024 * 1024
#: Lines of system metrics whose names are looked at, at each end.
LOOKED_AT = 20
#: What stands before the machine's metrics in the lines.
SYSTEM = "system."

#: What lines of each stream are to people.
LINES = {HISTORY: "rows", EVENTS: "rows of machine metrics"}

#: What the types of values that ``store.keys`` counts are, besides media.
KINDS = {"number": Kind.NUMBER, "boolean": Kind.NUMBER, "string": Kind.TEXT}


class StoreRun:
    """A run of the embedded server; its columns are read from its lines when they are asked for."""

    def __init__(self, store: Store, histories: Histories, project: Project, row: Run) -> None:
        self.row = row
        self._store = store
        self._histories = histories
        self._project = project

    @property
    def run(self) -> KnownRun:
        """All of it but the columns; its losses are those of what was last read of it."""
        losses = tuple(self._losses())
        return replace(self._known, losses=losses) if losses else self._known

    @cached_property
    def _known(self) -> KnownRun:
        row = self.row
        config, summary = read_object(row.config), read_object(row.summary)
        runtime = runtime_of(summary)
        return KnownRun(
            id=row.name,
            name=row.display_name,
            entity=self._project.entity,
            project=self._project.name,
            state=row.state,
            created_at=row.created_at,
            runtime=_lasted(row) if runtime is None else runtime,
            user=LOCAL,
            host=row.host,
            group=row.group,
            job_type=row.job_type,
            sweep=row.sweep or "",
            notes=row.notes,
            tags=row.tags,
            config=plain_config(config),
            summary=plain_summary(summary),
            step_metrics=step_metrics(config),
            url=run_url(self._project, row),
            source="this server",
        )

    def _losses(self) -> Iterator[str]:
        for stream, lines in LINES.items():
            if sampled := self._histories.sampled(self.row.number, stream):
                yield "{:,} of {:,} {} are drawn, evenly spread: peaks between them are not seen.".format(
                    *sampled, lines
                )

    def keys(self) -> Mapping[str, Key]:
        return self._keys

    @cached_property
    def _keys(self) -> dict[str, Key]:
        facts = self._store.keys.of(self.row.number)
        return {name: _key(key) for name, key in facts.items() if name not in AXES}

    def history(self, names: Sequence[str]) -> pl.DataFrame:
        import polars as pl

        kinds = {name: self._keys[name].kind is Kind.NUMBER for name in names if name in self._keys}
        frame = self._histories.read(self.row.number, HISTORY, kinds, self._after(names)).frame
        step = pl.coalesce(pl.col(STEP).cast(pl.Int64, strict=False), pl.int_range(pl.len()))
        frame = frame.with_columns(step.alias(STEP))
        return with_any(frame, names).sort(STEP, maintain_order=True)

    def _after(self, names: Sequence[str]) -> list[str]:
        """All names of numbers, those behind the given ones first: panels ask for them in that order."""
        numbers = sorted(name for name, key in self._keys.items() if key.kind is Kind.NUMBER)
        place = bisect(numbers, max(names, default=""))
        return numbers[place:] + numbers[:place]

    def system_keys(self) -> Sequence[str]:
        return self._system_keys

    @cached_property
    def _system_keys(self) -> list[str]:
        read, last = self._store.lines.read, self._store.lines.tail
        lines = [*read(self.row.number, EVENTS, limit=LOOKED_AT)]
        lines += [line for _, line in last(self.row.number, EVENTS, LOOKED_AT)]
        names = [name for name, _ in columns(read_rows(lines)) if name not in AXES and name != OWN]
        return [name.removeprefix(SYSTEM) for name in names]

    def system(self, names: Sequence[str]) -> pl.DataFrame:
        import polars as pl

        there = {SYSTEM + name: name for name in names if name in self._system_keys}
        others = [SYSTEM + name for name in self._system_keys]
        frame = self._histories.read(self.row.number, EVENTS, dict.fromkeys(there, True), others).frame
        columns = [
            frame.get_column(name).alias(there.get(name, name)) for name in frame.columns if name != STEP
        ]
        return pl.DataFrame(columns).sort(RUNTIME, TIMESTAMP, maintain_order=True)

    def file(self, path: str) -> bytes | None:
        name = file_name(path)
        file = self._store.files.get(RUN, self.row.number, name) if name else None
        if file is None or file.sha256 is None or file.size > MOST_FILE:
            return None
        with suppress(OSError):
            return self._store.files.blobs.read(file.sha256, file.size)
        return None


def _key(facts: KeyFacts) -> Key:
    counts: Counter[Kind] = Counter()
    for type_, rows in facts.counts.items():
        counts[KINDS.get(type_) or TYPES.get(type_, Kind.OTHER)] += rows
    kind, rows = counts.most_common(1)[0] if counts else (Kind.OTHER, 0)
    return Key(kind, rows, counts.total() - rows)


def _lasted(row: Run) -> float | None:
    """Seconds for which a run was heard of."""
    try:
        begun, heard = datetime.fromisoformat(row.created_at), datetime.fromisoformat(row.heartbeat_at)
        return max(0.0, (heard - begun).total_seconds())
    except (ValueError, TypeError):
        return None
