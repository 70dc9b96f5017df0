"""What panels show of runs, and what they say of runs that are not as they should be."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.render.test_panel_goldens import grouped, sweep
from tests.render.worlds import run, scene
from wbgen.render.drawing import Body, Chart, Drawing, Grid, Nothing, Number, Prose
from wbgen.render.engine import to_svg
from wbgen.render.gradient import DEFAULT
from wbgen.render.kinds import KINDS, draw_panel
from wbgen.render.points.fit import least_squares, mean_so_far
from wbgen.render.scene import Scene
from wbgen.render.svg.box import Box
from wbgen.render.svg.chart import chart_svg, complete
from wbgen.render.theme import LIGHT

NAN = float("nan")


def why(kind: str, config: dict[str, Any], *runs: Any) -> str:
    """Why a panel draws nothing."""
    body = draw_panel(kind, config, scene(*runs)).body
    assert isinstance(body, Nothing)
    return body.why


def column(drawing: Drawing, table: str, name: str) -> list[Any]:
    """A column of a chart's data."""
    assert isinstance(drawing.body, Chart), drawing
    return list(drawing.body.data[table][name])


def bars(config: dict[str, Any], *runs: Any, **fields: Any) -> Drawing:
    return draw_panel("Bar Chart", config, scene(*runs, **fields))


LOSSES = [run(name, summary={"loss": loss}) for name, loss in (("a", 1.0), ("b", 2.0), ("c", 6.0))]


def test_bars_are_the_last_values() -> None:
    logged = run("d", history={"loss": [5.0, 4.0, None]})
    drawing = bars({"metrics": ["loss"]}, *LOSSES, logged)
    assert column(drawing, "bars", "owner") == ["a", "b", "c", "d"]
    assert column(drawing, "bars", "value") == [1.0, 2.0, 6.0, 4.0]


@pytest.mark.parametrize(
    ("function", "value"),
    [("mean", 3.0), ("min", 1.0), ("max", 6.0), ("median", 2.0), ("sum", 9.0), ("?", 3.0)],
)
def test_aggregates_of_a_group(function: str, value: float) -> None:
    drawing = bars({"metrics": ["loss"], "aggregate": True, "groupAgg": function}, *LOSSES)
    assert column(drawing, "bars", "value") == [value]
    assert column(drawing, "bars", "runs") == [3]
    number = draw_panel("Scalar Chart", {"metrics": ["loss"], "groupAgg": function}, scene(*LOSSES)).body
    assert isinstance(number, Number)
    assert number.text == f"{value:g}"


@pytest.mark.parametrize(
    ("area", "low", "high"),
    [
        ("minmax", 1.0, 6.0),
        ("stddev", 3 - math.sqrt(7), 3 + math.sqrt(7)),
        ("stderr", 3 - math.sqrt(7 / 3), 3 + math.sqrt(7 / 3)),
        ("none", None, None),
    ],
)
def test_spreads_of_a_group(area: str, low: float | None, high: float | None) -> None:
    drawing = bars({"metrics": ["loss"], "aggregate": True, "groupArea": area}, *LOSSES)
    assert column(drawing, "bars", "low") == [pytest.approx(low)]
    assert column(drawing, "bars", "high") == [pytest.approx(high)]


def test_bars_of_groups_expressions_and_limits() -> None:
    drawing = draw_panel("Bar Chart", {"metrics": ["acc"]}, grouped())
    assert column(drawing, "bars", "owner") == ["optimizer: adam", "optimizer: sgd"]
    assert column(drawing, "bars", "value") == pytest.approx([(0.4 + 0.8 + 0.55) / 3, (0.6 + 0.25) / 2])
    own = draw_panel("Bar Chart", {"metrics": ["acc"], "groupBy": "layers.value"}, sweep())
    assert column(own, "bars", "owner") == ["layers: 2", "layers: 4", "layers: 6", "layers: 8"]
    twice = bars({"expressions": ["${loss} * 2 + 1"]}, *LOSSES)
    assert column(twice, "bars", "value") == [3.0, 5.0, 13.0]
    few = bars({"metrics": ["loss"], "barLimit": 2}, *LOSSES)
    assert column(few, "bars", "owner") == ["a", "b"]
    assert few.notes == ("2 of 3 runs are shown.",)


def drawn(kind: str, config: dict[str, Any], world: Scene, width: float, height: float) -> str:
    """A chart as the SVG of that size."""
    body = draw_panel(kind, config, world).body
    assert isinstance(body, Chart)
    return chart_svg(body, Box(0, 0, width, height), LIGHT, "a")


def test_values_are_written_where_bars_are_thick_enough_and_the_axis_has_room_for_them() -> None:
    metrics = {f"m{at}": 0.352 for at in range(4)}
    world = scene(*[run(f"r{at}", summary=metrics) for at in range(5)])
    config = {"metrics": list(metrics)}
    assert drawn("Bar Chart", config, world, 430, 230).count('opacity="0"') == 20
    assert drawn("Bar Chart", config, world, 430, 600).count('opacity="0"') == 0
    assert drawn("Bar Chart", {**config, "vertical": True}, world, 430, 600).count('opacity="0"') == 20
    one = drawn("Bar Chart", {"metrics": ["m0"]}, world, 300, 230)
    found = re.search(r'translate\(([0-9.]+),[0-9.]+\)"[^>]*>0\.352</text>', one)
    plot = re.search(r'class="background"[^>]* d="M[0-9.]+,[0-9.]+h([0-9.]+)', one)
    assert found
    assert plot
    assert float(found[1]) + 5 * 6 < float(plot[1])


def test_no_importance_is_a_hairline() -> None:
    runs = [run(f"r{at}", config={"a": at % 2, "b": at // 2 % 2}, summary={"m": at % 2}) for at in range(8)]
    svg = drawn("Parameter Importance", {"targetKey": "m"}, scene(*runs), 430, 300)
    assert svg.count('aria-roledescription="bar"') == 2
    assert svg.count('aria-roledescription="tick"') == 1


def test_bars_are_named_and_coloured_as_the_panel_says() -> None:
    config = {
        "metrics": ["loss"],
        "overrideSeriesTitles": {"a:loss": "Baseline"},
        "overrideColors": {"b:loss": {"color": "rgb(1, 2, 3)", "transparentColor": "x"}},
    }
    drawing = bars(config, *LOSSES)
    assert column(drawing, "bars", "owner") == ["Baseline", "b", "c"]
    assert column(drawing, "bars", "color")[1] == "#010203"
    assert (
        column(bars({"metrics": ["loss"], "legendTemplate": "${run:state}!"}, *LOSSES), "bars", "owner")[0]
        == "–!"
    )


def test_runs_without_numbers_are_told() -> None:
    assert why("Bar Chart", {"metrics": ["lss"]}, *LOSSES) == "No run logged `lss`; the nearest is `loss`."
    assert why("Bar Chart", {"metrics": ["loss"]}, run("n", summary={"loss": "NaN"})) == (
        "`loss`: NaN or infinite in all runs."
    )
    assert why("Scalar Chart", {"metrics": ["loss"]}, run("n", history={"loss": [NAN, NAN]})) == (
        "`loss`: NaN or infinite in all runs."
    )
    assert (
        why("Bar Chart", {"metrics": ["word"]}, run("n", summary={"word": "hi"}))
        == "`word`: texts, not numbers."
    )
    assert why("Bar Chart", {"metrics": []}, *LOSSES) == "This panel names no metric."
    assert why("Scalar Chart", {"metrics": ["loss"]}) == "There are no runs to show here."
    mixed = bars({"metrics": ["loss", "none"]}, *LOSSES)
    assert mixed.notes == ("No run logged `none`.",)
    some = bars({"metrics": ["loss"], "limit": 2}, *LOSSES, run("d"))
    assert some.notes == ("1 of 4 runs has no value here.", "2 of 3 runs are shown.")
    many = bars(
        {"metrics": [f"m{at}" for at in range(300)]}, run("w", summary={f"m{at}": at for at in range(300)})
    )
    assert many.notes == ("50 of 300 metrics are shown.",)


def test_a_single_number_says_whose_it_is() -> None:
    drawing = draw_panel("Scalar Chart", {"metrics": ["loss"]}, scene(LOSSES[2], run("empty")))
    assert drawing.body == Number("6", "loss · c")
    spread = draw_panel("Scalar Chart", {"metrics": ["loss"], "groupArea": "stderr"}, scene(*LOSSES)).body
    assert spread == Number("3", "mean of loss over 3 runs; ± 1.53 (standard error)")


# --- scatter plots


def test_least_squares_by_hand() -> None:
    # means 2 and 3; slope = (1 + 0 + 2) / 2, residuals 0.5, -1, 0.5: R² = 1 - 1.5 / 6
    fit = least_squares([1, 2, 3], [2, 2, 5])
    assert fit is not None
    assert (fit.slope, fit.intercept, fit.r2) == pytest.approx((1.5, 0.0, 0.75))
    assert str(fit) == "y = 1.5 x + 0 (R² 0.75)"
    power = least_squares([1, 10, 100], [5, 50, 500], x_log=True, y_log=True)
    assert power
    assert power.at(1000) == pytest.approx(5000)
    assert least_squares([1, 1], [2, 3]) is None
    assert mean_so_far([2, 4, 9]) == [2, 3, 5]


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=2, max_size=20))
def test_no_line_is_nearer_than_that_of_least_squares(points: list[tuple[float, float]]) -> None:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    fit = least_squares(xs, ys)
    if fit is None or max(xs) - min(xs) < 1e-3:
        return

    def error(slope: float, intercept: float) -> float:
        return math.fsum((y - intercept - slope * x) ** 2 for x, y in points)

    best = error(fit.slope, fit.intercept)
    for slope, intercept in ((1.001, 1.0), (1.0, 1.001), (0.9, 1.1)):
        assert best <= error(fit.slope * slope, fit.intercept * intercept) * (1 + 1e-9) + 1e-3


def test_running_lines_and_the_regression() -> None:
    runs = [
        run(str(at), config={"x": x}, summary={"y": y}) for at, (x, y) in enumerate([(3, 5), (1, 2), (2, 2)])
    ]
    config = {
        "xAxis": "config:x.value",
        "yAxis": "summary:y",
        "showMaxYAxisLine": True,
        "showLinearRegression": True,
    }
    drawing = draw_panel("Scatter Plot", config, scene(*runs))
    assert column(drawing, "points", "x") == [3.0, 1.0, 2.0]
    assert column(drawing, "lines", "y") == pytest.approx([2.0, 2.0, 5.0, 1.5, 4.5])
    assert drawing.notes == ("Least squares over 3 runs: y = 1.5 x + 0 (R² 0.75).",)


def test_what_a_scatter_plot_cannot_show_is_told() -> None:
    config = {"xAxis": "config:lr.value", "yAxis": "summary:loss", "xAxisLogScale": True}
    runs = [run(str(lr), config={"lr": lr}, summary={"loss": 1.0}) for lr in (-1.0, 0.0, 0.1)]
    drawing = draw_panel("Scatter Plot", config, scene(*runs, run("z", config={"lr": 1.0})))
    assert column(drawing, "points", "x") == [0.1]
    assert drawing.notes == ("3 of 4 runs without `loss` are not drawn.",)
    assert "Logarithmic axes show values above 0" in why("Scatter Plot", config, *runs[:2])
    assert why("Scatter Plot", {"xAxis": "config:rl.value", "yAxis": "summary:loss"}, *runs) == (
        "No run has `config.rl`; the nearest is `config.lr`."
    )
    assert why("Scatter Plot", {"xAxis": "config:lr.value"}, *runs).startswith(
        "This scatter plot names no value"
    )
    ranges = {"xAxis": "config:lr.value", "yAxis": "summary:loss"}
    assert draw_panel("Scatter Plot", {**ranges, "xAxisMin": 0}, scene(*runs)).notes == (
        "1 of 3 points lie outside the ranges of the axes.",
    )
    beyond = why("Scatter Plot", {**ranges, "yAxisMax": 0.5}, *runs)
    assert beyond == "All 3 points lie outside the ranges of this panel's axes."
    times = run("t", created_at="2026-01-01T00:00:00Z", summary={"loss": 1.0})
    created = draw_panel("Scatter Plot", {"xAxis": "run:createdAt", "yAxis": "summary:loss"}, scene(times))
    assert column(created, "points", "x") == [1767225600000.0]


# --- parallel coordinates


def test_axes_of_numbers_logarithms_and_categories() -> None:
    accessors = ("config:lr.value", "config:layers.value", "config:optimizer.value", "summary:acc")
    config = {"columns": [{"accessor": name} for name in accessors]}
    drawing = draw_panel("Parallel Coordinates Plot", config, sweep())
    places: dict[str, list[Any]] = {axis: [] for axis in "0123"}
    for axis, place in zip(column(drawing, "lines", "axis"), column(drawing, "lines", "place"), strict=True):
        places[axis].append(place)
    assert places["0"] == pytest.approx([0, 0.25, 0.5, 0.75, 1, 0.5])
    assert places["1"] == pytest.approx([0, 1 / 3, 2 / 3, 1, 1, 1 / 3])
    assert places["2"] == [0, 1, 0, 0, 1, 0]
    assert places["3"][-1] is None
    assert column(drawing, "axes", "title") == ["lr (log)", "layers", "optimizer", "acc"]


def line_color(config: dict[str, Any], world: Scene) -> dict[str, Any]:
    """What gives the lines of a parallel coordinates plot their colours."""
    body = draw_panel("Parallel Coordinates Plot", config, world).body
    assert isinstance(body, Chart)
    color: dict[str, Any] = body.spec["layer"][0]["encoding"]["color"]
    return color


def test_few_lines_have_the_colours_of_their_runs_and_others_a_legend_of_the_last_axis() -> None:
    names = ("config:lr.value", "config:optimizer.value", "summary:acc")
    config: dict[str, Any] = {"columns": [{"accessor": name} for name in names]}
    few = line_color(config, sweep())
    assert few["scale"]["range"] == [each.color for each in sweep().runs]
    assert set(line_color(config, grouped())["scale"]["domain"]) == {"optimizer: adam", "optimizer: sgd"}
    asked = {**config, "customGradient": [{"color": "#f00", "offset": 0}, {"color": "#00f", "offset": 100}]}
    gradient = line_color(asked, sweep())
    assert (gradient["title"], gradient["scale"]["range"]) == ("acc", ["#ff0000", "#0000ff"])
    last = column(draw_panel("Parallel Coordinates Plot", asked, sweep()), "lines", "last")
    assert last[::3] == pytest.approx([0.4, 0.6, 0.8, 0.55, 0.25, None])
    many = [run(f"r{at}", summary={"a": at, "b": "xyz"[at % 3]}) for at in range(12)]
    columns = [{"accessor": "summary:b"}, {"accessor": "summary:a"}]
    of_many = line_color({"columns": columns}, scene(*many))
    assert (of_many["title"], of_many["scale"]["range"]) == ("a", [color for _, color in DEFAULT])
    of_texts = line_color({"columns": columns[::-1]}, scene(*many))
    assert (of_texts["title"], of_texts["scale"]["domain"]) == ("b", ["x", "y", "z"])


def test_runs_without_a_line_are_not_in_the_legend() -> None:
    names = ("config:lr.value", "summary:loss", "summary:acc")
    runs = [
        run("a", config={"lr": 0.1}, summary={"loss": 1.0, "acc": 0.5}),
        run("b", config={"lr": 0.2}, summary={"loss": 1.0}),
        run("c", config={"lr": 0.3}, summary={"acc": 0.5}),
        run("d"),
    ]
    config = {"columns": [{"accessor": name} for name in names]}
    drawing = draw_panel("Parallel Coordinates Plot", config, scene(*runs))
    assert line_color(config, scene(*runs))["scale"]["domain"] == ["a", "b"]
    assert {*column(drawing, "lines", "run")} == {"a", "b"}
    assert drawing.notes == ("2 of 4 runs without values on neighbouring axes are not drawn.",)


def test_an_axis_without_a_finite_value_is_told() -> None:
    runs = [run(str(at), summary={"loss": "NaN", "acc": at}) for at in range(2)]
    columns = [{"accessor": "summary:loss"}, {"accessor": "summary:acc"}]
    drawing = draw_panel("Parallel Coordinates Plot", {"columns": columns}, scene(*runs))
    assert column(drawing, "axes", "title") == ["acc"]
    assert drawing.notes == ("`loss`: NaN or infinite in all runs.",)
    assert why("Parallel Coordinates Plot", {"columns": columns[:1]}, *runs) == drawing.notes[0]


def test_an_inverted_axis_a_constant_and_truths() -> None:
    runs = [run(str(at), config={"flag": at == 1, "one": 3}, summary={"loss": at}) for at in range(3)]
    columns = [{"accessor": "config:flag.value"}, {"accessor": "config:one.value"}]
    columns += [{"accessor": "summary:loss", "inverted": True, "displayName": "Loss"}]  # type: ignore[dict-item]
    drawing = draw_panel("Parallel Coordinates Plot", {"columns": columns}, scene(*runs))
    assert column(drawing, "lines", "place") == [0, 0.5, 1, 1, 0.5, 0.5, 0, 0.5, 0]
    assert column(drawing, "axes", "title")[-1] == "Loss"
    ticks = dict(zip(column(drawing, "ticks", "label"), column(drawing, "ticks", "place"), strict=True))
    assert (ticks["false"], ticks["true"], ticks["3"], ticks["2"]) == (0, 1, 0.5, 0)
    assert why("Parallel Coordinates Plot", {"columns": [{"accessor": "summary:lss"}]}, *runs) == (
        "No run logged `lss`; the nearest is `loss`."
    )
    assert why("Parallel Coordinates Plot", {}, *runs) == "This panel names no values to be its axes."


@pytest.mark.parametrize("count", [4, 7])
def test_titles_of_close_axes_are_cut_to_their_room(count: int) -> None:
    names = [f"{at}_a_parameter_of_a_long_name" for at in range(count)]
    world = scene(*(run(str(at), config=dict.fromkeys(names, at)) for at in range(3)))
    config = {"columns": [{"accessor": f"config:{name}.value"} for name in names]}
    body = draw_panel("Parallel Coordinates Plot", config, world).body
    assert isinstance(body, Chart)
    shown = {width: titles_shown(body, width) for width in (300, 3000)}
    assert shown[3000] == names
    assert [title[:2] for title in shown[300]] == [name[:2] for name in names]
    assert all(title.endswith("…") for title in shown[300])


def titles_shown(chart: Chart, width: float) -> list[str]:
    """The titles in a picture of a chart."""
    texts = re.findall(r">([^<]+)</text>", to_svg(complete(chart, Box(0, 0, width, 300))))
    return sorted(text for text in texts if "_" in text)


# --- comparing runs, notes


def rows(body: Body) -> dict[str, tuple[str, ...]]:
    """The rows of a table by their names."""
    assert isinstance(body, Grid)
    return {row[0]: row[1:] for row in body.rows}


def test_runs_side_by_side() -> None:
    one = run(
        "a",
        name="same",
        config={"lr": 1e-4, "m": {"d": 2}},
        summary={"loss": NAN, "img": {"_type": "image-file"}, "w": '{"_type":"histogram","values":[1]}'},
    )
    other = run("b", name="same", config={"lr": 1e-3, "m": {"d": 2}}, summary={"loss": NAN}, runtime=5400.0)
    body = draw_panel("Run Comparer", {}, scene(one, other)).body
    assert isinstance(body, Grid)
    assert body.head == ("", "same (a)", "same (b)")
    assert body.colors == ("", *(each.color for each in scene(one, other).runs))
    found = rows(body)
    assert found["config.lr"] == ("0.0001", "0.001")
    assert found["config.m.d"] == ("2", "2")
    assert found["loss"] == ("NaN", "NaN")
    assert found["img"] == ("(image)", "–")
    assert found["w"] == ("(histogram)", "–")
    assert found["runtime"] == ("–", "1.5 h")
    differs = {row[0] for row, differs in zip(body.rows, body.differs, strict=True) if differs}
    assert differs == {"id", "config.lr", "img", "w", "runtime"}
    assert set(rows(draw_panel("Run Comparer", {"diffOnly": True}, scene(one, other)).body)) == differs
    split = draw_panel("Run Comparer", {"diffOnly": "split"}, scene(one, other)).body
    assert isinstance(split, Grid)
    assert split.differs == (True,) * 5 + (False,) * 2
    only = why("Run Comparer", {"diffOnly": True}, one)
    assert only == "There is only one run. This panel shows what differs."


def test_notes_are_sanitized_and_ask_no_network() -> None:
    source = "# Hi\n<script>x</script> ![pic](https://x/y.png) [l](javascript:alert(1))\n\n- a\n- b"
    body = draw_panel("Markdown Panel", {"value": source}, scene()).body
    assert isinstance(body, Prose)
    assert "<script" not in body.html
    assert "<img" not in body.html
    assert 'href="javascript' not in body.html
    assert '<a href="https://x/y.png" rel="noopener noreferrer">pic</a>' in body.html
    assert body.text.startswith("Hi\n")
    assert body.text.endswith("• a\n• b")
    assert why("Markdown Panel", {"value": " "}) == "This note is empty."
    wrapped = draw_panel("Markdown Panel", {"value": "one\ntwo  \nthree"}, scene()).body
    assert isinstance(wrapped, Prose)
    assert wrapped.text == "one two\nthree"


# --- any panel at all

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-10, 10**400)
    | st.floats()
    | st.sampled_from(["loss", "config:lr.value", "run:createdAt", "summary:word", "", "<b>", "${loss}"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
OPTIONS = [
    *(
        "metrics",
        "groupBy",
        "groupAgg",
        "groupArea",
        "limit",
        "barLimit",
        "vertical",
        "xAxis",
        "yAxis",
        "zAxis",
    ),
    *(
        "xAxisMin",
        "xAxisMax",
        "xAxisLogScale",
        "showLinearRegression",
        "showMinYAxisLine",
        "customGradient",
        "columns",
    ),
    *(
        "targetKey",
        "diffOnly",
        "diff",
        "mediaKeys",
        "columnCount",
        "mode",
        "gridSettings",
        "value",
        "panel2Config",
    ),
    *("overrideColors", "overrideSeriesTitles", "legendTemplate", "expressions", "aggregate"),
]
CONFIGS = st.dictionaries(st.sampled_from(OPTIONS), JSON, max_size=5)
VALUES = st.none() | st.booleans() | st.floats() | st.integers(-(10**400), 10**400) | st.text(max_size=3)
LOGGED = st.dictionaries(
    st.sampled_from(["loss", "lr", "word", "a.b"]), VALUES | st.lists(VALUES, max_size=2), max_size=4
)
OWN = sorted(set(KINDS) - {"Run History Line Plot", "Vega2"})


@given(st.sampled_from(OWN), CONFIGS, st.lists(st.tuples(LOGGED, LOGGED), max_size=7), st.booleans())
def test_any_panel_of_any_runs_is_drawn_or_says_why(
    kind: str, config: dict[str, Any], made: list[tuple[dict[str, Any], dict[str, Any]]], by_group: bool
) -> None:
    runs = [run(f"r{at}", config=settings, summary=last) for at, (settings, last) in enumerate(made)]
    world = scene(*runs)
    if by_group:
        shown = tuple(replace(each, group=(("config:lr.value", "1"),)) for each in world.runs)
        world = Scene(shown, grouping=("config:lr.value",))
    drawing = draw_panel(kind, config, world)
    body = drawing.body
    assert not isinstance(body, Nothing) or body.why.strip()
    if isinstance(body, Chart):
        for columns in body.data.values():
            assert len({len(values) for values in columns.values()}) == 1
            numbers = [value for values in columns.values() for value in values if isinstance(value, float)]
            assert all(map(math.isfinite, numbers)), columns
