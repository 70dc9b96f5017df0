"""The texts of health rules and filters, read and tied to the spec."""

from __future__ import annotations

from tests.spec.checked import read
from wbgen.spec.expressions import keys_of, metrics_of, to_text

HEALTH = """\
config: {lr: {type: float}, steps: {type: int, only_if: config.lr > 0}}
runs:
  long: config.steps >= 30000 AND state == finished
  good: {where: summary.loss/total < 1}
health:
  diverging:
    when: any(layer) loss/layer_<layer> > 10 after 1000 steps
    level: critical
    fix: Lower the learning rate
  high-norm: {when: norm > 100 * config.lr}
  both: {at_least: 2, of: [diverging, high-norm, ratio > 0.9]}
"""


def test_rules() -> None:
    rules = read(HEALTH).health
    assert list(rules) == ["diverging", "high-norm", "both"]
    when = rules["diverging"].when
    assert when is not None
    assert metrics_of(when) == ("loss/layer_<layer>",)
    assert to_text(when) == "any(layer) loss/layer_<layer> > 10 after 1000 steps"
    assert rules["diverging"].options.fix == ["Lower the learning rate"]
    high = rules["high-norm"].when
    assert high is not None
    assert [key.name for key in keys_of(high)] == ["lr"]
    both = rules["both"]
    assert (both.when, both.at_least, both.of[:2]) == (None, 2, ("diverging", "high-norm"))
    assert not isinstance(both.of[2], str)


def test_all_of_them_where_no_number_is_given() -> None:
    assert read(HEALTH.replace("at_least: 2, ", "")).health["both"].at_least == 3


def test_run_sets() -> None:
    assert [*read(HEALTH).runs] == ["long", "good"]


def test_open_dimensions_in_rules() -> None:
    head = "wbgen: 1\nguide: g\ntitle: T\nproject: p\ndimensions: {r: {open: true}}\n"
    more = (
        "metrics: [{group: A, of: {x/<r>: }}]\nhealth: {a: {when: any(r) x/<r> > 1}, b: {when: x/any > 1}}\n"
    )
    assert [*read(more, head).health] == ["a", "b"]
