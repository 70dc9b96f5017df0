"""What the outline tells of panels that wbgen's charts draw."""

from __future__ import annotations

from typing import Any

import pytest

from tests.compile.specs import compiled, panels_of
from wbgen.views import outline


def told(panel: dict[str, Any]) -> tuple[outline.Panel, dict[str, str]]:
    read = outline.read_panel(panels_of(compiled([panel]))[0])
    return read, {fact.label: fact.value for fact in read.facts}


def test_bands_events_and_the_second_axis() -> None:
    bands = [{"from": 0.2, "to": 0.8, "label": "ok"}, {"to": 0.1}, {"from": 9}]
    panel, facts = told(
        {"line": "loss/a", "right": "loss/b", "bands": bands, "annotate": {"events": "Step"}, "y2_log": True}
    )
    assert panel.metrics == ("loss/a", "loss/b")
    assert facts["bands"] == "0.2 to 0.8 (ok), below 0.1, above 9"
    assert (facts["events"], facts["right axis"], facts["right axis scale"]) == ("Step", "loss/b", "log")
    assert not {"metrics", "labels", "single", "band_colors", "events_label", "y_scale"} & facts.keys()


@pytest.mark.parametrize(
    ("panel", "kind"),
    [
        ({"heatmap": ["loss/a", "loss/b"]}, "Heatmap"),
        ({"histogram": "loss/a"}, "Histogram"),
        ({"line": "loss/a", "draw": "chart"}, "Custom chart"),
    ],
)
def test_kinds_are_named(panel: dict[str, Any], kind: str) -> None:
    assert told(panel)[0].kind == kind
