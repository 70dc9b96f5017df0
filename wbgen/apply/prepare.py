"""What views need before they can be written: their projects, and the charts of their panels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from wbgen.backends.base import Backend
from wbgen.errors import AuthError, BackendError, WbgenError
from wbgen.plan import Action, Change, Plan
from wbgen.views.records import ProjectRecord


@dataclass(slots=True)
class Prepared:
    """What is there. broken: why a project or chart could not be had, by its name."""

    projects: dict[str, ProjectRecord] = field(default_factory=dict)
    broken: dict[str, WbgenError] = field(default_factory=dict)

    def project(self, plan: Plan, change: Change) -> ProjectRecord:
        """The project to write a change into. Raises WbgenError where something it needs is missing."""
        needed = () if change.action is Action.DELETE else change.view.charts
        for name in (plan.project, *needed):
            if name in self.broken:
                raise self.broken[name]
        return self.projects[plan.project]


def prepare(plans: Sequence[Plan], backend: Backend) -> Prepared:
    """Every project and chart that is needed, made where it is missing; each is asked for once.

    Charts are made that views to be written use; one that is there already is as good.
    """
    prepared = Prepared()
    charts = {chart.name: chart for plan in plans for chart in plan.charts}
    needed: dict[str, None] = {}
    for plan in plans:
        busy = [change for change in plan.changes if change.writes or change.renew]
        if busy and plan.project not in {*prepared.projects, *prepared.broken}:
            prepare_project(plan, backend, prepared)
        needed.update((name, None) for change in busy if change.body for name in change.view.charts)
    for name in needed:
        if name not in charts or any(isinstance(error, AuthError) for error in prepared.broken.values()):
            continue
        try:
            backend.create_chart(name, charts[name].title, charts[name].spec)
        except AuthError as error:
            prepared.broken.update(dict.fromkeys(prepared.projects, error))
        except BackendError as error:
            message = f"its chart {name} could not be made: {error.message}"
            prepared.broken[name] = BackendError(message)
    return prepared


def prepare_project(plan: Plan, backend: Backend, prepared: Prepared) -> None:
    """The project of a plan, made where it is missing."""
    try:
        known = plan.existing_project or backend.find_project(plan.project)
        prepared.projects[plan.project] = known or backend.create_project(plan.project)
    except AuthError as error:
        prepared.broken[plan.project] = error
    except BackendError as error:
        message = f"its project {plan.project} cannot be had: {error.message}"
        prepared.broken[plan.project] = BackendError(message)
