"""A filter that cannot be written in one of W&B's forms."""

from __future__ import annotations

from wbgen.errors import WbgenError


class FilterError(WbgenError):
    """A filter that has no form a view can hold."""
