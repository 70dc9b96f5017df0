"""Files of runs, and what files of artifacts have in common with them.

A file is a record once its content has come; asking for an upload URL writes nothing.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from wbgen.server.ids import decode, encode
from wbgen.server.names import file_name
from wbgen.server.resources.terms import LOCAL, Node, Refusal, Resolvers, connection, page_start
from wbgen.server.signing import Grant, signed_url
from wbgen.server.store.files import RUN

if TYPE_CHECKING:
    from wbgen.server.store import File, Run, Store

#: Names in one request; clients ask for some hundred at once.
MOST_NAMES = 10_000


def node(file: File, holder: str, number: int) -> Node:
    """The fields of a file under their names in the schema; ``grant`` is what its URLs permit."""
    return {
        "id": file.id,
        "name": file.name,
        "displayName": file.name,
        "sizeBytes": file.size,
        "storagePath": file.sha256,
        "mimetype": mimetypes.guess_type(file.name)[0] or "application/octet-stream",
        "updatedAt": file.updated_at,
        "digest": file.md5,
        "md5": file.md5,
        "grant": Grant(holder, number, file.name),
        "ref": file.ref,
    }


def to_come(holder: str, number: int, name: str) -> Node:
    """A file that may come: W&B gives the MD5 "0" to one that is not there, and clients look for it."""
    return {
        "id": encode("File", 0),
        "name": name,
        "displayName": name,
        "sizeBytes": 0,
        "md5": "0",
        "grant": Grant(holder, number, name),
    }


def url(file: Node, store: Store, upload: bool | None = None) -> str | None:
    return upload_url(file, store) if upload else direct_url(file, store)


def direct_url(file: Node, store: Store) -> str | None:
    if file.get("ref"):
        return str(file["ref"])
    return signed_url(store.files.secret(), "GET", file["grant"]) if file.get("grant") else None


def upload_url(file: Node, store: Store) -> str | None:
    """None where no upload is wanted: the content is here, or the name is refused."""
    wanted = file.get("grant") and not file.get("here")
    return signed_url(store.files.secret(), "PUT", file["grant"]) if wanted else None


def upload_headers(_file: Node, _store: Store) -> list[str]:
    return []


def files_of_run(
    run: Node,
    store: Store,
    names: Sequence[str | None] | None = None,
    pattern: str | None = None,
    first: int | None = None,
    after: str | None = None,
) -> Node:
    if names:
        nodes = _named(store, run["number"], names)
        return connection(list(enumerate(nodes, 1)), len(nodes))
    size, start = page_start(first, after)
    page = store.files.page(RUN, run["number"], limit=size + 1, after=start, pattern=pattern)
    return connection([(file.number, node(file, RUN, run["number"])) for file in page], size)


def _named(store: Store, run: int, names: Sequence[str | None]) -> list[Node]:
    if len(names) > MOST_NAMES:
        raise Refusal(f"{MOST_NAMES} files may be asked for at once")
    wanted = [kept for kept in (file_name(name or "") for name in names) if kept]
    found = {file.name: node(file, RUN, run) for file in store.files.named(RUN, run, wanted)}
    return [found.get(name) or to_come(RUN, run, name) for name in wanted]


def count_of_run(run: Node, store: Store) -> int:
    return store.files.count(RUN, run["number"])


def create_run_files(_root: None, store: Store, input: dict[str, Any]) -> Node:
    run = run_of(store, input)
    if len(input["files"]) > MOST_NAMES:
        raise Refusal(f"{MOST_NAMES} files may be created at once")
    return {"runID": run.id, "uploadHeaders": [], "files": [_upload(run, name) for name in input["files"]]}


def _upload(run: Run, name: str) -> Node:
    """Where to upload a file to. The client goes by the name it sent; a refused one has no URL."""
    kept = file_name(name)
    return (
        to_come(RUN, run.number, kept) | {"name": name} if kept else {"id": encode("File", 0), "name": name}
    )


def mark_run_files_uploaded(_root: None, store: Store, input: dict[str, Any]) -> Node:
    """Nothing is left to do: a file is there as soon as its upload is acknowledged."""
    run_of(store, input)
    return {"success": True}


def delete_files(_root: None, store: Store, input: dict[str, Any]) -> Node:
    numbers = [decode("File", id) for id in input["files"]]
    deleted = store.files.delete([number for number in numbers if number is not None])
    if input["files"] and not deleted:
        raise Refusal("file not found")
    return {"success": True}


def run_of(store: Store, input: dict[str, Any]) -> Run:
    """The run that an input tells of, by entity, project and name. Raises ``Refusal`` where there is none."""
    project = store.projects.get(input.get("entity_name") or LOCAL, input.get("project_name") or "")
    run = store.runs.get(project.id, input.get("run_name") or "") if project else None
    if run is None:
        raise Refusal("run not found")
    return run


RESOLVERS: Resolvers = {
    "Mutation": {
        "createRunFiles": create_run_files,
        "markRunFilesUploaded": mark_run_files_uploaded,
        "deleteFiles": delete_files,
    },
    "Run": {"files": files_of_run, "fileCount": count_of_run},
    "File": {
        "url": url,
        "directUrl": direct_url,
        "uploadUrl": upload_url,
        "uploadHeaders": upload_headers,
    },
}
