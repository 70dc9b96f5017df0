"""How artifacts come in, from ``run.log_artifact`` or a logged ``wandb.Table``.

``wandb-core`` announces an artifact, then its manifest, then its files, of which it uploads those that get an
upload URL; then it uploads the manifest and commits. Each step may come twice, and does the same again.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

from wbgen.server.manifests import commit
from wbgen.server.names import file_name
from wbgen.server.resources import artifacts, collections, files
from wbgen.server.resources.terms import (
    LOCAL,
    NAME_LENGTH,
    Node,
    Refusal,
    Resolvers,
    checked_name,
    connection,
)
from wbgen.server.store.artifacts import COMMITTED, OUTPUT
from wbgen.server.store.files import ARTIFACT, MANIFEST
from wbgen.server.store.manifests import FULL

if TYPE_CHECKING:
    from wbgen.server.store import Artifact, Collection, Manifest, Store

#: Characters of a digest, and of an id that a client made.
MOST_DIGEST = 512


def create_artifact(_root: None, store: Store, input: dict[str, Any]) -> Node:
    """The artifact that is to come; or the one of that content, which then gets the aliases and tags."""
    run = files.run_of(store, input) if input.get("run_name") else None
    aliases = collections.names(input.get("aliases"), "alias")
    with store.writing():
        collection = _collection(store, input)
        found = _same_content(store, collection, input)
        if found:
            store.collections.add_aliases(collection.number, found.number, aliases)
        else:
            found = _announced(store, collection, input, run.number if run else None, aliases)
        store.tags.change(ARTIFACT, found.number, add=collections.names(input.get("tags")))
        if run:
            store.artifacts.link_run(found.number, run.number, OUTPUT)
    return {"artifact": artifacts.node(found)}


def _collection(store: Store, input: dict[str, Any]) -> Collection:
    project = store.projects.get(input.get("entity_name") or LOCAL, input.get("project_name") or "")
    if project is None:
        raise Refusal("project not found")
    type = checked_name("a type of artifacts", input["artifact_type_name"])
    name = input.get("artifact_collection_name") or next(
        iter(input.get("artifact_collection_names") or ()), ""
    )
    name = checked_name("an artifact", name)
    if ":" in name or "/" in name or file_name(name) != name:
        raise Refusal("the name of an artifact holds what it cannot")
    collection = store.collections.put(project.id, type, name)
    if collection.type != type:
        raise Refusal(f"artifact {name} is of type {collection.type}, not {type}")
    return collection


def _same_content(store: Store, collection: Collection, input: dict[str, Any]) -> Artifact | None:
    if not input.get("enable_digest_deduplication"):
        return None
    return store.artifacts.committed(collection.number, input["digest"])


def _announced(
    store: Store, collection: Collection, input: dict[str, Any], run: int | None, aliases: list[str]
) -> Artifact:
    texts = [input["digest"], input.get("client_id"), input.get("distributed_id")]
    if any(len(text or "") > MOST_DIGEST for text in texts):
        raise Refusal(f"a digest or id may have {MOST_DIGEST} characters at most")
    ids = {"client_id": input.get("client_id"), "distributed_id": input.get("distributed_id")}
    again = store.artifacts.waiting(collection.number, **ids)
    if again and (ids["distributed_id"] or again.digest == input["digest"]):
        return again
    return store.artifacts.announce(
        collection.number,
        digest=input["digest"],
        run=run,
        description=input.get("description"),
        metadata=artifacts.checked_metadata(input.get("metadata")),
        history_step=input.get("history_step"),
        ttl=input.get("ttl_duration_seconds") or artifacts.INHERITED,
        aliases=aliases,
        **ids,
    )


def create_manifest(_root: None, store: Store, input: dict[str, Any]) -> Node:
    artifact = _pending(store, input)
    base = store.artifacts.by_id(input.get("base_artifact_id") or "")
    manifest = store.manifests.put(
        artifact.number,
        input.get("type") or FULL,
        _checked_file(input["name"]),
        base=base.number if base and base.collection == artifact.collection else None,
    )
    return _manifest(store, manifest, input["digest"])


def update_manifest(_root: None, store: Store, input: dict[str, Any]) -> Node:
    manifest = store.manifests.by_id(input["artifact_manifest_id"])
    if manifest is None:
        raise Refusal("artifact manifest not found")
    return _manifest(store, manifest, input.get("digest"))


def _manifest(store: Store, manifest: Manifest, digest: str | None) -> Node:
    """Its file can be uploaded once the client tells the content."""
    if digest:
        store.files.announce(MANIFEST, manifest.number, manifest.name, _checked_md5(digest))
    file = files.to_come(MANIFEST, manifest.number, manifest.name)
    return {"artifactManifest": {"id": manifest.id, "file": file}}


def create_files(_root: None, store: Store, input: dict[str, Any]) -> Node:
    specs = input["artifact_files"]
    if len(specs) > files.MOST_NAMES:
        raise Refusal(f"{files.MOST_NAMES} files may be created at once")
    with store.writing():
        nodes = [_file(store, spec) for spec in specs]
    return {"files": connection(list(enumerate(nodes, 1)), len(nodes))}


def _file(store: Store, spec: dict[str, Any]) -> Node:
    """A file that is to come, or is here: then there is no upload URL."""
    artifact = _pending(store, spec)
    name, md5 = _checked_file(spec["name"]), _checked_md5(spec["md5"])
    twin = store.files.of_collection(artifact.collection, md5)
    if twin:
        file = store.files.put_content(ARTIFACT, artifact.number, name, twin)
    else:
        file = store.files.announce(ARTIFACT, artifact.number, name, md5)
    shown = files.node(file, ARTIFACT, artifact.number)
    return shown | {"here": file.sha256 is not None, "artifact": artifacts.node(artifact)}


def commit_artifact(_root: None, store: Store, input: dict[str, Any]) -> Node:
    artifact = artifacts.wanted(store, input)
    if artifact.state != COMMITTED:
        artifact = commit(store, artifact)
    return {"artifact": artifacts.node(artifact)}


def _pending(store: Store, input: dict[str, Any]) -> Artifact:
    artifact = artifacts.wanted(store, input)
    if artifact.state == COMMITTED:
        raise Refusal("the artifact is committed: it does not change any more")
    return artifact


def _checked_file(name: str) -> str:
    if file_name(name) != name:
        raise Refusal(f"{name[:NAME_LENGTH]!r} is no name of an artifact's file")
    return name


def _checked_md5(text: str) -> str:
    try:
        good = len(base64.b64decode(text, validate=True)) == 16
    except (binascii.Error, ValueError):
        good = False
    if not good:
        raise Refusal("a file's digest must be its MD5 in base64")
    return text


RESOLVERS: Resolvers = {
    "Mutation": {
        "createArtifact": create_artifact,
        "createArtifactManifest": create_manifest,
        "updateArtifactManifest": update_manifest,
        "createArtifactFiles": create_files,
        "commitArtifact": commit_artifact,
    },
}
