"""Ties a validated spec together: every name found, every id settled. Collects all, raises once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from wbgen.spec import models
from wbgen.spec.catalogue import open_patterns, read_catalogue, read_dimensions, read_open
from wbgen.spec.check_filters import check_conditions
from wbgen.spec.check_reports import ReportReader
from wbgen.spec.check_run import check_run
from wbgen.spec.check_runsets import RunSetReader
from wbgen.spec.check_scripts import ScriptReader
from wbgen.spec.check_views import ViewReader
from wbgen.spec.diagnostics import Collector, SpecError
from wbgen.spec.finder import MetricFinder
from wbgen.spec.guide import Guide, Knowledge
from wbgen.spec.health import HealthReader
from wbgen.spec.lint import lint
from wbgen.spec.renames import check_renames
from wbgen.spec.salvage import untold
from wbgen.spec.schedules import read_schedules
from wbgen.spec.tree import Mapping, locate
from wbgen.spec.validate import validate


def check(root: Mapping, collector: Collector, folder: Path | None = None) -> Guide:
    """The guide that a resolved tree describes. Raises SpecError with everything that is wrong.

    folder: where the spec lies, for the charts it names.
    """
    valid = validate(root, collector)
    if valid is None:
        raise SpecError(collector.sorted())
    spec, hidden = valid
    before = len(collector.found)
    guide, used = tie(spec, root, collector, folder)
    untold(collector.found, before, hidden, root)
    collector.raise_if_errors()
    lint(spec, guide, used, root, collector)
    return guide


def tie(
    spec: models.Spec, root: Mapping, collector: Collector, folder: Path | None = None
) -> tuple[Guide, frozenset[str]]:
    """The guide, and the metrics that anything shows."""
    dimensions = read_dimensions(spec, root, collector)
    catalogue = read_catalogue(spec, dimensions, root, collector)
    open = open_patterns(catalogue, dimensions, read_open(spec, dimensions, root, collector), root, collector)
    finder = MetricFinder(catalogue, dimensions, open, collector)
    spec = spec.model_copy(update={"x": finder.one(spec.x, locate(root, ("x",))[0]) or spec.x})
    schedules = read_schedules(spec, finder, root, collector)
    check_run(spec, dimensions, root, collector)
    check_renames(spec, root, collector)
    views = ViewReader(spec, finder, schedules, root, collector, folder)
    check_conditions(spec, views.filters)
    health = HealthReader(spec, views.filters, root, collector).read()
    scripts = ScriptReader(spec, views.filters, root, collector)
    scripts.check()
    roles = scripts.roles()
    finder.used.clear()
    run_sets = RunSetReader(spec, views.filters, root, collector)
    workspaces = tuple(
        replace(workspace, runs=run_sets.of_workspace(workspace)) for workspace in views.workspaces()
    )
    guide = Guide(
        file=collector.file,
        id=spec.guide,
        title=spec.title,
        project=spec.project,
        x=spec.x,
        catalogue=replace(catalogue, owner=open.owner),
        schedules=schedules,
        workspaces=workspaces,
        reports=ReportReader(views, run_sets, workspaces).reports(),
        troubleshooting=tuple(spec.troubleshooting),
        runs=run_sets.known_sets,
        knowledge=Knowledge(
            health=spec.health,
            phases=tuple(spec.phases),
            priorities=tuple(spec.priorities),
            practices=tuple(spec.practices),
            commands=tuple(spec.commands),
            links=tuple(spec.links),
        ),
        health=health,
        lang=spec.lang,
        config=spec.config,
        run=spec.run,
        scripts=spec.scripts,
        sweeps=scripts.sweeps,
        roles=roles,
    )
    return guide, frozenset(finder.used)
