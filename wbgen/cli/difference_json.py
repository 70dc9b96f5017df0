"""Differences as JSON for other programs (documented in docs/plan-json.md)."""

from __future__ import annotations

from typing import Any

from wbgen.views.diff import Difference


def difference_json(difference: Difference) -> dict[str, Any]:
    """One difference."""
    return {
        "sign": difference.sign,
        "place": list(difference.place),
        "before": difference.before,
        "after": difference.after,
        "impact": str(difference.impact),
    }
