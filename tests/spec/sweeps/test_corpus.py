"""Real sweep files: accepted and refused as the official validator does it, but for what is on purpose."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.corpus import CORPUS, files
from tests.spec.sweeps.reading import read
from wbgen.compile.sweeps import config_of_file, space_of
from wbgen.compile.sweeps.space import Space

FILES = files("sweeps", "*.yaml")

#: Files that the official validator accepts and wbgen refuses, by the code; docs/sweeps.md says why.
ON_PURPOSE = {"bad_gloves_duplicate_key.yaml": "duplicate-key"}


def verdict(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CORPUS / "sweeps" / "verdicts.json").read_text(encoding="utf-8"))[
        path.name
    ]
    return found


@pytest.mark.parametrize("path", FILES)
def test_the_verdict(path: Path) -> None:
    told = read(path.read_bytes())
    official = verdict(path)["sweepconfig"] == "ok"
    if path.name in ON_PURPOSE:
        assert official
        assert [one.code for one in told.errors] == [ON_PURPOSE[path.name]]
    else:
        assert (told.sweep is not None) is official


@pytest.mark.parametrize("path", FILES)
def test_numbers_that_are_read_as_texts(path: Path) -> None:
    told = read(path.read_bytes())
    assert told.codes.count("number-as-text") == verdict(path).get("numbers_read_as_strings", 0)


@pytest.mark.parametrize("path", FILES)
def test_the_size_of_a_grid(path: Path) -> None:
    sweep = read(path.read_bytes()).sweep
    if sweep is None:
        return
    assert space_of(config_of_file(sweep)).size == verdict(path).get("grid_size")


@pytest.mark.parametrize("path", FILES)
def test_a_grid_is_gone_through_once(path: Path) -> None:
    sweep = read(path.read_bytes()).sweep
    space = space_of(config_of_file(sweep)) if sweep is not None else Space("grid", {})
    points = [json.dumps(point, sort_keys=True) for point in space.points()] if sweep else []
    assert len({*points}) == len(points) == (space.size or 0 if sweep else 0)
    assert all(space.holds(json.loads(point)) for point in points)
