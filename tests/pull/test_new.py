"""Law 4: building what was pulled gives the view back, whoever made it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import corpus
from tests.app import EDITS, app_save
from tests.pull.views import built, source_of, views
from wbgen.views.overlay import same
from wbgen.views.target import mask

#: At most this share of the values of a view made with the official library is kept as raw.
MOST_RAW = 0.10

#: Edits made one after the other before the app saves.
TOGETHER = (
    ("panel smoothing", "section smoothing", "workspace smoothing"),
    ("panel moved", "panel added", "panel of an unknown kind", "section renamed"),
    ("section added", "section moved", "panel title", "panels sorted"),
    ("runs filtered", "runs grouped", "runs sorted", "runs hidden", "column pinned", "run coloured"),
    ("workspace x axis", "section x axis", "panel x range", "section height", "section collapsed"),
)


@pytest.mark.parametrize("file", corpus.files("viewspecs"))
def test_real_views_come_back(file: Path, record_property: Any) -> None:
    source = source_of(mask(json.loads(file.read_bytes()), "somebody"))
    view, text, raw = built(source)
    record_property("raw", raw)
    print(f"{file.stem}: {raw:.1%} raw")
    assert same(view, source.spec), text
    assert raw <= MOST_RAW


def saved(name: str, edits: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """A view after the edits, where it has something to edit so; the app edits workspaces here."""
    try:
        yield app_save(views()[name], [EDITS[edit] for edit in edits])
    except LookupError:
        return


@pytest.mark.parametrize("name", views())
def test_saved_views_come_back(name: str) -> None:
    view, text, raw = built(source_of(app_save(views()[name])))
    print(f"{name} saved by the app: {raw:.1%} raw")
    assert same(view, app_save(views()[name])), text


@pytest.mark.parametrize("name", [name for name, view in views().items() if "section" in view])
@pytest.mark.parametrize("edits", [*((edit,) for edit in EDITS), *TOGETHER], ids=", ".join)
def test_views_edited_in_the_app_come_back(name: str, edits: tuple[str, ...]) -> None:
    for spec in saved(name, edits):
        view, text, _ = built(source_of(spec))
        assert same(view, spec), text


def test_every_edit_is_tried() -> None:
    workspaces = [name for name, view in views().items() if "section" in view]
    for edits in (*((edit,) for edit in EDITS), *TOGETHER):
        assert any(list(saved(name, edits)) for name in workspaces), edits
