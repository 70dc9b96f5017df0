"""Health rules: what the guides say, the mistakes, and the metrics they name."""

from __future__ import annotations

import pytest

from wbgen.spec.expressions import ExpressionError, Key, keys_of, metrics_of, parse_rule, to_text
from wbgen.spec.expressions.nodes import After, Comparison, Extent, Metric, Op, Quantified, Value


def test_a_rule_is_values() -> None:
    assert parse_rule("any(layer) similarity/layer_<layer> < 0.7 after 10000 steps") == Quantified(
        "any",
        ("layer",),
        After(Comparison(Metric("similarity/layer_<layer>"), Op.LT, Value(0.7)), Extent(10000, "steps")),
    )


#: Health statements of the five guides (and of their code), in their order.
GUIDES = {
    "npt: similarity above 0.7 for all layers":
        "any(layer) v_a_attention_similarity/layer_<layer> < 0.7 after 10000 steps",
    "npt: the layers' last losses are spread":
        "std over (layer) mlp_direct_loss/layer_<layer> > 0.1 after 29000 steps",
    "npt: one layer has much higher loss":
        "max over (layer) loss/<layer> > 3 * median over (layer) loss/<layer>",
    "npt: norms must not collapse to 0": "any(layer) v_a_norm/layer_<layer> < 1e-6",
    "npt: norms must not explode": "any(layer) v_b_norm/layer_<layer> > 10 * first(v_b_norm/layer_<layer>)",
    "npt: small but non-zero": "any(layer) regularization/layer_<layer> == 0",
    "npt: curriculum longer than the run": "config.max_steps < 30000",
    "gait: exploding": "train/grad_norm_mean > 100",
    "gait: vanishing": "train/grad_norm_mean < 0.001",
    "gait: sudden increase": "train/grad_norm_std > 5 * mean(train/grad_norm_std, 20 epochs)",
    "gait: mode collapse": "train/batch_loss_std < 0.01 or train/batch_loss_cv < 0.01",
    "gait: not improving for 20 epochs": "train/is_improving == 0 for 20 epochs",
    "gait: loss rises": "rate(train/total_loss, 10 epochs) > 0",
    "gait: one term dominates": "any(term) loss_ratio/<term> > 0.9",
    "gait: no diversity of gradients": "train/grad_norm_std / train/grad_norm_mean < 0.1",
    "gait: knee not healthy": "validation/knee_healthy == 0 after 200 epochs",
    "gait: loss falls but quality is bad":
        "rate(train/total_loss, 50 epochs) < 0 and validation/knee_healthy == 0",
    "gait: learning rate too high": "max(train/grad_norm_max, 5 epochs) > 100 or train/total_loss is nan",
    "gait: loss does not fall": "max(train/loss_decrease_pct, 10 epochs) < 0.1",
    "grpo: no rewards": "mean over (name) rewards/<name>_mean <= 0 for 100 steps",
    "grpo: rubrics missing": "rewards/rubric_mean is null after 1 step",
    "proto: gap of two metrics": "train/top5_accuracy - train/accuracy > 0.5 after 500 steps",
    "proto: worse than it was": "train/accuracy < 0.9 * max(train/accuracy)",
    "dakota: confident": "entropy/mean < 0.5",
    "dakota: throughput falls": "mean(perf/throughput, 50 steps) < 0.8 * mean(perf/throughput)",
    "cosyvoice: generator": "TRAIN/loss_gen < 1 or TRAIN/loss_gen > 5",
}  # fmt: skip


@pytest.mark.parametrize("text", GUIDES.values(), ids=GUIDES)
def test_the_guides_can_be_written(text: str) -> None:
    rule = parse_rule(text)
    assert parse_rule(to_text(rule)) == rule


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("a<b AND c>d", "a < b and c > d"),
        ("a-b > 1", "a-b > 1"),
        ("a - b > 1", "a - b > 1"),
        ("a/b > 1", "a/b > 1"),
        ("(a / b) / c > 1", "a / b / c > 1"),
        ("a / (b / c) > 1", "a / (b / c) > 1"),
        ("(a + b) * c > 1", "(a + b) * c > 1"),
        ("'lm loss' > 1", "'lm loss' > 1"),
        ("'plain' > 1", "plain > 1"),
        ("'config.x' > config.x", "'config.x' > config.x"),
        ("'in' > 1", "'in' > 1"),
        ("MEAN(x, 1 step) > 1", "mean(x, 1 step) > 1"),
        ("Any(layer) x/<layer> = 1", "any(layer) x/<layer> == 1"),
        ("x > 1 for 10 epochs after 20 steps", "x > 1 for 10 epochs after 20 steps"),
        ("(x > 1 and y > 1) for 5 steps", "(x > 1 and y > 1) for 5 steps"),
        ("any(a) (x/<a> > 1 or y > 1) and z > 1", "any(a) (x/<a> > 1 or y > 1) and z > 1"),
        ("any(a, b) x/<a>/<b> > 1", "any(a, b) x/<a>/<b> > 1"),
        ("flag == true", "flag == true"),
        (r"x/\<a> > 1", r"x/\<a> > 1"),
        ("last > first and any > over and mean > 0", "last > first and any > over and mean > 0"),
    ],
)
def test_what_is_read_and_how_it_is_written(written: str, canonical: str) -> None:
    assert to_text(parse_rule(written)) == canonical
    assert to_text(parse_rule(canonical)) == canonical


@pytest.mark.parametrize(
    ("text", "marked", "message", "cure"),
    [
        ("loss", "loss", "a number, not a condition", "compare it"),
        ("loss + 1", "loss + 1", "a number, not a condition", "compare it"),
        ("(a > 1) + 2 > 3", "a > 1", "a condition, not a number", "`and` or `or`"),
        ("1 < 2", "1 < 2", "names no metric", "`loss > 10`"),
        ("a -1 > 2", "-", "needs a space on both sides", "`a - b`"),
        ("a/ b > 2", "/", "needs a space on both sides", "`a / b`"),
        ("a *b > 2", "*", "needs a space on both sides", "`a * b`"),
        ("a ** 2 > 2", "**", "no powers", "x * x"),
        ("loss > 1%", "1%", "percent", "0.01"),
        ("x/<layer> > 1", "x/<layer>", "stands for several metrics", "any(layer)"),
        ("any(layer) x > 1", "layer", "does not occur", "leave it out"),
        ("any(a) any(a) x/<a> > 1", "a", "stands here twice", "once"),
        ("any(a.b) x/<a> > 1", "a.b", "not the name of a dimension", None),
        ("x > 1 after 10 stps", "stps", "not a unit", "did you mean `steps`?"),
        ("x > 1 for 10 days", "days", "not a unit", "units here are steps, epochs"),
        ("x > 1 for 0.5 steps", "0.5 steps", "not a whole number", None),
        ("x > 1 for 0 steps", "0", "not a length", "above 0"),
        ("men(x) > 1", "men", "not a function", "did you mean `mean`?"),
        ("rate over (l) x/<l> > 1", "rate", "not a function", "mean, min"),
        ("0 < x < 1", "<", "not expected", "one comparison at a time"),
        ("x in [1, 2]", "x in [1, 2]", "belongs to filters", "x == 0 or x == 1"),
        ("x matches 'a'", "x matches 'a'", "belongs to filters", None),
        ("x > 1 within last 7 days", "within", "goes with `last`", None),
        ("x == null", "null", "null is not a number", "is null"),
        ("run.'x' > 1", "run.'x'", "belongs to filters", "name alone"),
        ("loss > {x}", "{x}", "not a placeholder", "<name>"),
        ("loss below 3", "below", "belongs to `healthy`", "`<`"),
        ("'' > 3", "''", "the name is empty", None),
    ],
)
def test_mistakes_are_marked_and_cured(text: str, marked: str, message: str, cure: str | None) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_rule(text)
    error = caught.value
    assert message in error.message
    assert text[error.start : error.end] == marked
    assert (cure or "") in (error.cure or "")


def test_metrics_are_listed_once_in_order_with_their_placeholders() -> None:
    rule = parse_rule(
        "any(l) b/<l> > mean('a x', 5 steps) + config.k and b is null or std over (l) b/<l> > b"
    )
    assert metrics_of(rule) == ("b/<l>", "a x", "b")
    assert keys_of(rule) == (Key("config", "k"),)
