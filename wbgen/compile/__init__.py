"""From a checked guide to resources: the views and charts that a server is to hold.

``compile_guide`` builds them with the official classes (``official`` is the one module that touches
those), needs no network, and gives the same bytes for the same spec every time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wbgen.compile.resources import Chart, Resources, View

if TYPE_CHECKING:
    from wbgen.compile.guide import compile_guide

__all__ = ["Chart", "Resources", "View", "compile_guide"]


def __getattr__(name: str) -> Any:
    """``compile_guide`` when it is asked for: it imports the official library, which takes half a second, and
    who draws the generic charts (``wbgen.compile.charts``) needs none of it."""
    if name != "compile_guide":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from wbgen.compile.guide import compile_guide

    return compile_guide
