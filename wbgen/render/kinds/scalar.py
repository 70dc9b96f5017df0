"""A single number: the last value of a metric, or what several runs make of it."""

from __future__ import annotations

from wbgen.render.bars import FUNCTIONS, MEAN, Made, made_of, value_in
from wbgen.render.curves.curve import read_curve
from wbgen.render.curves.quantities import quantities_of
from wbgen.render.drawing import Drawing, Nothing, Number
from wbgen.render.measured import NO_RUNS, nothing_of
from wbgen.render.scene import Scene, Settings
from wbgen.render.values import figure, number

DIGITS = 4

#: How ``groupArea`` is told.
SPREADS = {
    "minmax": "{low} to {high}",
    "stddev": "± {half} (standard deviation)",
    "stderr": "± {half} (standard error)",
}


def draw(config: Settings, scene: Scene) -> Drawing:
    """The number of the panel's first metric or expression, over all runs that have it."""
    curve = read_curve(config, scene.settings)
    asked = quantities_of(curve, scene.runs)
    if not asked.quantities:
        return Drawing(Nothing(" ".join(asked.notes) or "This panel names no metric."))
    if not scene.runs:
        return Drawing(Nothing(NO_RUNS))
    quantity = asked.quantities[0]
    function = curve.function if curve.function in FUNCTIONS else MEAN
    made = made_of(scene.runs, quantity, function, curve.area)
    if made is None:
        return Drawing(Nothing(" ".join([*asked.notes, *nothing_of(scene.runs, [quantity])])))
    if made.runs == 1:
        run = next(run for run in scene.runs if number(value_in(run.data, quantity)) is not None)
        return Drawing(Number(figure(made.value, DIGITS), f"{quantity.name} · {run.label}"), asked.notes)
    about = f"{function} of {quantity.name} over {made.runs} runs"
    return Drawing(Number(figure(made.value, DIGITS), about + told_spread(made, curve.area)), asked.notes)


def told_spread(made: Made, area: str) -> str:
    """How far the runs lie apart, in words."""
    if made.spread is None:
        return ""
    low, high = made.spread.low, made.spread.high
    half = figure((high - low) / 2)
    return "; " + SPREADS[area].format(low=figure(low), high=figure(high), half=half)
