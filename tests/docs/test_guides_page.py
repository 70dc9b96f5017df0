"""docs/guides.md is what the maps say, every path leads into its spec, and no line of a guide is left out."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from tests.corpus import SHARED
from wbgen.spec.load import load

ROOT = Path(__file__).parents[2]


def page_writer() -> ModuleType:
    """docs/guides/write.py, which lies in no package."""
    found = spec_from_file_location("guides_page", ROOT / "docs/guides/write.py")
    assert found
    assert found.loader
    module = module_from_spec(found)
    sys.modules[found.name] = module
    found.loader.exec_module(module)
    return module


write = page_writer()
GUIDES = write.guides()

TREE, _ = load(
    b"""
metrics:
  - group: Losses
    of:
      loss/total: {about: All of it}
  - {group: Other, of: {loss/total: }}
reports:
  main:
    blocks:
      - toc
      - section: losses
      - panels:
          - line: [loss/total, loss/part]
"""
)


def statements(text: str) -> Iterator[int]:
    """The lines of a Markdown text that say something: none that is blank, a heading, a fence or a rule."""
    within_code = False
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if bare.startswith("```"):
            within_code = not within_code
        elif bare and (within_code or not re.match(r"#{1,6} |[-|: ]+\Z", bare)):
            yield number


def seed(guide: str) -> Path:
    """The guide as its team wrote it, in the corpus; the test is skipped where there is none."""
    found = sorted((SHARED / "seeds").glob(f"{guide}.*"))
    if not found:
        pytest.skip("no corpus beside the checkout, and none at WBGEN_CORPUS")
    return found[0]


def test_the_page_is_what_the_maps_say(request: pytest.FixtureRequest) -> None:
    page = write.page()
    if request.config.getoption("--refresh-goldens"):
        write.PAGE.write_text(page, encoding="utf-8")
    assert write.PAGE.read_text(encoding="utf-8") == page


@pytest.mark.parametrize("guide", GUIDES)
def test_every_path_leads_into_the_spec(guide: str) -> None:
    lost: list[str] = []
    table = write.table(guide, lost)
    assert lost == []
    assert table.count("\n| ") == len(write.entries_of(guide)) + 1


@pytest.mark.parametrize("guide", GUIDES)
def test_every_line_of_the_guide_is_mapped(guide: str) -> None:
    text = seed(guide).read_text(encoding="utf-8")
    mapped = {
        line
        for entry in write.entries_of(guide)
        for low, high in entry.lines
        for line in range(low, high + 1)
    }
    lines = text.splitlines()
    assert max(mapped) <= len(lines), "a map names lines that the guide does not have"
    missing = [f"{number}: {lines[number - 1]}" for number in statements(text) if number not in mapped]
    assert missing == []


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("metrics > Losses", 3),
        ("metrics > Losses > loss/total", 5),
        ("metrics > group: Other > of > loss/total", 6),
        ("metrics > 0 > loss/total > about", 5),
        ("reports > main > blocks > toc", 10),
        ("reports > main > blocks > section: losses", 11),
        ("reports > main > blocks > panels > panels > line: loss/part", 13),
    ],
)
def test_paths(path: str, line: int) -> None:
    assert write.find(TREE, path).span.line == line


@pytest.mark.parametrize(
    ("path", "step"),
    [
        ("metrics > Loses > loss/total", "Loses"),
        ("metrics > 2", "2"),
        ("reports > main > blocks > toc > x", "x"),
    ],
)
def test_a_path_that_leads_nowhere_is_told_by_its_step(path: str, step: str) -> None:
    with pytest.raises(LookupError, match=f"there is no `{step}`"):
        write.find(TREE, path)


@pytest.mark.parametrize(
    "entry",
    [
        {"says": "x", "spec": ["metrics"]},
        {"lines": "1", "says": "x"},
        {"lines": "9-3", "says": "x", "spec": ["metrics"]},
        {"lines": "1", "says": "x", "replaces": "y", "spec": ["metrics"]},
    ],
)
def test_an_entry_that_says_too_little_is_refused(entry: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="npt, entry 3"):
        write.entry_of(entry, "npt, entry 3")


def test_what_counts_as_a_statement() -> None:
    text = "# Title\n\nA text\n|---|:--|\n---\n```sh\n# within code\n```\n- an item\n"
    assert list(statements(text)) == [3, 7, 9]
