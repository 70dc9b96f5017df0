"""Sweeps: their configuration as W&B takes it, and what they look for, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from wbgen.prose.knowledge import as_written, words
from wbgen.prose.language import Say
from wbgen.prose.markdown import cell, code, code_cell, fence, inline, table, together
from wbgen.spec import models
from wbgen.spec.guide import Guide

#: Bounds that are whole numbers where the parameter is one.
BOUNDS = ("min", "max", "q")


def sweep_config(guide: Guide, id: str) -> dict[str, Any]:
    """The configuration of a sweep, in W&B's grammar."""
    sweep = guide.sweeps[id]
    script = script_of(guide, sweep)
    said: dict[str, Any] = {
        "name": sweep.title or id,
        "description": sweep.about,
        "project": guide.project,
        "program": script,
        "method": sweep.method,
        "metric": sweep.metric and metric_config(guide, sweep.metric),
        "run_cap": sweep.run_cap,
        "early_terminate": sweep.early_terminate and sweep.early_terminate.model_dump(exclude_unset=True),
        "parameters": {key: values(guide, key, each) for key, each in sweep.parameters.items()},
        "command": sweep.command,
    }
    return {key: value for key, value in said.items() if value is not None}


def script_of(guide: Guide, sweep: models.Sweep) -> str | None:
    """The script that a sweep runs: the one it names, or the guide's only one."""
    return sweep.script or (next(iter(guide.scripts)) if len(guide.scripts) == 1 else None)


def metric_config(guide: Guide, metric: models.SweepMetric) -> dict[str, Any]:
    """What a sweep looks for; which way is better comes from the catalogue where the sweep does not say."""
    known = guide.catalogue.metrics.get(metric.name)
    goal = metric.goal or (known.attributes.goal if known else None) or "minimize"
    target = {} if metric.target is None else {"target": metric.target}
    return {"name": metric.name, "goal": goal, **target}


def values(guide: Guide, key: str, parameter: models.SweepParameter) -> dict[str, Any]:
    """The values of a parameter. Bounds of whole numbers are whole: W&B draws fractions between others."""
    said = parameter.model_dump(exclude_unset=True, exclude={"parameters"})
    if parameter.parameters is not None:
        inner = {name: values(guide, f"{key}.{name}", each) for name, each in parameter.parameters.items()}
        return {**said, "parameters": inner}
    declared = guide.config.get(key)
    if declared is not None and declared.type == "int":
        said |= {name: int(said[name]) for name in BOUNDS if float(said.get(name, 0.5)).is_integer()}
    return said


def sweeps(guide: Guide, say: Say) -> str:
    """Every sweep: what it is to find out, its parameters, its configuration, and how it is started."""
    return together(sweep_text(guide, id, say) for id in guide.sweeps)


def sweep_text(guide: Guide, id: str, say: Say) -> str:
    """One sweep."""
    sweep, config = guide.sweeps[id], sweep_config(guide, id)
    file = f"sweep-{id}.yaml"
    return together(
        [
            f"**{inline(sweep.title or words(id))}** ({search(sweep, config, say)})",
            inline(sweep.about) if sweep.about else "",
            parameters(sweep.parameters, say),
            say("Save this as {0}:", code(file)),
            fence(yaml.safe_dump(config, sort_keys=False, allow_unicode=True, width=100), "yaml"),
            fence(f"wandb sweep {file}\nwandb agent SWEEP_ID", "bash"),
        ]
    )


def search(sweep: models.Sweep, config: Mapping[str, Any], say: Say) -> str:
    """How a sweep looks, and for what."""
    parts = [config["method"]]
    if metric := config.get("metric"):
        parts.append(f"{say(metric['goal'])} {code(metric['name'])}")
    if cap := config.get("run_cap"):
        parts.append(say("at most {0} runs", cap))
    if sweep.tags:
        parts.append(say("tagged {0}", ", ".join(map(code, sweep.tags))))
    return ", ".join(parts)


def parameters(each: Mapping[str, models.SweepParameter], say: Say) -> str:
    """A row per parameter."""
    rows = ([code_cell(key), cell(range_text(one, say))] for key, one in flat(each).items())
    return table([say("Parameter"), say("Values")], rows)


def flat(each: Mapping[str, models.SweepParameter], prefix: str = "") -> dict[str, models.SweepParameter]:
    """Parameters by their full names: ``optim.lr``."""
    found: dict[str, models.SweepParameter] = {}
    for name, one in each.items():
        found |= (
            {f"{prefix}{name}": one} if one.parameters is None else flat(one.parameters, f"{prefix}{name}.")
        )
    return found


def range_text(one: models.SweepParameter, say: Say) -> str:
    """The values of a parameter in words."""
    said = one.model_dump(exclude_unset=True)
    if one.values is not None:
        parts = [", ".join(code(as_written(value)) for value in one.values)]
    elif one.min is not None and one.max is not None:
        parts = [say("{0} to {1}", f"{one.min:g}", f"{one.max:g}")]
    else:
        parts = [code(as_written(one.value))] if "value" in said else []
    rest = [f"{key} {as_written(said[key])}" for key in ("mu", "sigma", "q", "probabilities") if key in said]
    return ", ".join([*parts, *([one.distribution] if one.distribution else []), *rest])
