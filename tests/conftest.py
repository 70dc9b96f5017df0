"""What every test has: goldens with one refresh flag, and hypothesis without a stopwatch."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

GOLDENS = Path(__file__).parent / "goldens"

# The machine's load is no property of the code.
settings.register_profile("wbgen", deadline=None)
settings.load_profile("wbgen")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--refresh-goldens", action="store_true", help="Write the goldens anew; review the diff."
    )


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What wbgen keeps for its user is kept apart from the developer's, for commands that tests start too."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the whole golden file of that name."""

    def compare(name: str, text: str) -> None:
        path = GOLDENS / name
        if request.config.getoption("--refresh-goldens"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"no golden {name}; run pytest --refresh-goldens"
        assert text == path.read_text(encoding="utf-8"), f"{name} differs; --refresh-goldens writes it anew"

    return compare
