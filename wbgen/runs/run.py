"""A run: what is known of it, and the columns it logged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from wbgen.runs.keys import Key
from wbgen.views.json import Json

if TYPE_CHECKING:
    import polars as pl

#: The columns that a history always has: rows are ordered by the first.
STEP, RUNTIME, TIMESTAMP = "_step", "_runtime", "_timestamp"
AXES = (STEP, RUNTIME, TIMESTAMP)


@dataclass(frozen=True, slots=True)
class Run:
    """All of a run but its history.

    id: as in its URL.  name: as people call it.  state: ``running``, ``finished``, ``failed``, ``crashed``,
    ``killed``, or empty where the source does not say.  created_at: ISO 8601, empty where unknown.
    runtime: seconds.  config, summary: plain values, maps within maps, without the client's own entries
    (``_wandb``).  step_metrics: the metric that ``define_metric`` put under each metric (its glob where it
    was one).  url: where it is shown, if anywhere.  source: where it was read from, for messages.
    losses: what of it could not be read, each in one sentence.
    """

    id: str
    name: str = ""
    entity: str = ""
    project: str = ""
    state: str = ""
    created_at: str = ""
    runtime: float | None = None
    user: str = ""
    host: str = ""
    group: str = ""
    job_type: str = ""
    sweep: str = ""
    notes: str = ""
    tags: tuple[str, ...] = ()
    config: Mapping[str, Json] = field(default_factory=dict)
    summary: Mapping[str, Json] = field(default_factory=dict)
    step_metrics: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    source: str = ""
    losses: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What to call it where it is shown."""
        return self.name or self.id


class RunData(Protocol):
    """A run whose columns can be read. Reading some names of a wide run costs those names."""

    @property
    def run(self) -> Run:
        """All of it but the columns."""

    def keys(self) -> Mapping[str, Key]:
        """What it logged, by dotted name (``a.b`` of ``{"a": {"b": 1}}``), :data:`AXES` left out."""

    def history(self, names: Sequence[str]) -> pl.DataFrame:
        """The rows that hold any of the names: :data:`AXES` and the names, one column each.

        ``_step`` is Int64, the other axes Float64 (seconds, and seconds since 1970), null where unknown. A
        name of numbers is Float64, any other String (see :class:`Kind`). A row without a value is null there;
        NaN and infinities are logged values. Names never logged have no column. Ordered by step, as logged.
        """

    def system_keys(self) -> Sequence[str]:
        """The machine's metrics, without ``system.`` before them: ``cpu``, ``gpu.0.temp``."""

    def system(self, names: Sequence[str]) -> pl.DataFrame:
        """The same for the machine's metrics: ``_runtime``, ``_timestamp`` and the names there are."""

    def file(self, path: str) -> bytes | None:
        """The content of a file the run logged (``media/images/a.png``); None where there is none to be had.

        A path that leads out of the run's files is none.
        """
