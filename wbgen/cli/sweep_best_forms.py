"""The best run of a sweep for other programs: as YAML for a spec, as command lines, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wbgen.cli.show import as_json
from wbgen.cli.sweep_best_found import Best
from wbgen.cli.sweep_ranking_json import criterion_json, entry_json
from wbgen.cli.sweep_table import called, short
from wbgen.errors import WbgenError
from wbgen.spec.diagnostics import printable
from wbgen.sweeps.command import command_of, shell_line


def as_yaml(best: Best) -> str:
    """Its parameters as the defaults of a spec's ``config:``."""
    from wbgen.spec.resolve import unresolved

    keys = {name: {"default": unresolved(value)} for name, value in leaves(best.parameters)}
    told = f"{short(called(best.entry))} of {best.opened.sweep.path}"
    return f"# {told}\n{yaml_text({'config': keys}).rstrip()}"


def yaml_text(data: dict[str, Any]) -> str:
    """Data as YAML that a terminal only shows: with escapes where it holds marks that turn the direction."""
    import yaml

    from wbgen.spec.sweeps.yaml_text import Dumper, sweep_text

    text = sweep_text(data)
    if all(printable(line) == line for line in text.split("\n")):
        return text
    escaped: str = yaml.dump(data, Dumper=Dumper, sort_keys=False, allow_unicode=False)
    return escaped


def leaves(parameters: Mapping[str, Any], before: str = "") -> list[tuple[str, Any]]:
    """Parameters by their dotted names."""
    found: list[tuple[str, Any]] = []
    for name, value in parameters.items():
        if isinstance(value, dict) and value:
            found += leaves(value, f"{before}{name}.")
        else:
            found.append((before + name, value))
    return found


def as_command(best: Best) -> str:
    """The command lines, of every run one."""
    lines = (shell_line(best.opened.sweep.config, parameters) for parameters in best.commands)
    return "\n".join(map(one_line, lines))


def one_line(line: str) -> str:
    """A command that a terminal does not act on. Raises WbgenError where it would."""
    if printable(line) != line:
        raise WbgenError("the command has control characters, and is not shown", cure="use -f json")
    return line


def best_json(best: Best) -> str:
    """All of it, for other programs."""
    try:
        commands = [command_of(best.opened.sweep.config, parameters) for parameters in best.commands]
    except WbgenError:
        commands = []
    ranking = best.ranked.ranking
    return as_json(
        {
            "sweep": str(best.opened.sweep.path),
            "guide": best.ranked.guide.id if best.ranked.guide else None,
            "seeds": "together" if ranking.grouped else "apart",
            "total": best.ranked.total,
            "ranked": best.ranked.read,
            "criteria": [criterion_json(one) for one in ranking.criteria],
            "best": entry_json(best.entry, best.ranked),
            "next": entry_json(best.next, best.ranked) if best.next else None,
            "decided_by": [ranking.criteria[at].metric for at in best.decided.criteria]
            if best.decided
            else [],
            "config": best.parameters,
            "commands": commands,
        }
    )
