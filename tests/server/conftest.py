"""A client of an application within the test's process."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.server.asgi import JSON_HEADERS, Answer, call
from tests.server.documents import UPSERT_PROJECT, UPSERT_VIEW
from wbgen.server.app import create_app


class Client:
    """Speaks GraphQL to the application over a folder; its state is at hand as `state`."""

    def __init__(self, home: Path) -> None:
        self.app = create_app(home)
        self.state = self.app.state

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return call(self.app, "GET", path, headers=headers)

    def post(self, path: str, body: bytes, headers: Mapping[str, str] | None = None) -> Answer:
        return call(self.app, "POST", path, body, JSON_HEADERS | dict(headers or {}))

    def ask(self, query: str, operation: str | None = "", **variables: Any) -> Answer:
        """The answer to a document."""
        body = {"query": query, "variables": variables, "operationName": operation}
        return self.post("/graphql", json.dumps(body).encode())

    def data(self, query: str, **variables: Any) -> Any:
        """The data of an answer that must have no errors."""
        answer = self.ask(query, **variables).json
        assert "errors" not in answer, answer
        return answer["data"]

    def refusal(self, query: str, **variables: Any) -> str:
        """The message of the only error of an answer."""
        (error,) = self.ask(query, **variables).json["errors"]
        message: str = error["message"]
        return message

    def make_project(self, name: str = "p", entity: str = "local") -> None:
        self.data(UPSERT_PROJECT, input={"name": name, "entityName": entity})

    def make_view(self, name: str = "nw-abc-v", **fields: Any) -> Any:
        """Save a new view of project p; the answer's view."""
        given = {"project": "p", "type": "project-view", "title": "T", "description": "D", "spec": "{}"}
        return self.data(UPSERT_VIEW, name=name, **(given | fields))["upsertView"]["view"]


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    client = Client(tmp_path)
    yield client
    client.state.store.close()
