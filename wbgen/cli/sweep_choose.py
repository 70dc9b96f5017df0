"""Which sweep is meant: by a spec and a name, or a file of W&B's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wbgen.cli.options import SUFFIXES, find_specs
from wbgen.cli.read import read_guides
from wbgen.cli.show import show_diagnostics
from wbgen.config import find_config
from wbgen.errors import WbgenError
from wbgen.plan.sweeps import WantedSweep, wanted_of_file, wanted_of_guide
from wbgen.spec.diagnostics import Severity, did_you_mean, listed
from wbgen.spec.load import load_file
from wbgen.spec.sweeps.file import read_sweep_file
from wbgen.spec.sweeps.recognised import is_sweep_file


@dataclass(frozen=True, slots=True)
class Choice:
    """A sweep that may be meant. source: the file that has it.  project: where it goes, if that is said."""

    source: Path
    sweep: WantedSweep
    project: str | None


def choose(words: Sequence[str], stack: str, project: str | None) -> Choice:
    """The sweep that is meant by at most a file and a name. Raises WbgenError with what there is to choose.

    stack: in which it is made.  project: instead of the one that the file names.
    """
    places, names = [Path(word) for word in words if is_place(word)], [w for w in words if not is_place(w)]
    if len(places) > 1 or len(names) > 1:
        raise WbgenError("one sweep is meant at a time", cure="name it by SPEC and NAME")
    choices = list(offered(find_specs(tuple(places)), stack, project))
    if not choices:
        where = listed(map(str, places)) or "the specs"
        raise WbgenError(f"there is no sweep in {where}", cure="write one under `sweeps:` (docs/sweeps.md)")
    if names:
        return by_name(names[0], choices)
    if len(choices) > 1:
        each = "\n".join(f"    wbgen sweep {c.source} {c.sweep.name}    {c.sweep.title}" for c in choices)
        raise WbgenError(f"there are {len(choices)} sweeps to choose from", cure=f"name one:\n{each}")
    return choices[0]


def is_place(word: str) -> bool:
    """Whether a word is a file or a folder, and not a sweep's name, which is never like one."""
    return word.endswith(SUFFIXES) or "/" in word or Path(word).is_dir()


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
