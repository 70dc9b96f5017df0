"""Which sweep is meant: by a spec and a name, or a file of W&B's own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from shlex import quote

from wbgen.cli.options import SUFFIXES, find_specs
from wbgen.cli.read import read_guides
from wbgen.cli.show import show_diagnostics
from wbgen.config import find_config
from wbgen.errors import WbgenError
from wbgen.plan.sweeps import WantedSweep, wanted_of_file, wanted_of_guide
from wbgen.plan.sweeps.wanted import name_of_file
from wbgen.spec.diagnostics import Severity, SpecError, did_you_mean, listed
from wbgen.spec.load import load_file
from wbgen.spec.read import read_guide
from wbgen.spec.sweeps.file import read_sweep_file
from wbgen.spec.sweeps.recognised import is_sweep_file


@dataclass(frozen=True, slots=True)
class Choice:
    """A sweep that may be meant. source: the file that has it.  project: where it goes, if that is said."""

    source: Path
    sweep: WantedSweep
    project: str | None


def choose(words: Sequence[str], stack: str, project: str | None, verb: str = "") -> Choice:
    """The sweep that is meant by at most a file and a name. Raises WbgenError with what there is to choose.

    stack: in which it is made.  project: instead of the one that the file names.
    verb: of ``wbgen sweep``, for commands that are offered; empty for the one that goes without its name.
    """
    places, names = parted(words)
    if len(places) > 1 or len(names) > 1:
        raise WbgenError("one sweep is meant at a time", cure="name it by SPEC and NAME")
    choices = list(offered(find_specs(tuple(places)), stack, project))
    if not choices:
        where = listed(map(str, places)) or "the specs"
        raise WbgenError(f"there is no sweep in {where}", cure="write one under `sweeps:` (docs/sweeps.md)")
    if names:
        return by_name(names[0], choices)
    if len(choices) > 1:
        asked = f"wbgen sweep {verb}".rstrip()
        each = "\n".join(
            f"    {asked} {quote(str(c.source))} {c.sweep.name}    {c.sweep.title}" for c in choices
        )
        raise WbgenError(f"there are {len(choices)} sweeps to choose from", cure=f"name one:\n{each}")
    return choices[0]


def parted(words: Sequence[str]) -> tuple[list[Path], list[str]]:
    """The files and folders among words, and the names of sweeps.

    A word alone that is both a folder and a sweep's name means the sweep; of two folders the second is one.
    """
    places = [word for word in words if is_place(word)]
    folders = [word for word in places if is_folder(word)]
    if folders and (len(places) == 2 or (len(words) == 1 and is_sweep(words[0]))):
        places.remove(folders[-1])
    names = [*words]
    for place in places:
        names.remove(place)
    return [Path(place) for place in places], names


def is_place(word: str) -> bool:
    """Whether a word is a file, or a folder with any; those with a slash are never a sweep's name."""
    return word.endswith(SUFFIXES) or "/" in word or is_folder(word)


def is_folder(word: str) -> bool:
    """Whether a word, which may be a sweep's name too, is a folder that has files to choose from."""
    if word.endswith(SUFFIXES) or "/" in word:
        return False
    try:
        return any(file.suffix in SUFFIXES for file in Path(word).glob("*"))
    except OSError:  # no name of a file is that long
        return False


def is_sweep(word: str) -> bool:
    """Whether a sweep of the specs has that name. Specs with mistakes are passed over."""
    return any(word in names for names in names_by_file(()) if not isinstance(names, SpecError))


def known_sweeps(places: Sequence[Path]) -> list[str]:
    """The names of the sweeps in some files and folders, or in the specs. Raises SpecError for mistakes."""
    known: list[str] = []
    for names in names_by_file(places):
        if isinstance(names, SpecError):
            raise names
        known += names
    return known


def names_by_file(places: Sequence[Path]) -> Iterator[Collection[str] | SpecError]:
    """The names of the sweeps in each file of some places, or what is wrong with it."""
    try:
        files = find_specs(tuple(places))
    except WbgenError:
        return
    for file in files:
        try:
            yield names_in(file)
        except SpecError as error:
            yield error


def names_in(file: Path) -> Collection[str]:
    """The names of the sweeps in a file. Raises SpecError where it has mistakes."""
    if is_sweep_file(load_file(file)[0]):
        return (name_of_file(file, find_config(Path.cwd()).root),)
    return read_guide(file)[0].sweeps


def by_name(name: str, choices: Sequence[Choice]) -> Choice:
    """The sweep of a name. Raises WbgenError where none has it, or more than one."""
    found = [choice for choice in choices if choice.sweep.name == name]
    if len(found) == 1:
        return found[0]
    if found:
        files = listed(str(choice.source) for choice in found)
        raise WbgenError(f"{files} each have a sweep `{name}`", cure="name the spec too")
    known = [choice.sweep.name for choice in choices]
    cure = did_you_mean(name, known, otherwise=f"sweeps: {listed(known)}")
    raise WbgenError(f"there is no sweep `{name}`", cure=cure)


def offered(files: Sequence[Path], stack: str, project: str | None) -> Iterator[Choice]:
    """The sweeps of some files, each a spec or a sweep of W&B's."""
    root = find_config(Path.cwd()).root
    for file in files:
        if is_sweep_file(load_file(file)[0]):
            sweep, found = read_sweep_file(file)
            show_diagnostics(d for d in found if d.severity is Severity.WARNING)
            yield Choice(file, wanted_of_file(sweep, file, root, stack), project or sweep.project)
            continue
        (guide,) = read_guides((file,))
        guide = replace(guide, project=project or guide.project)
        for id in guide.sweeps:
            yield Choice(file, wanted_of_guide(guide, id, stack), guide.project)
