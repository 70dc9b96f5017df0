"""Training scripts to generate."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import Field, StringConstraints

from wbgen.spec.models.base import Model, Text

#: A script's file name: no folder, so that nothing is ever written elsewhere.
ScriptName: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_-]{0,59}\.py$")]
#: A template by its path within a folder of templates: `npt.py.j2`.
TemplateName: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*(\.[a-z0-9]+)*$", max_length=200)
]


class Demo(Model):
    """What a short run on little data is like.

    scale: what cadences, stages and the steps in health rules are multiplied by.  set: config values.
    """

    scale: Annotated[float, Field(gt=0, le=1)] = 1.0
    set: dict[str, Any] = {}


class Script(Model):
    """A training script, made of a template."""

    template: TemplateName
    about: Text | None = None
    demo: Demo = Demo()
