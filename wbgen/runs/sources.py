"""What ``--runs`` takes: files, folders, projects, runs and URLs, each opened as run data.

A name that is there as a file or a folder is one; whatever else has the form of ``entity/project/run`` is
looked for on a server.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote, urlsplit

from wbgen.errors import WbgenError
from wbgen.extras import need
from wbgen.runs.run import RunData

if TYPE_CHECKING:
    from wbgen.runs.api import RunServer

#: Runs of one folder or project that are taken, the newest first, where nobody says how many.
NEWEST = 10

CURE = (
    "name a .wandb file, a folder of offline runs, an export, `project`, `entity/project`,"
    " `entity/project/run`, or the URL of one of them"
)

#: What an argument is that can only be meant as a file.
FILE_LIKE = re.compile(
    r"~|\.{0,2}/|.+/\Z|\.{1,2}\Z|[A-Za-z]:\\|.*\.(wandb|json|jsonl|csv|parquet)\Z", re.IGNORECASE
)

#: The part of a URL between a project and a run or a sweep of it.
PARTS = ("runs", "sweeps")

#: Tabs of a project's page.
TABS = ("workspace", "table", "overview", "reports", "artifacts", "jobs", "automations", *PARTS)


class Connect(Protocol):
    """The server of a URL; where there is none, the one on which an entity's projects are meant."""

    def __call__(self, url: str | None, entity: str | None) -> RunServer: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: an argument, how to reach servers, runs at most, and where to say things.

    cache: the folder of columns that were read before; None for none.
    """

    argument: str
    connect: Connect
    limit: int
    notes: list[str]
    cache: Path | None = None

    def read(self, paths: Sequence[Path]) -> list[RunData]:
        """The runs of `.wandb` files, from the cache where they are there."""
        from wbgen.runs.cache import all_cached
        from wbgen.runs.offline import open_each

        return all_cached(paths, self.cache) if self.cache else open_each(paths)


@dataclass(frozen=True, slots=True)
class Place:
    """Where runs are on a server. part: ``runs`` or ``sweeps`` with the ``id`` of one; empty for all runs."""

    entity: str | None
    project: str
    part: str = ""
    id: str = ""


def open_runs(
    arguments: Sequence[str],
    connect: Connect,
    limit: int = NEWEST,
    notes: list[str] | None = None,
    cache: Path | None = None,
) -> list[RunData]:
    """The runs that some arguments name, in their order, each once.

    limit: runs of a folder, a project or a sweep, the newest.  notes: what is to be told of them is added, a
    sentence each: an argument that names no runs costs the others nothing.  cache: the folder of columns that
    were read before from files, and are kept for the next time.
    Raises WbgenError where no argument names any, or polars is not installed.
    """
    need("runs")
    told = [] if notes is None else notes
    found: list[RunData] = []
    failures: list[WbgenError] = []
    for argument in dict.fromkeys(arguments):
        try:
            found += opened(Asked(argument, connect, limit, told, cache))
        except WbgenError as failure:
            failures.append(failure)
    if failures and not found:
        raise failures[0]
    told += [sentence(failure.message) for failure in failures]
    return list(each_once(found, told))


def sentence(message: str) -> str:
    """A message with a full stop."""
    return message if message.endswith((".", "!", "?")) else f"{message}."


def opened(asked: Asked) -> list[RunData]:
    """The runs that one argument names. Raises WbgenError where it names none."""
    for is_one, open_it in FORMS:
        if is_one(asked.argument):
            return open_it(asked)
    raise WbgenError(f"{asked.argument!r} names no runs", cure=CURE)


def each_once(runs: Sequence[RunData], notes: list[str]) -> Iterator[RunData]:
    """The runs without those that have come already; of another one with the same id that is told."""
    seen: dict[str, list[RunData]] = {}
    for data in runs:
        run = data.run
        twin = next((one.run for one in seen.get(run.id, ()) if may_be_one(one, data)), None)
        if twin is None:
            seen.setdefault(run.id, []).append(data)
            yield data
        elif twin.source != run.source:
            shown = f"the one of {twin.source} is shown, that of {run.source} is not"
            notes.append(f"Two runs have the id {run.id}: {shown}.")


def may_be_one(one: RunData, other: RunData) -> bool:
    """Whether nothing but the id would tell two runs of one id apart."""
    pairs = ((one.run.entity, other.run.entity), (one.run.project, other.run.project))
    return all(left == right or not left or not right for left, right in pairs)


def is_url(argument: str) -> bool:
    """Whether it is a web address."""
    return argument.startswith(("http://", "https://"))


def is_wandb(argument: str) -> bool:
    """Whether it is a file with the name of a run's."""
    return argument.endswith(".wandb") and is_file(argument)


def is_file(argument: str) -> bool:
    """Whether there is such a file."""
    try:
        return bool(argument) and local(argument).is_file()
    except (OSError, ValueError, RuntimeError):  # too long for a name, a NUL in it, nobody's home
        return False


def is_folder(argument: str) -> bool:
    """Whether there is such a folder."""
    try:
        return bool(argument) and local(argument).is_dir()
    except (OSError, ValueError, RuntimeError):
        return False


def is_file_like(argument: str) -> bool:
    """Whether only a file or a folder can be meant."""
    return FILE_LIKE.match(argument) is not None


def is_place(argument: str) -> bool:
    """Whether it has the form of a place on a server."""
    return place_of(argument) is not None


def local(argument: str) -> Path:
    """The path that is meant."""
    return Path(argument).expanduser()


def open_wandb_file(asked: Asked) -> list[RunData]:
    return asked.read([local(asked.argument)])


def open_export_file(asked: Asked) -> list[RunData]:
    from wbgen.runs.exports import exported_runs

    return list(exported_runs(local(asked.argument)))


def open_local_folder(asked: Asked) -> list[RunData]:
    from wbgen.runs.exports import exported_runs, stems_in
    from wbgen.runs.offline import offline_runs

    folder = local(asked.argument)
    runs = list(exported_runs(folder)) if stems_in(folder) else []
    count = len(runs)
    try:
        offline = offline_runs(folder, asked.read, asked.limit)
        runs += offline.runs
        count += offline.count
        asked.notes.extend(map(sentence, offline.notes))
    except WbgenError:
        if not runs:
            raise
    newest = sorted(runs, key=lambda data: data.run.created_at, reverse=True)
    return of_how_many(newest[: asked.limit], count, asked)


def open_missing(asked: Asked) -> list[RunData]:
    raise WbgenError(f"there is no file {asked.argument}", cure="check the path")


def open_place(asked: Asked) -> list[RunData]:
    place = place_of(asked.argument)
    assert place is not None
    return on_server(asked.connect(None, place.entity), place, asked)


def open_url(asked: Asked) -> list[RunData]:
    place = place_of_url(asked.argument)
    if place is None:
        cure = (
            "copy it from the browser: https://HOST/ENTITY/PROJECT/runs/ID, or without /runs/ID for all runs"
        )
        raise WbgenError(f"{asked.argument} is not the URL of runs", cure=cure)
    return on_server(asked.connect(asked.argument, place.entity), place, asked)


def on_server(server: RunServer, place: Place, asked: Asked) -> list[RunData]:
    """The runs of a place."""
    if place.part == "runs":
        return [server.find(place.project, place.id, place.entity)]
    listed = server.newest(place.project, asked.limit, place.entity, place.id or None)
    if not listed.runs:
        raise WbgenError(f"{asked.argument} has no runs", cure="log one first")
    return of_how_many(listed.runs, listed.total, asked)


def of_how_many(runs: Sequence[RunData], total: int, asked: Asked) -> list[RunData]:
    """The runs; that they are not all is told."""
    if len(runs) < total:
        asked.notes.append(f"{asked.argument}: the newest {len(runs)} of {total} runs (--limit takes more).")
    return list(runs)


def place_of(text: str) -> Place | None:
    """The place that ``project``, ``entity/project`` or ``entity/project[/runs|/sweeps]/id`` names."""
    segments = text.strip("/").split("/")
    if not all(segment and segment.isprintable() and segment == segment.strip() for segment in segments):
        return None
    match segments:
        case [project]:
            return Place(None, project)
        case [entity, project]:
            return Place(entity, project)
        case [entity, project, id]:
            return Place(entity, project, "runs", id)
        case [entity, project, part, id] if part in PARTS:
            return Place(entity, project, part, id)
    return None


def place_of_url(url: str) -> Place | None:
    """The place that a page's address is of, or None."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    segments = [unquote(segment) for segment in parts.path.split("/") if segment]
    for n, segment in enumerate(segments[:-1]):
        if n >= 2 and segment in PARTS:
            return Place(segments[n - 2], segments[n - 1], segment, segments[n + 1])
    while len(segments) > 2 and segments[-1] in TABS:
        segments.pop()
    return Place(segments[-2], segments[-1]) if len(segments) >= 2 else None


#: Forms of an argument, the first that fits counts, and what opens it.
FORMS: tuple[tuple[Callable[[str], bool], Callable[[Asked], list[RunData]]], ...] = (
    (is_url, open_url),
    (is_wandb, open_wandb_file),
    (is_file, open_export_file),
    (is_folder, open_local_folder),
    (is_file_like, open_missing),
    (is_place, open_place),
)
