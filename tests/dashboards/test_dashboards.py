"""Every dashboard of the table, written by hand with the official classes and as YAML: the same view."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import pytest

from tests.dashboards.all import ALL
from tests.dashboards.dashboard import ENTITY, TITLE, Dashboard, body_of
from wbgen.compile import compile_guide
from wbgen.spec.read import parse_guide
from wbgen.views.json import Json
from wbgen.views.normal import normal_form

#: Ids that each side makes for itself.
IDS = ("__id__", "id", "i")


def put(tree: Any, place: str, value: Any) -> None:
    """Sets one place of a JSON tree; None takes it out."""
    *way, last = (int(step) if step.isdigit() else step for step in place.split("/"))
    for step in way:
        tree = tree[step] if isinstance(step, int) else tree.setdefault(step, {})
    if value is None:
        del tree[last]
    else:
        tree[last] = value


def without_ids(node: Any) -> Any:
    """A copy without ids, so that only what a view shows is left."""
    if isinstance(node, Mapping):
        return {key: without_ids(value) for key, value in node.items() if key not in IDS}
    if isinstance(node, list):
        return [without_ids(item) for item in node]
    return node


def form(body: Json) -> Any:
    return without_ids(normal_form(TITLE, "", body, ENTITY))


@pytest.mark.parametrize("dashboard", ALL, ids=lambda dashboard: dashboard.name)
def test_written_twice(dashboard: Dashboard) -> None:
    guide, _ = parse_guide(dashboard.yaml.encode())
    (view, *_) = compile_guide(guide).views
    by_hand = copy.deepcopy(body_of(dashboard.official()))
    for place, value in dashboard.patch.items():
        put(by_hand, place, value)
    assert form(view.spec) == form(by_hand)
