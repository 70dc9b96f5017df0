"""Generated filters and rules."""

from __future__ import annotations

from hypothesis import strategies as st

from wbgen.spec.expressions.nodes import (
    After,
    Arithmetic,
    Call,
    Comparison,
    Extent,
    Filter,
    For,
    IsNan,
    IsNull,
    Key,
    Matches,
    Membership,
    Metric,
    Not,
    Number,
    Op,
    Over,
    Quantified,
    Rule,
    Value,
    WithinLast,
    all_of,
    any_of,
)
from wbgen.spec.expressions.words import FUNCTIONS, OVER

OPS = st.sampled_from(Op)
ORDERS = st.sampled_from([op for op in Op if op.is_order])
EQUALITIES = st.sampled_from([Op.EQ, Op.NE])
FINITE = st.integers() | st.floats(allow_nan=False, allow_infinity=False)

WORDS = st.sampled_from(
    [
        *(
            "lr",
            "loss/total",
            "lm loss",
            "in",
            "NOT",
            "a-b",
            "a - b",
            "it's",
            'say "x"',
            "both ' and \"",
            "nan",
        ),
        *(
            "config.x",
            "run.state",
            "summary",
            "_step",
            "0/loss",
            "x.",
            "(a)",
            "손실",
            "\\<x",
            "any",
            "mean",
            "over",
        ),
        *(
            "last",
            "within last",
            "a\nb",
            "\\d+",
            "1e-4",
            "-",
            "x<5",
            "true",
            "null",
            "to",
            "finished",
            "\\<x>",
        ),
        *("2026-01-16", "a<b>", "<b>/a", "for", "x:y", "a//b", ""),
    ]
)
NAMES = (WORDS | st.text(max_size=12)).filter(lambda name: bool(name.strip()))
SAFE_NAMES = NAMES.filter(lambda name: "<" not in name)  # no placeholders that nothing binds

TEXT_KEYS = st.builds(Key, st.sampled_from(["config", "summary"]), NAMES) | st.builds(
    Key, st.just("run"), st.sampled_from(["name", "id", "user", "group", "job_type", "sweep", "host"])
)
STATE = Key("run", "state")
TAGS = Key("run", "tags")
CREATED = Key("run", "created")

TEXTS = WORDS | st.text(max_size=8)
DATES = st.sampled_from(["2026-01-16", "2026-01-16T12:00:00Z", "2025-12-31T23:00:00+02:00"])
STATES = st.sampled_from(["running", "finished", "crashed", "failed"])

#: Tests of runs that W&B's views can hold.
LEAVES: st.SearchStrategy[Filter] = st.one_of(
    st.builds(Comparison, TEXT_KEYS, OPS, st.builds(Value, FINITE | TEXTS)),
    st.builds(Comparison, TEXT_KEYS, EQUALITIES, st.builds(Value, st.booleans())),
    st.builds(Comparison, st.just(STATE), EQUALITIES, st.builds(Value, STATES)),
    st.builds(Comparison, st.just(TAGS), EQUALITIES, st.builds(Value, TEXTS)),
    st.builds(Comparison, st.just(CREATED), OPS, st.builds(Value, DATES)),
    st.builds(
        Membership,
        TEXT_KEYS | st.just(TAGS),
        st.lists(st.builds(Value, FINITE | TEXTS | st.booleans() | st.none()), min_size=1, max_size=3).map(
            tuple
        ),
        st.booleans(),
    ),
    st.builds(IsNull, TEXT_KEYS | st.sampled_from([STATE, TAGS, CREATED]), st.booleans()),
)
WITHIN: st.SearchStrategy[Filter] = st.builds(
    WithinLast,
    st.just(CREATED),
    st.integers(1, 400) | st.sampled_from([0.5, 1.5]),
    st.sampled_from(["minutes", "hours", "days"]),
)
REGEXES: st.SearchStrategy[Filter] = st.builds(
    Matches, TEXT_KEYS, st.sampled_from(["^npt_", r"\d+$", "a|b", "it's", "(?i)x", ""])
)


def joined(leaves: st.SearchStrategy[Filter], max_leaves: int = 12) -> st.SearchStrategy[Filter]:
    """Filters of the leaves."""
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(all_of),
            st.lists(inner, min_size=2, max_size=3).map(any_of),
            st.builds(Not, inner),
        ),
        max_leaves=max_leaves,
    )


FILTERS = joined(LEAVES | WITHIN | REGEXES)

EXTENTS = st.builds(Extent, st.integers(1, 10**6), st.sampled_from(["steps", "epochs"]))
NUMBERS: st.SearchStrategy[Number] = st.recursive(
    st.builds(Metric, SAFE_NAMES)
    | st.builds(Key, st.just("config"), SAFE_NAMES)
    | st.builds(Value, FINITE | st.booleans()),
    lambda inner: st.one_of(
        st.builds(Arithmetic, inner, st.sampled_from("+-*/"), inner),
        st.builds(Call, st.sampled_from(FUNCTIONS), inner, st.none() | EXTENTS),
        st.builds(
            lambda function, left, sign: Over(
                function, ("layer",), Arithmetic(left, sign, Metric("l/<layer>"))
            ),
            st.sampled_from(OVER),
            inner.filter(lambda node: "<layer>" not in repr(node)),
            st.sampled_from("+-*/"),
        ),
    ),
    max_leaves=6,
)
RULES: st.SearchStrategy[Rule] = st.recursive(
    st.one_of(
        st.builds(Comparison, st.builds(Metric, SAFE_NAMES), OPS, NUMBERS),
        st.builds(lambda name, number: IsNull(Arithmetic(Metric(name), "+", number)), SAFE_NAMES, NUMBERS),
        st.builds(IsNan, st.builds(Metric, SAFE_NAMES), st.booleans()),
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(all_of),
        st.lists(inner, min_size=2, max_size=3).map(any_of),
        st.builds(Not, inner),
        st.builds(For, inner, EXTENTS),
        st.builds(After, inner, EXTENTS),
        st.builds(
            lambda quantifier, item: Quantified(
                quantifier, ("d",), all_of([item, Comparison(Metric("x/<d>"), Op.GT, Value(0))])
            ),
            st.sampled_from(["any", "all"]),
            inner.filter(lambda node: "<d>" not in repr(node)),
        ),
    ),
    max_leaves=6,
)
