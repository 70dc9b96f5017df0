"""The configuration of a sweep as a server holds it, which anyone may have written."""

from __future__ import annotations

from typing import Any

from wbgen.spec.diagnostics import SpecError
from wbgen.spec.load import load
from wbgen.spec.tree import plain_data

#: Characters of a configuration that are read.
MOST_TEXT = 1024 * 1024


def read_stored(text: str) -> dict[str, Any] | None:
    """The configuration in a YAML text; None where it cannot be read within the bounds that specs have."""
    try:
        tree, _ = load(text[:MOST_TEXT].encode("utf-8", "replace"), "config")
    except SpecError:
        return None
    found = plain_data(tree)
    return found if isinstance(found, dict) else None
