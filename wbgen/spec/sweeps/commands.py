"""The command of a sweep: W&B's agent fills in its macros, and drops those it does not know."""

from __future__ import annotations

import re

from wbgen.spec import models
from wbgen.spec.diagnostics import did_you_mean, listed
from wbgen.spec.sweeps.told import Told

#: Macros that give the script its parameters, each in a form of its own.
ARGUMENTS = (
    "args",
    "args_no_equals",
    "args_no_hyphens",
    "args_no_boolean_flags",
    "args_json",
    "args_json_file",
    "args_append_hydra",
    "args_override_hydra",
)
MACROS = ("env", "interpreter", "program", *ARGUMENTS)

#: What an agent runs where a sweep says no command.
DEFAULT = ("${env}", "${interpreter}", "${program}", "${args}")

MACRO = re.compile(r"\$\{([^}]*)\}")
WHOLE = re.compile(r"\$\{(.*)\}\Z", re.DOTALL)
#: A macro for a variable of the environment; the only one that may stand inside a longer text.
VARIABLE = re.compile(r"envvar:[A-Z0-9_]*\Z")


def macros(sweep: models.Search) -> frozenset[str]:
    """The macros that an agent fills in."""
    words = sweep.command if sweep.command is not None else DEFAULT
    return frozenset(found[1] for word in words if (found := WHOLE.match(str(word))))


def lacks_program(sweep: models.Search) -> bool:
    """Whether the command needs a program and the sweep names none, nor a launch job or an image instead."""
    return "program" in macros(sweep) and not (sweep.program or sweep.job or sweep.image_uri)


def check_command(sweep: models.Search, told: Told) -> None:
    """Warn of a command whose script is not told its parameters, and of macros that stay empty or text."""
    if sweep.command is None:
        return
    for index, word in enumerate(sweep.command):
        check_word(str(word), index, told)
    if macros(sweep).isdisjoint(ARGUMENTS) and sweep.job is None and sweep.image_uri is None:
        message = "the command does not pass the parameters on to the script"
        cure = "add `${args}`, unless the script reads them from `wandb.config`"
        told.warning("no-arguments", message, ("command",), cure, at_key=True)


def check_word(word: str, index: int, told: Told) -> None:
    """One word of a command."""
    place = ("command", index)
    for found in MACRO.finditer(word):
        name = found[1]
        if VARIABLE.match(name):
            continue
        if name not in MACROS:
            cure = did_you_mean(name, MACROS, otherwise=f"macros: {listed(MACROS, 20)}, envvar:NAME")
            told.warning(
                "unknown-macro", f"agents know no macro `{name}`, and leave it out", place, cure or ""
            )
        elif found[0] != word:
            message = f"`{found[0]}` is filled in only where it is a word of its own"
            told.warning("unknown-macro", message, place, "make it an item of its own")
