"""Every dashboard of the table, written by hand with the official classes and as YAML: the same JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.dashboards.all import ALL
from tests.dashboards.dashboard import ENTITY, OWN, Dashboard, body_of
from wbgen.compile import compile_guide
from wbgen.spec.read import parse_guide
from wbgen.views.json import Json
from wbgen.views.normal import normal_form, plain
from wbgen.views.overlay import same
from wbgen.views.target import mask


def put(tree: Any, place: str, value: Any) -> None:
    """Sets one place of a JSON tree; None takes it out."""
    *way, last = (int(step) if step.isdigit() else step for step in place.split("/"))
    for step in way:
        tree = tree[step] if isinstance(step, int) else tree.setdefault(step, {})
    if value is None:
        del tree[last]
    else:
        tree[last] = value


def ids(node: Any) -> Iterator[str]:
    """The ids of sections, panels and run sets that a side made for itself, in the order of the view."""
    if isinstance(node, dict):
        found = (node.get("__id__"), node.get("id") if "runFeed" in node else None)
        yield from (id for id in found if id and not id.startswith(OWN))
        node = [node[key] for key in sorted(node)]
    for below in node if isinstance(node, list) else ():
        yield from ids(below)


def comparable(body: Json) -> Any:
    """A view with its ids numbered, wherever they stand, and with nothing of its target in it."""
    body = plain(mask(body, ENTITY))
    text = json.dumps(body)
    for number, id in enumerate(dict.fromkeys(ids(body))):
        text = text.replace(id, f"#{number}#")
    return json.loads(text)


def differing(made: Any, by_hand: Any, place: str = "") -> Iterator[str]:
    """The places where two views differ, with what stands there."""
    if isinstance(made, dict) and isinstance(by_hand, dict) and made and by_hand:
        for key in sorted(made.keys() | by_hand.keys()):
            yield from differing(made.get(key), by_hand.get(key), f"{place}/{key}")
    elif isinstance(made, list) and isinstance(by_hand, list) and len(made) == len(by_hand):
        for index, pair in enumerate(zip(made, by_hand, strict=True)):
            yield from differing(*pair, f"{place}/{index}")
    elif not same(made, by_hand):
        yield f"{place}: {made!r} is not {by_hand!r}"


@pytest.mark.parametrize("dashboard", ALL, ids=lambda dashboard: dashboard.name)
def test_written_twice(dashboard: Dashboard) -> None:
    *_, view = compile_guide(parse_guide(dashboard.yaml.encode())[0]).views
    official = dashboard.official()
    body = body_of(official)
    for place, value in dashboard.patch.items():
        put(body, place, value)
    made, by_hand = comparable(view.spec), comparable(body)
    assert [*differing(made, by_hand)] == []
    assert same(made, by_hand)
    assert view.title == (getattr(official, "title", None) or getattr(official, "name", None))
    assert view.description == getattr(official, "description", "")
    forms = [normal_form(view.title, view.description, each, ENTITY) for each in (made, by_hand)]
    assert forms[0] == forms[1]
