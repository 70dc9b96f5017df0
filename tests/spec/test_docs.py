"""docs/diagnostics.md says what the code does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from wbgen.spec.codes import CODES
from wbgen.spec.diagnostics import MAX_ERRORS, MAX_SOURCE, Diagnostic, SpecError
from wbgen.spec.read import parse_guide
from wbgen.spec.tree import Span

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8")


def test_the_table_of_codes() -> None:
    table = PAGE.partition("## Codes")[2]
    assert re.findall(r"^\| `(.+?)` \| (.+) \|$", table, re.MULTILINE) == list(CODES.items())


def test_every_field_is_documented() -> None:
    fields = Diagnostic("more", "", "", Span(1, 1, 1, 1)).as_json()
    rows = re.findall(r"^\| (`[^|]+) \| [^|]+ \| ", PAGE, re.MULTILINE)
    documented = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert documented == {*fields, "version", "files", "diagnostics"}


#: The spec of the page's example, as much of it as matters: the misspelt metric is on line 110.
MISSPELT = f"""\
wbgen: 1
guide: npt
title: T
project: p
metrics: [{{group: A, of: {{loss/total: , loss/fidelity: }}}}]
workspaces:
  default:
    sections:
      - title: S
{"#" + chr(10) * 99}\
        panels:
          - line: loss/totl
"""


def test_the_examples_are_what_is_said() -> None:
    with pytest.raises(SpecError) as caught:
        parse_guide(MISSPELT.encode(), "specs/npt.yaml")
    (found,) = caught.value.diagnostics
    text, written = re.findall(r"^```\w*\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert found.as_text() + "\n" == text
    assert json.loads(written)["diagnostics"] == [found.as_json()]


def test_the_bounds() -> None:
    assert f"at most {MAX_ERRORS} findings" in PAGE
    assert f"longer than {MAX_SOURCE} characters" in PAGE
