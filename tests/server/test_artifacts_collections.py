"""Collections and changes of artifacts: what is asked in vain is refused by name, and pages add up."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.conftest import Client
from tests.server.files import made_run
from tests.server.test_artifacts import DELETE, logged, read

COLLECTIONS = """query ($filters: JSONString, $order: String, $first: Int = 2, $after: String) {
  project(name: "p") {
    artifactTypes { edges { node { id name description createdAt } } }
    artifactCollections(filters: $filters, order: $order, first: $first, after: $after) {
      totalCount pageInfo { endCursor hasNextPage }
      edges { node {
        __typename id name description state tags { edges { node { name } } } project { name }
      } }
    }
    artifactType(name: "t") { artifactCollections { totalCount } artifactCollection(name: "a") { id } }
    missing: artifactType(name: "none") { name }
    artifactCollection(name: "a") {
      id
      defaultArtifactType { name }
      ... on ArtifactSequence { digestAlgorithm latestArtifact { versionIndex } }
      aliases { edges { node { id alias } } pageInfo { hasNextPage } }
      artifactMembership(aliasName: "v0") { versionIndex artifactCollection { name } }
      artifacts(filters: "{\\"versionIndex\\": {\\"$lt\\": 1}}") { totalCount edges { version node {
        usedBy { edges { node { name } } } artifactMemberships { edges { node { versionIndex } } }
        artifactType { name } artifactSequence { name } tags { name } ttlDurationSeconds ttlIsInherited
        files(names: ["x"]) { edges { node { name } } }
        filesByManifestEntries(entries: [{name: "x", digest: "d"}]) { edges { node { name directUrl } } }
      } } }
    }
    run(name: "r") { outputArtifacts { totalCount } inputArtifacts { totalCount edges { version } } }
  }
}"""

USE = """mutation ($id: ID!, $run: String!) {
  useArtifact(input: {artifactID: $id, projectName: "p", runName: $run, usedAs: "x"}) {
    artifact { id state }
  }
}"""

UPDATE = """mutation ($input: UpdateArtifactInput!) { updateArtifact(input: $input) {
  artifact { description metadata ttlDurationSeconds ttlIsInherited tags { name } } } }"""

ALIASES = """mutation ($input: %sAliasesInput!) { %sAliases(input: $input) { success } }"""

SEQUENCE = """mutation ($input: UpdateArtifactSequenceInput!) { updateArtifactSequence(input: $input) {
  artifactCollection { id name description } } }"""

DELETE_SEQUENCE = """mutation ($id: ID!) { deleteArtifactSequence(input: {artifactSequenceID: $id}) {
  artifactCollection { state } } }"""

TAGS = """mutation ($input: %sArtifactCollectionTagAssignmentsInput!) {
  result: %sArtifactCollectionTagAssignments(input: $input) { %s } }"""


def test_collections_are_listed_in_pages(client: Client) -> None:
    made_run(client)
    id = logged(client, "one", {"x": b"X"})
    logged(client, "two", {"x": b"Y"})
    store = client.state.store
    (project,) = store.projects.all()
    for name, type in (("b", "t"), ("c", "u")):
        store.collections.put(project.id, type, name)
    assert client.data(USE, id=id, run="r")["useArtifact"]["artifact"] == {"id": id, "state": "COMMITTED"}
    seen = client.data(COLLECTIONS)["project"]
    page = seen["artifactCollections"]
    assert (page["totalCount"], [edge["node"]["name"] for edge in page["edges"]]) == (3, ["a", "b"])
    rest = client.data(COLLECTIONS, after=page["pageInfo"]["endCursor"])["project"]["artifactCollections"]
    assert [edge["node"]["name"] for edge in rest["edges"]] == ["c"]
    assert not rest["pageInfo"]["hasNextPage"]
    last = client.data(COLLECTIONS, order="-name", filters='{"name": {"$ne": "b"}}')["project"]
    assert [edge["node"]["name"] for edge in last["artifactCollections"]["edges"]] == ["c", "a"]
    assert [edge["node"]["name"] for edge in seen["artifactTypes"]["edges"]] == ["t", "u"]
    assert (seen["artifactType"]["artifactCollections"]["totalCount"], seen["missing"]) == (2, None)
    collection = seen["artifactCollection"]
    assert collection["latestArtifact"] == {"versionIndex": 1}
    assert collection["artifactMembership"] == {"versionIndex": 0, "artifactCollection": {"name": "a"}}
    assert [edge["node"]["alias"] for edge in collection["aliases"]["edges"]] == ["latest"]
    (edge,) = collection["artifacts"]["edges"]
    assert edge["version"] == "v0"
    assert [user["node"]["name"] for user in edge["node"]["usedBy"]["edges"]] == ["r"]
    assert (edge["node"]["ttlDurationSeconds"], edge["node"]["ttlIsInherited"]) == (-2, True)
    assert edge["node"]["files"]["edges"] == [{"node": {"name": "x"}}]
    assert len(edge["node"]["filesByManifestEntries"]["edges"]) == 1
    assert seen["run"] == {
        "outputArtifacts": {"totalCount": 2},
        "inputArtifacts": {"totalCount": 1, "edges": [{"version": "v0"}]},
    }


def test_an_artifact_is_changed_and_deleted(client: Client) -> None:
    made_run(client)
    first, second = logged(client, "one", {"x": b"X"}), logged(client, "two", {"x": b"Y"})
    tags = [{"tagName": "t1"}, {"tagName": "t2"}]
    given = {"artifactID": first, "description": "d", "metadata": '{"a": NaN}', "ttlDurationSeconds": 60}
    client.data(UPDATE, input=given | {"tagsToAdd": tags})
    changed = client.data(UPDATE, input={"artifactID": first, "tagsToDelete": tags[:1]})
    assert changed["updateArtifact"]["artifact"] == {
        "description": "d",
        "metadata": '{"a":"NaN"}',
        "ttlDurationSeconds": 60,
        "ttlIsInherited": False,
        "tags": [{"name": "t2"}],
    }
    target = {"entityName": "local", "projectName": "p", "artifactCollectionName": "a"}
    aliases = {
        "artifactID": first,
        "aliases": [target | {"alias": name} for name in ("latest", "best", "v7")],
    }
    client.data(ALIASES % ("Add", "add"), input=aliases)
    assert read(client, "a:best")["versionIndex"] == read(client, "a:latest")["versionIndex"] == 0
    assert read(client, "a:v7") is None, "a version is no alias"
    client.data(ALIASES % ("Delete", "delete"), input={**aliases, "aliases": aliases["aliases"][1:2]})
    assert read(client, "a:best") is None
    keep = "mutation ($id: ID!) { deleteArtifact(input: {artifactID: $id}) { artifact { id } } }"
    assert "has aliases" in client.refusal(keep, id=first)
    client.data(DELETE, id=first)
    assert read(client, "a:latest")["artifact"]["id"] == second, "the newest that is left is the latest"


@pytest.mark.parametrize(
    ("document", "variables", "message"),
    [
        (USE, {"id": "x", "run": "r"}, "artifact not found"),
        (USE, {"id": "{id}", "run": "none"}, "run not found"),
        (UPDATE, {"input": {"artifactID": "{id}", "metadata": "[1]"}}, "metadata must be a JSON object"),
        (
            UPDATE,
            {"input": {"artifactID": "{id}", "tagsToAdd": [{"tagName": ""}]}},
            "a tag or alias needs a name",
        ),
        (DELETE_SEQUENCE, {"id": "x"}, "artifact collection not found"),
        (
            SEQUENCE,
            {"input": {"artifactSequenceID": "{collection}", "name": "b"}},
            "a collection of that name exists",
        ),
        (
            TAGS % ("Create", "create", "tags { name }"),
            {
                "input": {
                    "entityName": "local",
                    "projectName": "p",
                    "artifactCollectionName": "no",
                    "tags": [{"tagName": "t"}],
                }
            },
            "artifact collection not found",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name(
    client: Client, document: str, variables: dict[str, Any], message: str
) -> None:
    made_run(client)
    id = logged(client, "one", {"x": b"X"})
    store = client.state.store
    (project,) = store.projects.all()
    store.collections.put(project.id, "t", "b")
    known = {"{id}": id, "{collection}": store.collections.get(project.id, "a").id}

    def filled(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: filled(inner) for key, inner in value.items()}
        return known.get(value, value) if isinstance(value, str) else value

    assert client.refusal(document, **filled(variables)) == message


def test_a_collection_is_described_tagged_and_deleted(client: Client) -> None:
    made_run(client)
    logged(client, "one", {"x": b"X"})
    id = client.data(COLLECTIONS)["project"]["artifactCollection"]["id"]
    client.data(SEQUENCE, input={"artifactSequenceID": id, "name": "z", "description": "words"})
    target = {"entityName": "local", "projectName": "p", "artifactCollectionName": "z"}
    tags = [{"tagName": "t1"}, {"tagName": "t2"}]
    added = client.data(TAGS % ("Create", "create", "tags { id name }"), input=target | {"tags": tags})
    assert [tag["name"] for tag in added["result"]["tags"]] == ["t1", "t2"]
    client.data(TAGS % ("Delete", "delete", "success"), input=target | {"tags": tags[:1]})
    (edge,) = client.data(COLLECTIONS)["project"]["artifactCollections"]["edges"]
    assert (edge["node"]["name"], edge["node"]["description"]) == ("z", "words")
    assert edge["node"]["tags"]["edges"] == [{"node": {"name": "t2"}}]
    move = """mutation ($id: ID!, $type: String!) { moveArtifactSequence(
      input: {artifactSequenceID: $id, destinationArtifactTypeName: $type}
    ) { artifactCollection { type: defaultArtifactType { name } } } }"""
    moved = client.data(move, id=id, type="u")["moveArtifactSequence"]["artifactCollection"]
    assert moved == {"type": {"name": "u"}}
    by_id = "query ($id: ID!) { artifactCollection(id: $id) { __typename name } }"
    assert client.data(by_id, id=id)["artifactCollection"] == {"__typename": "ArtifactSequence", "name": "z"}
    deleted = client.data(DELETE_SEQUENCE, id=id)["deleteArtifactSequence"]["artifactCollection"]
    assert deleted == {"state": "DELETED"}
    assert client.data(by_id, id=id)["artifactCollection"] is None
    assert read(client, "z") is None
