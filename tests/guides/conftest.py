"""Demo runs of the shipped guides, made once for all tests that look at them."""

from __future__ import annotations

import os

import pytest

from tests.guides.demos import Demos, shared_demo


@pytest.fixture(scope="session")
def demos(tmp_path_factory: pytest.TempPathFactory) -> Demos:
    """The demo of each guide by its name."""
    pytest.importorskip("torch", reason="the scripts need torch: pip install 'wbgen[train]'")
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    return lambda name: shared_demo(name, base / "demos")
