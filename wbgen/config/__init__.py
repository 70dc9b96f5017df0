"""The settings of a project: the targets its specs go to, and where wbgen keeps its things.

They are written in ``wbgen.yaml`` at the root of a project, and everything wbgen keeps (``.wbgen/``)
lies beside it. There need not be one: the targets ``local`` and ``wandb`` are always there, and without
it nothing waits for pydantic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from wbgen.config.slurm import SlurmDefaults
from wbgen.errors import WbgenError

FILE = "wbgen.yaml"
HOME = ".wbgen"
PORT = 8086
LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Target:
    """Where views go.

    server: ``embedded`` for the server wbgen carries, ``wandb`` for any other.  entity: whose views;
    the key's default entity where it is left out.  base_url: of the server; where it is left out, the
    one the wandb client uses.
    """

    server: Literal["embedded", "wandb"] = "wandb"
    entity: str | None = None
    base_url: str | None = None


BUILT_IN: Mapping[str, Target] = {LOCAL: Target(server="embedded"), "wandb": Target()}


@dataclass(frozen=True, slots=True)
class Safety:
    """How much may be changed at once without being asked for.

    most_changed: the share of the existing views, where there are at least ``at_least`` of them.
    """

    most_changed: float = 0.3
    at_least: int = 10


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a project. root: its folder.  port: of the embedded server's URLs.

    slurm: what agents on SLURM ask for.
    """

    root: Path
    default: str
    port: int
    targets: Mapping[str, Target]
    safety: Safety = Safety()
    slurm: SlurmDefaults = field(default_factory=SlurmDefaults)

    @property
    def home(self) -> Path:
        """The folder wbgen keeps its store and backups in."""
        return self.root / HOME

    def target(self, name: str | None) -> tuple[str, Target]:
        """A target by name, or the default one. Raises WbgenError for a name that is not there."""
        name = name or self.default
        if name in self.targets:
            return name, self.targets[name]
        from wbgen.spec.diagnostics import did_you_mean, listed

        how = f"targets: {listed(self.targets)}; add `{name}: {{entity: my-team}}` under `targets:` in {FILE}"
        cure = did_you_mean(name, self.targets, otherwise=how)
        raise WbgenError(f"there is no target `{name}`", cure=cure)


def find_config(start: Path) -> Config:
    """The settings for work in a folder: of the nearest ``wbgen.yaml`` at or above it, else the defaults.

    Raises SpecError where the file has mistakes.
    """
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            from wbgen.config.file import read_config

            return read_config(folder)
    return Config(start, LOCAL, PORT, BUILT_IN)
