"""``POST /files/<entity>/<project>/<run>/file_stream``: what runs log, and how they learn to stop.

A request is one transaction: what is answered with 200 is on disk whole, and a request that is sent again
changes nothing, since lines carry their numbers. The client takes any 4xx for final and goes on without
uploading, but repeats 5xx for days: so 4xx is for what can never be taken, and 503 for a store that is busy
or full.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wbgen.server.store.lines import EVENTS, HISTORY, OUTPUT
from wbgen.server.strict import lenient_json, strict_object

if TYPE_CHECKING:
    from wbgen.server.store import Run, Store

#: Which lines a file of the protocol holds.
STREAMS = {"wandb-history.jsonl": HISTORY, "wandb-events.jsonl": EVENTS, "output.log": OUTPUT}
SUMMARY = "wandb-summary.json"


class UntakeableError(Exception):
    """What was sent can never be taken; ``status`` is the 4xx that says so."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Taken:
    """What has come of a request.

    run: as it is now.  before: its state until then.  history: lines that were not there before.
    """

    run: Run
    before: str
    history: Sequence[str]

    @property
    def answer(self) -> dict[str, Any]:
        """What the client is told. Of this it reads ``stopped`` alone."""
        return {"exitcode": self.run.exit_code, "limits": {}, "stopped": self.run.stopping}


def take(store: Store, entity: str, project: str, name: str, body: bytes) -> Taken:
    """Keep what a run sent. Raises UntakeableError where it can never be kept."""
    sent = _parsed(body)
    with store.writing():
        run = _find(store, entity, project, name)
        history: Sequence[str] = ()
        for file, offset, lines in _files(sent):
            if file == SUMMARY:
                _keep_summary(store, run, lines)
            elif file in STREAMS:
                new = _write(store, run, STREAMS[file], offset, lines)
                if STREAMS[file] == HISTORY:
                    history = new
                    store.keys.note(run.number, new)
        _note_life(store, run, sent)
        now = store.runs.by_number(run.number)
        assert now is not None
    if sent.get("complete"):
        store.columns.want(run.number)
    return Taken(now, run.state, history)


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        sent = lenient_json(body)
    except ValueError as error:
        raise UntakeableError("the body is not JSON") from error
    if not isinstance(sent, dict):
        raise UntakeableError("the body is not a JSON object")
    return sent


def _find(store: Store, entity: str, project: str, name: str) -> Run:
    owner = store.projects.get(entity, project)
    run = store.runs.get(owner.id, name) if owner else None
    if run is None:
        raise UntakeableError(f"there is no run {entity}/{project}/{name}", status=404)
    return run


def _files(sent: dict[str, Any]) -> Iterator[tuple[str, int, list[str]]]:
    files = sent.get("files") or {}
    if not isinstance(files, dict):
        raise UntakeableError("`files` must be an object")
    for name, chunk in files.items():
        offset = chunk.get("offset", 0) if isinstance(chunk, dict) else None
        lines = chunk.get("content", []) if isinstance(chunk, dict) else None
        if isinstance(lines, str):
            lines = [lines]
        if not isinstance(offset, int) or isinstance(offset, bool) or not isinstance(lines, list):
            raise UntakeableError("a file of `files` must have an offset and lines")
        if not all(isinstance(line, str) for line in lines):
            raise UntakeableError("lines must be strings")
        yield name, offset, lines


def _write(store: Store, run: Run, stream: str, offset: int, lines: list[str]) -> Sequence[str]:
    """Those of the lines that were not there before."""
    try:
        written = store.lines.write(run.number, stream, offset, lines)
    except ValueError as error:
        raise UntakeableError(str(error)) from error
    if stream == HISTORY:
        store.runs.note_session(run.number, offset, offset + len(lines))
        if written.changed:
            forget_copies(store, run)
    return lines[len(lines) - written.new :]


def forget_copies(store: Store, run: Run) -> None:
    """Let what was made from a history be made anew, since lines in it are no longer what they were."""
    store.keys.forget(run.number)
    store.columns.drop(run.number)


def _keep_summary(store: Store, run: Run, lines: list[str]) -> None:
    if not lines:
        return
    try:
        store.runs.put(run.project_id, run.name, summary=strict_object(lines[-1]))
    except ValueError as error:
        raise UntakeableError("the summary is not a JSON object") from error


def _note_life(store: Store, run: Run, sent: dict[str, Any]) -> None:
    """Its last words decide how it ended; any others, be they empty, say that it lives."""
    code = sent.get("exitcode")
    if sent.get("complete"):
        _cut_former(store, run)
        number = code if isinstance(code, int) and abs(code) < 2**31 else None
        gives_way = sent.get("preempting") or run.state == "preempting"
        fate = "finished" if code in (0, None) else "preempted" if gives_way else "failed"
        store.runs.close(run.number, fate, number)
    elif sent.get("preempting"):
        store.runs.put(run.project_id, run.name, state="preempting")
        store.runs.beat(run.number)
    else:
        store.runs.beat(run.number)


def _cut_former(store: Store, run: Run) -> None:
    """A run that began again from its first line, and ended, is what it logged now.

    Until it ends nothing is given up: it may be a client that syncs the same run once more.
    """
    end = store.runs.session_of(run.number)
    if end is not None and store.lines.cut(run.number, HISTORY, end):
        forget_copies(store, run)
