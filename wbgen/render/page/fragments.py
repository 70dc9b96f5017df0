"""Panels as HTML, the same in the preview page and on the server's pages.

Every text is escaped; the HTML of a ``Prose`` and of a report's blocks is sanitized where it is made. A chart
is an empty element and, right behind it, its JSON, which no browser runs.
"""

from __future__ import annotations

import base64
import re
from functools import cache
from typing import TYPE_CHECKING

from wbgen.render.drawing import (
    Body,
    Chart,
    Drawn,
    DrawnSection,
    Gallery,
    Grid,
    Nothing,
    Number,
    Picture,
    Prose,
)
from wbgen.render.engine import drawable
from wbgen.render.page.columns import columns_json, json_text

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

#: How a page shows a body: the name of its part in the template.
PARTS: dict[type[Body], str] = {
    Chart: "chart",
    Number: "number",
    Prose: "prose",
    Grid: "grid",
    Gallery: "gallery",
    Nothing: "nothing",
}

#: A name in a sentence; it was escaped, so it holds no tag.
TICKED = re.compile(r"`([^`]+)`")

#: Media that a page shows by its own elements; anything else is named.
SHOWN = ("image/png", "image/jpeg", "image/gif", "image/webp", "audio/", "video/")


def panel_html(drawn: Drawn) -> Markup:
    """A panel as an ``<article>`` with the id of the panel: heading, body, notes."""
    return fragment("panel", drawn)


def body_html(drawn: Drawn) -> Markup:
    """The body of a panel alone, for a panel that is there already."""
    return fragment("body", drawn)


def section_html(section: DrawnSection, id: str) -> Markup:
    """Panels under their heading, which opens and closes; without one, as they are. id: of the element."""
    return fragment("section", section, id)


def chart_json(drawn: Drawn) -> str:
    """A chart for the page's script; it may stand in a ``<script>``. Only for a drawing of a ``Chart``."""
    chart = drawn.drawing.body
    assert isinstance(chart, Chart)
    data = ",".join(f"{json_text(name)}:{columns_json(columns)}" for name, columns in chart.data.items())
    return drawable(f'{{"spec":{json_text(chart.spec)},"own":{json_text(chart.own)},"data":{{{data}}}}}')


def fragment(name: str, *given: object) -> Markup:
    """A macro of the template, called."""
    from markupsafe import Markup

    macro = getattr(environment().get_template("panels.html").module, name)
    return Markup(macro(*given))


@cache
def environment() -> Environment:
    """The templates: everything escaped, an unknown name an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    made = Environment(
        loader=PackageLoader("wbgen.render.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["chart_json"] = lambda drawn: Markup(chart_json(drawn))
    made.filters["part"] = lambda body: PARTS[type(body)]
    made.filters["medium"] = medium
    made.filters["data_url"] = data_url
    made.filters["sanitized"] = Markup
    made.filters["ticked"] = ticked
    return made


def ticked(text: str) -> Markup:
    """A sentence of ours, what stands between backticks as code."""
    from markupsafe import Markup, escape

    return Markup(TICKED.sub(r"<code>\1</code>", str(escape(text))))


def medium(picture: Picture) -> str:
    """The element that shows a picture (``image``, ``audio``, ``video``); empty where none does."""
    known = picture.content and picture.mime.startswith(SHOWN)
    return picture.mime.partition("/")[0] if known else ""


def data_url(picture: Picture) -> str:
    """A picture as a URL that holds it."""
    return f"data:{picture.mime};base64,{base64.b64encode(picture.content).decode()}"
