"""What the wandb client writes about a run, put as people mean it: config, summary, step metrics.

Source: wandb 0.31.0. The config is ``{key: {"value": ..., "desc": ...}}``; what the client keeps for itself
lies under ``_wandb``. There ``m`` lists what ``define_metric`` said, with the field numbers of the protobuf
message ``MetricRecord`` as keys: 1 the name, 2 the glob, 5 the place of the step metric, counted from 1.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from wbgen.spec.sweeps.numbers import is_number
from wbgen.views.json import Json

#: The client's own entries.
OWN = ("_wandb", "wandb_version")

NAME, GLOB, STEP_PLACE = "1", "2", "5"


def read_object(text: object) -> dict[str, Any]:
    """The object that a JSON text states, or one that is there already; empty where it is neither."""
    if isinstance(text, dict):
        return text
    try:
        value = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def unwrapped(entry: Any) -> Any:
    """The value of an entry of a config; what has no wrapping is a value itself."""
    return entry["value"] if isinstance(entry, dict) and "value" in entry else entry


def plain_config(written: Mapping[str, Any]) -> dict[str, Json]:
    """The values of a config, without their wrapping and without the client's own."""
    return {name: unwrapped(entry) for name, entry in written.items() if name not in OWN}


def plain_summary(written: Mapping[str, Any]) -> dict[str, Json]:
    """The values of a summary, or of a config out of its wrapping, without the client's own."""
    return {name: value for name, value in written.items() if name not in OWN}


def step_metrics(written: Mapping[str, Any]) -> dict[str, str]:
    """The metric that ``define_metric`` put under each metric, by name or glob, from a config as written."""
    own = written.get("_wandb")
    own = own.get("value", own) if isinstance(own, dict) else {}
    told = own.get("m") if isinstance(own, dict) else None
    metrics = [entry if isinstance(entry, dict) else {} for entry in told] if isinstance(told, list) else []
    found: dict[str, str] = {}
    for entry in metrics:
        name, place = entry.get(NAME) or entry.get(GLOB), entry.get(STEP_PLACE)
        if isinstance(name, str) and isinstance(place, int) and 0 < place <= len(metrics):
            step = metrics[place - 1].get(NAME)
            if isinstance(step, str):
                found[name] = step
    return found


def runtime_of(summary: Mapping[str, Any]) -> float | None:
    """Seconds that a run took, as its summary has them; None where no number tells."""
    own = summary.get("_wandb")
    for value in (summary.get("_runtime"), own.get("runtime") if isinstance(own, dict) else None):
        if is_number(value):
            return float(value)
    return None
