"""The colour of the n-th series, where series are no runs with colours of their own."""

from __future__ import annotations

from wbgen.render.colors import PALETTE


def color(index: int) -> str:
    """The colour of the n-th series, from 0; after the last the first comes again."""
    return PALETTE[index % len(PALETTE)]
