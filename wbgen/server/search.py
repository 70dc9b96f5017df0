"""The search of sweeps: W&B's own, the package ``sweeps``, which ``pip install 'wbgen[sweeps]'`` brings.

It alone, and ``grid`` for it, knows the package, and loads it (numpy, scipy, scikit-learn: a second) when a
sweep first needs it. Around it: a grid is measured before it is laid out in memory; nested parameters, which
the package's own ``SweepConfig`` drops, reach the search; members it would choke on are left out; values
leave as plain numbers, never numpy's and never NaN.
"""

from __future__ import annotations

import json
import math
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from wbgen.errors import WbgenError
from wbgen.server.grid import Grid, size_of
from wbgen.server.sweep_config import SweepConfig, read_config

#: Points of a grid. It is laid out whole for each question; the largest of some twenty in use has 648.
MOST_POINTS = 100_000
#: Grids that are kept laid out.
MOST_GRIDS = 8
#: How often a value that is not finite (a distribution may overflow) is drawn again.
MOST_DRAWS = 10

#: Violations that are told, and characters of each: the package quotes what it does not like.
MOST_VIOLATIONS = 50
MOST_SAID = 2000

#: Members of ``metric`` that the search knows; it fails on others.
METRIC_MEMBERS = ("name", "goal", "impute", "impute_while_running")
#: Entries that W&B takes and the package's schema does not know: no reason for a warning.
TAKEN = ("settings", "enable", "launch", "template_variables", "tags", "group")

NO_PARAMETERS = "a sweep needs `parameters`"
MISSING = "the search for sweeps is not installed: pip install 'wbgen[sweeps]'"

#: What a run is started with: ``{"lr": {"value": 0.1}, "optimizer": {"value": {"name": "sgd"}}}``.
Params = dict[str, Any]


class SearchError(WbgenError):
    """The search cannot work with a configuration; the message says why, in the package's words."""


@dataclass(frozen=True)
class Past:
    """What the search knows of a run.

    name: of the run.  state: as ``Run.state``.  metric: the summary of the metric that is optimized.
    history: its finite values in the order they were logged.
    """

    name: str
    params: Params
    state: str
    metric: float | None = None
    history: Sequence[float] = field(default=())


def violations(config: SweepConfig) -> list[str]:
    """What is odd in a configuration but does not hinder the search; the client prints these as warnings.

    Raises SearchError where there is no searching by it at all, or no search installed.
    """
    sweeps = _package()
    entries = {key: value for key, value in config.entries.items() if key not in TAKEN}
    try:
        found = sweeps.schema_violations_from_proposed_config(entries)
    except Exception as error:  # noqa: BLE001  (a stranger's config in a stranger's package)
        found = [_said(error)]
    found = [text[:MOST_SAID] for text in found[:MOST_VIOLATIONS]]
    try:
        points(config)  # before a grid that is too large is laid out
        probe = suggest(config, [])
        if probe is not None and config.method == "bayes":
            suggest(config, [Past("probe", probe, "finished", 0.0)])
        if config.stops_early:
            to_stop(config, [Past("probe", {}, "running", 0.0, (0.0,))])
    except SearchError as error:
        raise SearchError("\n".join(dict.fromkeys([*found, str(error)]))) from error
    return found


def suggest(config: SweepConfig, past: Sequence[Past]) -> Params | None:
    """The parameters to try next, or None where a grid has been gone through. Raises SearchError."""
    if config.method == "grid":
        return untried(config, [json.dumps(one.params) for one in past])
    search = _searched(config)
    try:
        runs = [] if config.method == "random" else [_sweep_run(config, one) for one in past]
        if config.method == "bayes":
            runs = _comparable(search, runs)
        for _ in range(MOST_DRAWS):
            found = _asked(search, runs)
            if found is None:
                return None
            params = _plain(found.config)
            if _is_finite(params):
                return _bare(params)
    except Exception as error:
        raise SearchError(_said(error)) from error
    raise SearchError("the distributions of the parameters yield numbers that are not finite")


def untried(config: SweepConfig, tried: Iterable[str]) -> Params | None:
    """The next point of a grid, or None where all were tried. Raises SearchError.

    tried: what runs were started with, as JSON objects in text.
    """
    try:
        found = _grid(config.text).untried(tried)
    except Exception as error:
        raise SearchError(_said(error)) from error
    params = _plain(found)
    if not _is_finite(params):
        raise SearchError("the parameters of the grid hold numbers that are not finite")
    return None if params is None else _bare(params)


@lru_cache(maxsize=MOST_GRIDS)
def _grid(text: str) -> Grid:
    """The grid of a configuration; laid out at its first use."""
    _package()
    search = _searched(read_config(text))
    if not search.get("parameters"):
        raise SearchError(NO_PARAMETERS)
    return Grid(search)


def _bare(params: Params) -> Params:
    return {key: {"value": entry["value"]} for key, entry in params.items()}


def _asked(search: dict[str, Any], runs: list[Any]) -> Any:
    """The package's next run. Its own way in loads scikit-learn, whatever the method; only one needs it."""
    package = _package()
    if not search.get("parameters"):
        raise SearchError(NO_PARAMETERS)
    if search.get("method") == "random":
        from sweeps.random_search import random_search_next_runs

        return random_search_next_runs(search)[0]
    return package.next_run(search, runs)


def to_stop(config: SweepConfig, past: Sequence[Past]) -> set[str]:
    """The names of the running runs that early termination ends. Raises SearchError."""
    package = _package()
    try:
        stopped = package.stop_runs(_searched(config), [_sweep_run(config, one) for one in past])
    except Exception as error:
        raise SearchError(_said(error)) from error
    return {run.name for run in stopped}


def points(config: SweepConfig) -> int | None:
    """How many points a grid has; None for other methods. Raises SearchError where they are too many."""
    if config.method != "grid":
        return None
    try:
        _package()
        total = size_of(config.parameters)
    except Exception as error:
        raise SearchError(_said(error)) from error
    if total > MOST_POINTS:
        raise SearchError(f"the grid has {total} points; this server takes {MOST_POINTS} at most")
    return total


def _package() -> Any:
    """The package, loaded at its first use."""
    try:
        with _quiet():
            import sweeps
    except ImportError as error:
        raise SearchError(MISSING) from error
    return sweeps


@contextmanager
def _quiet() -> Iterator[None]:
    """The package is written for an older pydantic; it works with this one, which warns of much."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _searched(config: SweepConfig) -> dict[str, Any]:
    """The entries the search is to see."""
    entries = {key: config.entries.get(key) for key in ("method", "parameters", "early_terminate", "metric")}
    metric = entries["metric"]
    if isinstance(metric, dict):
        entries["metric"] = {key: value for key, value in metric.items() if key in METRIC_MEMBERS}
    early = entries["early_terminate"]
    if isinstance(early, dict) and "min_iter" in early and "s" not in early:
        # Of the two ways to tell the bands, the package takes the one that is whole here for the other.
        entries["early_terminate"] = {key: value for key, value in early.items() if key != "max_iter"}
    return {key: value for key, value in entries.items() if value is not None}


def _sweep_run(config: SweepConfig, past: Past) -> Any:
    from sweeps import RunState

    name = config.metric or ""
    run = _run_type()(
        name=past.name,
        config=past.params,
        state=RunState(past.state),
        summary_metrics={} if past.metric is None else {name: past.metric},
    )
    run._values = past.history
    return run


@cache
def _run_type() -> Any:
    """The package's run, with a history that is numbers: as a dictionary for each, long ones would fill the
    memory."""
    from pydantic import PrivateAttr
    from sweeps import SweepRun

    with _quiet():

        class Run(SweepRun):  # type: ignore[misc]  # the package has no types
            _values: Sequence[float] = PrivateAttr(default=())

            def metric_history(self, metric_name: str, filter_invalid: bool = False) -> Sequence[float]:
                # All of them are finite. Only who adds others to them needs a list.
                return self._values if filter_invalid else list(self._values)

    return Run


def _comparable(search: dict[str, Any], runs: list[Any]) -> list[Any]:
    """The runs whose parameters are ones the search could have chosen: after an update of the sweep, or
    where people added runs of their own, others are there as well, and the package fails on them."""
    from sweeps.params import HyperParameterSet

    parameters = HyperParameterSet.from_config(search["parameters"])

    def fitting(some: list[Any]) -> list[Any]:
        """Those of some runs that fit; nearly always all of them, so that they are tried together first."""
        try:
            parameters.normalize_runs_as_array(some)
        except Exception:  # noqa: BLE001  (whatever the package makes of a stranger's values)
            half = len(some) // 2
            return [*fitting(some[:half]), *fitting(some[half:])] if half else []
        return some

    kept = fitting(runs)
    if runs and not kept and len(parameters.searchable_params) > 0:
        # None fits, not even the probe: what the package has against it is the answer.
        parameters.normalize_runs_as_array(runs)
    return kept


def _plain(value: Any) -> Any:
    """A value without numpy's types."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "tolist"):  # numpy's numbers and arrays
        return value.tolist()
    return value


def _is_finite(value: Any) -> bool:
    if isinstance(value, dict):
        return all(map(_is_finite, value.values()))
    if isinstance(value, list):
        return all(map(_is_finite, value))
    return not isinstance(value, float) or math.isfinite(value)


def _said(error: Exception) -> str:
    """An error of the package in its own words, bounded."""
    if isinstance(error, SearchError):
        return str(error)
    text = str(getattr(error, "message", "")) or str(error) or type(error).__name__
    return text[:MOST_SAID]
