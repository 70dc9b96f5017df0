"""What has been read of a file, told as a run."""

from __future__ import annotations

from pathlib import Path

from wbgen.runs.logged import logged
from wbgen.runs.run import RUNTIME, Run
from wbgen.runs.wandb_file.columns import Column
from wbgen.runs.wandb_file.facts import Facts, without_own
from wbgen.runs.wandb_file.framing import Damage
from wbgen.runs.wandb_file.paths import MOST_PATHS
from wbgen.runs.wandb_file.reader import Reader
from wbgen.views.json import Json

#: Seconds without a write after which a run that has not ended is taken to be dead. W&B waits as long.
SILENCE = 5 * 60


def run_of(reader: Reader, path: Path, size: int, silent: float) -> Run:
    """The run of a file of so many bytes, which has not been written to for so many seconds.

    A run without an end is ``running`` while its file is written to, and ``crashed`` when it no longer is.
    """
    facts = reader.facts
    texts, state = facts.texts, state_of(facts, silent)
    summary = facts.summary({path: column.last for path, column in reader.columns.of.items()})
    return Run(
        id=id_of(facts, path),
        name=texts.get("display_name", ""),
        entity=texts.get("entity", ""),
        project=texts.get("project", ""),
        state=state,
        created_at=created_at(facts),
        runtime=runtime(reader, summary),
        user=texts.get("user", ""),
        host=texts.get("host", ""),
        group=texts.get("run_group", ""),
        job_type=texts.get("job_type", ""),
        sweep=texts.get("sweep_id", ""),
        notes=texts.get("notes", ""),
        tags=facts.tags,
        config=without_own(facts.config),
        summary=summary,
        step_metrics=facts.step_metrics,
        source=str(path),
        losses=losses(reader, size, growing=state == "running"),
    )


def id_of(facts: Facts, path: Path) -> str:
    """The id of a run: as its record says, or else as the file is named after it."""
    return facts.texts.get("run_id", "") or path.stem.removeprefix("run-")


def state_of(facts: Facts, silent: float) -> str:
    """``running``, ``finished``, ``failed`` or ``crashed``."""
    if facts.exit_code is not None:
        return "failed" if facts.exit_code else "finished"
    return "running" if silent < SILENCE else "crashed"


def created_at(facts: Facts) -> str:
    """When the run began, as W&B writes it; empty where unknown."""
    if facts.started is None:
        return ""
    return facts.started.isoformat(timespec="seconds").replace("+00:00", "Z")


def runtime(reader: Reader, summary: dict[str, Json]) -> float | None:
    """Seconds that the run took: the most that it said at its end, in its summary or with its last row."""
    last = reader.columns.of.get((RUNTIME,), Column()).last
    told = (reader.facts.runtime, summary.get(RUNTIME), logged(last) if last else None)
    return max((float(one) for one in told if isinstance(one, int | float)), default=None)


def losses(reader: Reader, size: int, *, growing: bool) -> tuple[str, ...]:
    """What could not be read, each in one sentence. A torn end is no loss while the file is being written."""
    columns = reader.columns
    counted = (
        (reader.unread, "records or values are not what wandb writes, and were left out"),
        (reader.rows_left_out, f"rows were left out: {reader.rows:,} are read at most"),
        (
            columns.names_left_out,
            f"values were left out: a name is too long, or there are more than {MOST_PATHS:,}",
        ),
        (columns.texts_left_out, "texts and objects were left out: there are too many, or they are too long"),
    )
    told = [f"{count:,} {what}" for count, what in counted if count]
    damage = reader.damage
    if damage and not (damage.torn and growing):
        told.insert(0, damaged(damage, size))
    return tuple(told)


def damaged(damage: Damage, size: int) -> str:
    """What of a file is lost by damage."""
    return (
        f"from byte {damage.offset:,} on, {damage.why}: the last {size - damage.offset:,} of {size:,} bytes "
        "are not used, and what the run logged there is missing"
    )
