"""Generated runs, and filters that say something about them."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st

from tests.spec.expressions.strategies import joined
from wbgen.spec.expressions.nodes import (
    Comparison,
    Filter,
    IsNull,
    Key,
    Matches,
    Membership,
    Op,
    Value,
    WithinLast,
)

NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)

SCALARS = st.sampled_from([0, 1, 2, 1.0, 0.5, -1, "a", "b", "npt_1", "", "1", True, False])
MAYBE = st.none() | SCALARS | st.lists(SCALARS, max_size=2)
TEXTS = st.sampled_from(["a", "b", "npt_1", ""])
DATES = st.sampled_from(
    ["2026-01-20T11:59:00Z", "2026-01-20", "2026-01-13T12:00:00Z", "2025-12-31T23:30:00+02:00"]
)
STATES = st.sampled_from(["running", "finished", "crashed"])
TAGS = st.lists(TEXTS, max_size=2)


def partly(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    """Dictionaries that hold any of the fields."""
    return st.fixed_dictionaries({}, optional=fields)


RUNS = partly(
    config=st.fixed_dictionaries(
        {}, optional={"lr": MAYBE, "optim": partly(name=MAYBE), "a.b": MAYBE, "x y": MAYBE}
    ),
    summary_metrics=st.fixed_dictionaries({}, optional={"loss/total": MAYBE, "lm loss": MAYBE, "a.b": MAYBE}),
    state=STATES,
    displayName=TEXTS,
    name=TEXTS,
    tags=TAGS | st.none(),
    createdAt=DATES,
    username=TEXTS,
    group=TEXTS | st.none(),
    jobType=TEXTS | st.none(),
    sweep=TEXTS | st.none(),
    duration=st.integers(0, 2),
    host=TEXTS,
)

KEYS = st.sampled_from(
    [
        *(Key("config", name) for name in ("lr", "optim.name", "a.b", "x y", "missing")),
        *(Key("summary", name) for name in ("loss/total", "lm loss", "a.b", "missing")),
        *(Key("run", name) for name in ("name", "id", "user", "group", "job_type", "sweep", "host")),
    ]
)
CREATED = Key("run", "created")
LISTED = st.lists(st.builds(Value, SCALARS | st.none()), min_size=1, max_size=3).map(tuple)
ALL_KEYS = KEYS | st.sampled_from([Key("run", "state"), Key("run", "tags"), Key("run", "runtime"), CREATED])

LEAVES: st.SearchStrategy[Filter] = st.one_of(
    st.builds(
        Comparison,
        KEYS | st.just(Key("run", "runtime")),
        st.sampled_from(Op),
        st.builds(Value, SCALARS.filter(lambda value: not isinstance(value, bool))),
    ),
    st.builds(Comparison, KEYS, st.sampled_from([Op.EQ, Op.NE]), st.builds(Value, SCALARS)),
    st.builds(
        Comparison, st.just(Key("run", "tags")), st.sampled_from([Op.EQ, Op.NE]), st.builds(Value, TEXTS)
    ),
    st.builds(
        Comparison, st.just(Key("run", "state")), st.sampled_from([Op.EQ, Op.NE]), st.builds(Value, STATES)
    ),
    st.builds(Comparison, st.just(CREATED), st.sampled_from(Op), st.builds(Value, DATES)),
    st.builds(Membership, KEYS | st.just(Key("run", "tags")), LISTED, st.booleans()),
    st.builds(IsNull, ALL_KEYS, st.booleans()),
)
WITHIN: st.SearchStrategy[Filter] = st.builds(
    WithinLast,
    st.just(CREATED),
    st.sampled_from([1, 7, 0.5, 30]),
    st.sampled_from(["minutes", "hours", "days"]),
)
MATCHES: st.SearchStrategy[Filter] = st.builds(
    Matches, KEYS | st.just(Key("run", "tags")), st.sampled_from(["^npt_", r"\d$", "a|b", ""])
)

#: Filters that every form can hold, those of views, and all.
PLAIN = joined(LEAVES)
ANY = joined(LEAVES | WITHIN | MATCHES)
