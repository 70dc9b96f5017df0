"""The command line by which an agent starts a run of a sweep.

Source: ``sdk/launch/sweeps/utils.py`` and ``wandb_agent.py`` of wandb 0.31, with which the tests compare it.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wbgen.errors import WbgenError
from wbgen.runs.values import find
from wbgen.spec.sweeps.commands import DEFAULT, WHOLE

#: What an agent puts for the macros that are the same for every run.
ENV, INTERPRETER = "/usr/bin/env", "python"

#: Where the parameters go as a file, for a command that takes one. An agent's own is gone with the run.
JSON_FILE = "args.json"

#: A variable of the environment, which the agent fills in, or leaves as its bare name.
VARIABLE = re.compile(r"\$\{envvar:([A-Z0-9_]*)\}")
SHELL_NAME = re.compile(r"[A-Z_][A-Z0-9_]*\Z")

Parameters = Mapping[str, Any]


def parameters_of(config: Mapping[str, Any], run_config: Mapping[str, Any]) -> dict[str, Any]:
    """What a run has for the parameters of its sweep; one it has nothing for is left out."""
    names = config.get("parameters")
    found = {str(name): find(run_config, str(name)) for name in names} if isinstance(names, dict) else {}
    return {name: value for name, value in found.items() if value is not None or name in run_config}


def flags(parameters: Parameters, before: str = "--") -> list[str]:
    """``--lr=0.1``."""
    return [f"{before}{name}={value}" for name, value in parameters.items()]


def without_equals(parameters: Parameters) -> list[str]:
    """``--lr 0.1``."""
    return [word for name, value in parameters.items() for word in (f"--{name}", str(value))]


def as_switches(parameters: Parameters) -> list[str]:
    """``--lr=0.1 --fast``: what is false is left out."""
    said = {name: value for name, value in parameters.items() if value is not False}
    return [f"--{name}" if value is True else f"--{name}={value}" for name, value in said.items()]


#: The forms in which a command may have its parameters.
ARGUMENTS: Mapping[str, Callable[[Parameters], list[str]]] = {
    "args": flags,
    "args_no_equals": without_equals,
    "args_no_hyphens": lambda parameters: flags(parameters, ""),
    "args_no_boolean_flags": as_switches,
    "args_json": lambda parameters: [json.dumps(parameters)],
    "args_json_file": lambda parameters: [JSON_FILE],
    "args_append_hydra": lambda parameters: flags(parameters, "+"),
    "args_override_hydra": lambda parameters: flags(parameters, "++"),
}


def command_of(config: Mapping[str, Any], parameters: Parameters) -> list[str]:
    """The words of the command, variables of the environment left as they are (``${envvar:HOME}``).

    config: the sweep's.  Raises WbgenError for a sweep that no agent starts like that.
    """
    program, template = config.get("program"), template_of(config)
    if not isinstance(program, str) and "${program}" in template:
        raise WbgenError("the sweep names no program, so there is no command line", cure="use -f yaml")
    fixed = {"env": [ENV], "interpreter": [INTERPRETER], "program": [str(program)]}
    words: list[str] = []
    for one in template:
        macro = WHOLE.match(one)
        if macro is None or VARIABLE.fullmatch(one):
            words.append(one)
        elif macro[1] in ARGUMENTS:
            words += ARGUMENTS[macro[1]](parameters)
        else:
            words += fixed.get(macro[1], [])
    return words


def template_of(config: Mapping[str, Any]) -> Sequence[str]:
    """The command as it is written, its macros still in it. Raises WbgenError where an item is no word."""
    written = config.get("command")
    if not isinstance(written, list) or not written:
        return DEFAULT
    if any(isinstance(one, dict | list) for one in written):
        raise WbgenError("the sweep's command holds a list or a map, which is no word", cure="use -f yaml")
    return [str(one) for one in written]


def shell_line(config: Mapping[str, Any], parameters: Parameters) -> str:
    """The command as a line for a shell, which first writes the file of a command that takes one."""
    line = " ".join(map(quoted, command_of(config, parameters)))
    if "${args_json_file}" in template_of(config):
        return f"printf %s {shlex.quote(json.dumps(parameters))} > {JSON_FILE} && {line}"
    return line


def quoted(word: str) -> str:
    """A word as a shell has to be given it; a variable of the environment is the shell's own."""
    parts = VARIABLE.split(word)
    texts: Sequence[str] = [shlex.quote(text) if text else "" for text in parts[::2]]
    names = [f'"${{{name}-{name}}}"' if SHELL_NAME.match(name) else name for name in parts[1::2]]
    found = "".join(text + name for text, name in zip(texts, [*names, ""], strict=True))
    return found or "''"
