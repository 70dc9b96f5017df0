"""Colours of series that are not runs: mid-tones, legible on light ground and on dark."""

from __future__ import annotations

#: The colours of our custom charts (``compile/charts/theme.vl.json``), in their order.
COLORS = (
    *("#4e79d6", "#e0803a", "#2fa37c", "#b65fc9", "#c2a21d"),
    *("#d9557f", "#2a9fc4", "#8a7355", "#7a6ee0", "#6fae3a"),
)


def color(index: int) -> str:
    """The colour of the n-th series, from 0; after the last the first comes again."""
    return COLORS[index % len(COLORS)]
