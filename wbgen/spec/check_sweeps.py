"""The sweeps of a spec: tied to the catalogue, to the config keys and to the scripts they run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbgen.spec import models
from wbgen.spec.diagnostics import Severity, did_you_mean, listed
from wbgen.spec.places import Path
from wbgen.spec.sweeps.commands import lacks_program
from wbgen.spec.sweeps.distributions import leaves
from wbgen.spec.sweeps.drawn import drawn
from wbgen.spec.sweeps.numbers import is_number
from wbgen.spec.sweeps.of_config import WHOLE, filled, type_of
from wbgen.spec.sweeps.search import check_search, tell_no_goal
from wbgen.spec.sweeps.tags import check_tags, marks_runs
from wbgen.spec.sweeps.told import Told

if TYPE_CHECKING:
    from wbgen.spec.check_scripts import ScriptReader

#: The verbs of ``wbgen sweep``, which a word after it means before any sweep.
VERBS = frozenset({"create", "run", "status", "best", "report", "pause", "resume", "stop"})

#: Cadences at which hyperband has nothing to compare.
TOO_SELDOM = ("once", "end")


class SweepReader:
    """Reads the sweeps of a spec; what is wrong is collected."""

    def __init__(self, scripts: ScriptReader) -> None:
        self.scripts, self.spec = scripts, scripts.spec

    def sweeps(self) -> dict[str, models.Sweep]:
        """The sweeps with what they leave to the rest of the spec: exact metrics, goals, values, scripts."""
        self.names()
        return {name: self.sweep(sweep, ("sweeps", name)) for name, sweep in self.spec.sweeps.items()}

    def names(self) -> None:
        """Warn of names that the command line takes for something else."""
        for name in self.spec.sweeps:
            if name in VERBS:
                told = Told(self.scripts.root, self.scripts.collector, ("sweeps", name))
                message = f"`wbgen sweep {name}` means the verb, and not this sweep"
                cure = "rename it, or always name the spec before it"
                told.warning("name-of-a-verb", message, (), cure, at_key=True)

    def sweep(self, sweep: models.Sweep, path: Path) -> models.Sweep:
        """One sweep: its metric, its parameters, its script."""
        told = Told(self.scripts.root, self.scripts.collector, path)
        done = sweep.model_copy(
            update={
                "metric": self.metric(sweep, sweep.metric, ("metric",), told),
                "metrics": self.metrics(sweep, told),
                "parameters": filled(sweep.parameters, self.spec.config),
                "script": self.script(sweep, told),
            }
        )
        check_search(done, told, lambda name: type_of(self.spec.config.get(name)))
        self.parameters(done, told)
        if marks_runs(done):
            check_tags(done, told)
        elif sweep.tags:
            message = "the tags of a sweep are passed on to scripts of the spec alone"
            if done.script is not None:
                message = "the sweep's tags are not passed on: its command does not end with its arguments"
            span = told.span(("tags",), at_key=True)
            told.collector.add("not-applied", message, span, severity=Severity.NOTE)
        return done

    # --- what it looks for

    def metrics(self, sweep: models.Sweep, told: Told) -> list[models.SweepMetric] | None:
        """The metrics of a search for several."""
        if sweep.metrics is None:
            return None
        found = [self.metric(sweep, one, ("metrics", index), told) for index, one in enumerate(sweep.metrics)]
        return [one for one in found if one is not None]

    def metric(
        self, sweep: models.Sweep, metric: models.SweepMetric | None, path: Path, told: Told
    ) -> models.SweepMetric | None:
        """A metric by its exact name, with the goal of the catalogue where it says none."""
        if metric is None:
            return None
        place = (*path, "name") if told.is_map(path) else path
        name = self.scripts.axes.finder.one(metric.name, told.span(place, at_key=False))
        if name is None:
            return metric
        known = self.scripts.axes.finder.catalogue.metrics.get(name)
        self.scripts.goal(metric.goal, [name], (*told.base, *path, "goal"))
        if known is not None and sweep.early_terminate and known.attributes.every in TOO_SELDOM:
            message = (
                f"hyperband compares runs under way, and `{name}` is logged {seldom(known.attributes.every)}"
            )
            cure = "log it more often, choose another metric, or leave `early_terminate` out"
            told.warning("seldom-metric", message, ("early_terminate",), cure, at_key=True)
        goal = metric.goal or (known.attributes.goal if known else None)
        if goal is None:
            tell_no_goal(name, place, told, "here or in the catalogue")
        changes = {"name": name, **({"goal": goal} if goal else {})}
        return models.SweepMetric(**{**metric.model_dump(exclude_none=True), **changes})

    # --- what it tries

    def parameters(self, sweep: models.Sweep, told: Told) -> None:
        """Every parameter is an argument that takes its values."""
        for names, path, parameter in leaves(sweep.parameters, (*told.base, "parameters")):
            key = ".".join(names)
            if self.scripts.argument(key, path, "the sweep tries"):
                self.scripts.values(key, parameter, path)
                self.draws(key, parameter, path[len(told.base) :], told)

    def draws(self, key: str, parameter: models.SweepParameter, path: Path, told: Told) -> None:
        """A whole number is not drawn from all numbers, nor one of some texts from any."""
        config = self.spec.config[key]
        kind = drawn(parameter, type_of(config))
        if kind is None:
            return
        if type_of(config) == "int":
            if kind not in WHOLE or not float(parameter.q or 1).is_integer():
                message = f"`{key}` is a whole number, and {kind} gives fractions"
                cure = "write `distribution: int_uniform`, or `q_log_uniform_values` with `q: 1`"
                told.error("bad-argument", message, path, cure, at_key=True)
        elif config.type is None and config.choices and not any(map(is_number, config.choices)):
            message = f"`{key}` is one of {listed(map(str, config.choices))}, and {kind} gives numbers"
            told.error("bad-argument", message, path, "list the values to try", at_key=True)

    # --- what it runs

    def script(self, sweep: models.Sweep, told: Told) -> str | None:
        """The script it runs; None where that is a program of the user's own, a launch job or a function."""
        known = list(self.spec.scripts)
        if sweep.script is not None:
            if sweep.program is not None:
                message = "the sweep runs a script of the spec, and a program too"
                told.error("bad-search", message, ("program",), "keep `script` or `program`", at_key=True)
            if sweep.script not in known:
                cure = did_you_mean(sweep.script, known, otherwise=f"scripts: {listed(known) or 'none'}")
                message = f"the spec has no script `{sweep.script}`"
                told.error("unknown-script", message, ("script",), cure or "")
            return sweep.script
        if sweep.program or sweep.job or sweep.image_uri:
            return None
        if not known:
            if lacks_program(sweep):
                message = "the sweep names no program for an agent to run, and the spec has no script"
                # no error: agents that run a function need neither, and such sweeps can be pulled
                cure = "add `program: train.py`, or `scripts:` to the spec, unless agents run a function"
                told.warning("no-program", message, (), cure, at_key=True)
            return None
        if len(known) > 1:
            message = "the spec has several scripts, and the sweep does not say which to run"
            told.error("missing-key", message, (), f"add `script:`, one of {listed(known)}", at_key=True)
        return known[0]


def seldom(every: str | None) -> str:
    """A cadence of one value per run, for people."""
    return "at the end only" if every == "end" else "once"
