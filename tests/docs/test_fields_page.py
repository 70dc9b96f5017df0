"""docs/fields.md is what the field table says."""

from __future__ import annotations

from pathlib import Path

import pytest

from wbgen.views.table.page import page

FILE = Path(__file__).parents[2] / "docs/fields.md"


def test_the_page_is_the_table(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--refresh-goldens"):
        FILE.write_text(page(), encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == page()
