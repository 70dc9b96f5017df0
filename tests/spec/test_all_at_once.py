"""A file with many different mistakes tells all of them, and nothing that only follows from another."""

from __future__ import annotations

import pytest

from tests.spec.bad_language import MARK
from wbgen.spec.diagnostics import SpecError
from wbgen.spec.read import parse_guide

#: Each ``»code»`` stands where a diagnostic of that code points.
SPEC = """\
»missing-key»wbgen: 1
guide: »bad-name»Once
»unknown-key»titel: All at once
title: »illegal-title»A + B
vars: {layers: [1, 2]}
dimensions: {layer: »undefined-variable»$layerz, head: »bad-dimension»[1, 1]}
config: {lr: {type: »not-a-choice»floaty}}
metrics:
  - group: A
    »unknown-key»evry: step
    of:
      loss: {»unknown-key»gaol: minimize, healthy: »bad-condition»'> 0.7', every: step}
      acc: {every: epoch}
      »unknown-dimension»loss/<hed>:
      stage: {type: category, values: {0: teacher}}
schedules:
  s: {metric: stage, stages: 'teacher:5,»unknown-stage»student:5,»bad-schedule»mixed'}
  »missing-key»t: {metric: stage}
workspaces:
  w:
    sections:
      - title: »no-id»실험
        »unknown-key»colums: 2
        panels:
          - line: »unknown-metric»los
          - line: »mixed-cadence»[loss, acc]
            thresholds: 1
          - line: loss
            »two-kinds»bar: loss
          - »no-kind»lin: loss
          - line: loss
            annotate: »unknown-schedule»x
          - scalar: acc
            id: a
          - »duplicate-id»scalar: loss
            id: a
reports:
  »bad-name»R: {}
  r:
    blocks:
      - section: »unknown-section»nowhere
      - metrics: »unknown-group»B
      - »no-kind»tok
troubleshooting: »wrong-type»none
"""


def split_marks(marked: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The spec without its marks, and line, column and code of each."""
    places = []
    lines = []
    for number, line in enumerate(marked.split("\n"), start=1):
        text, *rest = line.split(MARK)
        for code, after in zip(rest[::2], rest[1::2], strict=True):
            places.append((number, len(text) + 1, code))
            text += after
        lines.append(text)
    return "\n".join(lines), places


def test_all_at_once() -> None:
    spec, expected = split_marks(SPEC)
    assert len({code for _, _, code in expected}) >= 12
    with pytest.raises(SpecError) as caught:
        parse_guide(spec.encode())
    told = [(d.span.line, d.span.column, d.code) for d in caught.value.diagnostics]
    assert told == expected
