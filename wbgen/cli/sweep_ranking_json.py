"""A sweep's ranking for other programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wbgen.cli.sweep_ranked import Ranked
from wbgen.ranking.criteria import Criterion
from wbgen.ranking.table import Entry
from wbgen.runs.run import Run
from wbgen.runs.values import find


def ranking_json(ranked: Ranked, entries: Sequence[Entry]) -> Mapping[str, Any]:
    """The criteria, and some entries in their order."""
    return {
        "guide": ranked.guide.id if ranked.guide else None,
        "seeds": "together" if ranked.ranking.grouped else "apart",
        "total": ranked.total,
        "ranked": ranked.read,
        "criteria": [criterion_json(one) for one in ranked.ranking.criteria],
        "runs": [entry_json(entry, ranked) for entry in entries],
    }


def criterion_json(criterion: Criterion) -> Mapping[str, Any]:
    """A criterion. tie: an amount, or a share as ``2%``."""
    tie = criterion.tie
    return {
        "metric": criterion.metric,
        "title": criterion.title or None,
        "take": criterion.take,
        "goal": criterion.goal,
        "want": criterion.want.text if criterion.want else None,
        "tie": f"{tie.amount * 100:g}%" if tie.relative else tie.amount or None,
        "weight": criterion.weight,
    }


def run_json(run: Run) -> Mapping[str, Any]:
    """Which run it is."""
    return {"id": run.id, "name": run.label, "state": run.state, "url": run.url}


def entry_json(entry: Entry, ranked: Ranked) -> Mapping[str, Any]:
    """A run, or several that differ in nothing but their seeds; the values are in the criteria's order.

    left_out: runs of the same setting that do not count.
    """
    first = entry.runs[0]
    return {
        "rank": entry.place,
        "runs": [run_json(run) for run in entry.runs],
        "left_out": [run_json(run) for run in entry.left_out],
        "parameters": {name: find(first.config, name) for name in ranked.parameters},
        "values": [
            {"value": one.value, "wanted": one.wanted, "spread": one.spread, "n": one.n}
            for one in entry.taken
        ],
    }
