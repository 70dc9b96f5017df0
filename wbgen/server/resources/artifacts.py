"""Artifacts as the public API and ``use_artifact`` read them.

The clients check these answers with pydantic models: what is not nullable there may not be null here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from wbgen.server.filters import holding
from wbgen.server.ids import encode
from wbgen.server.resources import collections, files, runs
from wbgen.server.resources.terms import Node, Refusal, Resolvers, connection, page_start
from wbgen.server.store.artifacts import INPUT, OUTPUT
from wbgen.server.store.collections import LATEST
from wbgen.server.store.files import ARTIFACT, MANIFEST
from wbgen.server.strict import strict_object

if TYPE_CHECKING:
    from wbgen.server.store import Artifact, File, Store

#: What clients send, and read, for a time to live that is the collection's, and for none.
INHERITED, ENDLESS = -1, -2

#: Characters of an artifact's metadata.
MOST_TEXT = 16 * 1024 * 1024


def node(artifact: Artifact) -> Node:
    """The fields of an artifact under their names in the schema; numbers of others are for resolvers."""
    return {
        "number": artifact.number,
        "collection": artifact.collection,
        "manifest": artifact.manifest,
        "run": artifact.run,
        "id": artifact.id,
        "versionIndex": artifact.version,
        "version": f"v{artifact.version}",
        "state": artifact.state,
        "digest": artifact.digest,
        "digestAlgorithm": "MANIFEST_MD5",
        "commitHash": None,
        "description": artifact.description,
        "metadata": artifact.metadata,
        "ttlDurationSeconds": ENDLESS if artifact.ttl == INHERITED else artifact.ttl,
        "ttlIsInherited": artifact.ttl == INHERITED,
        "historyStep": artifact.history_step,
        "size": artifact.size,
        "fileCount": artifact.file_count,
        "createdAt": artifact.created_at,
        "updatedAt": artifact.updated_at,
    }


def membership(artifact: Artifact) -> Node:
    """An artifact in the collection it was logged to."""
    return {
        "id": encode("ArtifactCollectionMembership", artifact.number),
        "number": artifact.number,
        "collection": artifact.collection,
        "versionIndex": artifact.version,
        "createdAt": artifact.created_at,
        "artifact": node(artifact),
    }


def artifact(_root: None, store: Store, id: str) -> Node | None:
    found = store.artifacts.by_id(id)
    return node(found) if found else None


def client_id_mapping(_root: None, store: Store, client_id: str) -> Node | None:
    found = store.artifacts.by_client(client_id)
    return {"serverID": found.id} if found else None


def artifact_of_project(project: Node, store: Store, name: str) -> Node | None:
    found = _by_name(store, project["id"], name)
    return node(found) if found else None


def membership_of_project(project: Node, store: Store, name: str) -> Node | None:
    found = _by_name(store, project["id"], name)
    return membership(found) if found else None


def _by_name(store: Store, project_id: str, name: str) -> Artifact | None:
    collection_name, _, alias = name.partition(":")
    collection = store.collections.get(project_id, collection_name)
    number = store.collections.find(collection.number, alias or LATEST) if collection else None
    return store.artifacts.by_number(number)


def membership_of_collection(collection: Node, store: Store, alias_name: str) -> Node | None:
    found = store.artifacts.by_number(store.collections.find(collection["number"], alias_name))
    return membership(found) if found else None


def artifacts_of_collection(
    collection: Node,
    store: Store,
    first: int | None = None,
    after: str | None = None,
    order: str | None = None,
    filters: str | None = None,
) -> Node:
    """Newest first, unless the order is ``+createdAt`` or the like."""
    nodes = holding([node(found) for found in store.artifacts.versions(collection["number"])], filters)
    if order and not order.startswith("-"):
        nodes.reverse()
    return _page(nodes, first, after)


def latest_of_collection(collection: Node, store: Store) -> Node | None:
    found = store.artifacts.latest(collection["number"])
    return node(found) if found else None


def outputs_of_run(run: Node, store: Store, first: int | None = None, after: str | None = None) -> Node:
    return _page([node(found) for found in store.artifacts.of_run(run["number"], OUTPUT)], first, after)


def inputs_of_run(run: Node, store: Store, first: int | None = None, after: str | None = None) -> Node:
    return _page([node(found) for found in store.artifacts.of_run(run["number"], INPUT)], first, after)


def _page(nodes: Sequence[Node], first: int | None, after: str | None) -> Node:
    size, start = page_start(first, after)
    page = connection(list(enumerate(nodes[start : start + size + 1], start + 1)), size)
    for edge in page["edges"]:
        edge["version"] = edge["node"]["version"]
    return page | {"totalCount": len(nodes)}


def collection_of_artifact(artifact: Node, store: Store) -> Node | None:
    found = store.collections.by_number(artifact["collection"])
    return collections.node(found) if found else None


def type_of_artifact(artifact: Node, store: Store) -> Node | None:
    collection = collection_of_artifact(artifact, store)
    return collections.type_of_collection(collection, store) if collection else None


def aliases_of_artifact(artifact: Node, store: Store) -> list[Node]:
    collection = collection_of_artifact(artifact, store)
    aliases = store.collections.aliases(artifact["collection"], artifact=artifact["number"])
    return [collections.alias_node(number, alias, collection or {}) for number, alias in aliases]


def tags_of_artifact(artifact: Node, store: Store) -> list[Node]:
    return [collections.tag_node(tag) for tag in store.tags.of(ARTIFACT, artifact["number"])]


def current_manifest(artifact: Node, store: Store) -> Node | None:
    held = store.files.held_manifest(artifact["manifest"])
    if held is None:
        return None
    file, number = held
    return {"id": encode("ArtifactManifest", number), "file": files.node(file, MANIFEST, number)}


def files_of_artifact(
    artifact: Node,
    store: Store,
    names: Sequence[str] | None = None,
    first: int | None = None,
    after: str | None = None,
) -> Node:
    number = artifact["number"]
    if names:
        found = store.files.named(ARTIFACT, number, names[: files.MOST_NAMES])
        return connection(_numbered(found, number), len(found)) | {"totalCount": len(found)}
    size, start = page_start(first, after)
    page = store.files.page(ARTIFACT, number, limit=size + 1, after=start)
    return connection(_numbered(page, number), size) | {"totalCount": store.files.count(ARTIFACT, number)}


def files_by_entries(
    artifact: Node, store: Store, entries: Sequence[dict[str, Any]] | None = None, **_: Any
) -> Node:
    return files_of_artifact(artifact, store, [entry["name"] for entry in entries or ()] or [""])


def _numbered(found: Sequence[File], artifact: int) -> list[tuple[int, Node]]:
    return [(file.number, files.node(file, ARTIFACT, artifact)) for file in found]


def created_by(artifact: Node, store: Store) -> Node | None:
    run = store.runs.by_number(artifact["run"])
    return runs.node(run) | {"__typename": "Run"} if run else None


def used_by(artifact: Node, store: Store, **_: Any) -> Node:
    users = [store.runs.by_number(number) for number in store.artifacts.runs(artifact["number"], INPUT)]
    nodes = [runs.node(run) for run in users if run]
    return connection(list(enumerate(nodes, 1)), len(nodes))


def memberships_of_artifact(artifact: Node, store: Store) -> Node:
    found = store.artifacts.by_number(artifact["number"])
    return {"edges": [{"node": membership(found)}] if found else []}


def checked_metadata(text: str | None) -> str | None:
    """Metadata in strict JSON. Raises ``Refusal`` where it is no JSON object, or too long."""
    if text is None:
        return None
    if len(text) > MOST_TEXT:
        raise Refusal(f"metadata may have {MOST_TEXT} characters at most")
    try:
        return strict_object(text)
    except ValueError as error:
        raise Refusal("metadata must be a JSON object") from error


def wanted(store: Store, input: dict[str, Any]) -> Artifact:
    """The artifact whose id an input has. Raises ``Refusal`` where there is none."""
    found = store.artifacts.by_id(input["artifact_id"])
    if found is None:
        raise Refusal("artifact not found")
    return found


RESOLVERS: Resolvers = {
    "Query": {"artifact": artifact, "clientIDMapping": client_id_mapping},
    "Project": {
        "artifact": artifact_of_project,
        "artifactCollectionMembership": membership_of_project,
    },
    "Run": {"inputArtifacts": inputs_of_run, "outputArtifacts": outputs_of_run},
    "ArtifactSequence": {
        "artifactMembership": membership_of_collection,
        "artifacts": artifacts_of_collection,
        "latestArtifact": latest_of_collection,
    },
    "ArtifactCollectionMembership": {
        "aliases": aliases_of_artifact,
        "artifactCollection": collection_of_artifact,
        "files": files_of_artifact,
    },
    "Artifact": {
        "artifactSequence": collection_of_artifact,
        "artifactType": type_of_artifact,
        "aliases": aliases_of_artifact,
        "tags": tags_of_artifact,
        "currentManifest": current_manifest,
        "files": files_of_artifact,
        "filesByManifestEntries": files_by_entries,
        "createdBy": created_by,
        "usedBy": used_by,
        "artifactMemberships": memberships_of_artifact,
    },
}
