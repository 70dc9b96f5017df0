"""Filters of runs in the forms W&B keeps them in: a view's dictionary, and the public API's query."""

from __future__ import annotations

from wbgen.views.filters.decode import from_v2
from wbgen.views.filters.errors import FilterError
from wbgen.views.filters.mongo import to_mongo
from wbgen.views.filters.v2 import to_v2

__all__ = ["FilterError", "from_v2", "to_mongo", "to_v2"]
