"""Small specs with one report, for tests of blocks."""

from __future__ import annotations

import json
from typing import Any

from wbgen.compile import compile_guide
from wbgen.spec import models
from wbgen.spec.check import tie
from wbgen.spec.diagnostics import START, Collector
from wbgen.spec.read import parse_guide
from wbgen.spec.tree import Mapping


def report_data(blocks: list[Any], report: Any = None, **more: Any) -> dict[str, Any]:
    """A spec whose only view is a report with these blocks."""
    return {
        "wbgen": 1,
        "guide": "g",
        "title": "Title",
        "project": "p",
        "config": {"lr": {}},
        "metrics": [
            {"group": "Main", "headline": True, "of": {"loss/a": {}}},
            {"group": "Other", "of": {"loss/b": {}, "acc": {}}},
        ],
        "reports": {"r": {**(report or {}), "blocks": blocks}},
        **more,
    }


def report_spec(blocks: list[Any], report: Any = None, **more: Any) -> bytes:
    """The bytes of such a spec; JSON is YAML."""
    return json.dumps(report_data(blocks, report, **more)).encode()


def compiled_blocks(blocks: list[Any], **more: Any) -> list[Any]:
    """The JSON of the blocks of such a report, without its frame."""
    spec: Any = compile_guide(parse_guide(report_spec(blocks, **more))[0]).views[0].spec
    made: list[Any] = spec["blocks"][1:-1]
    return made


def built(said: dict[str, Any], **more: Any) -> Any:
    """The body of a report, from its options as they are: no text is searched for variables."""
    report = {key: value for key, value in said.items() if key != "blocks"}
    spec = models.Spec.model_validate(report_data(said["blocks"], report, **more))
    collector = Collector("spec.yaml")
    guide, _ = tie(spec, Mapping({}, START), collector)
    errors = [diagnostic for diagnostic in collector.found if diagnostic.severity == "error"]
    assert not errors, errors
    return compile_guide(guide).views[0].spec
