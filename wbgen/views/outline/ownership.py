"""Whose view it is: the marker that wbgen leaves in a description."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARKER = re.compile(r"managed by wbgen \d+ (\S+)(?: .*)?")


@dataclass(frozen=True, slots=True)
class Ownership:
    """``subtitle``: the description without the marker.  ``address``: what wbgen calls the view, or None."""

    subtitle: str
    address: str | None


def read_ownership(description: str | None) -> Ownership:
    """Split a description; the marker is its last line (and in a workspace its only one)."""
    visible, _, last = (description or "").rstrip().rpartition("\n")
    found = _MARKER.fullmatch(last.strip())
    if found is None:
        return Ownership(subtitle=(description or "").strip(), address=None)
    return Ownership(subtitle=visible.strip(), address=found[1])
