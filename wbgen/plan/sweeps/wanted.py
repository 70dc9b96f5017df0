"""What code says of a sweep."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from wbgen.compile.ids import STACK, UNNAMED, address
from wbgen.compile.sweeps import config_of_file, config_of_sweep, sweep_text
from wbgen.spec import models
from wbgen.spec.guide import Guide
from wbgen.views.json import canonical

#: Keys of a configuration that are for people, or say where it lies: no other search follows from them.
WORDS = frozenset({"name", "description", "project", "entity"})

#: Characters of a title that servers keep; a longer one would differ from theirs for ever.
MOST_TITLE = 128

#: Characters of a file's path that the name of its sweep shows, the last ones.
MOST_SLUG = 64


@dataclass(frozen=True)
class WantedSweep:
    """A sweep to be. config: W&B's, as `wandb sweep` stores it.  prior_runs: what it begins with, by name."""

    address: str
    title: str
    about: str
    config: Mapping[str, Any]
    prior_runs: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The end of its address."""
        return self.address.rsplit("/", 1)[1]

    @property
    def program(self) -> str | None:
        """What its runs run, where the configuration says so."""
        program = self.config.get("program")
        return program if isinstance(program, str) else None

    @cached_property
    def search(self) -> dict[str, Any]:
        """The configuration without words."""
        return search_of(self.config)

    @cached_property
    def digest(self) -> str:
        """Sixteen hex digits over the search."""
        return hashlib.sha256(canonical(self.search).encode()).hexdigest()[:16]

    @property
    def text(self) -> str:
        """The configuration as YAML."""
        return sweep_text(dict(self.config))


def wanted_of_guide(guide: Guide, id: str, stack: str = STACK) -> WantedSweep:
    """One of a guide's sweeps."""
    sweep = guide.sweeps[id]
    return WantedSweep(
        address(guide.id, "sweep", id, stack=stack),
        sweep.title or id,
        sweep.about or "",
        with_distributions(config_of_sweep(guide, id)),
        tuple(sweep.prior_runs),
    )


def wanted_of_file(sweep: models.SweepFile, file: Path, root: Path, stack: str = STACK) -> WantedSweep:
    """The sweep in a file of its own. root: the folder of the project, below which its path names it."""
    return WantedSweep(
        address(UNNAMED, "sweep", name_of_file(file, root), stack=stack),
        (sweep.name or file.stem)[:MOST_TITLE],
        sweep.description or "",
        with_distributions(config_of_file(sweep)),
    )


def name_of_file(file: Path, root: Path) -> str:
    """The name of the sweep in a file, by which it is known from then on: no two files share one.

    ``tries.yaml`` is ``tries``. Of other paths not every character may be in an address, so that six hex
    digits over the path follow what is left of it.
    """
    path = Path(os.path.relpath(file, root)).as_posix().removesuffix(".yaml")
    slug = re.sub(r"[^A-Za-z0-9_-]+", "-", path)[-MOST_SLUG:].strip("-")
    if slug == path:
        return slug
    digest = hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:6]
    return f"{slug}-{digest}" if slug else f"sweep-{digest}"


def search_of(config: Mapping[str, Any]) -> dict[str, Any]:
    """A configuration without the words in it."""
    return {key: value for key, value in config.items() if key not in WORDS}


def with_distributions(config: Mapping[str, Any]) -> dict[str, Any]:
    """The configuration with what the wandb client fills in before it sends one.

    A parameter with two bounds and no distribution is of whole numbers where both bounds are. (Bounds of
    two kinds the client refuses; so do specs and sweep files.)
    """
    filled = {name: with_distribution(known) for name, known in config.get("parameters", {}).items()}
    return {**config, "parameters": filled} if filled else dict(config)


def with_distribution(parameter: Mapping[str, Any]) -> dict[str, Any]:
    """One parameter, its distribution named if it has bounds. Parameters within it are left as they are."""
    if "distribution" in parameter or not {"min", "max"} <= parameter.keys():
        return dict(parameter)
    whole = isinstance(parameter["min"], int) and isinstance(parameter["max"], int)
    return {**parameter, "distribution": "int_uniform" if whole else "uniform"}
