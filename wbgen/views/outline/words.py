"""The words W&B's app uses for the names it stores."""

from __future__ import annotations

AXES = {
    "_step": "Step",
    "_runtime": "Relative time",
    "_absolute_runtime": "Relative time (wall)",
    "_timestamp": "Wall time",
}

SMOOTHING = {
    "exponentialTimeWeighted": "time-weighted exponential",
    "exponential": "exponential",
    "gaussian": "gaussian",
    "average": "running average",
}

PLOT_STYLES = {"stacked-area": "stacked area", "pct-area": "percent area"}


def axis_name(key: str) -> str:
    """A key as a person says it.

    One config key has several spellings: ``config.lr.value`` (line axis), ``config:lr.value``
    (scatter, parallel, columns); summary keys come as ``summary:loss``.
    """
    if key in AXES:
        return AXES[key]
    for prefix in ("config.", "config:"):
        if key.startswith(prefix):
            return "config " + key.removeprefix(prefix).removesuffix(".value")
    return key.removeprefix("summary:").removeprefix("run:")
