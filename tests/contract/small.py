"""A small spec, and runs beside it that are made of columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from wbgen.contract import Finding, check_run
from wbgen.runs import Run
from wbgen.runs.memory import MemoryRun
from wbgen.spec.guide import Guide
from wbgen.spec.read import parse_guide

HEAD = "wbgen: 1\nguide: g\ntitle: T\nproject: p\n"

#: Every tenth step of a run of a hundred.
TENTHS = (*range(10, 101, 10),)


def guide(body: str) -> Guide:
    """The guide of a spec without its head. It has a view, so that lint is silent on that."""
    return parse_guide((HEAD + body).encode())[0]


def metrics(*lines: str) -> str:
    """A catalogue with a line for each metric."""
    return "metrics:\n  - group: All\n    of:\n" + "".join(f"      {line}\n" for line in lines)


def run(
    columns: Mapping[str, Sequence[Any] | Mapping[int, Any]],
    steps: Sequence[int] = TENTHS,
    *,
    config: Mapping[str, Any] | None = None,
    summary: Mapping[str, Any] | None = None,
    state: str = "finished",
    odd: Mapping[str, int] | None = None,
) -> MemoryRun:
    """A run with some columns: a value for each of the steps, or those of some steps alone."""
    data: dict[str, Any] = {"_step": list(steps)}
    for name, values in columns.items():
        whole = [values.get(step) for step in steps] if isinstance(values, Mapping) else list(values)
        texts = any(isinstance(value, str) for value in whole)
        data[name] = pl.Series(name, whole, pl.String if texts else pl.Float64)
    return MemoryRun(
        Run("abc", "a run", state=state, config=config or {}, summary=summary or {}),
        pl.DataFrame(data),
        odd=odd or {},
    )


def found(body: str, data: MemoryRun) -> list[Finding]:
    """What a check of a run finds."""
    return [*check_run(guide(body), data).findings]


def told(body: str, data: MemoryRun) -> list[tuple[str, str, str | None]]:
    """The same as code, level and metric."""
    return [(one.code, one.level.value, one.metric) for one in found(body, data)]


def only(body: str, data: MemoryRun) -> Finding:
    """The one finding there is."""
    (one,) = found(body, data)
    return one
