"""The normal form of a view, and its digest: what two views must share to be the same view.

The form leaves out what says nothing (nulls) and what depends on the target (entity and project
ids), and writes numbers one way. ``VERSION`` changes with the form; a digest made by another version
cannot be compared.
"""

from __future__ import annotations

import hashlib
from typing import Any

from wbgen.views.json import Json, canonical
from wbgen.views.target import mask

VERSION = 1
DIGEST_LENGTH = 16

#: Below this a browser writes a whole number without an exponent.
WHOLE = 1e21


def normal_form(display_name: str, description: str, spec: Json, entity: str) -> dict[str, Json]:
    """The normal form.

    display_name: the title.  description: the visible part, without a marker.  spec: the parsed body.
    entity: of the server the view is on.
    """
    return {"title": display_name, "description": description.strip(), "spec": plain(mask(spec, entity))}


def plain(node: Any) -> Any:
    """A copy without null members, whole floats as integers."""
    if isinstance(node, dict):
        return {key: plain(value) for key, value in node.items() if value is not None}
    if isinstance(node, list):
        return [plain(item) for item in node]
    if isinstance(node, float) and node.is_integer() and abs(node) < WHOLE:
        return int(node)
    return node


def digest(form: Json) -> str:
    """A short, stable fingerprint of a normal form: 16 hex digits of SHA-256."""
    return hashlib.sha256(canonical(form).encode()).hexdigest()[:DIGEST_LENGTH]
