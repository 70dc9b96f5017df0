"""Custom charts. A name in use answers HTTP 409, as W&B does: clients take it for "is there already"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wbgen.server.resources.terms import Node, Refusal, Resolvers, checked_name, path_name
from wbgen.server.store.database import NameTakenError

if TYPE_CHECKING:
    from wbgen.server.store import Store


def create_custom_chart(_root: None, store: Store, input: dict[str, Any]) -> Node:
    try:
        chart = store.charts.create(
            path_name("an entity", input["entity"]),
            name=checked_name("a custom chart", input["name"]),
            type=input["type"],
            display_name=input["display_name"],
            access=input["access"],
            spec=input["spec"],
        )
    except NameTakenError as error:
        raise Refusal("a custom chart of that name exists", status=409) from error
    return {"chart": {"id": chart.id}}


RESOLVERS: Resolvers = {"Mutation": {"createCustomChart": create_custom_chart}}
