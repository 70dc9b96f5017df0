"""Which files are sweeps of W&B's. It imports nothing of their checks: every spec is asked."""

from __future__ import annotations

from wbgen.spec.tree import Mapping


def is_sweep_file(root: Mapping) -> bool:
    """Whether a file is a sweep of W&B's rather than a spec: it says how to search, and is in no language."""
    return "wbgen" not in root.by_key and not {"method", "parameters"}.isdisjoint(root.by_key)
