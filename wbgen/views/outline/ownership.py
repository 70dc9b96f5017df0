"""Whose view it is: the marker that wbgen leaves in a description."""

from __future__ import annotations

from dataclasses import dataclass

from wbgen.views.marker import read_marker


@dataclass(frozen=True, slots=True)
class Ownership:
    """``subtitle``: the description without the marker.  ``address``: what wbgen calls the view, or None."""

    subtitle: str
    address: str | None


def read_ownership(description: str | None) -> Ownership:
    """Split a description into what people wrote and whose it is."""
    visible, marker = read_marker(description or "")
    return Ownership(subtitle=visible.strip(), address=marker.address if marker else None)
