"""One module per kind of panel, and the one table of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from wbgen.render.drawing import Drawing, Nothing
from wbgen.render.kinds import (
    bar,
    code,
    importance,
    line,
    markdown,
    media,
    parallel,
    runs,
    scalar,
    scatter,
    table,
    vega,
)
from wbgen.render.scene import Scene, Settings

#: Draws a panel of one kind from its config. Total: what cannot be drawn is a ``Nothing`` that says why.
Draw = Callable[[Settings, Scene], Drawing]

#: By W&B's ``viewType``.
KINDS: Mapping[str, Draw] = {
    "Run History Line Plot": line.draw,
    "Bar Chart": bar.draw,
    "Scalar Chart": scalar.draw,
    "Scatter Plot": scatter.draw,
    "Parallel Coordinates Plot": parallel.draw,
    "Parameter Importance": importance.draw,
    "Run Comparer": runs.draw,
    "Code Comparer": code.draw,
    "Media Browser": media.draw,
    "Markdown Panel": markdown.draw,
    "Vega2": vega.draw,
    "Weave": table.draw,
}


def draw_panel(view_type: str, config: Settings, scene: Scene) -> Drawing:
    """A panel, drawn, or why it cannot be."""
    draw = KINDS.get(view_type)
    if draw is None:
        kind = f"a panel of the kind “{view_type}”" if view_type else "a panel without a kind"
        return Drawing(Nothing(f"wbgen cannot draw {kind} yet; it is kept as it is."))
    return draw(config, scene)
