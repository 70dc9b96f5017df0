"""The preview page: one file that holds all it shows, and may neither fetch nor run anything else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import replace

from wbgen import __version__
from wbgen.render.drawing import Dashboard
from wbgen.render.page.assets import page_style, script
from wbgen.render.page.fragments import environment, section_html

#: Only this one script runs; its Vega interprets expressions, so that no text ever becomes code.
POLICY = (
    "default-src 'none'; img-src data:; media-src data:; style-src 'unsafe-inline'; "
    "script-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'"
)


def page_html(dashboards: Sequence[Dashboard], *, pair: bool = False) -> str:
    """Dashboards as one page of HTML.

    pair: whether two stand side by side.
    Raises WbgenError where vl-convert is missing.
    """
    from markupsafe import Markup

    running = script()
    digest = base64.b64encode(hashlib.sha256(running.encode()).digest()).decode()
    return (
        environment()
        .get_template("page.html")
        .render(
            title=dashboards[0].title if dashboards else "wbgen",
            version=__version__,
            policy=POLICY.format(hash=digest),
            style=Markup(page_style()),
            script=Markup(running),
            dashboards=[told_apart(dashboard, number) for number, dashboard in enumerate(dashboards, 1)],
            section_html=section_html,
            pair=pair,
        )
    )


def told_apart(dashboard: Dashboard, number: int) -> Dashboard:
    """A dashboard whose panels have ids that no other dashboard of the page has, as an HTML id must be."""
    sections = tuple(
        replace(section, panels=tuple(replace(panel, id=f"p{number}-{panel.id}") for panel in section.panels))
        for section in dashboard.sections
    )
    return replace(dashboard, sections=sections)
