"""The commands that the shipped guides tell of: what they run is there, and takes what they say."""

from __future__ import annotations

import ast
import shlex
from collections.abc import Iterator

import click
import pytest

from tests.guides.demos import GUIDES, ROOT, guide_of, script_of
from wbgen.cli.main import wbgen
from wbgen.cli.sweep import SweepVerbs, verb_for


def told(guide: str) -> Iterator[list[str]]:
    """The words of every command of a guide."""
    for command in guide_of(guide).knowledge.commands:
        yield from map(shlex.split, command.run.strip().splitlines())


def flags_in(script: str) -> set[str]:
    """The options that stand in a script as it is generated."""
    texts = (node.value for node in ast.walk(ast.parse(script)) if isinstance(node, ast.Constant))
    return {text for text in texts if isinstance(text, str) and text.startswith("--")}


def flags_of(words: list[str]) -> set[str]:
    """The options that a command is given."""
    return {word.partition("=")[0] for word in words if word.startswith("--")}


@pytest.mark.parametrize("guide", GUIDES)
def test_a_script_takes_the_options_of_its_commands(guide: str) -> None:
    name, text = script_of(guide)
    commands = [words for words in told(guide) if words[0] == "python" and words[1] != "-c"]
    assert commands
    for _, script, *words in commands:
        assert script == name
        assert flags_of(words) <= flags_in(text)


@pytest.mark.parametrize("guide", GUIDES)
def test_commands_of_wbgen_are_there(guide: str) -> None:
    for words in told(guide):
        if words[0] == "wbgen":
            command = wbgen.get_command(click.Context(wbgen), words[1])
            if isinstance(command, SweepVerbs):
                command = command.get_command(click.Context(command), verb_for(words[2:]))
            assert command, words
            known = {option for parameter in command.params for option in parameter.opts}
            assert flags_of(words) <= known
            assert all((ROOT / word).is_file() for word in words if word.startswith("specs/"))
