"""Parameter importance against values computed by hand, and its laws."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.render.worlds import run, scene
from wbgen.render.drawing import Chart, Nothing
from wbgen.render.importance import cut, eta_squared, importance, pearson, ranks
from wbgen.render.kinds.importance import draw


def test_ranks_share_their_place_where_values_are_equal() -> None:
    assert ranks([30.0, 10.0, 20.0, 20.0]) == [4.0, 1.0, 2.5, 2.5]


def test_eta_squared_by_hand() -> None:
    # ranks 1 2 3 | 4 5 6: R = 6, 15; H = 12 / 42 * (36 / 3 + 225 / 3) - 21 = 27 / 7; (H - 1) / 4
    assert eta_squared("aaabbb", [1, 2, 3, 4, 5, 6]) == pytest.approx((27 / 7 - 1) / 4)
    # equal ranks within groups: H = 12 / 42 * (2 ** 2 * 3 + 5 ** 2 * 3) - 21; ties: 1 - 48 / 210
    tied = (12 / 42 * 87 - 21) / (1 - 48 / 210)
    assert eta_squared("aaabbb", [2, 2, 2, 5, 5, 5]) == pytest.approx((tied - 1) / 4) == 1.0
    assert eta_squared("ababab", [1, 2, 3, 4, 5, 6]) == 0.0
    assert eta_squared("abcdef", [1, 2, 3, 4, 5, 6]) == 0.0


def test_spearman_by_hand() -> None:
    # 1 - 6 * sum(d ** 2) / (n * (n ** 2 - 1)) with d = 0, 1, -1, 0
    assert pearson(ranks([1, 2, 30, 400]), ranks([5, 7, 6, 9])) == pytest.approx(1 - 6 * 2 / 60)


def test_numbers_of_many_values_are_cut_into_equal_groups() -> None:
    assert cut([3.0, 1.0, 3.0, 2.0]) == [1, 0, 1, 0]
    assert cut([3.0, 1.0, 3.0, 2.0, 2.0, 1.0, 2.0, 1.0, 3.0]) == [2, 0, 2, 1, 1, 0, 1, 0, 2]
    groups = cut([float(value) ** 3 for value in range(20)])
    assert [groups.count(group) for group in range(5)] == [4, 4, 4, 4, 4]
    assert cut([float(value) for value in range(7)]) == [0, 0, 0, 1, 1, 1, 1]


def test_a_valley_is_important_though_not_correlated() -> None:
    exponents = [at / 10 for at in range(-50, -9)]
    found = importance(
        [10**exponent for exponent in exponents], [(exponent + 3) ** 2 for exponent in exponents]
    )
    assert found is not None
    assert found.share > 0.7
    assert abs(found.correlation or 0) < 0.1


def test_chance_is_not_important() -> None:
    source = random.Random(1)
    shares = [
        importance([source.random() for _ in range(60)], [source.random() for _ in range(60)])
        for _ in range(40)
    ]
    assert sum(one.share for one in shares if one) / 40 < 0.05


def test_what_has_no_importance() -> None:
    assert importance([1, 1, 1, 1, 1, 1], [1, 2, 3, 4, 5, 6]) is None
    assert importance([1, 2, 3, 4, 5, 6], [1, 1, 1, 1, 1, 1]) is None
    assert importance([1, 2, 3, 4, None], [1, 2, 3, 4, 5]) is None
    texts = importance(["a", "a", "b", "b", "a", 1], [1, 2, 6, 5, 3, 4])
    assert texts
    assert (texts.correlation, texts.runs) == (None, 6)


VALUES = st.none() | st.booleans() | st.floats(-1e300, 1e300) | st.sampled_from(["a", "b", ""])


@given(st.lists(st.tuples(VALUES, st.none() | st.floats(-1e300, 1e300)), max_size=20))
def test_any_values_have_an_importance_or_none(
    pairs: list[tuple[float | bool | str | None, float | None]],
) -> None:
    settings, targets = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    found = importance(settings, targets)
    if found:
        assert 0 <= found.share <= 1
        assert found.correlation is None or -1 - 1e-9 <= found.correlation <= 1 + 1e-9
        turned = importance(settings, [None if target is None else -target for target in targets])
        assert turned is not None
        assert math.isclose(turned.share, found.share, abs_tol=1e-9)
        assert math.isclose(turned.correlation or 0, -(found.correlation or 0), abs_tol=1e-9)


def test_the_panel_says_what_it_lacks() -> None:
    runs = [run(str(at), config={"lr": at, "same": 1}, summary={"loss": at}) for at in range(6)]
    drawing = draw({"targetKey": "loss"}, scene(*runs))
    assert isinstance(drawing.body, Chart)
    assert drawing.body.data["settings"]["setting"] == ["lr"]
    assert drawing.notes[-1] == "Over 6 runs."
    few = draw({"targetKey": "loss"}, scene(*runs[:3]))
    assert few.body == Nothing("3 of 3 runs have a number of `loss`; importance needs 5.")
    assert draw({"targetKey": "lose"}, scene(*runs)).body == Nothing(
        "No run logged `lose`; the nearest is `loss`."
    )
    same = draw({"targetKey": "loss"}, scene(*(run(str(at), summary={"loss": at}) for at in range(6))))
    assert same.body == Nothing("No setting varies over the 6 runs that have `loss`.")
    assert draw({}, scene(*runs)).body == Nothing("This panel names no metric to explain.")
