"""The tags of a sweep's runs, among them one that tells which sweep of the spec made them.

The id of a sweep is the server's, and not known while views are compiled; a tag is. Only scripts of the spec
are told their tags, as ``--wandb_tags``. A program of the user's own gets none: the environment could carry
them (``WANDB_TAGS`` behind ``${env}``), but that macro is empty on Windows, where the agent would then run
``WANDB_TAGS=...`` as a program, and ``wandb.init(tags=...)`` drops what the environment says
(wandb 0.31, ``sdk/wandb_init.py``: arguments replace settings).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from wbgen.spec import models
from wbgen.spec.sweeps.commands import DEFAULT
from wbgen.spec.sweeps.told import Told

#: The longest tag that W&B takes, in characters.
LONGEST = 64
PREFIX = "sweep:"
#: Hex digits that tell apart ids which are cut.
DIGITS = 8

#: How a generated script is told its tags, in both spellings.
OPTIONS = ("--wandb_tags", "--wandb-tags")
#: Macros that leave a command open for more options of the script.
OPEN = ("${args}", "${args_no_equals}", "${args_no_boolean_flags}")

#: What no tag may be, as agents, scripts and the client read it: a test, what happens, the cure.
WRONG: tuple[tuple[Callable[[str], bool], str, str], ...] = (
    (lambda tag: not tag, "that is empty is none for W&B", "take it out"),
    (lambda tag: len(tag) > LONGEST, f"of more than {LONGEST} characters is none for W&B", "shorten it"),
    (
        lambda tag: tag.startswith("-"),
        "with `-` before it is an option for the script",
        "begin it with a letter",
    ),
    (lambda tag: "${" in tag, "with `${` in it is a macro for agents", "write it without `${`"),
)


def tag_of(id: str) -> str:
    """The tag of the runs of a sweep, by its id in the spec: ``sweep:seeds``."""
    whole = PREFIX + id
    if len(whole) <= LONGEST:
        return whole
    digest = hashlib.sha256(id.encode()).hexdigest()[:DIGITS]
    return f"{whole[: LONGEST - DIGITS - 1]}-{digest}"


def command_of(id: str, sweep: models.Sweep) -> list[object]:
    """What an agent runs of a script of the spec: with the sweep's tags, unless its own command has no room.

    Options can follow where the command ends with the script's arguments, and says no tags itself.
    """
    command: list[object] = list(DEFAULT) if sweep.command is None else list(sweep.command)
    if not has_room(command):
        return command
    return [*command, OPTIONS[0], *dict.fromkeys([*sweep.tags, tag_of(id)])]


def check_tags(sweep: models.Sweep, told: Told) -> None:
    """Collect tags that keep every run from starting, where they are passed on."""
    for index, tag in enumerate(sweep.tags):
        for is_wrong, why, cure in WRONG:
            if is_wrong(tag):
                told.error("bad-tag", f"a tag {why}", ("tags", index), cure)
                break


def without_tags(command: Sequence[object]) -> list[object]:
    """A command without the tags that it passes on: what else the runs are started with."""
    kept: list[object] = []
    tags = False
    for word in command:
        if str(word).startswith(("-", "${")):
            tags = word in OPTIONS
        if not tags and not str(word).startswith(tuple(f"{option}=" for option in OPTIONS)):
            kept.append(word)
    return kept


def has_room(command: list[object]) -> bool:
    """Whether the script that a command runs can be told tags at its end."""
    return "${program}" in command and command[-1] in OPEN and not {*map(str, command)} & {*OPTIONS}


def marks_runs(sweep: models.Sweep) -> bool:
    """Whether the runs of a sweep carry its tag."""
    return sweep.script is not None and has_room(list(DEFAULT if sweep.command is None else sweep.command))
