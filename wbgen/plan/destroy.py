"""The plan that deletes everything a guide has on a target."""

from __future__ import annotations

from wbgen.compile.resources import Resources
from wbgen.plan.changes import Action, Existing, Plan, Target
from wbgen.plan.find import is_copy, marker_address
from wbgen.plan.make import of_record


def destroy_plan(own: Resources, existing: Existing, target: Target, source: str) -> Plan:
    """Delete every view that carries the marker of a guide's stack, also those gone from its spec.

    own: says which guide and stack, and which views are protected. Copies that people made of views of
    the guide are theirs and stay, as does everything else.
    """
    start = f"{own.stack}/{own.guide}/"
    protected = {view.address for view in own.views if view.protect}
    changes = [
        of_record(record, Action.DELETE, "", address, protected=address in protected)
        for views in existing.views.values()
        for record in views
        if (address := marker_address(record)) and address.startswith(start) and not is_copy(record)
    ]
    return Plan(
        target=target,
        source=source,
        project=own.project,
        creates_project=False,
        changes=tuple(changes),
        charts=(),
        existing_project=existing.project,
    )
