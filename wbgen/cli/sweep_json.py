"""Plans of sweeps, and their outcomes, as JSON for other programs (documented in docs/plan-json.md)."""

from __future__ import annotations

from typing import Any

from wbgen.apply.sweeps import SweepOutcome
from wbgen.cli.difference_json import difference_json
from wbgen.cli.sweep_outcome_text import sweep_url
from wbgen.plan import UNKNOWN, Target
from wbgen.plan.sweeps import Estimate, SweepChange


def sweep_json(change: SweepChange) -> dict[str, Any]:
    """One sweep of a plan."""
    return {
        "address": change.address,
        "action": change.action.value,
        "title": change.wanted.title,
        "reason": change.reason or None,
        "cure": change.cure or None,
        "digest": change.wanted.digest,
        "sweep": change.existing.name if change.existing else UNKNOWN,
        "state": change.existing.state if change.existing else None,
        "config": dict(change.wanted.config),
        "estimate": estimate_json(change.estimate),
        "words_only": change.words_only,
        "differences": [difference_json(difference) for difference in change.differences],
        "prior_runs": list(change.carried),
        "left_runs": change.unfit,
        "ends": [old.name for old in change.stops],
    }


def estimate_json(estimate: Estimate) -> dict[str, Any]:
    """What it takes."""
    return {
        "grid": estimate.grid,
        "covered": estimate.covered,
        "run_cap": estimate.run_cap,
        "runs": estimate.runs,
        "minutes_per_run": estimate.pace.minutes if estimate.pace else None,
        "past_runs": estimate.pace.runs if estimate.pace else None,
        "minutes": estimate.minutes,
        "gpus_per_run": estimate.gpus,
        "gpu_hours": estimate.gpu_hours,
    }


def sweep_outcome_json(outcome: SweepOutcome, target: Target, project: str) -> dict[str, Any]:
    """What became of one sweep."""
    path = f"{target.entity}/{project}/{outcome.sweep.name}" if outcome.sweep else None
    return {
        "address": outcome.change.address,
        "status": outcome.status.value,
        "sweep": path,
        "url": sweep_url(outcome, target, project),
        "message": outcome.message or None,
    }
