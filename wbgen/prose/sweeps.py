"""Sweeps: what they look for, in words, and their configuration as W&B takes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wbgen.prose.knowledge import as_written, ranked_by, words
from wbgen.prose.language import Say
from wbgen.prose.markdown import cell, code, code_cell, fence, inline, table, together
from wbgen.spec import models
from wbgen.spec.guide import Guide
from wbgen.spec.sweeps.configuration import config_of_sweep
from wbgen.spec.sweeps.distributions import leaves
from wbgen.spec.sweeps.yaml_text import sweep_text


def sweeps(guide: Guide, say: Say) -> str:
    """Every sweep: what it is to find out, its parameters, how it is started, its configuration."""
    return together(one_sweep(guide, id, say) for id in guide.sweeps)


def one_sweep(guide: Guide, id: str, say: Say) -> str:
    """One sweep."""
    sweep, config = guide.sweeps[id], config_of_sweep(guide, id)
    file = f"sweep.{id}.yaml"
    return together(
        [
            f"**{title(id, sweep)}** ({search(sweep, config, say)})",
            inline(sweep.about or ""),
            parameters(sweep.parameters, say),
            started(id),
            say("Or with W&B's own commands; {0} is what {1} writes:", code(file), code("wbgen build")),
            fence(sweep_text(config), "yaml"),
            fence(f"wandb sweep {file}\nwandb agent SWEEP_ID", "bash"),
        ]
    )


def section(guide: Guide, id: str, say: Say) -> str:
    """The words of a report's section about one sweep, whose heading stands before them."""
    sweep, config = guide.sweeps[id], config_of_sweep(guide, id)
    found = search(sweep, config, say)
    return together(
        [
            inline(sweep.about or ""),
            say("The search: {0}.", found),
            parameters(sweep.parameters, say),
            ranking(guide, config, say),
            started(id),
        ]
    )


def title(id: str, sweep: models.Sweep) -> str:
    """What people call a sweep."""
    return inline(sweep.title or words(id))


def started(id: str) -> str:
    """How a sweep is made and run here."""
    return fence(f"wbgen sweep {id} --agents 2", "bash")


def ranking(guide: Guide, config: Mapping[str, Any], say: Say) -> str:
    """What the runs of a sweep are ranked by: the guide's priorities, else what the sweep looks for."""
    each = [ranked_by(one, say) for one in guide.knowledge.priorities] or goals(config, say)
    if len(each) < 2:
        return say("Its runs are ranked by {0}.", each[0]) if each else ""
    return say("Its runs are ranked by these, in this order: {0}.", "; ".join(each))


def goals(config: Mapping[str, Any], say: Say) -> list[str]:
    """The metrics that a sweep looks for, each with which way is better; W&B minimizes unless told."""
    metrics = [config["metric"]] if "metric" in config else config.get("metrics", ())
    return [f"{code(one['name'])} ({say(one.get('goal', 'minimize'))})" for one in metrics]


def search(sweep: models.Sweep, config: Mapping[str, Any], say: Say) -> str:
    """How a sweep looks, and for what."""
    parts = [config["method"], *goals(config, say)]
    if cap := config.get("run_cap"):
        parts.append(say("at most {0} runs", cap))
    if sweep.tags:
        parts.append(say("tagged {0}", ", ".join(map(code, sweep.tags))))
    return ", ".join(parts)


def parameters(each: models.SweepParameters, say: Say) -> str:
    """A row per parameter, those within others by their full names: ``optim.lr``."""
    rows = ([code_cell(".".join(names)), cell(range_text(one, say))] for names, _, one in leaves(each))
    return table([say("Parameter"), say("Values")], rows)


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
