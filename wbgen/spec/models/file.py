"""A spec file as a whole."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, StringConstraints

from wbgen.spec.models.base import (
    MetricName,
    MetricNames,
    Model,
    ProjectName,
    ShellName,
    Text,
    Title,
    empty_map,
)
from wbgen.spec.models.catalogue import AnyDimension, MetricGroup, Parameter, Run, Schedule, Trouble
from wbgen.spec.models.knowledge import Command, HealthRule, Link, Phase, Priority, Texts
from wbgen.spec.models.reports import Report
from wbgen.spec.models.runsets import NamedRunSet
from wbgen.spec.models.scripts import Script, ScriptName
from wbgen.spec.models.sweeps import Sweep
from wbgen.spec.models.workspaces import Workspace

Language: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


class Spec(Model):
    """A spec file as a whole."""

    wbgen: Literal[1]
    guide: ShellName
    title: Title
    project: ProjectName
    x: MetricName = "_step"
    vars: dict[str, Any] = {}
    dimensions: dict[str, AnyDimension] = {}
    run: Run = Run()
    config: dict[str, Annotated[Parameter, BeforeValidator(empty_map)]] = {}
    metrics: list[MetricGroup] = []
    schedules: dict[ShellName, Schedule] = {}
    workspaces: dict[ShellName, Workspace] = {}
    reports: dict[ShellName, Report] = {}
    troubleshooting: list[Trouble] = []
    runs: dict[ShellName, NamedRunSet] = {}
    health: dict[ShellName, HealthRule] = {}
    phases: list[Phase] = []
    priorities: list[Priority] = []
    practices: Texts = []
    commands: list[Command] = []
    links: list[Link] = []
    lang: Language | None = None
    extends: Text | None = None
    use: Texts = []
    roles: dict[str, MetricNames] = {}
    sweeps: dict[ShellName, Sweep] = {}
    scripts: dict[ScriptName, Script] = {}


#: Keys of a spec that nothing is made of yet, with what will.
NOT_APPLIED: dict[str, str] = {
    "roles": "run analysis",
}
