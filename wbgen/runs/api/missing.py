"""What is not on a server, and what may have been meant."""

from __future__ import annotations

from collections.abc import Sequence

from wbgen.backends.answers import Object
from wbgen.errors import WbgenError
from wbgen.spec.diagnostics import did_you_mean, listed

#: Names of what there is, in a message.
SHOWN = 5


def missing_project(host: str, entity: str, project: str, others: Sequence[Object]) -> WbgenError:
    """There is no such project. others: those that the entity has."""
    names = [name for node in others if isinstance(name := node.get("name"), str)]
    there = f"projects of {entity}: {listed(names, SHOWN)}" if names else f"{entity} has no projects there"
    cure = did_you_mean(project, names, otherwise=there)
    return WbgenError(f"{host} has no project {entity}/{project}", cure=cure)


def missing_run(host: str, place: str, name: str, others: Sequence[Object]) -> WbgenError:
    """There is no such run. others: the newest of the project, with their ids and names."""
    told = [(node.get("name"), node.get("displayName")) for node in others]
    ids = [id for id, _ in told if isinstance(id, str)]
    labels = [label for _, label in told if isinstance(label, str)]
    if labels.count(name) > 1:
        same = listed((id for id, label in told if label == name and isinstance(id, str)), SHOWN)
        message = f"{labels.count(name)} runs of {place} are called {name}"
        return WbgenError(message, cure=f"name one by its id: {same}")
    there = f"the newest are {listed(ids, SHOWN)}" if ids else "the project has no runs"
    cure = did_you_mean(name, [*ids, *labels], otherwise=there)
    return WbgenError(f"{host} has no run {name} in {place}", cure=cure)
