"""The x axis of a line panel: which values stand on it, in what unit, and what it is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from wbgen.render.curves.arithmetic import Name, Node, parse
from wbgen.render.curves.curve import Curve
from wbgen.render.curves.legends import in_words
from wbgen.render.scene import Shown

STEP, PROCESS, WALL, TIME = "_step", "_runtime", "_absolute_runtime", "_timestamp"

TITLES = {STEP: "Step", PROCESS: "Relative time (process)", WALL: "Relative time (wall)", TIME: "Wall time"}

#: Units of relative time: the range of seconds from which each is used, its seconds, and its name.
UNITS = ((2 * 86400.0, 86400.0, "days"), (7200.0, 3600.0, "hours"), (120.0, 60.0, "minutes"))

#: Seconds since 1970 are below this, milliseconds above it.
MILLISECONDS_FROM = 1e11

#: Spellings of the axes that W&B's library takes (``FE_METRIC_NAME_MAP`` of wandb_workspaces 0.4.13).
WRITTEN = {
    "Step": STEP,
    "RelativeTime(Process)": PROCESS,
    "RelativeTime(Wall)": WALL,
    "WallTime": TIME,
}


@dataclass(frozen=True, slots=True)
class Axis:
    """An x axis. node: what is computed for each row.  kind: ``number``, ``relative`` or ``time``.

    title: what it is called.  factor: what the values are multiplied by before they are drawn.
    """

    node: Node
    kind: str
    title: str
    factor: float = 1.0

    @property
    def key(self) -> str:
        """The key on the axis; empty where it is an expression."""
        return self.node.name if isinstance(self.node, Name) else ""

    def scaled(self, low: float, high: float) -> Axis:
        """The axis in the unit that suits its range: seconds as hours, moments as milliseconds."""
        if self.kind == "time":
            return replace(self, factor=1.0 if high > MILLISECONDS_FROM else 1000.0)
        if self.kind != "relative":
            return self
        name, seconds = next(
            ((name, seconds) for least, seconds, name in UNITS if high - low >= least), ("seconds", 1.0)
        )
        return replace(self, factor=1.0 / seconds, title=f"{self.title}, {name}")


def axis_of(curve: Curve, runs: Sequence[Shown], metrics: Iterable[str]) -> Axis:
    """The axis of a panel. Raises NoArithmeticError for an ``xExpression`` that is none.

    The panel's own axis comes first, then the one it inherits. Where nobody chose one, it is the metric
    that ``define_metric`` put under all of the panel's metrics, which W&B's own panels begin with; else
    the step.
    """
    if curve.x_expression:
        return Axis(
            parse(curve.x_expression), kind_of("", curve), curve.x_title or in_words(curve.x_expression)
        )
    key = WRITTEN.get(curve.x, curve.x) or step_metric(runs, metrics) or STEP
    return Axis(Name(key), kind_of(key, curve), curve.x_title or TITLES.get(key, key))


def kind_of(key: str, curve: Curve) -> str:
    """How the values of an axis are read."""
    if key == TIME or curve.x_format == "datetime":
        return "time"
    return "relative" if key in (PROCESS, WALL) else "number"


def step_metric(runs: Sequence[Shown], metrics: Iterable[str]) -> str:
    """The one metric that is the step of all these; empty where there is none, or several."""
    wanted = tuple(metrics)
    found = {defined(shown.data.run.step_metrics, name) for shown in runs for name in wanted}
    return found.pop() if len(found) == 1 else ""


def defined(steps: Mapping[str, str], metric: str) -> str:
    """The step metric of a metric: under its own name, else under a glob, which ends with its only star."""
    if metric in steps:
        return steps[metric]
    globs = (glob for glob in steps if glob.endswith("*") and metric.startswith(glob[:-1]))
    return next((steps[glob] for glob in globs), "")
