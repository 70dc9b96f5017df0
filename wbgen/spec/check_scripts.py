"""Scripts, sweeps, roles and priorities of a spec: every metric and config key they name is there."""

from __future__ import annotations

from collections.abc import Iterator

from wbgen.spec import models
from wbgen.spec.check_filters import FilterReader
from wbgen.spec.conditions import parse_condition
from wbgen.spec.diagnostics import Collector, did_you_mean, listed
from wbgen.spec.places import Path
from wbgen.spec.tree import Mapping, locate


class ScriptReader:
    """Reads what a spec says of scripts and of comparing their runs; what is wrong is collected."""

    def __init__(self, spec: models.Spec, filters: FilterReader, root: Mapping, collector: Collector) -> None:
        self.spec, self.axes, self.root, self.collector = spec, filters.axes, root, collector
        self.arguments = [key for key, parameter in spec.config.items() if not parameter.observed]

    def check(self) -> None:
        """Collect every name that nothing in the spec answers to."""
        for name, script in self.spec.scripts.items():
            for key in script.demo.set:
                self.argument(key, ("scripts", name, "demo", "set", key), "the script's demo sets")
        for name, sweep in self.spec.sweeps.items():
            self.sweep(sweep, ("sweeps", name))
        for index, priority in enumerate(self.spec.priorities):
            self.priority(priority, ("priorities", index))
        for index, trouble in enumerate(self.spec.troubleshooting):
            for key in trouble.set:
                self.argument(key, ("troubleshooting", index, "set", key), "the advice sets")

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

    def sweep(self, sweep: models.Sweep, path: Path) -> None:
        """One sweep: its metric, its parameters, its script."""
        if sweep.metric is not None:
            place = (
                (*path, "metric", "name") if "name" in self.keys_at((*path, "metric")) else (*path, "metric")
            )
            self.axes.finder.one(sweep.metric.name, locate(self.root, place)[0])
        for key in leaves(sweep.parameters):
            self.argument(key, (*path, "parameters", key), "the sweep tries")
        if sweep.script is not None and sweep.script not in self.spec.scripts:
            known = list(self.spec.scripts)
            cure = did_you_mean(sweep.script, known, otherwise=f"scripts: {listed(known) or 'none'}")
            message = f"the spec has no script `{sweep.script}`"
            self.collector.add("unknown-script", message, locate(self.root, (*path, "script"))[0], cure=cure)

    def keys_at(self, path: Path) -> frozenset[str]:
        """The keys of the map at a path; none where there is another thing."""
        node = self.root
        for step in path:
            node = node.by_key[str(step)].value if isinstance(node, Mapping) else node  # type: ignore[assignment]
        return frozenset(node.by_key) if isinstance(node, Mapping) else frozenset()

    def argument(self, key: str, path: Path, what: str) -> None:
        """Collect a config key that scripts have no argument for."""
        if key in self.arguments:
            return
        known = key in self.spec.config
        why = "is observed by the run, and no argument" if known else "is not under `config:`"
        otherwise = f"arguments: {listed(self.arguments) or 'none'}"
        cure = did_you_mean(key, self.arguments, otherwise=otherwise)
        span, at_key = locate(self.root, path)
        self.collector.add("unknown-argument", f"{what} `{key}`, which {why}", at_key or span, cure=cure)

    def priority(self, priority: models.Priority, path: Path) -> None:
        """One criterion: its metrics, and the condition it has for them."""
        for index, name in enumerate(priority.metric):
            self.axes.finder.find(name, locate(self.root, (*path, "metric", index))[0])
        if priority.want is not None:
            try:
                parse_condition(priority.want)
            except ValueError as error:
                self.collector.add("bad-condition", str(error), locate(self.root, (*path, "want"))[0])
        elif priority.take == "first":
            cure = "add `want: is 1`, or what else is to be reached"
            message = "`take: first` asks where a condition was first fulfilled, and there is none"
            self.collector.add("missing-key", message, locate(self.root, (*path, "take"))[0], cure=cure)


def leaves(parameters: dict[str, models.SweepParameter]) -> Iterator[str]:
    """The config keys a sweep sets: nested parameters by their dotted names."""
    for key, parameter in parameters.items():
        if parameter.parameters is None:
            yield key
            continue
        yield from leaves({f"{key}.{name}": inner for name, inner in parameter.parameters.items()})
