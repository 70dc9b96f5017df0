"""Collections of artifacts and their types, as ``Api().artifact_collection`` and its like ask for them.

Only sequences are served: collections whose artifacts were logged to them. A type is there as long as a
collection of it is.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from wbgen.server.filters import holding
from wbgen.server.ids import encode
from wbgen.server.resources import projects
from wbgen.server.resources.terms import (
    LOCAL,
    Node,
    Refusal,
    Resolvers,
    checked_name,
    connection,
    page_start,
)
from wbgen.server.store.database import NameTakenError
from wbgen.server.store.tags import COLLECTION

if TYPE_CHECKING:
    from wbgen.server.store import Collection, Store

#: Tags and aliases in one request.
MOST_NAMES = 1000


def node(collection: Collection) -> Node:
    """The fields of a collection under their names in the schema; ``number`` is for resolvers."""
    return {
        "__typename": "ArtifactSequence",
        "number": collection.number,
        "id": collection.id,
        "name": collection.name,
        "description": collection.description,
        "state": "READY",
        "createdAt": collection.created_at,
        "updatedAt": collection.updated_at,
        "digestAlgorithm": "MANIFEST_MD5",
        "type": collection.type,
        "parent": collection.project_id,
    }


def tag_node(tag: str) -> Node:
    """A tag, which has no more to it than its name; so has its id."""
    number = int.from_bytes(hashlib.sha256(tag.encode()).digest()[:7])
    return {"id": encode("Tag", number), "name": tag}


def names(given: list[dict[str, Any]] | None, member: str = "tag_name") -> list[str]:
    """The names within a list of inputs (tags, aliases). Raises ``Refusal`` where one is none."""
    if len(given or ()) > MOST_NAMES:
        raise Refusal(f"{MOST_NAMES} names may be given at once")
    return [checked_name("a tag or alias", item[member]) for item in given or ()]


def artifact_collection(_root: None, store: Store, id: str) -> Node | None:
    found = store.collections.by_id(id)
    return node(found) if found else None


def collection_of_project(project: Node, store: Store, name: str) -> Node | None:
    found = store.collections.get(project["id"], name)
    return node(found) if found else None


def collections_of_project(project: Node, store: Store, **arguments: Any) -> Node:
    return _page(store, project["id"], None, **arguments)


def _page(
    store: Store,
    project_id: str,
    type: str | None,
    *,
    first: int | None = None,
    after: str | None = None,
    filters: str | None = None,
    order: str | None = None,
) -> Node:
    size, start = page_start(first, after)
    nodes = [node(found) for found in store.collections.page(project_id, limit=-1, type=type)]
    nodes = holding(nodes, filters)
    if order and order.lstrip("+-") in ("name", "createdAt", "updatedAt"):
        nodes.sort(key=lambda item: str(item[order.lstrip("+-")]), reverse=order.startswith("-"))
    page = list(enumerate(nodes[start : start + size + 1], start + 1))
    return connection(page, size) | {"totalCount": len(nodes)}


def types_of_project(project: Node, store: Store, first: int | None = None, after: str | None = None) -> Node:
    size, start = page_start(first, after)
    page = [found for found in _types(store, project["id"]) if found["number"] > start]
    return connection([(found["number"], found) for found in page[: size + 1]], size)


def type_of_project(project: Node, store: Store, name: str) -> Node | None:
    return next((found for found in _types(store, project["id"]) if found["name"] == name), None)


def _types(store: Store, project_id: str) -> list[Node]:
    return [
        {
            "number": number,
            "id": encode("ArtifactType", number),
            "name": name,
            "description": "",
            "createdAt": created_at,
            "parent": project_id,
        }
        for number, name, created_at in store.collections.types(project_id)
    ]


def collection_of_type(type: Node, store: Store, name: str) -> Node | None:
    found = store.collections.get(type["parent"], name)
    return node(found) if found and found.type == type["name"] else None


def collections_of_type(type: Node, store: Store, **arguments: Any) -> Node:
    return _page(store, type["parent"], type["name"], **arguments)


def project_of_collection(collection: Node, store: Store) -> Node | None:
    found = store.projects.by_id(collection["parent"])
    return projects.node(found) if found else None


def type_of_collection(collection: Node, store: Store) -> Node | None:
    return type_of_project({"id": collection["parent"]}, store, collection["type"])


def tags_of_collection(collection: Node, store: Store) -> Node:
    return {"edges": [{"node": tag_node(tag)} for tag in store.tags.of(COLLECTION, collection["number"])]}


def aliases_of_collection(
    collection: Node, store: Store, first: int | None = None, after: str | None = None
) -> Node:
    size, start = page_start(first, after)
    aliases = store.collections.aliases(collection["number"])
    page = [(number, alias_node(number, alias, collection)) for number, alias in aliases if number > start]
    return connection(page[: size + 1], size)


def alias_node(number: int, alias: str, collection: Node) -> Node:
    """An alias of a collection's artifact."""
    return {"id": encode("ArtifactAlias", number), "alias": alias, "artifactCollection": collection}


def update_sequence(_root: None, store: Store, input: dict[str, Any]) -> Node:
    collection = _wanted(store, input)
    name = checked_name("a collection", input["name"]) if input.get("name") else None
    try:
        return _changed(store, collection, name=name, description=input.get("description"))
    except NameTakenError as error:
        raise Refusal("a collection of that name exists") from error


def move_sequence(_root: None, store: Store, input: dict[str, Any]) -> Node:
    type = checked_name("a type of artifacts", input["destination_artifact_type_name"])
    return _changed(store, _wanted(store, input), type=type)


def delete_sequence(_root: None, store: Store, input: dict[str, Any]) -> Node:
    collection = _wanted(store, input)
    store.collections.delete(collection.number)
    store.files.sweep()
    return {"artifactCollection": node(collection) | {"state": "DELETED"}}


def _wanted(store: Store, input: dict[str, Any]) -> Collection:
    collection = store.collections.by_id(input["artifact_sequence_id"])
    if collection is None:
        raise Refusal("artifact collection not found")
    return collection


def _changed(store: Store, collection: Collection, **fields: str | None) -> Node:
    changed = store.collections.update(collection.number, **fields)
    if changed is None:  # deleted by another request a moment ago
        raise Refusal("artifact collection not found")
    return {"artifactCollection": node(changed)}


def add_tags(_root: None, store: Store, input: dict[str, Any]) -> Node:
    collection = by_names(store, input)
    store.tags.change(COLLECTION, collection.number, add=names(input["tags"]))
    return {"tags": [tag_node(tag) for tag in store.tags.of(COLLECTION, collection.number)]}


def delete_tags(_root: None, store: Store, input: dict[str, Any]) -> Node:
    store.tags.change(COLLECTION, by_names(store, input).number, remove=names(input["tags"]))
    return {"success": True}


def by_names(store: Store, input: dict[str, Any]) -> Collection:
    """The collection that an input names, by entity, project and its own name. Raises ``Refusal``."""
    project = store.projects.get(input.get("entity_name") or LOCAL, input.get("project_name") or "")
    found = store.collections.get(project.id, input["artifact_collection_name"]) if project else None
    if found is None:
        raise Refusal("artifact collection not found")
    return found


RESOLVERS: Resolvers = {
    "Query": {"artifactCollection": artifact_collection},
    "Mutation": {
        "updateArtifactSequence": update_sequence,
        "moveArtifactSequence": move_sequence,
        "deleteArtifactSequence": delete_sequence,
        "createArtifactCollectionTagAssignments": add_tags,
        "deleteArtifactCollectionTagAssignments": delete_tags,
    },
    "Project": {
        "artifactCollection": collection_of_project,
        "artifactCollections": collections_of_project,
        "artifactType": type_of_project,
        "artifactTypes": types_of_project,
    },
    "ArtifactType": {
        "artifactCollection": collection_of_type,
        "artifactCollections": collections_of_type,
    },
    "ArtifactSequence": {
        "project": project_of_collection,
        "defaultArtifactType": type_of_collection,
        "tags": tags_of_collection,
        "aliases": aliases_of_collection,
    },
}
