"""What is not on a server, and what may have been meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wbgen.backends.answers import Object
from wbgen.errors import WbgenError
from wbgen.spec.diagnostics import did_you_mean, listed

#: Names of what there is, in a message.
SHOWN = 5


def missing_project(host: str, entity: str, project: str, others: Sequence[Object]) -> WbgenError:
    """There is no such project. others: those that the entity has."""
    names = texts(node.get("name") for node in others)
    there = f"projects of {entity}: {listed(names, SHOWN)}" if names else f"{entity} has no projects there"
    cure = did_you_mean(project, names, otherwise=there)
    return WbgenError(f"{host} has no project {entity}/{project}", cure=cure)


def missing_run(host: str, place: str, name: str, others: Sequence[Object]) -> WbgenError:
    """There is no such run. others: the newest of the project, with their ids and names."""
    ids = texts(node.get("name") for node in others)
    labels = texts(node.get("displayName") for node in others)
    if labels.count(name) > 1:
        same = listed(texts(node.get("name") for node in others if node.get("displayName") == name), SHOWN)
        message = f"{labels.count(name)} runs of {place} are called {name}"
        return WbgenError(message, cure=f"name one by its id: {same}")
    there = f"the newest are {listed(ids, SHOWN)}" if ids else "the project has no runs"
    cure = did_you_mean(name, [*ids, *labels], otherwise=there)
    return WbgenError(f"{host} has no run {name} in {place}", cure=cure)


def texts(values: Iterable[object]) -> list[str]:
    """Those that are texts, and may go to a terminal."""
    return [value for value in values if isinstance(value, str) and value.isprintable()]
