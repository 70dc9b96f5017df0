"""Writes whose outcome is unknown are settled by looking."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeVar

from wbgen.backends.base import Again, ViewInput, ViewRecord
from wbgen.backends.transport import AmbiguousWrite
from wbgen.errors import BackendError

T = TypeVar("T")


def settle(send: Callable[[], T], written: Callable[[], T | None], again: Again | None = None) -> T:
    """Write once: where it is unknown whether that happened, look, and only then send again.

    written: what was written, None where nothing was.  again: as for every further try.
    """
    try:
        return send()
    except AmbiguousWrite as unknown:
        try:
            found = written()
            if found is None and again:
                again()
        except AmbiguousWrite:
            raise
        except BackendError as blind:
            raise unknown from blind
        return send() if found is None else found


def holds(found: ViewRecord, view: ViewInput) -> bool:
    """Whether a server holds what was to be written."""
    same = (found.display_name, found.description) == (view.display_name, view.description)
    return same and (found.spec == view.spec or _parsed(found.spec) == _parsed(view.spec))


def _parsed(spec: str) -> object:
    """The JSON value of a spec, which a server may format in its own way."""
    try:
        return json.loads(spec)
    except (ValueError, RecursionError):
        return spec
