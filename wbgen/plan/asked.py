"""What a person asked a plan to do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for on the command line, by whole addresses of views and of parts of them."""

    overwrite: Collection[str] = ()
    keep: Collection[str] = ()
    adopt: Collection[str] = ()
