"""What lies beside a `.wandb` file: config, summary and metadata as files of their own.

They stand in where the `.wandb` file does not say, be it torn or of a client that wrote it late.
"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

from wbgen.runs.folder import read_within
from wbgen.runs.logged import logged
from wbgen.runs.run import Run
from wbgen.views.client_entries import plain_summary
from wbgen.views.json import Json

#: The largest of such a file that is read, and the values in it.
MOST_BYTES = 4 * 1024 * 1024
MOST_VALUES = 100_000


def filled(run: Run, folder: Path) -> Run:
    """A run with what it lacks, from the folder of its files."""
    metadata = json_map(folder, "wandb-metadata.json")
    texts = {
        "host": metadata.get("host"),
        "user": metadata.get("username") or metadata.get("email"),
        "created_at": metadata.get("startedAt"),
    }
    found: dict[str, Any] = {name: text for name, text in texts.items() if isinstance(text, str)}
    found |= {"config": config(folder), "summary": plain_summary(json_map(folder, "wandb-summary.json"))}
    return replace(run, **{name: value for name, value in found.items() if value and not getattr(run, name)})


def config(folder: Path) -> dict[str, Json]:
    """The values of ``config.yaml``, each of which stands as ``{desc: ..., value: ...}``."""
    import yaml

    content = read_within(folder, "config.yaml")
    if content is None or len(content) > MOST_BYTES:
        return {}
    try:
        read = as_json(yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)), Room())
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    if not isinstance(read, dict):
        return {}
    values = {
        name: item["value"] for name, item in read.items() if isinstance(item, dict) and "value" in item
    }
    return plain_summary(values)


def json_map(folder: Path, name: str) -> dict[str, Json]:
    """The map that a JSON file holds; empty where it is none."""
    content = read_within(folder, name)
    if content is None or len(content) > MOST_BYTES:
        return {}
    try:
        read = logged(content)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


class Room:
    """Counts values: a few lines of YAML may stand for billions, each naming the one before twice."""

    def __init__(self) -> None:
        self._left = MOST_VALUES

    def take(self) -> None:
        """One more. Raises ValueError where there are too many."""
        self._left -= 1
        if self._left < 0:
            raise ValueError("too many values")


def as_json(value: Any, room: Room) -> Json:
    """A value of YAML as JSON has it; dates and the like as texts."""
    room.take()
    if isinstance(value, dict):
        return {str(name): as_json(item, room) for name, item in value.items()}
    if isinstance(value, list):
        return [as_json(item, room) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value if isinstance(value, bool | int | float | str) or value is None else str(value)
