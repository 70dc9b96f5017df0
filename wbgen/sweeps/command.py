"""The command line by which an agent starts a run of a sweep.

Source: ``sdk/launch/sweeps/utils.py`` and ``wandb_agent.py`` of wandb 0.31, with which the tests compare it.
"""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wbgen.errors import WbgenError
from wbgen.runs.values import find
from wbgen.spec.sweeps.commands import DEFAULT, WHOLE

#: What an agent puts for the macros that are the same for every run.
ENV, INTERPRETER = "/usr/bin/env", "python"

#: Where the parameters go as a file, for a command that takes one. An agent's own is gone with the run.
JSON_FILE = "args.json"

#: A variable of the environment; an agent puts its bare name where it is not set.
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
    "args_dict": list,
    "args_json": lambda parameters: [json.dumps(parameters)],
    "args_json_file": lambda parameters: [JSON_FILE],
    "args_append_hydra": lambda parameters: flags(parameters, "+"),
    "args_override_hydra": lambda parameters: flags(parameters, "++"),
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a command. own: whether it stands in the command itself, where variables are filled in."""

    text: str
    own: bool


def words_of(config: Mapping[str, Any], parameters: Parameters) -> list[Word]:
    """The command as an agent puts it together: variables first, then whole words that are macros.

    So ``${envvar:HOME}/${envvar:USER}`` is no macro, and no variable in a parameter's value is filled in.
    Variables are left as they are. Raises WbgenError for a sweep that no agent starts like that.
    """
    program, template = config.get("program"), template_of(config)
    words: list[Word] = []
    for one in template:
        macro = WHOLE.match(filled(one))
        if macro is None:
            words.append(Word(one, own=True))
        elif macro[1] == "program" and not isinstance(program, str):
            raise WbgenError("the sweep names no program, so there is no command line", cure="use -f yaml")
        else:
            fixed = {"env": [ENV], "interpreter": [INTERPRETER], "program": [str(program)]}
            write = ARGUMENTS.get(macro[1])
            found = write(parameters) if write else fixed.get(macro[1], [])
            words += [Word(text, own=False) for text in found]
    return words


def filled(word: str, environ: Mapping[str, str] = os.environ) -> str:
    """A word of the command with the variables that an agent here would find."""
    return VARIABLE.sub(lambda found: environ.get(found[1], found[1]), word)


def command_of(config: Mapping[str, Any], parameters: Parameters) -> list[str]:
    """The words of the command, variables of the environment left as they are (``${envvar:HOME}``).

    config: the sweep's.  Raises WbgenError for a sweep that no agent starts like that.
    """
    return [word.text for word in words_of(config, parameters)]


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
    words = words_of(config, parameters)
    line = " ".join(with_variables(word.text) if word.own else shlex.quote(word.text) for word in words)
    if "${args_json_file}" in map(filled, template_of(config)):
        return f"printf %s {shlex.quote(json.dumps(parameters))} > {JSON_FILE} && {line}"
    return line


def with_variables(word: str) -> str:
    """A word as a shell has to be given it; a variable of the environment is the shell's own."""
    parts = VARIABLE.split(word)
    texts: Sequence[str] = [shlex.quote(text) if text else "" for text in parts[::2]]
    names = [f'"${{{name}-{name}}}"' if SHELL_NAME.match(name) else name for name in parts[1::2]]
    found = "".join(text + name for text, name in zip(texts, [*names, ""], strict=True))
    return found or "''"
