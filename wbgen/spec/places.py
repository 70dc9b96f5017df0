"""Places in a spec: where pydantic's error locations lead, and what people call them."""

from __future__ import annotations

from typing import Any, TypeAlias

from pydantic_core import ErrorDetails

from wbgen.spec import models

Path: TypeAlias = tuple[int | str, ...]

ANY = "*"  # any one step

#: What people call the things of a spec; the longest that fits is taken.
NOUNS: tuple[tuple[Path, str], ...] = (
    (("metrics", ANY, "of", ANY), "metric `{}`"),
    (("metrics", ANY), "a metric group"),
    (("config", ANY), "config key `{}`"),
    (("dimensions", ANY), "dimension `{}`"),
    (("schedules", ANY), "schedule `{}`"),
    (("workspaces", ANY, "sections", ANY, "panels", ANY), "a panel"),
    (("workspaces", ANY, "sections", ANY), "a section"),
    (("workspaces", ANY), "workspace `{}`"),
    (("reports", ANY, "blocks", ANY), "a block"),
    (("reports", ANY), "report `{}`"),
    (("troubleshooting", ANY), "a troubleshooting entry"),
    (("targets", ANY), "target `{}`"),
)


def place_name(path: Path) -> str:
    """A place in words: ``\\`goal\\` of metric \\`loss/total\\```; the file itself for no path."""
    prefixes = [(len(pattern), noun) for pattern, noun in NOUNS if leads_into(path, pattern)]
    depth, noun = max(prefixes, default=(0, ""))
    words = [f"item {step + 1}" if isinstance(step, int) else f"`{step}`" for step in reversed(path[depth:])]
    if noun:
        words.append(noun.format(path[depth - 1]))
    return " of ".join(words) or "the file"


def leads_into(path: Path, pattern: Path) -> bool:
    """Whether a path begins with the steps of a pattern."""
    return len(path) >= len(pattern) and agree(path, pattern)


def is_above(path: Path, pattern: Path) -> bool:
    """Whether a path is one of a pattern, or leads to one."""
    return len(path) <= len(pattern) and agree(path, pattern)


def agree(path: Path, pattern: Path) -> bool:
    """Whether a path and a pattern are the same as far as both go."""
    return all(wanted in (ANY, step) for step, wanted in zip(path, pattern, strict=False))


def written_path(details: ErrorDetails, data: Any) -> Path:
    """The path of an error as far as it was written by the author.

    Pydantic's locations hold more: tags of unions, ``[key]`` for an error in a key, the index of a list
    that a single value was made.  For a missing key, the path ends with it.
    """
    path: list[int | str] = []
    for step in details["loc"]:
        if str(step).startswith(models.TAG):
            continue
        if not has(data, step):
            break
        data = data[step]
        path.append(step)
    return (*path, details["loc"][-1]) if details["type"] == "missing" else tuple(path)


def has(data: Any, step: int | str) -> bool:
    """Whether plain data goes on in this step."""
    if isinstance(data, list):
        return isinstance(step, int) and step < len(data)
    return isinstance(data, dict) and step in data


def in_key(details: ErrorDetails) -> bool:
    """Whether an error is about a key rather than about its value."""
    return details["type"] == "string_pattern_mismatch" and details["loc"][-1] == "[key]"


def value_at(data: Any, path: Path) -> Any:
    """The value at a path that is there."""
    for step in path:
        data = data[step]
    return data
