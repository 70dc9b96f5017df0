"""Law 4: building what was pulled gives the view back, whoever made it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests import corpus
from wbgen.compile import compile_guide
from wbgen.pull.new import raw_share, spec_of
from wbgen.pull.source import Source
from wbgen.spec.edit.emit import emit
from wbgen.spec.read import parse_guide
from wbgen.views.normal import plain
from wbgen.views.target import mask

#: At most this share of the values of a view made with the official library is kept as raw.
MOST_RAW = 0.10


def source_of(spec: Any, title: str = "A view") -> Source:
    kind = "workspace" if "section" in spec else "report"
    return Source(kind, title, "", "a-project", spec)


def built(source: Source) -> tuple[Any, str, float]:
    """The view that the pulled spec compiles to, the spec's text, and the share kept as raw."""
    data = spec_of(source)
    text = emit(data)
    (view,) = compile_guide(parse_guide(text.encode())[0]).views
    return view.spec, text, raw_share(data, source.spec)


@pytest.mark.parametrize("file", corpus.files("viewspecs"))
def test_real_views_come_back(file: Path, record_property: Any) -> None:
    spec = json.loads(file.read_bytes())
    entity = "somebody"
    source = source_of(mask(spec, entity))
    view, text, raw = built(source)
    record_property("raw", raw)
    print(f"{file.stem}: {raw:.1%} raw")
    assert plain(view) == plain(source.spec), text
    assert raw <= MOST_RAW
