"""``wbgen.yaml``: the targets a project's specs go to.

It lies at the root of a project, and everything wbgen keeps (``.wbgen/``) lies beside it. There need
not be one: the targets ``local`` and ``wandb`` are always there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Field, StringConstraints, ValidationError

from wbgen.errors import WbgenError
from wbgen.spec.diagnostics import SpecError, did_you_mean, listed
from wbgen.spec.load import load_file
from wbgen.spec.models import Model, ShellName, empty_map
from wbgen.spec.tree import locate, plain_data
from wbgen.spec.validate import tell

FILE = "wbgen.yaml"
HOME = ".wbgen"
PORT = 8086
LOCAL = "local"

START_CURE = "write `targets:` with `team: {entity: my-team}` under it, or remove the file"


class Target(Model):
    """Where views go.

    server: ``embedded`` for the server wbgen carries, ``wandb`` for any other.  entity: whose views;
    the key's default entity where it is left out.  base_url: of the server; where it is left out, the
    one the wandb client uses.
    """

    server: Literal["embedded", "wandb"] = "wandb"
    entity: Annotated[str, StringConstraints(pattern=r"^[^/\\#?%:\x00-\x1f]{1,128}$")] | None = None
    base_url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+")] | None = None


OneTarget: TypeAlias = Annotated[Target, BeforeValidator(empty_map)]


class ConfigFile(Model):
    """What may be written in ``wbgen.yaml``."""

    default: ShellName = LOCAL
    port: Annotated[int, Field(ge=1, le=65535)] = PORT
    targets: Annotated[dict[ShellName, OneTarget], BeforeValidator(empty_map)] = {}


BUILT_IN: Mapping[str, Target] = {LOCAL: Target(server="embedded"), "wandb": Target()}


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a project. root: its folder.  port: of the embedded server's URLs."""

    root: Path
    default: str
    port: int
    targets: Mapping[str, Target]

    @property
    def home(self) -> Path:
        """The folder wbgen keeps its store and backups in."""
        return self.root / HOME

    def target(self, name: str | None) -> tuple[str, Target]:
        """A target by name, or the default one. Raises WbgenError for a name that is not there."""
        name = name or self.default
        if name in self.targets:
            return name, self.targets[name]
        how = f"targets: {listed(self.targets)}; add `{name}: {{entity: my-team}}` under `targets:` in {FILE}"
        cure = did_you_mean(name, self.targets, otherwise=how)
        raise WbgenError(f"there is no target `{name}`", cure=cure)


def find_config(start: Path) -> Config:
    """The settings for work in a folder: of the nearest ``wbgen.yaml`` at or above it, else the defaults.

    Raises SpecError where the file has mistakes.
    """
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return read_config(folder)
    return Config(start, LOCAL, PORT, BUILT_IN)


def read_config(root: Path) -> Config:
    """The settings in a folder's ``wbgen.yaml``."""
    tree, collector = load_file(root / FILE, start_cure=START_CURE)
    data = plain_data(tree)
    try:
        written = ConfigFile.model_validate(data)
    except ValidationError as error:
        tell(error.errors(include_url=False), data, tree, collector, ConfigFile)
        raise SpecError(collector.sorted()) from None
    targets = {**BUILT_IN, **written.targets}
    if written.default not in targets:
        span, _ = locate(tree, ("default",))
        cure = did_you_mean(written.default, targets, otherwise=f"targets: {listed(targets)}")
        collector.add("unknown-target", f"there is no target `{written.default}`", span, cure=cure)
        raise SpecError(collector.sorted())
    return Config(root, written.default, written.port, targets)
