"""Who is asking, and what this server can do. There is one person here, ``local``, whatever the API key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbgen.server.ids import encode
from wbgen.server.resources.terms import LOCAL, Node, Resolvers

if TYPE_CHECKING:
    from wbgen.server.store import Store

# `flags` is JSON as a string; the empty lists and dates are required by the clients' models.
USER: Node = {
    "id": encode("User", 1),
    "name": LOCAL,
    "username": LOCAL,
    "email": "local@localhost",
    "photoUrl": None,
    "admin": False,
    "flags": "{}",
    "entity": LOCAL,
    "deletedAt": None,
    "apiKeys": {"edges": []},
    "teams": {"edges": []},
}

# Each feature changes what clients send, so one is on only where clients need it: they refuse to create an
# automation on a z-score otherwise. `wandb verify` asks which client versions are served.
SERVER_INFO: Node = {
    "features": [{"name": "AUTOMATION_EVENT_RUN_METRIC_ZSCORE", "isEnabled": True}],
    "cliVersionInfo": {"min_cli_version": "0.0.1", "max_cli_version": "9999.0.0"},
}


def viewer(_root: None, _store: Store) -> Node:
    return USER


def entity(_root: None, _store: Store, name: str) -> Node:
    return {"id": encode("Entity", 1), "name": name, "organization": None}


def server_info(_root: None, _store: Store) -> Node:
    return SERVER_INFO


RESOLVERS: Resolvers = {"Query": {"viewer": viewer, "entity": entity, "serverInfo": server_info}}
