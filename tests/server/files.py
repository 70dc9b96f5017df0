"""Documents about files, as the clients write them, and a hand on the URLs in their answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.server.asgi import Answer, call
from tests.server.conftest import Client

UPSERT_RUN = """mutation ($name: String, $project: String) {
  upsertBucket(input: {name: $name, modelName: $project}) { bucket { id name } }
}"""

DELETE_RUN = "mutation ($id: ID!) { deleteRun(input: {id: $id}) { clientMutationId } }"

CREATE_FILES = """mutation ($project: String!, $run: String!, $files: [String!]!) {
  createRunFiles(input: {projectName: $project, runName: $run, files: $files}) {
    runID uploadHeaders files { name uploadUrl }
  }
}"""

FILES = """query ($run: String!, $names: [String] = [], $pattern: String, $first: Int = 50, $after: String,
               $upload: Boolean = false) {
  project(name: "p") { run(name: $run) { fileCount files(
    names: $names, pattern: $pattern, first: $first, after: $after
  ) {
    edges { node { id name url(upload: $upload) directUrl sizeBytes mimetype updatedAt md5 } cursor }
    pageInfo { endCursor hasNextPage }
  } } }
}"""

DELETE_FILES = """mutation ($files: [ID!]!, $projectId: Int) {
  deleteFiles(input: {files: $files, projectId: $projectId}) { success }
}"""


def made_run(client: Client, name: str = "r") -> str:
    """A run of project p; its id."""
    client.make_project()
    id: str = client.data(UPSERT_RUN, name=name, project="p")["upsertBucket"]["bucket"]["id"]
    return id


def upload_url(client: Client, name: str, run: str = "r") -> str | None:
    """Where a client is told to upload a file to; None where it is refused."""
    (file,) = client.data(CREATE_FILES, project="p", run=run, files=[name])["createRunFiles"]["files"]
    assert file["name"] == name
    url: str | None = file["uploadUrl"]
    return url


def transfer(
    client: Client, method: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None
) -> Answer:
    """A request to an absolute URL, or a path, of the application."""
    return call(client.app, method, unquote(urlsplit(url).path), body, headers)


def put(client: Client, name: str, content: bytes, run: str = "r") -> Answer:
    """Upload a file to a run; the answer to the upload."""
    url = upload_url(client, name, run)
    assert url is not None
    return transfer(client, "PUT", url, content)


def listed(client: Client, run: str = "r", **variables: Any) -> Any:
    """The files of a run that a query answers."""
    connection = client.data(FILES, run=run, **variables)["project"]["run"]["files"]
    return [edge["node"] for edge in connection["edges"]]


def contents(client: Client) -> list[bytes]:
    """All contents on the disk."""
    folder = client.state.store.files.blobs._folder
    return sorted(path.read_bytes() for path in folder.glob("??/*"))
