"""How artifacts come in: every step may come twice, and nothing is committed that is not all there."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.conftest import Client
from tests.server.files import DELETE_RUN, contents, made_run, transfer

CREATE = """mutation ($input: CreateArtifactInput!) { createArtifact(input: $input) {
  artifact { id state artifactSequence { name latestArtifact { id } } } } }"""

MANIFEST = """mutation (
  $id: ID!, $base: ID, $type: ArtifactManifestType!, $digest: String!, $upload: Boolean!
) {
  createArtifactManifest(input: {artifactID: $id, baseArtifactID: $base, name: "m.json", digest: $digest,
                                 type: $type, runName: "r"}) {
    artifactManifest {
      id file { id uploadUrl @include(if: $upload) uploadHeaders @include(if: $upload) }
    }
} }"""

CREATE_FILES = """mutation ($files: [CreateArtifactFileSpecInput!]!) {
  createArtifactFiles(input: {artifactFiles: $files, storageLayout: V2}) {
    files { edges { node {
      storagePath uploadUrl uploadHeaders uploadMultipartUrls { uploadID } artifact { id }
    } } }
} }"""

COMMIT = """mutation ($id: ID!) { commitArtifact(input: {artifactID: $id}) { artifact { id digest } } }"""

DELETE = """mutation ($id: ID!) {
  deleteArtifact(input: {artifactID: $id, deleteAliases: true}) { artifact { id } }
}"""

READ = """query ($name: String!) { project(name: "p") { artifactCollectionMembership(name: $name) {
  id versionIndex artifact { id state size fileCount aliases { alias } currentManifest { file { directUrl } }
    createdBy { __typename ... on Run { name } } }
  files { totalCount edges { node { name directUrl sizeBytes } } } } } }"""


def md5(content: bytes) -> str:
    return base64.b64encode(hashlib.md5(content).digest()).decode()


def announced(client: Client, digest: str = "d", **more: Any) -> Any:
    given = {
        "projectName": "p",
        "runName": "r",
        "artifactTypeName": "t",
        "artifactCollectionName": "a",
        "digest": digest,
        "clientID": "c" + digest,
        "enableDigestDeduplication": True,
        "aliases": [{"artifactCollectionName": "a", "alias": "latest"}],
    }
    return client.data(CREATE, input=given | more)["createArtifact"]["artifact"]


def file_urls(client: Client, id: str, files: dict[str, bytes]) -> list[str | None]:
    specs = [{"artifactID": id, "name": name, "md5": md5(content)} for name, content in files.items()]
    edges = client.data(CREATE_FILES, files=specs)["createArtifactFiles"]["files"]["edges"]
    assert {edge["node"]["artifact"]["id"] for edge in edges} == {id}
    return [edge["node"]["uploadUrl"] for edge in edges]


def manifest_of(files: dict[str, bytes]) -> dict[str, Any]:
    entries = {name: {"digest": md5(content), "size": len(content)} for name, content in files.items()}
    return {"version": 1, "storagePolicy": "wandb-storage-policy-v1", "contents": entries}


def put_manifest(client: Client, id: str, manifest: Any, type: str = "FULL", base: str | None = None) -> None:
    content = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
    variables = {"id": id, "base": base, "type": type, "digest": md5(content), "upload": True}
    made = client.data(MANIFEST, **variables)["createArtifactManifest"]["artifactManifest"]
    assert transfer(client, "PUT", made["file"]["uploadUrl"], content).status == 200


def logged(client: Client, digest: str, files: dict[str, bytes]) -> str:
    """An artifact that came in whole; its id."""
    id: str = announced(client, digest)["id"]
    for url, content in zip(file_urls(client, id, files), files.values(), strict=True):
        if url:
            assert transfer(client, "PUT", url, content).status == 200
    put_manifest(client, id, manifest_of(files))
    client.data(COMMIT, id=id)
    return id


def read(client: Client, name: str) -> Any:
    return client.data(READ, name=name)["project"]["artifactCollectionMembership"]


def test_every_step_may_come_twice(client: Client) -> None:
    made_run(client)
    first = announced(client)
    assert first["state"] == "PENDING"
    assert announced(client)["id"] == first["id"], "the answer was lost"
    assert read(client, "a:latest") is None
    files = {"x": b"X", "sub/y": b"Y"}
    for _ in range(2):
        for url, content in zip(file_urls(client, first["id"], files), files.values(), strict=True):
            assert url is None or transfer(client, "PUT", url, content).status == 200
    for _ in range(2):
        put_manifest(client, first["id"], manifest_of(files))
    for _ in range(2):
        assert client.data(COMMIT, id=first["id"])["commitArtifact"]["artifact"]["digest"] == "d"
    seen = read(client, "a")
    assert (seen["versionIndex"], seen["artifact"]["size"], seen["files"]["totalCount"]) == (0, 2, 2)
    assert seen["artifact"]["createdBy"] == {"__typename": "Run", "name": "r"}
    assert seen == read(client, "a:v0")
    again = announced(client, clientID="another")
    assert (again["id"], again["state"]) == (first["id"], "COMMITTED")
    assert again["artifactSequence"] == {"name": "a", "latestArtifact": {"id": first["id"]}}


def test_known_content_is_not_uploaded_again_and_outlives_where_it_came_from(client: Client) -> None:
    run = made_run(client)
    logged(client, "one", {"x": b"X"})
    second = announced(client, "two")["id"]
    old, new = file_urls(client, second, {"other": b"X", "y": b"Y"})
    assert old is None
    assert transfer(client, "PUT", new or "", b"Y").status == 200
    put_manifest(client, second, manifest_of({"other": b"X", "y": b"Y"}))
    client.data(COMMIT, id=second)
    client.data(DELETE, id=read(client, "a:v0")["artifact"]["id"])
    urls = {edge["node"]["name"]: edge["node"]["directUrl"] for edge in read(client, "a")["files"]["edges"]}
    assert transfer(client, "GET", urls["other"]).body == b"X"
    client.data(DELETE_RUN, id=run)
    assert read(client, "a")["artifact"]["createdBy"] is None, "artifacts stay when their run goes"


def test_a_run_takes_its_artifacts_along_if_told(client: Client) -> None:
    run = made_run(client)
    logged(client, "one", {"x": b"X"})
    assert len(contents(client)) == 2
    delete = "mutation ($id: ID!) { deleteRun(input: {id: $id, deleteArtifacts: true}) { clientMutationId } }"
    client.data(delete, id=run)
    assert read(client, "a") is None
    assert contents(client) == []


def test_only_what_was_announced_is_taken(client: Client) -> None:
    made_run(client)
    id = announced(client)["id"]
    (url,) = file_urls(client, id, {"x": b"X"})
    assert transfer(client, "PUT", url or "", b"Z").status == 422
    assert transfer(client, "PUT", (url or "").removesuffix("x") + "y", b"X").status == 403
    assert contents(client) == []
    put_manifest(client, id, manifest_of({"x": b"X"}))
    assert client.refusal(COMMIT, id=id) == "the file x has not been uploaded"
    assert transfer(client, "PUT", url or "", b"X").status == 200
    client.data(COMMIT, id=id)
    assert transfer(client, "PUT", url or "", b"Z").status == 422, "a committed artifact does not change"
    specs = [{"artifactID": id, "name": "z", "md5": md5(b"Z")}]
    assert "committed" in client.refusal(CREATE_FILES, files=specs)


def test_a_file_is_found_by_the_path_that_clients_make_up(client: Client) -> None:
    """`artifact.get("table")` asks without a signed URL: by collection, artifact, MD5 in hex, and name."""
    made_run(client)
    id = logged(client, "one", {"x.html": b"<script>"})
    digest = hashlib.md5(b"<script>").hexdigest()
    answer = transfer(client, "GET", f"/artifactsV2/default/local/p/a/{id}/{digest}/x.html")
    assert (answer.status, answer.body) == (200, b"<script>")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert transfer(client, "GET", f"/artifactsV2/default/local/p/a//{digest}/x.html").status == 200
    for path in (
        f"local/p/b/{id}/{digest}/x",
        f"no/p/a/{id}/{digest}/x",
        f"local/p/a/{id}/../x",
        "local/p/a/x",
    ):
        assert transfer(client, "GET", f"/artifactsV2/default/{path}").status == 404


def test_an_incremental_manifest_is_laid_over_its_base(client: Client) -> None:
    made_run(client)
    base = logged(client, "one", {"x": b"X", "y": b"Y"})
    id = announced(client, "two")["id"]
    (url,) = file_urls(client, id, {"y": b"Y2"})
    assert transfer(client, "PUT", url or "", b"Y2").status == 200
    put_manifest(client, id, manifest_of({"y": b"Y2"}), "INCREMENTAL", base)
    client.data(COMMIT, id=id)
    seen = read(client, "a")
    urls = {edge["node"]["name"]: edge["node"]["directUrl"] for edge in seen["files"]["edges"]}
    assert {name: transfer(client, "GET", url).body for name, url in urls.items()} == {"x": b"X", "y": b"Y2"}
    merged = transfer(client, "GET", seen["artifact"]["currentManifest"]["file"]["directUrl"]).json
    assert merged["contents"] == manifest_of({"x": b"X", "y": b"Y2"})["contents"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(["../up", "/etc/x", "a/../b", "a\\b", "", ".", "./x", "x", "a//b"]) | st.text(
    max_size=5
)
ENTRIES = st.dictionaries(
    NAMES, JSON | st.fixed_dictionaries({"digest": JSON, "size": JSON, "ref": JSON}), max_size=3
)


@given(manifest=st.binary(max_size=20) | JSON | st.fixed_dictionaries({"contents": ENTRIES}))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_hostile_manifest_is_refused_or_harmless(client: Client, manifest: Any) -> None:
    made_run(client)
    id = announced(client, "hostile")["id"]
    put_manifest(client, id, manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode())
    answer = client.ask(COMMIT, id=id)
    assert answer.status == 200
    for error in answer.json.get("errors", ()):
        assert "internal" not in error["message"]
    if "errors" not in answer.json:
        for edge in read(client, "a")["files"]["edges"]:
            assert ".." not in edge["node"]["name"].split("/")
            assert not edge["node"]["name"].startswith("/")
        client.data(DELETE, id=id)


@given(
    fields=st.fixed_dictionaries(
        {},
        optional={
            "artifactTypeName": st.text(max_size=8),
            "artifactCollectionName": NAMES | st.just("a" * 200),
            "digest": st.text(max_size=8) | st.just("d" * 1000),
            "metadata": st.text(max_size=8) | st.just('{"a": NaN, "b": 1e999}'),
            "aliases": st.lists(
                st.fixed_dictionaries({"artifactCollectionName": NAMES, "alias": NAMES}), max_size=2
            ),
            "runName": NAMES,
            "clientID": st.text(max_size=4),
        },
    )
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_announced_nothing_fails(client: Client, fields: dict[str, Any]) -> None:
    made_run(client)
    given = {"projectName": "p", "artifactTypeName": "t", "artifactCollectionName": "h", "digest": "d"}
    answer = client.ask(CREATE, input=given | fields)
    assert answer.status == 200
    assert "internal" not in str(answer.json.get("errors"))
    specs = [{"artifactID": "x", "name": name, "md5": name} for name in fields]
    client.ask(CREATE_FILES, files=specs)
