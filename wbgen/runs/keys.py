"""What a run logged under each name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

#: How many maps within maps become dotted names, wherever a run is read from. What lies deeper stays JSON.
MOST_LEVELS = 16


class Kind(StrEnum):
    """What the values of a key are. A column of all but numbers holds texts: JSON, but for ``TEXT``."""

    NUMBER = "number"
    TEXT = "text"
    HISTOGRAM = "histogram"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    TABLE = "table"
    HTML = "html"
    OTHER = "other"


#: The ``_type`` that the client writes into a logged object, and what it is. Source: wandb 0.31.0.
TYPES = {
    "histogram": Kind.HISTOGRAM,
    "image-file": Kind.IMAGE,
    "images/separated": Kind.IMAGE,
    "images": Kind.IMAGE,
    "audio-file": Kind.AUDIO,
    "audio": Kind.AUDIO,
    "video-file": Kind.VIDEO,
    "videos": Kind.VIDEO,
    "table-file": Kind.TABLE,
    "table": Kind.TABLE,
    "joined-table": Kind.TABLE,
    "partitioned-table": Kind.TABLE,
    "html-file": Kind.HTML,
    "html": Kind.HTML,
}


@dataclass(frozen=True, slots=True)
class Key:
    """A name in a run's history.

    kind: what most of its values are; of booleans, numbers 0 and 1.  rows: how many rows hold a value of
    that kind.  others: how many hold one of another kind; such rows are null in its column.
    """

    kind: Kind
    rows: int
    others: int = 0
