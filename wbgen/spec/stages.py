"""The stages of a curriculum as a text: ``name:steps[:ratio]``, comma separated, ends cumulative."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wbgen.spec.conditions import NUMBER
from wbgen.spec.guide import Stage

STEPS = re.compile(r"0*[1-9][0-9]{0,14}\Z")

HOW = "write `name:steps` or `name:steps:ratio`, separated by commas"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the text between commas. text: without white space around it.  offset: where it begins.

    stage: what it says; None where it says none, and then ``problem`` tells why.
    """

    text: str
    offset: int
    stage: Stage | None
    problem: str = ""


def read_parts(text: str) -> Iterator[Part]:
    """Every part, read; a part that says no stage takes no steps."""
    offset = start = 0
    for part in text.split(","):
        bare = part.strip()
        read = read_stage(bare, start)
        stage, problem = (read, "") if isinstance(read, Stage) else (None, read)
        yield Part(bare, offset + len(part) - len(part.lstrip()), stage, problem)
        offset += len(part) + 1
        start = stage.end if stage else start


def read_stage(text: str, start: int) -> Stage | str:
    """One stage that begins at a step, or what keeps the text from being one."""
    name, *numbers = (part.strip() for part in text.split(":"))
    if not text:
        return "a stage is missing"
    if not name or not 1 <= len(numbers) <= 2:
        return f"`{text}` is not a stage: a name and a number of steps belong to it"
    if not STEPS.match(numbers[0]):
        return f"`{numbers[0]}` is not a number of steps"
    ratio = read_ratio(numbers[1]) if len(numbers) == 2 else None
    if len(numbers) == 2 and ratio is None:
        return f"`{numbers[1]}` is not a ratio from 0 to 1"
    return Stage(name, start, start + int(numbers[0]), ratio)


def read_ratio(text: str) -> float | None:
    """A number from 0 to 1, or None."""
    return float(text) if NUMBER.fullmatch(text) and 0 <= float(text) <= 1 else None
