"""The settings that a panel inherits: those of its workspace, with those of its section over them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wbgen.render.scene import Settings
from wbgen.views.defaults import CURVES

#: Settings with the flag beside them that says whether they are in force.
FLAGGED = {
    "smoothingActive": ("smoothingType", "smoothingWeight"),
    "xAxisActive": ("xAxis", "xAxisMin", "xAxisMax"),
}


def inherited(workspace: Any, section: Any) -> Settings:
    """Settings in W&B's keys, read off the legacy form (see ``wbgen.views.effective``).

    A section counts where it differs from what the official library writes into every section: a default
    there says nothing, or no workspace it makes could set anything for its sections.
    """
    own = {key: value for key, value in in_force(section).items() if CURVES.get(key) != value}
    return {**in_force(workspace), **own}


def in_force(settings: Any) -> Mapping[str, Any]:
    """The settings that count: not those that a flag switches off, nor nulls."""
    if not isinstance(settings, dict):
        return {}
    off = {key for flag, keys in FLAGGED.items() if settings.get(flag) is False for key in keys}
    return {
        key: value
        for key, value in settings.items()
        if value is not None and key not in off and key not in FLAGGED
    }
