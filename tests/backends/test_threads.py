"""One backend in the hands of many threads."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.backends.conftest import Waits
from tests.backends.scripted import Answer, ScriptedServer, Seen, memory_server
from tests.live import API_KEY, served
from wbgen.backends.base import Backend, ViewInput, ViewRecord, ViewType
from wbgen.backends.credentials import ApiKey
from wbgen.backends.memory import MemoryBackend
from wbgen.backends.wandb import WandbBackend

THREADS, WRITES = 16, 200


def _view(number: int) -> ViewInput:
    return ViewInput(ViewType.WORKSPACE, f"nw-{number:011}-v", f"T{number}", "m", f'{{"n": {number}}}')


def _write_all(backend: Backend) -> list[ViewRecord]:
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda number: backend.put_view("p", _view(number)), range(WRITES)))


def _check(backend: Backend, made: list[ViewRecord]) -> None:
    assert len({view.id for view in made}) == WRITES
    assert [(view.name, view.spec) for view in made] == [
        (_view(number).name, _view(number).spec) for number in range(WRITES)
    ]
    contents = backend.read_project("p")
    assert contents is not None
    assert sorted(contents.views, key=lambda view: view.name) == made


def test_no_write_is_lost_in_memory() -> None:
    backend = MemoryBackend()
    backend.create_project("p")
    _check(backend, _write_all(backend))


def test_no_write_is_lost_on_the_embedded_server(tmp_path: Path) -> None:
    with served(tmp_path / ".wbgen") as server:
        backend = WandbBackend(server.url, ApiKey(API_KEY, "test"), entity="local")
        backend.create_project("p")
        made = _write_all(backend)
        _check(backend, made)
        with ThreadPoolExecutor(THREADS) as pool:  # every view is changed, and half of them go
            changed = list(pool.map(lambda view: backend.put_view("p", _changed(view)), made))
            gone = list(pool.map(lambda view: backend.delete_view("p", view), changed[::2]))
        assert all(gone)
        assert set(backend.list_views("p", ViewType.WORKSPACE)) == set(changed[1::2])
        backend.close()


def _changed(view: ViewRecord) -> ViewInput:
    return ViewInput(view.type, view.name, "changed", "m", view.spec, id=view.id)


def test_each_request_waits_as_it_was_told(
    backend: WandbBackend, memory: MemoryBackend, server: ScriptedServer, waits: Waits
) -> None:
    through, lock = memory_server(memory), threading.Lock()
    put_off: set[str] = set()

    def busy(seen: Seen) -> Answer:
        name = seen.variables["name"]
        with lock:
            if seen.operation == "UpsertView" and name not in put_off:
                put_off.add(name)
                return Answer(status=429, headers={"Retry-After": str(len(put_off))})
            return through(seen)

    server.respond = busy
    _check(backend, _write_all(backend))
    told = Counter(min(number, 60) for number in range(1, WRITES + 1))
    assert Counter(waits.slept) == told
    assert server.operations.count("UpsertView") == 2 * WRITES


def test_the_default_entity_is_asked_for_once(
    connect: Callable[..., WandbBackend], memory: MemoryBackend, server: ScriptedServer
) -> None:
    backend = connect(entity=None)
    with ThreadPoolExecutor(THREADS) as pool:
        assert set(pool.map(lambda _: backend.entity, range(THREADS))) == {"ent"}
    assert server.operations == ["Viewer"]


@pytest.mark.parametrize("unknown", ["updatedBy", "locked"])
def test_a_field_unknown_to_the_server_costs_each_thread_one_request_at_most(
    backend: WandbBackend, memory: MemoryBackend, server: ScriptedServer, unknown: str
) -> None:
    through, lock = memory_server(memory), threading.Lock()

    def old(seen: Seen) -> Answer:
        if unknown in seen.query:
            return Answer.errors(f"no field {unknown}", status=400)
        with lock:
            return through(seen)

    server.respond = old
    _check(backend, _write_all(backend))
    assert WRITES < server.operations.count("UpsertView") <= WRITES + THREADS
