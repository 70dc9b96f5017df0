"""From a template and values to a response."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import Response

from wbgen import __version__
from wbgen.render import markdown, safe_urls
from wbgen.server.pages import links, sketch, values
from wbgen.server.pages.live import digest_of
from wbgen.views.outline import Mark, axis_name, read_ownership

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

HERE = Path(__file__).parent


def page(template: str, given: Mapping[str, object], status: int = 200) -> Response:
    """A page. Text that UTF-8 cannot hold (lone surrogates are legal in JSON) is shown as question marks."""
    html = environment().get_template(template).render(given)
    return Response(html.encode("utf-8", "replace"), status, media_type="text/html")


def fragment(template: str, macro: str, *given: object) -> Markup:
    """A part of a page as HTML: what a macro of a template makes of some values."""
    from markupsafe import Markup

    made: object = getattr(environment().get_template(template).module, macro)(*given)
    return Markup(str(made).encode("utf-8", "replace").decode())


def live_fragment(name: str, html: Markup, element: str = "div") -> Markup:
    """An element whose content the page's script replaces once it is another one."""
    from markupsafe import Markup

    frame = Markup('<{0} data-fragment="{1}" data-digest="{2}">{3}</{0}>')
    return frame.format(element, name, digest_of(html), html)


@cache
def environment() -> Environment:
    """The templates: everything escaped, an unknown name an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # markdown-it escapes what it writes; nothing else that these pages are given is marked as safe.
    made.filters["markdown"] = lambda source: Markup(markdown.to_html(source))
    made.filters["moment"] = moment
    made.filters["link"] = safe_urls.safe_link
    made.filters["image"] = safe_urls.safe_image
    made.filters["marks"] = told
    made.filters["told"] = values.told
    made.globals.update(
        version=__version__,
        live_fragment=live_fragment,
        id_of=id,
        project_url=links.project_url,
        view_url=links.view_url,
        run_url=links.run_url,
        sweep_url=links.sweep_url,
        automation_url=links.automation_url,
        lasted=values.lasted,
        weighed=values.weighed,
        threshold_lines=sketch.threshold_lines,
        boundary_lines=sketch.boundary_lines,
        ownership=read_ownership,
        axis_name=axis_name,
    )
    return made


def moment(stamp: str | None) -> str:
    """An ISO time as people read it, in UTC; what is no time is shown as it stands."""
    try:
        read = datetime.fromisoformat(stamp or "")
    except ValueError:
        return stamp or ""
    if read.tzinfo is not None:
        try:
            read = read.astimezone(UTC)
        except OverflowError:
            return stamp or ""
    return f"{read.day} {read:%b %Y, %H:%M} UTC"


def told(marks: Sequence[Mark], style: str) -> str:
    """Marks in words: ``0.7 (healthy)`` for thresholds, ``5000 mixed`` for boundaries."""
    return ", ".join(style.format(mark.written, mark.label) if mark.label else mark.written for mark in marks)
