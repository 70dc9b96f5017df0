"""What the records of a `.wandb` file say of the run itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from wbgen.runs.logged import drop, logged, put
from wbgen.runs.wandb_file.paths import Path
from wbgen.runs.wandb_file.plain_form import value_of
from wbgen.views.json import Json

#: The client's own entries in config and summary.
OWN = "_wandb"


@dataclass(slots=True)
class Facts:
    """A run as far as it has been read.

    texts: what a run record says, by field.  summary: the updates with which its summary began, or None.
    """

    texts: dict[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    started: datetime | None = None
    config: dict[str, Json] = field(default_factory=dict)
    summary: Any = None
    step_metrics: dict[str, str] = field(default_factory=dict)
    exit_code: int | None = None
    runtime: float | None = None
    unread: int = 0

    @property
    def start(self) -> float | None:
        """When the run began, in seconds since 1970."""
        return None if self.started is None else self.started.timestamp()

    def note(self, record: Any) -> None:
        """Take in a record (see ``messages``) of another kind than those that make columns."""
        for described, value in record.ListFields():
            if note := NOTES.get(described.name):
                note(self, value)

    def _put(self, into: dict[str, Json], path: Path, text: str) -> None:
        try:
            put(into, path, logged(text))
        except ValueError:
            self.unread += 1

    def _note_run(self, run: Any) -> None:
        """A run: at the start, and again when something of it changes."""
        self.texts |= {d.name: value for d, value in run.ListFields() if isinstance(value, str)}
        self.tags = tuple(run.tags) or self.tags
        self.started = moment(run.start_time.seconds + run.start_time.nanos / 1e9) or self.started
        self._note_config(run.config)
        self.summary = run.summary

    def _note_config(self, updates: Any) -> None:
        for item in updates.update:
            self._put(self.config, path_of(item), value_of(item))
        for item in updates.remove:
            drop(self.config, path_of(item))

    def _note_metric(self, metric: Any) -> None:
        if metric.step_metric:
            self.step_metrics[metric.name or metric.glob_name] = metric.step_metric

    def _note_exit(self, end: Any) -> None:
        self.exit_code, self.runtime = end.exit_code, float(end.runtime)

    def _note_environment(self, environment: Any) -> None:
        known = {"host": environment.host, "user": environment.username or environment.email}
        self.texts |= {name: value for name, value in known.items() if value}


NOTES: dict[str, Callable[[Facts, Any], None]] = {
    "run": Facts._note_run,
    "config": Facts._note_config,
    "metric": Facts._note_metric,
    "exit": Facts._note_exit,
    "environment": Facts._note_environment,
}


def path_of(item: Any) -> Path:
    """The keys of an item."""
    return tuple(item.nested_key) or (item.key,)


def without_own(found: dict[str, Json]) -> dict[str, Json]:
    """A map without the client's own entries."""
    return {name: value for name, value in found.items() if name != OWN}


def moment(seconds: float) -> datetime | None:
    """A moment since 1970; None where there is none or none that a calendar has."""
    if not seconds:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
