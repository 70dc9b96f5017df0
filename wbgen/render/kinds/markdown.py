"""Notes: a panel of Markdown."""

from __future__ import annotations

from wbgen.render.drawing import Drawing, Nothing, Prose
from wbgen.render.markdown import to_html, to_stretches
from wbgen.render.scene import Scene, Settings

#: Characters of a note that are shown.
MOST_CHARS = 50_000


def draw(config: Settings, _: Scene) -> Drawing:
    """The note, sanitized. Images of other servers are links: a drawn page asks no network."""
    source = config.get("value")
    if not isinstance(source, str) or not source.strip():
        return Drawing(Nothing("This note is empty."))
    shown = source[:MOST_CHARS]
    body = Prose(to_html(shown, remote_images=False), to_stretches(shown))
    left = len(source) - len(shown)
    return Drawing(body, (f"The last {left:,} characters of this note are left out.",) if left else ())
