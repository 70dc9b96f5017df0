"""How runs are started, set and told apart, in words: scripts, config, run sets, schedules, roles."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from wbgen.prose.knowledge import as_written
from wbgen.prose.language import Say
from wbgen.prose.markdown import cell, code, code_cell, fence, inline, table, together
from wbgen.spec import models
from wbgen.spec.guide import Guide, Schedule


def scripts(guide: Guide, say: Say) -> str:
    """How each training script is written and started."""
    return together(script(guide, name, each, say) for name, each in guide.scripts.items())


def script(guide: Guide, name: str, written: models.Script, say: Say) -> str:
    """One script."""
    demo = written.demo.scale != 1 or bool(written.demo.set)
    about = f"{code(name)}: {inline(written.about)}" if written.about else code(name)
    lines = [f"wbgen script {spec_path(guide)} {name} -o {name}", f"python {name} --help", f"python {name}"]
    told = say("{0}: a short run on little data, for a CPU. It sets {1}.", code("--demo"), sets(written.demo))
    return together(
        [about, fence("\n".join([*lines, *([f"python {name} --demo --offline"] if demo else [])]), "bash")]
        + ([told] if demo else [])
    )


def sets(demo: models.Demo) -> str:
    """What a demo changes."""
    config = [f"{key}={as_written(value)}" for key, value in demo.set.items()]
    scale = [f"scale={demo.scale:g}"] if demo.scale != 1 else []
    return ", ".join(map(code, [*config, *scale]))


def spec_path(guide: Guide) -> str:
    """The spec's path as a project has it, wherever on this machine it lies."""
    file = Path(guide.file)
    return f"specs/{file.name}" if file.resolve().parent.name == "specs" else file.name


def config(parameters: Mapping[str, models.Parameter], say: Say) -> str:
    """A table of the hyperparameters."""
    head = [say(word) for word in ("Parameter", "What it says", "Type", "Default", "Choices", "For")]
    return table(head, (parameter(key, each, say) for key, each in parameters.items()))


def parameter(key: str, each: models.Parameter, say: Say) -> list[str]:
    """A row of the table. What the run sets itself is no argument and has no default."""
    default = "" if each.observed or "default" not in each.model_fields_set else as_written(each.default)
    return [
        code_cell(key),
        cell(each.about or ""),
        each.type or "",
        say("set by the run") if each.observed else code_cell(default),
        ", ".join(code_cell(as_written(value)) for value in each.choices or ()),
        say("if {0}", code_cell(each.only_if)) if each.only_if else "",
    ]


def naming(run: models.Run | None, say: Say) -> str:
    """How runs are named and marked."""
    said = {
        "Name": run.name,
        "Group": run.group,
        "Job type": run.job_type,
        "Tags": ", ".join(run.tags),
    } if run else {}  # fmt: skip
    return "\n".join(f"- {say(word)}: {code(text)}" for word, text in said.items() if text)


def run_sets(guide: Guide, say: Say) -> str:
    """The filters that people use, by name."""
    head = [say(word) for word in ("Run set", "Title", "Filter", "Search", "Grouped by", "Order")]
    return table(head, (run_set(id, each.options) for id, each in guide.runs.items()))


def run_set(id: str, each: models.RunSet) -> list[str]:
    """A row of the table. The usual order is not told."""
    order = each.order if "order" in each.model_fields_set else []
    return [
        code_cell(id),
        cell(each.title if each.title and each.title != id else ""),
        code_cell(each.where or ""),
        code_cell(each.search or ""),
        ", ".join(map(code_cell, each.group)),
        ", ".join(map(code_cell, order)),
    ]


def schedules(guide: Guide, say: Say) -> str:
    """The stages of every schedule, with the text they are made from."""
    return together(schedule(each, say) for each in guide.schedules.values())


def schedule(each: Schedule, say: Say) -> str:
    """One schedule: start, end, steps, share of the whole and ratio of each stage."""
    total = each.stages[-1].end if each.stages else 0
    rows = [
        [
            cell(stage.name),
            str(stage.start),
            str(stage.end),
            str(stage.end - stage.start),
            f"{100 * (stage.end - stage.start) / total:.1f} %",
            f"{stage.share:g}" if each.ratio else "",
        ]
        for stage in each.stages
    ]
    head = [say(word) for word in ("Stage", "Start", "End", "Steps", "Percent", "Ratio")]
    logged = ", ".join(code(name) for name in (each.metric, each.ratio) if name)
    return together([f"**{inline(each.id)}** ({logged})", table(head, rows), fence(stages_text(each))])


def stages_text(each: Schedule) -> str:
    """The stages in the grammar of schedules."""
    ratios = [f":{stage.ratio:g}" if stage.ratio is not None else "" for stage in each.stages]
    parts = zip(each.stages, ratios, strict=True)
    return ",".join(f"{stage.name}:{stage.end - stage.start}{ratio}" for stage, ratio in parts)


def roles(guide: Guide, say: Say) -> str:
    """Which metrics play which part in the analysis of runs."""
    rows = ([cell(role), ", ".join(map(code_cell, names))] for role, names in guide.roles.items())
    return table([say("Part"), say("Metric")], rows)
