"""Expressions: filters of runs and health rules, in one grammar (docs/expressions.md).

Importing this is cheap; the parser is loaded when the first expression is read.
"""

from __future__ import annotations

from wbgen.spec.expressions.errors import ExpressionError
from wbgen.spec.expressions.names_in import keys_of, metrics_of, renamed
from wbgen.spec.expressions.nodes import EVERYTHING, Filter, Key, Rule
from wbgen.spec.expressions.regex import check_re2
from wbgen.spec.expressions.text import to_text

__all__ = [
    "EVERYTHING",
    "ExpressionError",
    "Filter",
    "Key",
    "Rule",
    "check_re2",
    "keys_of",
    "metrics_of",
    "parse_filter",
    "parse_rule",
    "renamed",
    "to_text",
]


def parse_filter(text: str) -> Filter:
    """The filter of runs a text states: ``config.lr <= 0.1 and state == finished``.

    Raises ExpressionError with the characters that are meant.
    """
    from wbgen.spec.expressions.read_filter import read_filter
    from wbgen.spec.expressions.syntax import parse

    return read_filter(parse(text))


def parse_rule(text: str) -> Rule:
    """The health rule a text states: ``any(layer) similarity/layer_<layer> < 0.7 after 10000 steps``.

    Raises ExpressionError with the characters that are meant.
    """
    from wbgen.spec.expressions.read_rule import read_rule
    from wbgen.spec.expressions.syntax import parse

    rule = read_rule(parse(text))
    if not metrics_of(rule) and not keys_of(rule):
        raise ExpressionError("the rule names no metric", 0, len(text), "compare a metric: `loss > 10`")
    return rule
