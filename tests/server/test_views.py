"""Views over GraphQL: what is created, changed, listed, refused and deleted."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.server.conftest import Client
from tests.server.documents import (
    DELETE_REPORT,
    DELETE_VIEW,
    LOCK_VIEW,
    PROJECT,
    SAVE_DRAFT,
    UPSERT_PROJECT,
    UPSERT_VIEW,
    VIEWER,
    VIEWS,
)
from wbgen.server.ids import decode, encode


def views(client: Client, **variables: object) -> list[dict[str, object]]:
    found = client.data(VIEWS, project="p", entity="local", **variables)["project"]["allViews"]["edges"]
    return [edge["node"] for edge in found]


def test_viewer_is_local(client: Client) -> None:
    viewer = client.data(VIEWER)["viewer"]
    assert (viewer["entity"], viewer["username"], viewer["teams"]) == ("local", "local", {"edges": []})


def test_a_project_is_made_once(client: Client) -> None:
    assert client.data(PROJECT, name="p", entity="local") == {"project": None}
    first = client.data(UPSERT_PROJECT, input={"name": "p", "description": "d"})["upsertModel"]
    again = client.data(UPSERT_PROJECT, input={"name": "p", "entityName": "local"})["upsertModel"]
    assert (first["inserted"], again["inserted"]) == (True, False)
    assert first["project"] == again["project"]
    assert int(first["project"]["internalId"]) > 0
    assert client.data(PROJECT, name="p", entity="local")["project"]["id"] == first["project"]["id"]


@pytest.mark.parametrize("name", ["", "a/b", "a?b", "a#b", "x" * 129, ".", "..", "a\nb", None])
def test_a_project_name_must_fit_a_url(client: Client, name: str | None) -> None:
    assert "name" in client.refusal(UPSERT_PROJECT, input={"name": name})


def test_a_view_is_created_and_read_back(client: Client) -> None:
    client.make_project()
    made = client.make_view(spec='{"a": "\\u00e9 \\n", "b": [1]}', title="Titel é 漢字")
    (read,) = views(client, type="project-view", name="nw-abc-v")
    assert read["spec"] == '{"a": "\\u00e9 \\n", "b": [1]}'
    assert read["displayName"] == "Titel é 漢字"
    assert read["description"] == "D"
    assert read["updatedBy"] == {"username": "local"}
    assert read["id"] == made["id"]
    assert str(read["updatedAt"]).endswith("Z")
    assert read["updatedAt"] == read["createdAt"]
    assert made["project"] == {"name": "p", "entityName": "local"}
    for user, count in {"local": 1, "ana": 0}.items():
        query = f'{{ project(name: "p") {{ allViews(userName: "{user}") {{ edges {{ cursor }} }} }} }}'
        assert len(client.data(query)["project"]["allViews"]["edges"]) == count


def test_an_update_keeps_the_name_and_what_it_does_not_mention(client: Client) -> None:
    client.make_project()
    made = client.make_view()
    answer = client.data(UPSERT_VIEW, id=made["id"], name="other", title="", spec=None)["upsertView"]
    assert answer["inserted"] is False
    assert answer["view"] | {"updatedAt": None} == made | {"displayName": "", "updatedAt": None}
    assert answer["view"]["updatedAt"] > made["updatedAt"]
    assert len(views(client)) == 1


def test_an_id_is_known_without_its_padding(client: Client) -> None:
    client.make_project()
    made = client.make_view()
    number = decode("View", made["id"])
    for id in (base64.b64encode(b"View:%d" % number).decode(), made["id"].rstrip("=")):
        assert client.data(UPSERT_VIEW, id=id, title="N")["upsertView"]["view"]["id"] == made["id"]


def test_a_name_is_used_once_per_project_and_type(client: Client) -> None:
    client.make_project()
    client.make_project("q")
    client.make_view()
    taken = client.refusal(UPSERT_VIEW, project="p", type="project-view", name="nw-abc-v", spec="{}")
    assert taken == "a view of that name exists"
    client.make_view(type="runs")
    client.make_view(project="q")
    assert len(views(client)) == 2


def test_a_draft_becomes_a_report(client: Client) -> None:
    client.make_project()
    draft = client.make_view(type="runs/draft")
    assert client.data(UPSERT_VIEW, id=draft["id"], type="runs")["upsertView"]["view"]["type"] == "runs"
    other = client.make_view(type="runs/draft")
    assert client.refusal(UPSERT_VIEW, id=other["id"], type="runs") == "a view of that name exists"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"project": "nowhere"}, "project not found"),
        ({"project": None}, "project not found"),
        ({"entity": "team"}, "project not found"),
        ({"name": None}, "a view needs a name"),
        ({"type": None}, "a view needs a type"),
        ({"spec": "{"}, "the spec of a view must be a JSON object"),
        ({"spec": "[" * 100_000}, "the spec of a view must be a JSON object"),
        ({"spec": '{"a": NaN}'}, "the spec of a view must be a JSON object"),
        ({"title": "\ud800"}, "a text holds a lone surrogate, which is no character"),
        ({"id": "nonsense"}, "view not found"),
        ({"id": encode("Project", 1)}, "view not found"),
    ],
)
def test_a_wrong_view_is_refused_in_words(client: Client, fields: dict[str, str], message: str) -> None:
    client.make_project()
    given = {"project": "p", "name": "n", "type": "runs", "spec": "{}"}
    assert client.refusal(UPSERT_VIEW, **(given | fields)) == message
    assert views(client) == []


def test_a_view_of_another_project_is_not_changed(client: Client) -> None:
    client.make_project()
    client.make_project("q")
    made = client.make_view()
    assert "another project" in client.refusal(UPSERT_VIEW, id=made["id"], project="q", title="X")
    assert views(client)[0]["displayName"] == "T"


def test_pages_hold_every_view_once_in_the_order_of_creation(client: Client) -> None:
    client.make_project()
    names = [f"nw-{number}-v" for number in range(250)]
    for name in names:
        client.make_view(name)
    client.make_view("a-report", type="runs")
    cursor, seen, sizes = None, [], []
    while True:
        page = client.data(VIEWS, project="p", entity="local", type="project-view", first=100, after=cursor)[
            "project"
        ]["allViews"]
        sizes.append(len(page["edges"]))
        seen += [edge["node"]["name"] for edge in page["edges"]]
        cursor = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert (seen, sizes) == (names, [100, 100, 50])
    assert len(views(client)) == 100  # where the client names no size
    assert views(client, first=0) == []
    assert "negative" in client.refusal(VIEWS, project="p", entity="local", first=-1)
    assert "cursor" in client.refusal(VIEWS, project="p", entity="local", after="bogus")


def test_a_deleted_view_is_gone(client: Client) -> None:
    client.make_project()
    made = client.make_view()
    assert client.data(DELETE_VIEW, id=made["id"])["deleteView"]["success"] is True
    assert client.data(DELETE_VIEW, id=made["id"])["deleteView"]["success"] is False
    assert views(client) == []
    # Its id is never given to another view.
    assert client.make_view()["id"] != made["id"]


def test_a_lock_is_kept_until_it_is_taken_off(client: Client) -> None:
    client.make_project()
    made = client.make_view()
    query = '{ project(name: "p") { allViews { edges { node { locked } } } } }'

    def locked() -> list[object]:
        edges = client.data(query)["project"]["allViews"]["edges"]
        return [edge["node"]["locked"] for edge in edges]

    assert locked() == [False]
    answer = client.data(LOCK_VIEW, id=made["id"], locked=True)["upsertView"]["view"]
    assert answer == {"locked": True, "updatedBy": {"username": "local"}}
    client.data(UPSERT_VIEW, id=made["id"], title="written without a word of the lock")
    assert locked() == [True]
    client.data(LOCK_VIEW, id=made["id"], locked=False)
    assert locked() == [False]


def test_a_report_goes_with_its_drafts_where_that_is_asked(client: Client) -> None:
    client.make_project()
    report, other = client.make_view("r", type="runs"), client.make_view("s", type="runs")
    for name, parent in {"d1": report, "d2": report, "d3": other}.items():
        draft = client.data(SAVE_DRAFT, name=name, parent=parent["id"])["upsertView"]["view"]
        assert draft["parentId"] == parent["id"]
    for spared in (False, None):
        answer = client.data(DELETE_REPORT, id=report["id"], deleteDrafts=spared)["deleteView"]
        assert (answer["success"], answer["pendingDrafts"]) == (False, True)
    assert len(views(client)) == 5
    answer = client.data(DELETE_REPORT, id=report["id"].rstrip("="), deleteDrafts=True)["deleteView"]
    assert answer == {"success": True, "pendingDrafts": False, "__typename": "DeleteViewPayload"}
    assert [view["name"] for view in views(client)] == ["s", "d3"]
    assert client.data(DELETE_REPORT, id="nonsense", deleteDrafts=True)["deleteView"]["success"] is False


def test_one_document_asks_for_both_kinds_by_aliases(client: Client) -> None:
    client.make_project()
    client.make_view("w")
    client.make_view("r", type="runs")
    nodes = "{ edges { node { name } } }"
    project = client.data(
        f"""{{ project(name: "p") {{
          workspaces: allViews(viewType: "project-view", first: 1) {nodes}
          reports: allViews(viewType: "runs", first: 1) {nodes}
        }} }}"""
    )["project"]
    assert {alias: [edge["node"]["name"] for edge in list["edges"]] for alias, list in project.items()} == {
        "workspaces": ["w"],
        "reports": ["r"],
    }


@given(st.integers(min_value=0, max_value=10**18 - 1), st.sampled_from(["View", "Project", "Cursor"]))
def test_ids_survive_the_report_clients_urls(number: int, kind: str) -> None:
    id = encode(kind, number)
    assert not set("+/-") & set(id)
    assert decode(kind, id) == decode(kind, id.rstrip("=")) == number
    assert decode("Other", id) is None


@given(st.text())
def test_any_text_is_an_id_or_none(text: str) -> None:
    number = decode("View", text)
    assert number is None or number >= 0
