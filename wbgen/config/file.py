"""What may be written in ``wbgen.yaml``, and how it is read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field, StringConstraints, ValidationError

from wbgen.config import BUILT_IN, FILE, LOCAL, PORT, Config, Safety, Target
from wbgen.config.slurm import LINE, MOST_GPUS, OPTION, TIME, WORD, SlurmDefaults
from wbgen.spec.diagnostics import SpecError, did_you_mean, listed
from wbgen.spec.load import load_file
from wbgen.spec.models import Model, ShellName, empty_map, listify
from wbgen.spec.tree import locate, plain_data

START_CURE = "write `targets:` with `team: {entity: my-team}` under it, or remove the file"


class TargetEntry(Model):
    """A target as written; see :class:`wbgen.config.Target`."""

    server: Literal["embedded", "wandb"] = "wandb"
    entity: Annotated[str, StringConstraints(pattern=r"^[^/\\#?%:\x00-\x1f]{1,128}$")] | None = None
    base_url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+")] | None = None


OneTarget: TypeAlias = Annotated[TargetEntry, BeforeValidator(empty_map)]


class SafetyEntry(Model):
    """The safety limits as written; see :class:`wbgen.config.Safety`."""

    most_changed: Annotated[str, StringConstraints(pattern=r"^(100|[0-9]{1,2})%$")] = "30%"
    from_: Annotated[int, Field(alias="from", ge=1)] = 10

    def read(self) -> Safety:
        """The limits meant."""
        return Safety(int(self.most_changed.removesuffix("%")) / 100, self.from_)


Word: TypeAlias = Annotated[str, StringConstraints(pattern=f"^{WORD}$")]
Limit: TypeAlias = Annotated[str, StringConstraints(pattern=f"^({TIME})$")]
SetupLine: TypeAlias = Annotated[str, StringConstraints(pattern=f"^{LINE}$")]
SbatchOption: TypeAlias = Annotated[str, StringConstraints(pattern=f"^{OPTION}$")]


def minutes_text(value: Any) -> Any:
    """A number of minutes as the text that SLURM takes."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class SlurmEntry(Model):
    """What is asked of SLURM as written; see :class:`wbgen.config.slurm.SlurmDefaults`."""

    partition: Word | None = None
    account: Word | None = None
    time: Annotated[Limit, BeforeValidator(minutes_text)] | None = None
    gpus_per_agent: Annotated[int, Field(ge=1, le=MOST_GPUS)] | None = None
    setup: Annotated[list[SetupLine], BeforeValidator(listify)] = []
    sbatch: Annotated[list[SbatchOption], BeforeValidator(listify)] = []

    def read(self) -> SlurmDefaults:
        """The defaults meant."""
        return SlurmDefaults(
            self.partition,
            self.account,
            self.time,
            self.gpus_per_agent,
            tuple(self.setup),
            tuple(self.sbatch),
        )


class ConfigFile(Model):
    """The file."""

    default: ShellName = LOCAL
    port: Annotated[int, Field(ge=1, le=65535)] = PORT
    targets: Annotated[dict[ShellName, OneTarget], BeforeValidator(empty_map)] = {}
    safety: Annotated[SafetyEntry, BeforeValidator(empty_map)] = SafetyEntry()
    slurm: Annotated[SlurmEntry, BeforeValidator(empty_map)] = SlurmEntry()


def read_config(root: Path) -> Config:
    """The settings in a folder's ``wbgen.yaml``. Raises SpecError where it has mistakes."""
    tree, collector = load_file(root / FILE, start_cure=START_CURE)
    data = plain_data(tree)
    try:
        written = ConfigFile.model_validate(data)
    except ValidationError as error:
        from wbgen.spec.validate import tell  # only where there is something to tell

        tell(error.errors(include_url=False), data, tree, collector, ConfigFile)
        raise SpecError(collector.sorted()) from None
    targets = {**BUILT_IN}
    targets |= {name: Target(**entry.model_dump()) for name, entry in written.targets.items()}
    if written.default not in targets:
        span, _ = locate(tree, ("default",))
        cure = did_you_mean(written.default, targets, otherwise=f"targets: {listed(targets)}")
        collector.add("unknown-target", f"there is no target `{written.default}`", span, cure=cure)
        raise SpecError(collector.sorted())
    return Config(root, written.default, written.port, targets, written.safety.read(), written.slurm.read())
