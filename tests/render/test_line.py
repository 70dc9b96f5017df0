"""Line panels: which lines they draw, over what, and what they say where something is missing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.render.line_panels import ODD, PANELS, Panel, four, grouped, json_of, odd, trained, two, whole
from tests.render.worlds import run, scene
from wbgen.render.drawing import Chart, Drawing, Nothing
from wbgen.render.kinds.area import MOST_STEPS
from wbgen.render.kinds.line import draw
from wbgen.render.scene import Scene
from wbgen.runs.memory import MemoryRun


@pytest.mark.parametrize("name", PANELS)
def test_goldens(name: str, golden: Callable[[str, str], None]) -> None:
    config, shown = PANELS[name]
    drawing = draw(config, shown)
    assert isinstance(drawing.body, Chart)
    notes = "".join(f"note {note}\n" for note in drawing.notes)
    golden(f"render/line/{name}.txt", notes + json_of(drawing.body))


@pytest.mark.parametrize("name", PANELS)
def test_the_engine_draws_them(name: str) -> None:
    """Every line of a panel is a path or a point of its picture."""
    body = draw(*PANELS[name]).body
    assert isinstance(body, Chart)
    svg = vl_convert.vegalite_to_svg(whole(body))
    drawn = svg.count('aria-roledescription="line mark"') + svg.count('aria-roledescription="area mark"')
    assert drawn + svg.count('aria-roledescription="point"') >= len(body.data["series"]["s"])
    assert "NaN" not in svg


def chart(config: Panel, shown: Scene) -> Chart:
    body = draw(config, shown).body
    assert isinstance(body, Chart), body
    return body


def lines(config: Panel, shown: Scene) -> dict[str, list[tuple[Any, Any]]]:
    """The points of each line by its label."""
    data = chart(config, shown).data
    found: dict[str, list[tuple[Any, Any]]] = {label: [] for label in data["series"]["label"]}
    labels = list(found)
    for at, x, y in zip(*(data["lines"][name] for name in ("s", "x", "y")), strict=True):
        found[labels[at]].append((x, y))
    return found


def why(config: Panel, shown: Scene) -> str:
    body = draw(config, shown).body
    assert isinstance(body, Nothing), body
    return body.why


# --- axes


def values(**history: list[Any]) -> Scene:
    return scene(run("a", history=history))


def test_axes_by_hand() -> None:
    shown = values(loss=[1.0, 2.0], epoch=[5.0, 6.0], _runtime=[10.0, 12.0], _timestamp=[1000.0, 1100.0])
    expected = {
        "_step": [0, 1],
        "Step": [0, 1],
        "_runtime": [10, 12],
        "_absolute_runtime": [10, 110],  # began at 990
        "_timestamp": [1_000_000, 1_100_000],
        "epoch": [5, 6],
    }
    for key, xs in expected.items():
        assert chart({"metrics": ["loss"], "xAxis": key}, shown).data["lines"]["x"] == xs, key


def test_long_times_are_told_in_their_unit() -> None:
    shown = values(loss=[1.0, 2.0], _runtime=[0.0, 3 * 3600.0])
    made = chart({"metrics": ["loss"], "xAxis": "_runtime"}, shown)
    assert made.data["lines"]["x"] == [0, 3]
    assert made.spec["layer"][0]["encoding"]["x"]["title"] == "Relative time (process), hours"


def test_the_axis_is_the_panels_then_the_inherited_then_the_defined_step() -> None:
    shown = scene(run("a", history={"loss": [1.0, 2.0], "epoch": [3.0, 4.0]}, step_metrics={"loss": "epoch"}))
    inherits = replace(shown, settings={"xAxis": "_step"})
    assert chart({"metrics": ["loss"]}, shown).data["lines"]["x"] == [3, 4]
    assert chart({"metrics": ["loss"]}, inherits).data["lines"]["x"] == [0, 1]
    assert chart({"metrics": ["loss"], "xAxis": "epoch"}, inherits).data["lines"]["x"] == [3, 4]


def test_an_axis_that_is_never_in_the_same_row() -> None:
    shown = values(loss=[1.0, None], epoch=[None, 1.0])
    assert why({"metrics": ["loss"], "xAxis": "epoch"}, shown) == (
        "`loss` was never logged in the same row as `epoch`."
    )


# --- which lines


def test_a_regular_expression_matches_numbers_of_any_run() -> None:
    shown = scene(
        run("a", history={"val/a": [1.0], "val/text": ["x"]}), run("b", history={"val/b": [2.0], "c": [1.0]})
    )
    found = lines({"metrics": ["c"], "metricRegex": "^val/", "useMetricRegex": True}, shown)
    assert list(found) == ["val/a · a", "c · b", "val/b · b"]
    assert list(lines({"metrics": ["c"], "metricRegex": "^val/", "useMetricRegex": False}, shown)) == ["b"]
    assert why({"metricRegex": "^z"}, shown) == "No metric that a run logged matches `^z`."
    assert why({"metricRegex": "(?=x)"}, shown).endswith("no regular expression that RE2 takes.")


def test_expressions_are_drawn_instead_of_metrics() -> None:
    shown = scene(run("a", history={"a": [1.0, 2.0], "b": [4.0, None]}, config={"scale": 10}))
    found = lines({"metrics": ["a"], "expressions": ["${a} / ${b}", "${config:scale.value} * a"]}, shown)
    assert found == {"a / b": [(0, 0.25)], "config:scale.value * a": [(0, 10), (1, 20)]}
    drawing = draw({"expressions": ["${a} +", "a"]}, shown)
    assert drawing.notes == ("The expression `${a} +` ends too early.",)


def test_the_first_runs_that_have_something_to_show() -> None:
    shown = scene(run("x", history={"other": [1.0]}), *(trained(f"r{at}", 3) for at in range(12)))
    drawing = draw({"metrics": ["loss"], "limit": 2}, shown)
    assert list(lines({"metrics": ["loss"], "limit": 2}, shown)) == ["r0", "r1"]
    assert drawing.notes == ("2 of 13 runs are shown.",)
    assert len(lines({"metrics": ["loss"]}, shown)) == 10
    assert len(lines({"metrics": ["loss"]}, replace(shown, settings={"maxRuns": 4}))) == 4


def test_three_hundred_metrics_of_many_runs() -> None:
    names = [f"m/{at}" for at in range(300)]
    history = {name: [1.0, 2.0] for name in names}
    shown = scene(*(run(f"r{at}", history=history) for at in range(5)))
    drawing = draw({"metrics": names}, shown)
    assert isinstance(drawing.body, Chart)
    assert len(drawing.body.data["series"]["s"]) == 100
    assert drawing.notes == ("20 of 300 metrics are shown.",)


# --- grouping


def test_groups_by_hand() -> None:
    """At x = 0 the runs have 1, 2 and 6; at x = 1 two of them 3 and 5."""
    shown = scene(
        run("a", history={"m": [1.0, 3.0]}),
        run("b", history={"m": [2.0, 5.0]}),
        run("c", history={"m": [6.0]}),
    )
    expected = {"mean": [3, 4], "min": [1, 3], "max": [6, 5], "median": [2, 4], "sum": [9, 8]}
    for function, ys in expected.items():
        data = chart({"metrics": ["m"], "aggregate": True, "groupAgg": function}, shown).data["lines"]
        assert (data["y"], data["lo"], data["hi"]) == (ys, [1, 3], [6, 5]), function
    deviations = chart({"metrics": ["m"], "aggregate": True, "groupArea": "stddev"}, shown).data["lines"]
    assert deviations["hi"] == pytest.approx([3 + 7**0.5, 4 + 2**0.5], abs=1e-4)
    errors = chart({"metrics": ["m"], "aggregate": True, "groupArea": "stderr"}, shown).data["lines"]
    assert errors["lo"] == pytest.approx([3 - (7 / 3) ** 0.5, 4 - 1], abs=1e-4)
    assert "lo" not in chart({"metrics": ["m"], "aggregate": True, "groupArea": "none"}, shown).data["lines"]


def test_who_groups_the_runs() -> None:
    by_table = grouped(four(), "lr")
    assert list(lines({"metrics": ["loss"]}, by_table)) == ["lr: 0.0", "lr: 0.1"]
    off = replace(by_table, settings={"useRunsTableGroupingInPanels": False})
    assert list(lines({"metrics": ["loss"]}, off)) == ["r0", "r1", "r2", "r3"]
    assert list(lines({"metrics": ["loss"], "aggregate": True}, off)) == ["all runs"]
    own = lines({"metrics": ["loss"], "groupBy": "displayName"}, by_table)
    assert [label.partition(": ")[2] for label in own] == ["r0", "r1", "r2", "r3"]


def test_runs_of_a_group_that_were_logged_at_different_steps() -> None:
    """Two runs of one value each, a step apart throughout: one level line, and not a line between them."""
    shown = scene(
        *(
            run(f"r{at}", history={"_step": list(range(at, 400, 2)), "m": [float(at)] * 200})
            for at in range(2)
        )
    )
    found = chart({"metrics": ["m"], "aggregate": True}, shown).data["lines"]
    assert set(found["y"]) == {0.5}


# --- what is missing


def test_a_name_nobody_logged() -> None:
    assert why({"metrics": ["los"]}, two()) == "No run logged `los`; the nearest is `loss`."
    assert draw({"metrics": ["loss", "los"]}, two()).notes == ("No run logged `los`; the nearest is `loss`.",)
    assert why({"metrics": ["loss"], "xAxis": "epoch"}, two()) == "No run logged `epoch`."


def test_nothing_to_draw_with() -> None:
    assert why({}, two()) == "This panel names no metric."
    assert why({"metrics": ["loss"]}, Scene(())) == "There are no runs to draw."
    assert "ends too early" in why({"metrics": ["loss"], "xExpression": "1 +"}, two())


def test_values_that_are_no_lines() -> None:
    image = json.dumps({"_type": "image-file", "path": "media/images/a.png"})
    shown = scene(
        run("a", history={"nan": [float("nan"), float("inf")], "picture": [image, None], "m": [1.0, -1.0]}),
    )
    assert why({"metrics": ["nan"]}, shown) == "2 values of `nan` are not drawn: NaN or infinite."
    assert why({"metrics": ["picture"]}, shown) == "`picture` holds images, which are not lines."
    log = draw({"metrics": ["m"], "yLogScale": True}, shown)
    assert log.notes == ("1 value of `m` is not drawn: not above 0 on a logarithmic y axis.",)
    assert why({"metrics": ["m"], "xAxisMin": 50}, shown) == "No value lies within the range of the x axis."


def test_an_area_that_reaches_below_zero_stays_on_its_logarithmic_axis() -> None:
    runs = [run(id, history={"m": values}) for id, values in {"a": [1.0, 8.0], "b": [1e9, 9.0]}.items()]
    wanted = {"metrics": ["m"], "yLogScale": True, "aggregate": True, "groupArea": "stddev"}
    lines = chart(wanted, scene(*runs)).data["lines"]
    assert min(lines["lo"]) > 0
    assert min(lines["y"]) >= min(lines["lo"])


def test_numbers_among_texts() -> None:
    mixed = replace(trained("a", 5), odd={"loss": 3})
    assert draw({"metrics": ["loss"]}, scene(mixed)).notes == (
        "3 of 8 values of `loss` are no numbers and are not drawn.",
    )


# --- strangers


def names_of_data(spec: Any) -> set[str]:
    """Every column that a definition names."""
    if isinstance(spec, dict):
        own = {spec["field"]} if isinstance(spec.get("field"), str) else set()
        return own.union(*map(names_of_data, spec.values()))
    return set().union(*map(names_of_data, spec)) if isinstance(spec, list) else set()


def test_names_of_runs_and_metrics_are_values_only() -> None:
    made = chart({"metrics": [ODD]}, odd())
    assert names_of_data(made.spec) <= {"s", "x", "y", "tint", "at", "tooltip", "dot"}
    assert made.data["series"]["label"][0].startswith("a.b[0]")


ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["loss", "_step", "${loss}"]),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=5), below, max_size=3),
    max_leaves=6,
)
KEYS = (
    *("metrics", "metricRegex", "expressions", "xAxis", "xExpression", "xAxisFormat", "xAxisMin", "yAxisMax"),
    *(
        "xLogScale",
        "yLogScale",
        "smoothingType",
        "smoothingWeight",
        "limit",
        "groupBy",
        "groupAgg",
        "groupArea",
    ),
    *("aggregate", "plotType", "legendTemplate", "legendFields", "overrideSeriesTitles", "overrideColors"),
    *("overrideMarks", "overrideLineWidths", "ignoreOutliers", "pointVisualizationMethod", "fontSize"),
)
KNOWN = {
    "metrics": st.just(["loss"]),
    "plotType": st.sampled_from(["line", "stacked-area", "pct-area"]),
    "smoothingType": st.sampled_from(["gaussian", "average", "exponential", "exponentialTimeWeighted"]),
    "smoothingWeight": st.floats(0, 5),
}


@settings(max_examples=120)
@given(st.fixed_dictionaries({}, optional={key: KNOWN.get(key, ANY) | ANY for key in KEYS}))
def test_any_config_is_drawn_or_says_why(config: Panel) -> None:
    drawing: Drawing = draw(config, two())
    if isinstance(drawing.body, Chart):
        json.dumps([drawing.body.spec, dict(drawing.body.data)], allow_nan=False)
    else:
        assert isinstance(drawing.body, Nothing)
        assert drawing.body.why.strip()


#: Characters on which vl-convert ends the process, and others that no text shows.
UNSHOWN = "\0\x0b\x1b\x85\ud800\u2028\u202e\ufffe\uffff"


def test_characters_that_no_picture_shows() -> None:
    metric = "m" + UNSHOWN.replace("\ud800", "")  # polars has no name with half a pair
    shown = scene(
        *(
            run(f"{at}{UNSHOWN}", history={metric: [1.0], "n": [2.0]}, name=UNSHOWN, config={"k": UNSHOWN})
            for at in "ab"
        )
    )
    for more in (
        {},
        {"xAxisTitle": UNSHOWN, "yAxisTitle": UNSHOWN, "xExpression": "${n}"},
        {"legendTemplate": f"[[ {UNSHOWN} ${{x}} ]] {UNSHOWN} ${{config:k}}"},
        {"groupBy": "k.value"},
        {"plotType": "stacked-area"},
        {"xAxis": metric},
    ):
        made = chart({"metrics": [metric, "n"], **more}, shown)
        told = json.dumps([made.spec, dict(made.data)], ensure_ascii=False)
        assert not set(told) & set(UNSHOWN), more


def test_areas_keep_the_spikes_of_long_histories() -> None:
    """One value in 5,000 stands out: it is there however far the areas are reduced."""
    runs = []
    for at in range(3):
        values = [1.0] * 5000
        values[1777 + at] = 40.0
        runs.append(run(f"r{at}", history={"loss": values}))
    body = draw({"metrics": ["loss"], "plotType": "stacked-area"}, scene(*runs)).body
    assert isinstance(body, Chart)
    points = body.data["lines"]
    for at in range(3):
        assert max(y for s, y in zip(points["s"], points["y"], strict=True) if s == at) == 40.0
    assert len(points["s"]) <= 3 * (MOST_STEPS + 2)


class Expensive(MemoryRun):
    """A run whose machine's metrics are not for the asking."""

    def system_keys(self) -> list[str]:
        raise AssertionError("nobody asked for the machine")


def test_metrics_of_the_machine_are_read_where_a_panel_names_them_alone() -> None:
    plain = trained("a")
    costly = Expensive(plain.run, plain.frame)
    for config in ({"metrics": ["loss"]}, {"metrics": ["loss", "gone"]}, {"metrics": ["gone"]}):
        draw(config, scene(costly))
    with pytest.raises(AssertionError, match="nobody asked"):
        draw({"metrics": ["system/gpu.0.temp"]}, scene(costly))
