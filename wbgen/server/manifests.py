"""From the manifests that came to a committed artifact.

A manifest names the files of an artifact with the MD5 of each, or with a URL where the content is elsewhere.
A full one is the artifact's as it is. An incremental one is laid over the manifest of the artifact it adds
to; those of several writers (``run.upsert_artifact``) are laid over each other in the order they began.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wbgen.server.names import file_name
from wbgen.server.resources.terms import Refusal
from wbgen.server.store.files import ARTIFACT, MANIFEST
from wbgen.server.store.manifests import FULL, INCREMENTAL, MERGED
from wbgen.server.strict import lenient_json, strict_dump

if TYPE_CHECKING:
    from wbgen.server.store import Artifact, File, Manifest, Store

#: Bytes of a manifest: some 500,000 files.
MAX_MANIFEST = 128 * 1024 * 1024

#: Bytes of a file, and of an artifact, that a manifest may speak of: the numbers JSON carries exactly.
MAX_SIZE = 2**53

MERGED_NAME = "wandb_manifest.json"

Entries = Mapping[str, dict[str, Any]]


def commit(store: Store, artifact: Artifact) -> Artifact:
    """Give an artifact its version, once all that its manifests name is there. Raises ``Refusal``."""
    with store.writing():
        came = _uploaded(store, artifact)
        if not came:
            raise Refusal("the manifest of the artifact has not been uploaded")
        if [manifest.type for manifest, _ in came] == [FULL]:
            file = came[0][1]
            content, digest = _parse(store, file), artifact.digest
        else:
            content = _merged(store, came)
            file, digest = _keep_merged(store, artifact, content), _digest(content["contents"])
        entries: Entries = content["contents"]
        size = sum(entry.get("size") or 0 for entry in entries.values())
        if size > MAX_SIZE:
            raise Refusal("the sizes in the manifest cannot be")
        _settle(store, artifact, entries)
        return store.artifacts.commit(
            artifact.number,
            digest=digest,
            size=size,
            file_count=len(entries),
            manifest=file.number,
        )


def _uploaded(store: Store, artifact: Artifact) -> list[tuple[Manifest, File]]:
    """The manifests that came. One that did not may be of a writer that died, and began anew."""
    found = [
        (manifest, store.files.get(MANIFEST, manifest.number, manifest.name))
        for manifest in store.manifests.of_artifact(artifact.number)
    ]
    return [(manifest, file) for manifest, file in found if file and file.sha256]


def _parse(store: Store, file: File) -> dict[str, Any]:
    """A manifest as JSON, of a form that was checked."""
    if file.size > MAX_MANIFEST:
        raise Refusal(f"a manifest may have {MAX_MANIFEST} bytes at most")
    assert file.sha256 is not None
    try:
        content = lenient_json(store.files.blobs.read(file.sha256, file.size))
    except ValueError as error:
        raise Refusal("the manifest is not JSON") from error
    entries = content.get("contents") if isinstance(content, dict) else None
    if not isinstance(entries, dict):
        raise Refusal("the manifest has no contents")
    for name, entry in entries.items():
        if file_name(name) != name or not _is_entry(entry):
            raise Refusal("the manifest holds what is no file of an artifact")
    checked: dict[str, Any] = content
    return checked


def _is_entry(entry: Any) -> bool:
    if not isinstance(entry, dict):
        return False
    size, ref = entry.get("size"), entry.get("ref")
    return (
        isinstance(entry.get("digest"), str)
        and (size is None or (type(size) is int and 0 <= size <= MAX_SIZE))
        and isinstance(ref, str | None)
    )


def _merged(store: Store, came: Sequence[tuple[Manifest, File]]) -> dict[str, Any]:
    contents: dict[str, Any] = {}
    content: dict[str, Any] = {}
    for manifest, file in came:
        if manifest.type == INCREMENTAL and manifest.base is not None:
            contents |= _committed(store, manifest.base)
        content = _parse(store, file)
        contents |= content["contents"]
    return content | {"contents": contents}


def _committed(store: Store, number: int) -> Entries:
    """The entries of another artifact; none where it was deleted meanwhile."""
    base = store.artifacts.by_number(number)
    file = store.files.by_number(base.manifest) if base and base.manifest else None
    return _parse(store, file)["contents"] if file else {}


def _keep_merged(store: Store, artifact: Artifact, content: dict[str, Any]) -> File:
    manifest = store.manifests.put(artifact.number, MERGED, MERGED_NAME)
    with store.files.upload() as upload:
        upload.write(strict_dump(content))
        blob = upload.finish()
        store.files.announce(MANIFEST, manifest.number, MERGED_NAME, blob.md5)
        return store.files.keep(MANIFEST, manifest.number, MERGED_NAME, upload, blob)


def _digest(entries: Entries) -> str:
    """The digest that clients work out of a manifest's contents."""
    digest = hashlib.md5(b"wandb-artifact-manifest-v1\n", usedforsecurity=False)
    for name in sorted(entries):
        digest.update(f"{name}:{entries[name]['digest']}\n".encode())
    return digest.hexdigest()


def _settle(store: Store, artifact: Artifact, entries: Entries) -> None:
    """Let the files of an artifact be those its manifest names; refuse what has no content."""
    held = {file.name: file for file in store.files.page(ARTIFACT, artifact.number, limit=-1)}
    for name, entry in entries.items():
        file = held.pop(name, None)
        md5, ref = entry["digest"], entry.get("ref")
        if ref is not None:
            size = entry.get("size") or 0
            store.files.put(ARTIFACT, artifact.number, name, md5=md5, ref=ref, size=size)
        elif file is None or file.sha256 is None or file.md5 != md5:
            twin = store.files.of_collection(artifact.collection, md5)
            if twin is None:
                raise Refusal(f"the file {name} has not been uploaded")
            store.files.put_content(ARTIFACT, artifact.number, name, twin)
    store.files.forget(file.number for file in held.values())
