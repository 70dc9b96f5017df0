"""Health rules, evaluated over a whole run at once (docs/expressions.md, "Health rules")."""

from __future__ import annotations

from wbgen.contract.rules.evaluate import Asked, evaluated
from wbgen.contract.rules.truth import Truth
from wbgen.contract.rules.world import MOST_CELLS, TooWideError, World

__all__ = ["MOST_CELLS", "Asked", "TooWideError", "Truth", "World", "evaluated"]
