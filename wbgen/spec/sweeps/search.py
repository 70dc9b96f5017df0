"""A sweep as a whole: its method, what it looks for, when it ends, who runs it, and what it tries."""

from __future__ import annotations

from collections.abc import Callable

from wbgen.spec import models
from wbgen.spec.places import Path
from wbgen.spec.sweeps.commands import check_command
from wbgen.spec.sweeps.distributions import DISTRIBUTIONS, distribution_of, leaves
from wbgen.spec.sweeps.parameters import ParameterCheck
from wbgen.spec.sweeps.seeds import check_seed
from wbgen.spec.sweeps.told import Told

#: The methods that each engine knows.
METHODS = {"wandb": ("grid", "random", "bayes"), "optuna": ("custom",), "ax": ("custom",)}

#: Methods that go on until somebody stops them.
ENDLESS = ("random", "bayes")

TypeOf = Callable[[str], str | None]


def check_search(sweep: models.Search, told: Told, type_of: TypeOf = lambda name: None) -> None:
    """Collect what is wrong with a sweep. type_of: the type of an argument by its dotted name."""
    check_parameters(sweep, told, type_of)
    check_metrics(sweep, told)
    check_scheduler(sweep, told)
    check_end(sweep, told)
    check_command(sweep, told)


def check_parameters(sweep: models.Search, told: Told, type_of: TypeOf) -> None:
    """Each parameter by itself, and whether the method can search it."""
    known: set[str] = set()
    for names, path, parameter in leaves(sweep.parameters, ("parameters",)):
        name = ".".join(names)
        if name in known:
            message = f"the sweep has two parameters `{name}`, with the dot in a name and within another"
            told.error("duplicate-id", message, path, "keep one of them", at_key=True)
        known.add(name)
        type_ = type_of(name)
        ParameterCheck(name, parameter, path, told, type_).check()
        kind = distribution_of(parameter, type_)
        if kind is None:
            continue
        if sweep.method == "grid" and not DISTRIBUTIONS[kind].in_grids:
            message = f"a grid has no end where `{name}` is {kind}"
            cure = "list the values, or choose `method: random` or `bayes`"
            told.error("endless-grid", message, path, cure, at_key=True)
        check_seed(sweep.method, name, parameter, kind, path, told)
    if not sweep.parameters and not (sweep.scheduler and sweep.scheduler.search_space):
        message = "the sweep has no parameters"
        told.error(
            "missing-key", message, ("parameters",), "write `parameters:` with something to try", at_key=True
        )


def check_metrics(sweep: models.Search, told: Told) -> None:
    """One metric, or several for an engine that knows them; one at least where it steers the search."""
    if sweep.metric is not None and sweep.metrics is not None:
        cure = "keep `metric` for one goal, or `metrics` for several"
        told.error("bad-search", "the sweep has both `metric` and `metrics`", ("metrics",), cure, at_key=True)
    elif sweep.metrics is not None and sweep.method != "custom":
        message = f"`metrics` are for `method: custom`, and this is {sweep.method}"
        told.error(
            "bad-search", message, ("metrics",), "keep one `metric`, or write `method: custom`", at_key=True
        )
    if sweep.metric is not None or sweep.metrics is not None:
        return
    steered = ("method", "bayes") if sweep.method == "bayes" else ("early_terminate", "hyperband")
    if sweep.method == "bayes" or sweep.early_terminate is not None:
        message = f"{steered[1]} compares runs by a metric, and the sweep has none"
        told.error("missing-key", message, steered[:1], "add `metric: {name: ..., goal: minimize}`")


def tell_no_goal(metric: str, path: Path, told: Told, where: str) -> None:
    """Warn of a metric that nothing says which way is better of. where: a goal could be said."""
    message = f"nothing says which way `{metric}` is better, and W&B minimizes it"
    cure = f"add `goal: maximize` or `goal: minimize`, {where}"
    told.warning("no-goal", message, path, cure)


def check_scheduler(sweep: models.Search, told: Told) -> None:
    """What an engine goes with."""
    scheduler = sweep.scheduler
    if scheduler is None:
        if sweep.method == "custom":
            cure = "add `scheduler: {engine: optuna, source: ...}`, or choose `grid`, `random` or `bayes`"
            message = "`method: custom` leaves the search to a scheduler, and the sweep names none"
            told.warning("bad-search", message, ("method",), cure)
        return
    known = METHODS[scheduler.engine]
    if sweep.method not in known:
        message = f"the engine {scheduler.engine} has no `method: {sweep.method}`"
        told.error("bad-search", message, ("method",), f"write `method: {known[0]}`, or another engine")
    for key in ("optimizer", "search_space"):
        if getattr(scheduler, key) is not None and scheduler.source is None:
            message = f"`{key}` names a function of a file, and there is no `source`"
            told.error("missing-key", message, ("scheduler", key), "add `source: optimizer.py`")
    if sweep.controller is not None and sweep.controller.type == "local":
        cure = "leave `controller` out: the scheduler is the controller"
        told.error(
            "bad-search",
            "a local controller does not go with a scheduler",
            ("controller",),
            cure,
            at_key=True,
        )
    if sweep.early_terminate is not None:
        cure = "leave it out: the scheduler itself stops runs"
        message = "`early_terminate` does not go with a scheduler"
        told.error("bad-search", message, ("early_terminate",), cure, at_key=True)


def check_end(sweep: models.Search, told: Told) -> None:
    """When runs, and the sweep itself, come to an end."""
    early = sweep.early_terminate
    if early is not None and early.min_iter is None and (early.max_iter is None or early.s is None):
        message = "hyperband does not know at which steps it compares runs"
        told.error("missing-key", message, ("early_terminate",), "add `min_iter: 10`, or `max_iter` and `s`")
    has_target = sweep.metric is not None and sweep.metric.target is not None
    if sweep.method in ENDLESS and sweep.run_cap is None and not has_target and sweep.scheduler is None:
        message = f"{sweep.method} goes on until somebody stops it"
        told.warning(
            "endless-search", message, ("method",), "add `run_cap: 30`, or how many runs you can afford"
        )
    if sweep.job is not None and sweep.image_uri is not None:
        message = "a launch job and an image are two ways to start a run"
        told.warning("bad-search", message, ("image_uri",), "keep `job` or `image_uri`", at_key=True)
