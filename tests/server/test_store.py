"""The store in the hands of many, and of newer versions of wbgen."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.live import graphql, served
from tests.server.documents import UPSERT_PROJECT, UPSERT_VIEW, VIEWS
from wbgen.server.store import NameTakenError, Store

CONNECTIONS, WRITES = 16, 20


def _create(store: Store, project_id: str, name: str) -> str:
    fields = {"display_name": "T", "description": "", "spec": "{}", "user": "local"}
    return store.views.create(project_id, type="runs", name=name, **fields).id


def test_many_connections_to_one_file_wait_for_each_other(tmp_path: Path) -> None:
    def write(number: int) -> None:
        store = Store(tmp_path / "store.db")  # all of them find no file, or one that is just being made
        project, _ = store.projects.put("local", "p", None)
        for count in range(WRITES):
            id = _create(store, project.id, f"{number}-{count}")
            changed = store.views.update(
                id, type=None, display_name=f"{number}", description=None, spec=None, user="local"
            )
            assert changed is not None
            assert changed.display_name == f"{number}", "the answer is what this write made of it"
        store.close()

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(write, range(CONNECTIONS)))
    store = Store(tmp_path / "store.db")
    (project,) = store.projects.all()
    held = store.views.all(project.id)
    assert len({view.id for view in held}) == len(held) == CONNECTIONS * WRITES
    assert all(view.updated_at > view.created_at for view in held)
    store.close()


def test_many_clients_of_two_servers_get_no_error(tmp_path: Path) -> None:
    """As where `serve` runs and was not found: two processes on one file."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with served(tmp_path / "a") as first:
        (tmp_path / "a" / "serve.lock").unlink()
        with served(tmp_path / "b") as second:
            graphql(first.url, UPSERT_PROJECT, {"input": {"name": "p"}})

            def save(number: int) -> None:
                url = (first.url, second.url)[number % 2]
                view = {"project": "p", "type": "runs", "name": f"n{number}", "spec": "{}"}
                made = graphql(url, UPSERT_VIEW, view)
                assert "errors" not in made, made
                id = made["data"]["upsertView"]["view"]["id"]
                assert "errors" not in graphql(url, UPSERT_VIEW, {"id": id, "title": "changed"})

            with ThreadPoolExecutor(CONNECTIONS) as pool:
                list(pool.map(save, range(200)))
            project = graphql(second.url, VIEWS, {"project": "p", "entity": "local", "first": 500})["data"]
            nodes = [edge["node"] for edge in project["project"]["allViews"]["edges"]]
    assert len(nodes) == 200
    assert {node["displayName"] for node in nodes} == {"changed"}


def test_a_store_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "store.db"

    class First(Store):
        steps = Store.steps[:1]

    old = First(path)
    old.projects.put("local", "p", None)
    old.close()
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO views (project, type, name, display_name, description, spec,"
            " created_at, updated_at, updated_by) VALUES (1, 'runs', 'n', 't', 'd', '{}', 'a', 'b', 'local')"
        )
    connection.close()
    store = Store(path)
    (project,) = store.projects.all()
    (view,) = store.views.all(project.id)
    assert (view.name, view.locked, view.parent_id) == ("n", False, None)
    with pytest.raises(NameTakenError):
        _create(store, project.id, "n")
    store.close()
