"""Whether a program takes the parameters of a sweep: its arguments are read, and never run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wbgen.spec import models
from wbgen.spec.diagnostics import did_you_mean, listed
from wbgen.spec.places import Path as Place
from wbgen.spec.sweeps.argparse_flags import Flag, flags_of
from wbgen.spec.sweeps.commands import macros
from wbgen.spec.sweeps.drawn import among, drawn, is_whole
from wbgen.spec.sweeps.parameters import shown
from wbgen.spec.sweeps.told import Told

MAX_BYTES = 1024 * 1024

#: Macros that write a parameter as a flag, `--lr=0.1` or `--lr 0.1`; others are not for argparse.
AS_FLAGS = frozenset({"args", "args_no_equals", "args_no_boolean_flags"})


def check_program(sweep: models.SweepFile, folder: Path, told: Told) -> None:
    """Warn of parameters that the program beside the sweep does not take, where that can be known."""
    text = program_text(sweep.program, folder)
    if text is None or macros(sweep).isdisjoint(AS_FLAGS):
        return
    flags = flags_of(text)
    if flags is None:
        return
    for name, parameter in sweep.parameters.items():
        place: Place = ("parameters", name)
        flag = flags.find(f"--{name}")
        if flag is None:
            not_taken(name, flags.named, place, told)
        elif parameter.parameters is not None:
            message = f"`{name}` holds parameters, which agents pass as one text"
            told.warning(
                "bad-argument", message, place, f"write `{name}.<parameter>`, one by one", at_key=True
            )
        else:
            check_values(flag, parameter, macros(sweep), place, told)


def program_text(program: str | None, folder: Path) -> str | None:
    """The program, if it lies in the folder of its sweep or below."""
    if program is None or not program.endswith(".py"):
        return None
    try:
        path = (folder / program).resolve()
        if not path.is_relative_to(folder.resolve()):
            return None
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        return data.decode("utf-8") if len(data) <= MAX_BYTES else None
    except (OSError, ValueError):
        return None


def not_taken(name: str, flags: Mapping[str, Flag], place: Place, told: Told) -> None:
    """A parameter that is none of the program's flags."""
    message = f"the program has no `--{name}`, and ends with an error"
    near = f"--{name.replace('_', '-')}"
    if near in flags:
        cure = f"agents write `_` as it is: add '--{name}' beside '{near}' in the program"
    else:
        known = [flag.removeprefix("--") for flag in flags if flag.startswith("--")]
        cure = did_you_mean(name, known, otherwise=f"its arguments: {listed(known) or 'none'}") or ""
    told.warning("unknown-argument", message, place, cure, at_key=True)


def check_values(
    flag: Flag, parameter: models.SweepParameter, used: frozenset[str], place: Place, told: Told
) -> None:
    """Values that the flag does not take."""
    single = "value" in parameter.model_fields_set
    values: list[Any] = [parameter.value] if single else (parameter.values or [])
    if flag.switch and "args_no_boolean_flags" not in used:
        message = f"`{flag.name}` takes no value, and agents write `{flag.name}=True`"
        cure = "use `${args_no_boolean_flags}` in `command`"
        told.warning("bad-argument", message, place, cure, at_key=True)
    elif flag.type == "bool":
        message = "`type=bool` takes any text for true, `False` too"
        cure = "let the program read the words: `type=lambda text: text.lower() == 'true'`"
        told.warning("bad-argument", message, place, cure, at_key=True)
    for value in values:
        if (why := refused(value, flag)) is not None:
            message = f"`{shown(value)}` {why} of `{flag.name}` in the program"
            told.warning("bad-argument", message, place, "change it here or there", at_key=True)
            return
    check_drawn(flag, parameter, place, told)


def check_drawn(flag: Flag, parameter: models.SweepParameter, place: Place, told: Told) -> None:
    """A distribution whose numbers the flag does not take."""
    kind = drawn(parameter)
    if kind is None or flag.switch:
        return
    if flag.type == "int" and not is_whole(parameter, kind):
        message = f"`{flag.name}` is a whole number in the program, and {kind} gives fractions"
        cure = "write `distribution: int_uniform`, or `q_log_uniform_values` with `q: 1`"
        told.warning("bad-argument", message, place, cure, at_key=True)
    elif flag.type in (None, "int", "float") and flag.choices and not among(parameter, kind, flag.choices):
        message = f"{kind} gives numbers that are none of the choices of `{flag.name}` in the program"
        told.warning("bad-argument", message, place, "list the values to try", at_key=True)


def refused(value: Any, flag: Flag) -> str | None:
    """Why a flag does not take a value, as agents write it; None where it does, or it cannot be told."""
    text = str(value)
    if flag.type in ("int", "float"):
        try:
            number = int(text) if flag.type == "int" else float(text)
        except ValueError:
            return f"is no {flag.type}, the type"
        return None if flag.choices is None or number in flag.choices else "is none of the choices"
    if flag.type is None and flag.choices is not None and text not in flag.choices:
        return "is none of the choices"
    return None
