"""Fixtures: a scripted server, a MemoryBackend behind it, and a backend that does not wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.backends.scripted import ScriptedServer, memory_server, scripted_server
from wbgen.backends.credentials import ApiKey
from wbgen.backends.memory import MemoryBackend
from wbgen.backends.network import find_network
from wbgen.backends.wandb import WandbBackend

KEY = "k3y" + "Z9" * 19


@dataclass
class Waits:
    """The waits a backend would have made: seconds slept, and what a person was told."""

    slept: list[float] = field(default_factory=list)
    told: list[tuple[float, str]] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with scripted_server() as running:
        yield running


@pytest.fixture
def memory(server: ScriptedServer) -> MemoryBackend:
    backend = MemoryBackend("ent")
    backend.create_project("p")
    backend.mutations.clear()
    server.respond = memory_server(backend)
    return backend


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def connect(server: ScriptedServer, waits: Waits) -> Iterator[Callable[..., WandbBackend]]:
    made: list[WandbBackend] = []

    def make(
        base_url: str | None = None, environ: dict[str, str] | None = None, **options: Any
    ) -> WandbBackend:
        url = base_url or server.base_url
        options = {
            "entity": "ent",
            "network": find_network(url, environ or {}),
            "sleep": waits.slept.append,
            "on_wait": lambda seconds, reason: waits.told.append((seconds, reason)),
        } | options
        made.append(WandbBackend(url, ApiKey(KEY, "WANDB_API_KEY"), **options))
        return made[-1]

    yield make
    for backend in made:
        backend.close()


@pytest.fixture
def backend(connect: Callable[..., WandbBackend]) -> WandbBackend:
    return connect()
