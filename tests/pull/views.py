"""Views to pull, and what becomes of them: the real ones, npt's, one of the library with a bit of all."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

from tests import corpus
from tests.views.test_app_save import rich
from wbgen.compile import compile_guide
from wbgen.pull.new import raw_share, spec_of
from wbgen.pull.source import Source
from wbgen.spec.read import parse_guide, read_guide
from wbgen.views.target import mask

ROOT = Path(__file__).parents[2]

Body = dict[str, Any]


def source_of(spec: Body, title: str = "A view") -> Source:
    """A view as pull gets it, of the kind that its shape tells."""
    return Source("workspace" if "section" in spec else "report", title, "", "a-project", spec)


def built(source: Source) -> tuple[Any, str, float]:
    """The view that the pulled spec compiles to, the spec's text, and the share kept as raw."""
    spec = spec_of(source)
    (view,) = compile_guide(parse_guide(spec.text.encode())[0]).views
    return view.spec, spec.text, raw_share(spec, source.spec)


@functools.cache
def views() -> dict[str, Body]:
    """Views by name."""
    npt, _ = read_guide(ROOT / "specs/npt.yaml")
    real = sorted((corpus.CORPUS / "viewspecs").glob("*.json"))
    return {
        "rich": mask(rich(), "e"),
        **{f"npt {view.kind}": view.spec for view in compile_guide(npt).views},
        **{path.stem: mask(json.loads(path.read_bytes()), "somebody") for path in real},
    }  # type: ignore[dict-item]
