"""Runs as views point at them: ``Run:v1:<id>:<project>:<entity>``, in base64.

The official library writes them so for the baseline and the pinned runs of a run set
(wandb_workspaces 0.4.13, ``workspaces/interface.py``). In a compiled view, where the entity is not
known yet, the text stands as it is, and is put into base64 when the target fills it in.
"""

from __future__ import annotations

import base64
import binascii

KIND = "Run:v1:"


def encoded(text: str) -> str:
    """The form the server keeps."""
    return base64.b64encode(text.encode()).decode("ascii")


def decoded(wire: str) -> str | None:
    """The text of what a server keeps; None where it is not one."""
    try:
        text = base64.b64decode(wire, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None
    return text if text.startswith(KIND) and text.count(":") >= 4 and encoded(text) == wire else None


def run_id(written: str, project: str, entity: str) -> str:
    """A run as written, ``id`` or ``entity/project/id``, in the form of a compiled view."""
    parts = written.split("/")
    if len(parts) == 3:
        return encoded(f"{KIND}{parts[2]}:{parts[1]}:{parts[0]}")
    return f"{KIND}{written}:{project}:{entity}"


def written_id(wire: str, project: str, entity: str) -> str | None:
    """The inverse of :func:`run_id`; None where it is no run."""
    text = wire if wire.startswith(KIND) else decoded(wire)
    if text is None or text.count(":") < 4:
        return None
    id, in_project, in_entity = text.removeprefix(KIND).rsplit(":", 2)
    if text == wire:
        return id if (in_project, in_entity) == (project, entity) and "/" not in id else None
    return f"{in_entity}/{in_project}/{id}" if "/" not in f"{id}{in_project}{in_entity}" else None
