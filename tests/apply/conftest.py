"""One embedded server for the package; every test has an entity of its own there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from tests.live import Served, served


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("server") / ".wbgen") as running:
        yield running


ENTITIES = count(1)


@pytest.fixture
def new_entity() -> Callable[[], str]:
    """Gives an entity that nobody has written under."""
    return lambda: f"entity{next(ENTITIES)}"
