"""Runs in folders, as wandb writes them: ``wandb/offline-run-*``, ``wandb/run-*``, or any folder of such."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from wbgen.errors import WbgenError
from wbgen.runs.run import RunData
from wbgen.runs.several import Several
from wbgen.runs.wandb_file import Heading, heading, open_wandb

#: Opens some files.
OpenAll: TypeAlias = "Callable[[Sequence[Path]], list[RunData]]"

#: Folders within folders that are looked into, entries that are looked at, and runs that are found, at most.
MOST_LEVELS = 4
MOST_ENTRIES = 200_000
MOST_FILES = 2_000

#: Folders of a run that hold no other run, but may hold many files.
INNER = frozenset({"files", "logs", "tmp", "artifacts", "media"})


@dataclass(frozen=True, slots=True)
class Offline:
    """Runs of a folder.

    count: how many there are.  notes: what was found and not used, each in one sentence.
    """

    runs: tuple[RunData, ...]
    count: int
    notes: tuple[str, ...] = ()


def open_each(paths: Sequence[Path]) -> list[RunData]:
    """The runs of some files, read when something is asked of them."""
    return [open_wandb(path) for path in paths]


def offline_runs(path: Path, open_all: OpenAll = open_each, newest: int = MOST_FILES) -> Offline:
    """The runs of a `.wandb` file or of a folder, each once, in the order in which they began.

    open_all: opens files, for instance out of a cache (``cache.all_cached``).  newest: of the runs of a
    folder, how many at most. Files of one run (it was resumed) are put together. What is no `.wandb` file is
    a note where others can be read. Raises WbgenError where none can.
    """
    if not path.is_dir():
        return Offline(tuple(open_all([path])), 1)
    files = sorted({file.resolve() for file in wandb_files(path)})
    if not files:
        raise WbgenError(
            f"{path} holds no run: there is no .wandb file in it",
            cure="name a folder that wandb wrote, such as wandb/ or wandb/offline-run-*",
        )
    notes: list[str] = []
    found: defaultdict[tuple[str, str, str], list[Heading]] = defaultdict(list)
    for file in files[:MOST_FILES]:
        try:
            begin = heading(file)
        except WbgenError as error:
            notes.append(f"{error.message}; it was left out")
        else:
            found[begin.entity, begin.project, begin.id].append(begin)
    if not found:
        raise WbgenError(f"{path} holds no run that can be read: {notes[0]}")
    if len(files) > MOST_FILES:
        notes.append(f"{path} holds {len(files):,} runs; the first {MOST_FILES:,} are used")
    notes += shared_ids(found)
    parts = [without_copies(headings, notes) for headings in found.values()]
    parts.sort(key=lambda one: one[0].started)
    return Offline(tuple(opened(parts[max(len(parts) - newest, 0) :], open_all)), len(parts), tuple(notes))


def wandb_files(folder: Path) -> Iterator[Path]:
    """The `.wandb` files in a folder and those within; links (``latest-run``) are not followed."""
    room = MOST_ENTRIES
    folders = [(folder.resolve(), 0)]
    while folders:
        here, level = folders.pop()
        try:
            entries = list(islice(os.scandir(here), room))
        except OSError:
            continue
        room -= len(entries)
        for entry in entries:
            if entry.is_symlink():
                continue
            if entry.is_dir() and level < MOST_LEVELS and entry.name not in INNER:
                folders.append((Path(entry.path), level + 1))
            elif entry.name.endswith(".wandb") and entry.is_file():
                yield Path(entry.path)


def shared_ids(found: Iterable[tuple[str, str, str]]) -> list[str]:
    """A sentence for each id that runs of different projects have."""
    projects: defaultdict[str, list[str]] = defaultdict(list)
    for entity, project, id in found:
        projects[id].append(f"{entity}/{project}".strip("/") or "no project")
    return [
        f"{len(names)} different runs have the id {id!r} (of {', '.join(sorted(names))})"
        for id, names in projects.items()
        if len(names) > 1
    ]


def without_copies(headings: Sequence[Heading], notes: list[str]) -> list[Heading]:
    """The files of one run in the order of time; of files that began at one moment, the longest."""
    longest: dict[float, Heading] = {}
    for one in sorted(headings, key=lambda one: one.size):
        if one.started and one.started in longest:
            notes.append(f"{longest[one.started].path} is a copy of {one.path}; it was left out")
        longest[one.started or -len(longest)] = one
    return sorted(longest.values(), key=lambda one: one.started)


def opened(runs: Sequence[Sequence[Heading]], open_all: OpenAll) -> Iterator[RunData]:
    """The runs of some files each."""
    read = iter(open_all([part.path for parts in runs for part in parts]))
    for parts in runs:
        of_one = list(islice(read, len(parts)))
        yield of_one[0] if len(of_one) == 1 else Several(of_one)
