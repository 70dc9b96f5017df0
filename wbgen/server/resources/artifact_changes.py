"""What the public API changes of artifacts that are there: uses, aliases, tags, metadata; and deletes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wbgen.server.resources import artifacts, collections, files
from wbgen.server.resources.terms import Node, Refusal, Resolvers
from wbgen.server.store.artifacts import INPUT
from wbgen.server.store.tags import ARTIFACT

if TYPE_CHECKING:
    from wbgen.server.store import Store


def use_artifact(_root: None, store: Store, input: dict[str, Any]) -> Node:
    found = artifacts.wanted(store, input)
    store.artifacts.link_run(found.number, files.run_of(store, input).number, INPUT)
    return {"artifact": artifacts.node(found)}


def update_artifact(_root: None, store: Store, input: dict[str, Any]) -> Node:
    found = artifacts.wanted(store, input)
    store.tags.change(
        ARTIFACT,
        found.number,
        add=collections.names(input.get("tags_to_add")),
        remove=collections.names(input.get("tags_to_delete")),
    )
    changed = store.artifacts.update(
        found.number,
        description=input.get("description"),
        metadata=artifacts.checked_metadata(input.get("metadata")),
        ttl=input.get("ttl_duration_seconds"),
    )
    return {"artifact": artifacts.node(changed) if changed else None}


def delete_artifact(_root: None, store: Store, input: dict[str, Any]) -> Node:
    found = artifacts.wanted(store, input)
    if not input.get("delete_aliases") and store.collections.aliases(found.collection, artifact=found.number):
        raise Refusal("the artifact has aliases: delete them, or it with its aliases")
    store.artifacts.delete(found.number)
    store.files.sweep()
    return {"artifact": artifacts.node(found) | {"state": "DELETED"}}


def add_aliases(_root: None, store: Store, input: dict[str, Any]) -> Node:
    found = artifacts.wanted(store, input)
    store.collections.add_aliases(
        found.collection, found.number, collections.names(input["aliases"], "alias")
    )
    return {"success": True}


def delete_aliases(_root: None, store: Store, input: dict[str, Any]) -> Node:
    found = artifacts.wanted(store, input)
    store.collections.delete_aliases(
        found.collection, found.number, collections.names(input["aliases"], "alias")
    )
    return {"success": True}


RESOLVERS: Resolvers = {
    "Mutation": {
        "useArtifact": use_artifact,
        "updateArtifact": update_artifact,
        "deleteArtifact": delete_artifact,
        "addAliases": add_aliases,
        "deleteAliases": delete_aliases,
    },
}
