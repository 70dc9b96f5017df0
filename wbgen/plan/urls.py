"""Where people look."""

from __future__ import annotations

from urllib.parse import quote

from wbgen.plan.changes import Change, Plan


def view_url(plan: Plan, change: Change, id: str | None = None) -> str | None:
    """Where a person opens a view; None for a report whose id only the server can give.

    id: as the server gave it for a view that the plan did not see.
    """
    view = change.view
    base = f"{plan.target.app_url}/{plan.target.entity}/{quote(plan.project)}"
    if view.kind == "workspace":
        return f"{base}?nw={change.existing_name.removeprefix('nw-').removesuffix('-v')}"
    id = id or (change.existing.id if change.existing else None)
    if id is None:
        return None
    slug = "-".join("".join(c if c.isalnum() else " " for c in view.title).split())
    # A title in any script: only ASCII can be asked of a server, and is a link in every terminal.
    return f"{base}/reports/{quote(slug)}--{id.rstrip('=')}"
