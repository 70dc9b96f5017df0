"""docs/language.md is what the models and the tables make of it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from wbgen.spec.models import BLOCK_KINDS, PANEL_KINDS
from wbgen.spec.reference.fields import BEYOND_MODELS, language_models, own_fields
from wbgen.spec.reference.page import MARKER, TEMPLATE, language_page

ROOT = Path(__file__).parents[3]


def test_the_page_is_up_to_date(golden: Callable[[str, str], None]) -> None:
    golden("../../docs/language.md", language_page())


def test_the_command_prints_it() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "wbgen.spec.reference"], cwd=ROOT, capture_output=True, check=True, timeout=120
    )
    assert done.stdout.decode("utf-8") == language_page()


def test_every_model_is_on_it_once() -> None:
    placed = [name for marker in MARKER.finditer(TEMPLATE.read_text("utf-8")) for name in marker[2].split()]
    with_keys = {model.__name__ for model in language_models() if any(own_fields(model))}
    assert sorted(placed) == sorted(with_keys | BEYOND_MODELS.keys())


def test_its_links_lead_to_its_headings() -> None:
    page = language_page()
    headings = {title.lower().replace(" ", "-") for title in re.findall(r"^#+ (.+)$", page, re.MULTILINE)}
    assert sorted(set(re.findall(r"\(#([^)]+)\)", page)) - headings) == []


def test_the_panel_kinds_are_listed() -> None:
    listed = re.search(r"The kinds are\n(.+?)\.\n", language_page(), re.DOTALL)
    assert listed
    assert sorted(re.findall(r"`(\w+)`", listed[1])) == sorted(PANEL_KINDS)
    assert all(f"| `{kind}` |" in language_page() for kind in (*PANEL_KINDS, *BLOCK_KINDS))


def test_tables_have_their_columns() -> None:
    rows = [line for line in language_page().splitlines() if line.startswith("| `")]
    assert [row for row in rows if len(re.findall(r"(?<!\\)\|", row)) != 6] == []
