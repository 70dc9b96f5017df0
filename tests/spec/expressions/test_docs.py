"""The examples of docs/expressions.md are read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wbgen.spec.expressions import parse_filter, parse_rule, to_text

TEXT = (Path(__file__).parents[3] / "docs" / "expressions.md").read_text(encoding="utf-8")
RULES = TEXT.split("```\n")[-2].splitlines()


@pytest.mark.parametrize("line", RULES)
def test_rules_of_the_page(line: str) -> None:
    assert to_text(parse_rule(line)) == line


def test_the_filter_and_the_rule_of_the_page() -> None:
    parse_filter(re.findall(r"long: (.*)", TEXT)[0])
    parse_rule(re.findall(r"when: (.*)", TEXT)[0])
