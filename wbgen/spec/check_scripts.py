"""Scripts, sweeps, roles and priorities of a spec: every metric and config key they name is there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wbgen.spec import models
from wbgen.spec.check_filters import FilterReader
from wbgen.spec.check_sweeps import SweepReader
from wbgen.spec.conditions import parse_condition
from wbgen.spec.diagnostics import Collector, Severity, did_you_mean, listed
from wbgen.spec.places import Path
from wbgen.spec.tree import Mapping, locate, node_at, value_text

#: What values an argument of a type takes from a spec; a text argument takes any single value as text.
TAKEN: dict[str, tuple[type, ...]] = {
    "int": (int,),
    "float": (int, float),
    "bool": (bool,),
    "str": (str, int, float),
    "list": (list, str, int, float),
}
NUMBERS = ("int", "float")


class ScriptReader:
    """Reads what a spec says of scripts and of comparing their runs; what is wrong is collected."""

    def __init__(self, spec: models.Spec, filters: FilterReader, root: Mapping, collector: Collector) -> None:
        self.spec, self.axes, self.root, self.collector = spec, filters.axes, root, collector
        self.sweeps: dict[str, models.Sweep] = {}
        self.arguments = [key for key, parameter in spec.config.items() if not parameter.observed]

    def check(self) -> None:
        """Collect every name that nothing in the spec answers to."""
        for key, parameter in self.spec.config.items():
            self.default(key, parameter)
        for name, script in self.spec.scripts.items():
            for key, value in script.demo.set.items():
                place: Path = ("scripts", name, "demo", "set", key)
                if self.argument(key, place, "the script's demo sets"):
                    self.value(key, value, place)
        self.sweeps = SweepReader(self).sweeps()
        for index, priority in enumerate(self.spec.priorities):
            self.priority(priority, ("priorities", index))
        for index, trouble in enumerate(self.spec.troubleshooting):
            for key, value in trouble.set.items():
                place = ("troubleshooting", index, "set", key)
                if self.argument(key, place, "the advice sets"):
                    self.value(key, value, place)

    def roles(self) -> dict[str, tuple[str, ...]]:
        """The metrics of every role by their exact names."""
        return {
            role: tuple(
                found
                for index, name in enumerate(names)
                for found in self.axes.finder.find(name, locate(self.root, ("roles", role, index))[0])
            )
            for role, names in self.spec.roles.items()
        }

    def argument(self, key: str, path: Path, what: str) -> bool:
        """Whether scripts have an argument for a config key; one that they have none for is collected."""
        if key in self.arguments:
            return True
        known = key in self.spec.config
        why = "is observed by the run, and no argument" if known else "is not under `config:`"
        otherwise = f"arguments: {listed(self.arguments) or 'none'}"
        cure = did_you_mean(key, self.arguments, otherwise=otherwise)
        span, at_key = locate(self.root, path)
        self.collector.add("unknown-argument", f"{what} `{key}`, which {why}", at_key or span, cure=cure)
        return False

    def default(self, key: str, parameter: models.Parameter) -> None:
        """Collect a default that the key's own type, or its choices, do not allow."""
        if (why := refused(parameter.default, parameter)) is not None:
            message = f"the default `{shown(parameter.default)}` of config key `{key}` {why}"
            place = locate(self.root, ("config", key, "default"))[0]
            written = type(parameter.default).__name__
            cure = choices_of(parameter) or f"write one, or say `type: {written}`"
            self.collector.add("bad-argument", message, place, cure=cure)

    def values(self, key: str, parameter: models.SweepParameter, path: Path) -> None:
        """Collect what a sweep tries and the argument does not take."""
        for index, value in enumerate(parameter.values or ()):
            self.value(key, value, (*path, "values", index) if self.is_map(path) else (*path, index))
        if "value" in parameter.model_fields_set:
            self.value(key, parameter.value, (*path, "value"))
        type_ = self.spec.config[key].type
        if type_ not in (None, *NUMBERS) and not {"min", "max", "mu"}.isdisjoint(parameter.model_fields_set):
            message = f"`{key}` is of type {type_}, and a distribution gives numbers"
            span, at_key = locate(self.root, path)
            self.collector.add("bad-argument", message, at_key or span, cure="list the values to try")

    def value(self, key: str, value: Any, path: Path) -> None:
        """Collect a value that the argument does not take."""
        parameter = self.spec.config[key]
        if (why := refused(value, parameter)) is not None:
            cure = choices_of(parameter) or "change it here or there"
            message = f"`{shown(value)}` {why}, as `config:` has `{key}`"
            self.collector.add("bad-argument", message, locate(self.root, path)[0], cure=cure)

    def is_map(self, path: Path) -> bool:
        """Whether a map is written at a path."""
        return isinstance(node_at(self.root, path), Mapping)

    def goal(self, goal: str | None, metrics: Iterable[str], path: Path) -> None:
        """Warn of a goal that is not the catalogue's."""
        known = self.axes.finder.catalogue.metrics
        for name in metrics:
            other = known[name].attributes.goal if name in known else None
            if goal is not None and other not in (None, goal):
                message = f"the goal is to {goal} `{name}`, and the catalogue says to {other} it"
                cure = "leave the goal out here, or put the catalogue right"
                span = locate(self.root, path)[0]
                self.collector.add("other-goal", message, span, cure=cure, severity=Severity.WARNING)
                return

    def ranks(self, priority: models.Priority, metrics: Iterable[str], path: Path) -> None:
        """Warn of a criterion by which no run is better than another."""
        known = self.axes.finder.catalogue.metrics
        goals = [known[name].attributes.goal if name in known else None for name in metrics]
        by_itself = priority.take in ("first", "spread")
        if goals and not any((*goals, priority.goal, priority.want, by_itself)):
            message = "nothing says which way is better, so that this ranks no runs"
            cure = "add `goal: minimize` or `goal: maximize`, here or in the catalogue, or a `want:`"
            span = locate(self.root, path)[0]
            self.collector.add("no-goal", message, span, cure=cure, severity=Severity.WARNING)

    def priority(self, priority: models.Priority, path: Path) -> None:
        """One criterion: its metrics, and the condition it has for them."""
        for index, name in enumerate(priority.metric):
            found = self.axes.finder.find(name, locate(self.root, (*path, "metric", index))[0])
            self.goal(priority.goal, found, (*path, "goal"))
            self.ranks(priority, found, (*path, "metric", index))
        if priority.want is not None:
            try:
                parse_condition(priority.want)
            except ValueError as error:
                message, _, cure = str(error).partition(": ")
                place = locate(self.root, (*path, "want"))[0]
                self.collector.add("bad-condition", message, place, cure=cure)
        elif priority.take == "first":
            cure = "add `want: is 1`, or what else is to be reached"
            message = "`take: first` asks where a condition was first fulfilled, and there is none"
            self.collector.add("missing-key", message, locate(self.root, (*path, "take"))[0], cure=cure)


def refused(value: Any, parameter: models.Parameter) -> str | None:
    """Why an argument does not take a value; None where it does. Nothing, `null`, is always taken."""
    if value is None:
        return None
    members = value if isinstance(value, list) and parameter.type == "list" else [value]
    if parameter.choices and not all(member in parameter.choices for member in members):
        return "is none of the choices"
    if parameter.type == "int" and isinstance(value, float) and value.is_integer():
        return None  # 1e4, as scripts read it
    taken = TAKEN.get(parameter.type or "", (object,))
    if not isinstance(value, taken) or (isinstance(value, bool) and parameter.type in NUMBERS):
        return f"is no {parameter.type}"
    return None


def choices_of(parameter: models.Parameter) -> str | None:
    """The choices of an argument for people, where it has any."""
    return f"choices: {listed(map(str, parameter.choices))}" if parameter.choices else None


def shown(value: Any) -> str:
    """A value for people."""
    return value_text(value) if isinstance(value, str | int | float) else str(value)
