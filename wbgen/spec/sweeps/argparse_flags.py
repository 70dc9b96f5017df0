"""The flags of a Python program that uses argparse, read from its syntax tree. Nothing of it is run."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wbgen.spec.sweeps.argparse_parsers import are_seen, name_of

#: Calls after which the flags are unknown: they are read elsewhere, or more are taken than the parser knows.
UNKNOWN_CALLS = frozenset(
    {"parse_known_args", "parse_known_intermixed_args", "add_subparsers", "HfArgumentParser", "LightningCLI"}
)
#: Libraries that read the command line by themselves, beside argparse or on top of it.
OTHER_READERS = frozenset(
    {"absl", "click", "fire", "hydra", "jsonargparse", "simple_parsing", "tap", "typer", "tyro"}
)


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag. type: ``int``, ``float``, ``bool``; None for text; empty where it cannot be told.

    switch: it stands without a value.  choices: None where any value is taken.
    """

    name: str
    type: str | None = None
    switch: bool = False
    choices: tuple[Any, ...] | None = None


@dataclass(frozen=True, slots=True)
class Flags:
    """The flags of a program by their names. abbreviated: whether the beginning of one is taken for it."""

    named: Mapping[str, Flag]
    abbreviated: bool

    def find(self, name: str) -> Flag | None:
        """The flag that is meant by a name; None where none is, or several are."""
        if name in self.named:
            return self.named[name]
        meant = [one for one in self.named if one.startswith(name)] if self.abbreviated else []
        return self.named[meant[0]] if len(meant) == 1 else None


def flags_of(text: str) -> Flags | None:
    """The flags of a program; None where they cannot be known from its text."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = {called(call) for call in calls}
    if "ArgumentParser" not in names or "parse_args" not in names or names & UNKNOWN_CALLS:
        return None
    if OTHER_READERS.intersection(imported(tree)) or has_parents(calls):
        return None
    if not are_seen(tree):
        return None
    found: dict[str, Flag] = {}
    for call in calls:
        if called(call) != "add_argument":
            continue
        flags = list(flags_in(call))
        if not flags:
            return None
        found.update((flag.name, flag) for flag in flags)
    return Flags(found, any(called(call) == "ArgumentParser" and abbreviates(call) for call in calls))


def flags_in(call: ast.Call) -> Iterator[Flag]:
    """The flags of one ``add_argument``; none where its names are not written out."""
    names = [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    if len(names) != len(call.args) or any(keyword.arg is None for keyword in call.keywords):
        return
    options = {keyword.arg: keyword.value for keyword in call.keywords}
    action = constant(options.get("action")) or name_of(options.get("action"))
    switch = action in ("store_true", "store_false", "store_const", "count", "BooleanOptionalAction")
    kind = name_of(options.get("type")) if "type" in options else None
    choices = literal(options["choices"]) if "choices" in options else None
    if action == "BooleanOptionalAction":
        names += [f"--no-{name.removeprefix('--')}" for name in names if name.startswith("--")]
    for name in names:
        yield Flag(name, kind, switch, tuple(choices) if isinstance(choices, list | tuple) else None)


def abbreviates(call: ast.Call) -> bool:
    """Whether a parser takes the beginning of a flag for it, unless it is told not to."""
    return all(one.arg != "allow_abbrev" or constant(one.value) is not False for one in call.keywords)


def called(call: ast.Call) -> str:
    """The last part of the name that is called."""
    return name_of(call.func)


def constant(node: ast.expr | None) -> Any:
    """A value that is written out, or None."""
    return node.value if isinstance(node, ast.Constant) else None


def literal(node: ast.expr) -> Any:
    """A value that is written out, lists too, or None."""
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None


def imported(tree: ast.Module) -> Iterator[str]:
    """The packages that a program imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def has_parents(calls: list[ast.Call]) -> bool:
    """Whether a parser takes the arguments of another one, which may stand in another file."""
    return any(
        called(call) == "ArgumentParser"
        and any(keyword.arg in ("parents", None) for keyword in call.keywords)
        for call in calls
    )
