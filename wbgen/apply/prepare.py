"""What views need before they can be written: their projects, and the charts of their panels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from threading import Event
from typing import Any

from wbgen.apply.jobs import Job
from wbgen.apply.threads import do_all
from wbgen.backends.base import Backend
from wbgen.errors import AuthError, WbgenError
from wbgen.plan import Action, Plan
from wbgen.views.records import ProjectRecord


@dataclass(frozen=True, slots=True)
class Need:
    """Something that views cannot do without. words: what it is, for messages.  make: makes it."""

    name: str
    words: str
    make: Callable[[], Any]


@dataclass(slots=True)
class Prepared:
    """What is there. broken: why something is not, by its words.  refusal: of the key, if it was refused."""

    projects: dict[str, ProjectRecord] = field(default_factory=dict)
    broken: dict[str, WbgenError] = field(default_factory=dict)
    refusal: AuthError | None = None

    def project(self, job: Job) -> ProjectRecord:
        """The project to write a change into. Raises WbgenError where something it needs is missing."""
        for words in (project_words(job.plan.project), *map(chart_words, charts_of(job))):
            if words in self.broken:
                raise self.broken[words]
        return self.projects[job.plan.project]

    def note(self, need: Need, result: Any) -> None:
        """Keep what came of a need."""
        if isinstance(result, ProjectRecord):
            self.projects[need.name] = result
        if isinstance(result, WbgenError):
            self.broken[need.words] = result
        if isinstance(result, AuthError):
            self.refusal = self.refusal or result


def prepare(jobs: Sequence[Job], backend: Backend, *, at_once: int, stop: Event) -> Prepared:
    """Every project and chart that jobs need, made where it is missing; each is asked for once.

    A chart cannot be looked for, but making one that is there already does no harm. Nothing is begun
    after ``stop`` is set, and no chart is made with a key that was refused for a project.
    """
    plans = {job.plan.project: job.plan for job in jobs}
    missing = [name for name, plan in plans.items() if plan.existing_project is None]
    projects = [Need(name, project_words(name), partial(have_project, backend, name)) for name in missing]

    def have(need: Need) -> Any:
        try:
            return None if stop.is_set() else need.make()
        except AuthError as error:
            return error
        except WbgenError as error:
            return WbgenError(f"its {need.words} cannot be had: {error.message}", cure=error.cure)

    prepared = Prepared(
        {name: plan.existing_project for name, plan in plans.items() if plan.existing_project}
    )
    for needs in (projects, chart_needs(jobs, backend)):
        if prepared.refusal is None:
            for need, result in zip(needs, do_all(have, needs, at_once), strict=True):
                prepared.note(need, result)
    return prepared


def have_project(backend: Backend, name: str) -> ProjectRecord:
    """The project: another apply may have made it since the plan."""
    return backend.find_project(name) or backend.create_project(name)


def chart_needs(jobs: Sequence[Job], backend: Backend) -> list[Need]:
    """The charts of the views that are to be written, as far as wbgen makes them."""
    charts = {chart.name: chart for plan in plans_of(jobs) for chart in plan.charts}
    named = dict.fromkeys(name for job in jobs for name in charts_of(job))
    return [
        Need(
            name,
            chart_words(name),
            partial(backend.create_chart, name, charts[name].title, charts[name].spec),
        )
        for name in named
        if name in charts
    ]


def plans_of(jobs: Sequence[Job]) -> list[Plan]:
    """The plans of jobs, each once."""
    return list({id(job.plan): job.plan for job in jobs}.values())


def charts_of(job: Job) -> tuple[str, ...]:
    """The charts that a view's panels use; one that is deleted uses none."""
    return () if job.change.action is Action.DELETE else job.change.view.charts


def project_words(name: str) -> str:
    """What a project is called in messages."""
    return f"project {name}"


def chart_words(name: str) -> str:
    """What a chart is called in messages."""
    return f"chart {name}"
