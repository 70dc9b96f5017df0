"""A small spec to check things in, and what is read of it."""

from __future__ import annotations

import pytest

from tests.spec.bad import HEAD
from wbgen.spec.diagnostics import Diagnostic, SpecError
from wbgen.spec.guide import Guide, Panel
from wbgen.spec.read import parse_guide

BODY = """\
dimensions: {layer: [14, 15]}
metrics:
  - group: Losses
    every: 10 steps
    unit: nats
    of:
      loss/total: {healthy: 0.5 to 2, about: Of `<layer>` and \\<layer> and <layer>}
      loss/layer_<layer>: {healthy: below 1, every: epoch, about: Of <layer> and `<layer>` and \\<layer>}
      norm: {warn: {above 100: Exploding, below 0.001: Vanishing}, critical: {above 1e4: Gone}}
  - group: Curriculum
    of:
      stage: {type: category, values: {0: teacher, 1: mixed, 2: student}}
      ratio: {range: [0, 1]}
      notes: {type: text}
schedules:
  short: {metric: stage, stages: 'teacher:10'}
  long:
    metric: stage
    ratio: ratio
    stages: teacher:5000, mixed:5000:0.3,mixed:10:1 ,student:15000
"""


def read(more: str = "", head: str = HEAD + BODY) -> Guide:
    return parse_guide((head + more).encode())[0]


def told(more: str = "", head: str = HEAD + BODY) -> list[tuple[str, str]]:
    """The findings that are no errors, as code and source line."""
    return [(d.code, d.source.strip()) for d in parse_guide((head + more).encode())[1]]


def panels(*written: str) -> tuple[Panel, ...]:
    """The panels of a section, read."""
    lines = "".join(f"          - {panel}\n" for panel in written)
    more = f"workspaces:\n  w:\n    sections:\n      - title: S\n        panels:\n{lines}"
    return read(more).workspaces[0].sections[0].panels


def errors(*written: str) -> list[Diagnostic]:
    with pytest.raises(SpecError) as caught:
        panels(*written)
    return list(caught.value.diagnostics)
