"""Which sweep is meant: ``entity/project/id``, the other forms of it, or the URL of its page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from wbgen.errors import WbgenError

#: What a part of a path may hold. Ids become names of folders, so that none is only dots.
PART = re.compile(r"[^/\\#?%:\x00-\x1f\x7f]{1,128}\Z")
ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")

CURE = "write entity/project/id, project/id, or the URL of the sweep's page"


@dataclass(frozen=True, slots=True)
class SweepPath:
    """A sweep by the names W&B gives it. ``str()`` is what ``wandb agent`` takes."""

    entity: str
    project: str
    id: str

    def __str__(self) -> str:
        return f"{self.entity}/{self.project}/{self.id}"


def is_path(given: str) -> bool:
    """Whether a text names a sweep on a server."""
    try:
        read_path(given, "entity")
    except WbgenError:
        return False
    return True


def is_served(word: str) -> bool:
    """Whether a word on the command line means a sweep on a server; what lies here never does."""
    return "://" in word or (is_path(word) and not Path(word).exists())


def read_path(given: str, entity: str) -> SweepPath:
    """The sweep meant; ``entity`` is the target's own. Raises WbgenError for a text that means none."""
    parts = _of_url(given) if "://" in given else given.split("/")
    if len(parts) == 4 and parts[2] == "sweeps":
        del parts[2]  # as the path of its page has it
    if len(parts) == 2:
        parts = [entity, *parts]
    if len(parts) != 3 or not all(PART.match(part) for part in parts[:2]) or not ID.match(parts[2]):
        raise WbgenError(f"{given!r} is no sweep", cure=CURE)
    return SweepPath(*parts)


def _of_url(url: str) -> list[str]:
    """Entity, project and id from ``https://host/entity/project/sweeps/id``."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return []
    parts = [unquote(part) for part in path.split("/") if part]
    return [*parts[-4:-2], parts[-1]] if len(parts) >= 4 and parts[-2] == "sweeps" else []
