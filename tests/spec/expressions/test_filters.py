"""Filters of runs as people write them, their mistakes, and what is told of them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from wbgen.spec.expressions import ExpressionError, Key, keys_of, parse_filter, to_text
from wbgen.spec.expressions.nodes import And, Comparison, Op, Value


def test_a_filter_is_values() -> None:
    assert parse_filter("config.lr <= 1e-4 AND state = Finished") == And(
        (
            Comparison(Key("config", "lr"), Op.LE, Value(0.0001)),
            Comparison(Key("run", "state"), Op.EQ, Value("finished")),
        )
    )


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        (
            "config.use_lora == true AND config.num_steps >= 100",
            "config.use_lora == true and config.num_steps >= 100",
        ),
        ("config.rubric_file != null", "config.rubric_file is not null"),
        ("config.rubric_file IS NULL", "config.rubric_file is null"),
        ("config.use_lora", "config.use_lora == true"),
        ("not config.use_lora", "not config.use_lora == true"),
        ("run.state == finished", "state == finished"),
        ("config.optim.name=='adam w'", "config.optim.name == 'adam w'"),
        ("summary.loss/total<0.5", "summary.loss/total < 0.5"),
        ("summary.'lm loss' < .5", "summary.'lm loss' < 0.5"),
        ('summary."loss/total" < +5', "summary.loss/total < 5"),
        ("config.note == 'a <= b and c'", "config.note == 'a <= b and c'"),
        ("config.note == 'it''s'", 'config.note == "it\'s"'),
        ("tags in [a, 'b c', 3,]", None),
        ("tags in [a, 'b c', 3]", "tags in [a, 'b c', 3]"),
        ("job_type not in [train, eval]", "job_type not in [train, eval]"),
        (r"name matches '^npt_\d+'", r"name matches '^npt_\d+'"),
        ("created within last 1 day", "created within last 1 days"),
        ("run.created >= '2026-01-16'", "created >= '2026-01-16'"),
        ("(config.a > 1 or config.b > 1) and id != x", "(config.a > 1 or config.b > 1) and id != x"),
        ("config.a > 1 and (config.b > 1 and id != x)", "config.a > 1 and config.b > 1 and id != x"),
        ("config.a > 1 or config.b > 1 and id != x", "config.a > 1 or config.b > 1 and id != x"),
        ("not (config.a > 1 or id == x)", "not (config.a > 1 or id == x)"),
        ("runtime > 3600", "runtime > 3600"),
        ("config.손실 > 1", "config.손실 > 1"),
    ],
)
def test_what_is_read_and_how_it_is_written(written: str, canonical: str | None) -> None:
    if canonical is None:
        with pytest.raises(ExpressionError):
            parse_filter(written)
        return
    assert to_text(parse_filter(written)) == canonical
    assert to_text(parse_filter(canonical)) == canonical


@pytest.mark.parametrize(
    ("text", "marked", "message", "cure"),
    [
        ("", "", "empty", "leave the key out"),
        ("config.a > 1 && id == x", "&&", "not an operator", "`and`"),
        ("config.a > 1 || id == x", "||", "not an operator", "`or`"),
        ("!config.a", "!", "not an operator", "`not`"),
        ("name =~ 'x'", "=~", "not an operator", "`matches 'regex'`"),
        ("name !~ 'x'", "!~", "not an operator", "`not key matches 'regex'`"),
        ("config.a <> 1", "<>", "not an operator", "`!=`"),
        ("config.a === 1", "===", "not an operator", "`==`"),
        ("config.a ≤ 1", "≤", "not an operator", "`<=`"),
        ("name == 'x", "'", "has no end", "close it with '"),
        ("name == “x”", "“", "is not a quote", "write '"),
        ("created > 2026-01-16", "2026-01-16", "a date is a text", "'2026-01-16'"),
        ("created > '16/01/2026'", "created > '16/01/2026'", "not a time", "ISO date"),
        ("created within last 7 dais", "dais", "not a unit", "did you mean `days`?"),
        ("created within last 7 weeks", "weeks", "not a unit", "minutes, hours, days"),
        ("created within last -7 days", "-7", "not a length", "above 0"),
        ("created within last .01 minutes", "created within last .01 minutes", "shorter than", "7 days"),
        ("created within last 1e9 days", "created within last 1e9 days", "longer than a century", "7 days"),
        ("created within 7 days", "within", "goes with `last`", "`within last 7 days`"),
        ("config.t within last 7 days", "config.t within last 7 days", "only `created`", "created within"),
        ("run.stat == x", "run.stat", "not an attribute", "did you mean `state`?"),
        ("run.zzz == x", "run.zzz", "not an attribute", "runs have state, name, id"),
        ("lr < 1", "lr", "not an attribute", "`config.lr` or `summary.lr`"),
        ("config > 1", "config", "needs a name", "config.<name>"),
        ("config. > 1", "config.", "needs a name", "config.<name>"),
        ("config.'' > 1", "config.''", "the name is empty", None),
        ("1 < config.a", "1", "is a value", "key first"),
        ("config.a < config.b", "config.b", "not with a key", "in quotes"),
        ("config.a < config.b + 1", "config.b + 1", "or a formula", None),
        ("config.a > 1 > 2", ">", "not expected", "one comparison at a time"),
        ("config.a > null", "config.a > null", "null has no order", "`is null`"),
        ("config.a >= true", "config.a >= true", "no order", "`==`"),
        ("tags > a", "tags > a", "a list, which has no order", "tags in"),
        ("config.a in []", "[]", "the list is empty", "at least one"),
        ("config.a in (1, 2)", "in (", "followed by a list", "brackets"),
        ("config.a in [1, 2", "", "ends too early", "closing `]`"),
        ("(config.a > 1", "", "ends too early", "closing `)`"),
        ("config.a > 1)", ")", "not expected", None),
        ("config.a is 3", "is 3", "`is` asks for null", "`==`"),
        ("config.a is nan", "config.a is nan", "belongs to health rules", None),
        ("config.a contains x", "contains", "not an operator", "matches"),
        ("config.a == a b", "b", "not expected", "missing before it"),
        ("config.a > 1e999", "1e999", "larger than any", None),
        ("config.a > 50%", "50%", "percent", "0.01"),
        ("config.a > 1_000", "1_000", "not a number", "without `_`"),
        ("config.a > $x", "$x", "not filled in", None),
        ("state", "state", "not true or false", "compare it"),
        ("mean(config.a) > 1", "mean(config.a)", "belongs to health rules", None),
        ("config.a > 1 for 5 steps", "config.a > 1 for 5 steps", "belongs to health rules", None),
        ("any(l) config.a > 1", "any(l) config.a > 1", "belongs to health rules", None),
        ("name matches npt", "npt", "a regex is a text", "quotes"),
        ("name matches '(?=x)'", "'(?=x)'", "cannot look ahead", None),
        ("runtime matches 'x'", "'x'", "not a text", "compare"),
        ("config.a above 3", "above", "belongs to `healthy`", "`>`"),
    ],
)  # fmt: skip
def test_mistakes_are_marked_and_cured(text: str, marked: str, message: str, cure: str | None) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_filter(text)
    error = caught.value
    assert message in error.message
    assert text[error.start : error.end] == marked
    assert (cure or "") in (error.cure or "")


def test_a_mistake_after_much_text_is_still_found() -> None:
    text = " and ".join(["config.a > 1"] * 100) + " && id == x"
    with pytest.raises(ExpressionError) as caught:
        parse_filter(text)
    assert text[caught.value.start : caught.value.end] == "&&"


def test_keys_are_listed_once_in_order() -> None:
    keys = keys_of(parse_filter("config.b > 1 and (tags in [x] or config.a is null) and not config.b < 9"))
    assert keys == (Key("config", "b"), Key("run", "tags"), Key("config", "a"))


def test_the_parser_is_not_loaded_before_it_is_needed() -> None:
    code = (
        "import sys, wbgen.spec.expressions as e, wbgen.views.filters; assert 'lark' not in sys.modules;"
        "e.parse_filter('config.a > 1'); assert 'lark' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
