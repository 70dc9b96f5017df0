"""A loopback server that answers as a test tells it to: faults, or a MemoryBackend behind GraphQL."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from wbgen.backends.base import ViewInput, ViewRecord, ViewType
from wbgen.backends.documents import ALIASES
from wbgen.backends.memory import MemoryBackend
from wbgen.errors import BackendError
from wbgen.views.sweep_records import SweepRecord


@dataclass(frozen=True)
class Seen:
    """A request that arrived."""

    operation: str
    query: str
    variables: dict[str, Any]
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """What goes back. cut: close after that many bytes of the body (0: before any answer).

    hold: answer only once this is set, or not at all if the test ends first.
    """

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None
    hold: threading.Event | None = None

    @staticmethod
    def data(**data: object) -> Answer:
        return Answer(body=json.dumps({"data": data}).encode())

    @staticmethod
    def errors(*messages: str, status: int = 200, **extra: object) -> Answer:
        errors = [{"message": message, **extra} for message in messages]
        return Answer(status, json.dumps({"errors": errors, "data": None}).encode())


Respond = Callable[[Seen], Answer]


class ScriptedServer:
    """respond decides every answer; requests are kept in ``seen``."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.base_url = f"http://127.0.0.1:{port}"
        self.seen: list[Seen] = []
        self.respond: Respond = lambda seen: Answer()

    def script(self, *answers: Answer | Respond) -> None:
        """Answer in turn; the last one stays."""
        left = list(answers)

        def respond(seen: Seen) -> Answer:
            step = left.pop(0) if len(left) > 1 else left[0]
            return step if isinstance(step, Answer) else step(seen)

        self.respond = respond

    @property
    def operations(self) -> list[str]:
        return [seen.operation for seen in self.seen]


@contextlib.contextmanager
def scripted_server() -> Iterator[ScriptedServer]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def handle(self) -> None:
            with contextlib.suppress(OSError):  # a client that gave up closes while it is answered
                super().handle()

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            seen = Seen(asked["operationName"], asked["query"], asked["variables"], dict(self.headers))
            server.seen.append(seen)
            answer = server.respond(seen)
            if answer.hold and not answer.hold.wait(30):
                return
            with contextlib.suppress(OSError):
                self._send(answer)

        def _send(self, answer: Answer) -> None:
            if answer.cut == 0:
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body[: answer.cut])
            self.close_connection = answer.cut is not None

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        http.block_on_close = False
        server = ScriptedServer(http.server_address[1])
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()


class NameTakenError(BackendError):
    """A chart of that name is there."""


def memory_server(memory: MemoryBackend, project: str = "p") -> Respond:
    """A W&B server's answers to wbgen's documents, from a MemoryBackend.

    project: the one that views are deleted from, since only their ids are sent.
    """

    def respond(seen: Seen) -> Answer:
        try:
            return Answer.data(**_resolve(memory, project, seen.operation, seen.variables))
        except BackendError as error:
            return Answer.errors(error.message, status=409 if isinstance(error, NameTakenError) else 200)

    return respond


def _resolve(memory: MemoryBackend, project: str, operation: str, v: dict[str, Any]) -> dict[str, object]:
    match operation:
        case "Viewer":
            return {"viewer": {"id": "u", "entity": memory.entity, "username": memory.username}}
        case "Project":
            found = memory.find_project(v["name"])
            return {"project": found and _project(memory, v["name"])}
        case "UpsertModel":
            memory.create_project(v["name"])
            return {"upsertModel": {"project": _project(memory, v["name"]), "inserted": True}}
        case "Views":
            if memory.find_project(v["name"]) is None:
                return {"project": None}
            return {"project": {"allViews": _views(memory, v["name"], v["viewType"], v["viewName"])}}
        case "ProjectContents":
            if memory.find_project(v["name"]) is None:
                return {"project": None}
            lists = {alias: _views(memory, v["name"], type) for type, alias in ALIASES.items()}
            return {"project": _project(memory, v["name"]) | lists}
        case "Sweeps":
            return {"project": {"sweeps": _sweeps(memory, v["name"])}}
        case "SweepRuns":
            return {"project": {"runs": {"edges": [], "pageInfo": {"endCursor": None, "hasNextPage": False}}}}
        case "DeleteView":
            found = [r for type in ViewType for r in memory.list_views(project, type) if r.id == v["id"]]
            return {"deleteView": {"success": any(memory.delete_view(project, record) for record in found)}}
        case "UpsertView":
            view = ViewInput(
                ViewType(v["type"]), v["name"], v["displayName"], v["description"], v["spec"], v["id"]
            )
            return {"upsertView": {"view": _view(memory.put_view(v["projectName"], view)), "inserted": True}}
        case _:
            if not memory.create_chart(v["name"], v["displayName"], v["spec"]):
                raise NameTakenError(f"there is a chart {v['name']}")
            return {"createCustomChart": {"chart": {"id": "chart"}}}


def _views(memory: MemoryBackend, project: str, type: str, name: str | None = None) -> dict[str, object]:
    views = memory.list_views(project, ViewType(type))
    edges = [{"node": _view(record), "cursor": record.id} for record in views if name in (None, record.name)]
    return {"edges": edges, "pageInfo": {"endCursor": None, "hasNextPage": False}}


def _sweeps(memory: MemoryBackend, project: str) -> dict[str, object]:
    edges = [{"node": _sweep(record)} for record in memory.sweeps.list_sweeps(project)]
    return {"edges": edges, "pageInfo": {"endCursor": None, "hasNextPage": False}}


def _sweep(record: SweepRecord) -> dict[str, object]:
    return {
        "id": record.id,
        "name": record.name,
        "displayName": record.display_name,
        "state": record.state,
        "description": record.description,
        "config": record.config,
        "runCount": record.runs,
    }


def _project(memory: MemoryBackend, name: str) -> dict[str, object]:
    record = memory.find_project(name)
    assert record is not None
    return {"id": record.id, "name": name, "entityName": record.entity, "internalId": record.internal_id}


def _view(record: ViewRecord) -> dict[str, object]:
    return {
        "id": record.id,
        "name": record.name,
        "type": record.type.value,
        "displayName": record.display_name,
        "description": record.description,
        "spec": record.spec,
        "updatedAt": record.updated_at,
        "updatedBy": {"username": record.updated_by},
        "locked": record.locked,
    }
