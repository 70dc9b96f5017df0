"""The page of a project's automations, each with its firings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from wbgen.server.automations.actions import told
from wbgen.server.automations.events import EventError, read_event
from wbgen.server.pages.found import Pages
from wbgen.server.pages.render import page
from wbgen.server.store import Automation, Firing, Run

#: Automations on the page, and firings of each.
MOST_AUTOMATIONS = 200
MOST_FIRINGS = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """An automation on its page. event, action, run_filter: in words; run_filter is empty for all runs.

    firings: the newest, with the run of each.  more: how many there are besides.
    """

    automation: Automation
    event: str
    action: str
    run_filter: str
    firings: Sequence[tuple[Firing, Run | None]]
    more: int


class AutomationPages(Pages):
    """The endpoint of automations."""

    def listing(self, request: Request) -> Response:
        """All automations of a project."""
        project = self.project_of(request)
        if project is None:
            return self.no_project(request)
        automations = self.store.automations.all(project.id)
        values = {
            "project": project,
            "automations": [self._shown(automation) for automation in automations[:MOST_AUTOMATIONS]],
            "count": len(automations),
        }
        return page("automations.html", values)

    def _shown(self, automation: Automation) -> Shown:
        firings = self.store.firings.of_automation(automation.number, MOST_FIRINGS)
        event, run_filter = _event(automation)
        return Shown(
            automation=automation,
            event=event,
            action=told(automation.action_type, automation.action),
            run_filter=run_filter,
            firings=[(firing, self.store.runs.by_number(firing.run)) for firing in firings],
            more=self.store.firings.count(automation.number) - len(firings),
        )


def _event(automation: Automation) -> tuple[str, str]:
    """The event and the filter on runs in words."""
    try:
        event = read_event(automation.event_type, automation.event_filter)
    except EventError as error:
        return f"{automation.event_type}: {error}", ""
    return str(event), "" if event.run_filter in ({}, {"$and": []}) else json.dumps(event.run_filter)
