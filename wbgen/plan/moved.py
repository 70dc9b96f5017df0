"""What a server holds differently by now than when a plan was made."""

from __future__ import annotations

from collections.abc import Iterator

from wbgen.plan.changes import TYPES, Existing, Plan, fingerprint
from wbgen.plan.forms import who_and_when


def moved(plan: Plan, existing: Existing) -> Iterator[str]:
    """In words, each view that the plan writes and that is not as the plan saw it."""
    if existing.project is None and not plan.creates_project and plan.existing_project is not None:
        yield f"the project {plan.project} was deleted"
        return
    for change in plan.changes:
        if not change.writes and not change.renew:
            continue
        views = existing.views.get(TYPES[change.view.kind], ())
        record = next((view for view in views if view.name == change.existing_name), None)
        if record is None and change.seen is not None:
            yield f"{change.address} was deleted"
        elif record is not None and fingerprint(record) != change.seen:
            what = "was made" if change.seen is None else "was changed"
            yield f"{change.address} {what}{who_and_when(record)}"
