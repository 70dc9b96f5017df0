"""URLs of pages, in the shapes W&B's app and the official library use."""

from __future__ import annotations

import re
from urllib.parse import quote

from wbgen.server.store import Automation, Project, Run, View

WORKSPACE = "project-view"
REPORTS = ("runs", "runs/draft")

_NAMES = ("nw-{}-v", "nw-{}-w", "{}")
"""How the ``nw`` of a URL is found among view names: a saved view, a person's workspace, any other."""


def project_url(project: Project) -> str:
    """``/entity/project``."""
    return f"/{_segment(project.entity)}/{_segment(project.name)}"


def view_url(project: Project, view: View) -> str:
    """``/entity/project?nw=<id>`` of a workspace, ``/entity/project/reports/Title--<id>`` of a report."""
    if view.type == WORKSPACE:
        return f"{project_url(project)}?nw={_segment(short_name(view.name))}"
    title = re.sub(r"\W+", "-", view.display_name).strip("-")
    return f"{project_url(project)}/reports/{_segment(title)}--{_segment(view.id.rstrip('='))}"


def run_url(project: Project, run: Run) -> str:
    """``/entity/project/runs/<run>``."""
    return f"{project_url(project)}/runs/{_segment(run.name)}"


def sweep_url(project: Project, sweep: str) -> str:
    """``/entity/project/sweeps/<sweep>``."""
    return f"{project_url(project)}/sweeps/{_segment(sweep)}"


def automation_url(project: Project, automation: Automation) -> str:
    """``/entity/project/automations#<number>``."""
    return f"{project_url(project)}/automations#{automation.number}"


def view_names(nw: str) -> tuple[str, ...]:
    """The view names that a URL's ``nw`` may mean, the likeliest first."""
    return tuple(name.format(nw) for name in _NAMES)


def report_id(slug: str) -> str:
    """The view id at the end of a report's slug; the title before it means nothing."""
    return slug.rpartition("--")[2].rstrip("=")


def short_name(name: str) -> str:
    """What the URL of a workspace says of its name."""
    found = re.fullmatch(r"nw-(.+)-[vw]", name)
    return found[1] if found else name


def _segment(text: str) -> str:
    return quote(text, safe="", errors="replace")
