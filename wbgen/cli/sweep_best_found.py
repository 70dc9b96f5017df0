"""The best of a sweep's ranking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wbgen.cli.sweep_ranked import Ranked
from wbgen.cli.sweep_target import OpenSweep
from wbgen.errors import WbgenError
from wbgen.ranking.order import Level
from wbgen.ranking.seeds import is_seed
from wbgen.ranking.table import Entry
from wbgen.spec.diagnostics import printable
from wbgen.sweeps.command import parameters_of


@dataclass(frozen=True, slots=True)
class Best:
    """The best entry of a sweep's ranking, and the next one. decided: what told the two apart."""

    opened: OpenSweep
    ranked: Ranked
    entry: Entry
    next: Entry | None
    decided: Level | None

    @property
    def parameters(self) -> dict[str, Any]:
        """What it has for the sweep's parameters; of several runs, but for the seeds."""
        found = parameters_of(self.opened.sweep.config, self.entry.runs[0].config)
        several = len(self.entry.runs) > 1
        return {name: value for name, value in found.items() if not (several and is_seed(name))}

    @property
    def commands(self) -> list[dict[str, Any]]:
        """What each of its runs has for the parameters."""
        return [parameters_of(self.opened.sweep.config, run.config) for run in self.entry.runs]


def best_of(opened: OpenSweep, found: Ranked) -> Best:
    """The best of a ranking. Raises WbgenError where there is none, with why."""
    entries = found.ranking.entries
    path = opened.sweep.path
    if not entries:
        raise WbgenError(f"the sweep {path} has no runs", cure=f"`wbgen sweep {path}` starts agents")
    if found.ranking.best is None:
        ranking = [one.metric for one in found.ranking.criteria if one.ranks]
        if not ranking:
            message = f"nothing says which run of {path} is the best: it has no metric"
            raise WbgenError(message, cure="name a spec with `priorities:` by --spec")
        message = f"none of the {found.read:,} runs of {path} has a value of {', '.join(ranking)}"
        raise WbgenError(printable(message), cure="see whether they failed, or log it under another name")
    after = entries[1] if len(entries) > 1 else None
    return Best(opened, found, entries[0], after, after.parted_by if after else None)
