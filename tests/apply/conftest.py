"""One embedded server for the package; every test has an entity of its own there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import pytest

import wbgen.apply.send
from tests.live import PATIENCE, Served, served


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("server") / ".wbgen") as running:
        yield running


@pytest.fixture(autouse=True)
def patient_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look at a view counts for as long as a test may take: a slow machine takes none a second time."""
    monkeypatch.setattr(wbgen.apply.send, "FRESH", float(PATIENCE))


ENTITIES = count(1)


@pytest.fixture
def new_entity() -> Callable[[], str]:
    """Gives an entity that nobody has written under."""
    return lambda: f"entity{next(ENTITIES)}"
