"""The promise of the guides: what the spec says is logged, checked, applied, read back and drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.guides.demos import GUIDES, SPECS, Demos, guide_of, run_of
from wbgen.cli.preview_sources import of_guide
from wbgen.contract import check_run
from wbgen.render.drawing import Nothing
from wbgen.render.view import draw_view
from wbgen.runs import Run, RunData
from wbgen.runs.keys import Key
from wbgen.runs.plausible import plausible_runs
from wbgen.spec.diagnostics import Severity
from wbgen.spec.guide import Guide
from wbgen.spec.names import placeholders
from wbgen.spec.sweeps.tags import tag_of

if TYPE_CHECKING:
    import polars as pl

#: Kinds of panels that hold runs against each other: one run fills none of them.
COMPARING = frozenset({"Parameter importance", "Run comparison"})
#: A machine without a GPU logs nothing of one.
NO_GPU = re.compile(r"system.*gpu")
NOW = datetime(2026, 1, 1, tzinfo=UTC)

pytestmark = [pytest.mark.long, pytest.mark.client]


@dataclass(frozen=True)
class Without:
    """A run as if it had never logged some names."""

    data: RunData
    names: frozenset[str]

    @property
    def run(self) -> Run:
        summary = {name: value for name, value in self.data.run.summary.items() if name not in self.names}
        return replace(self.data.run, summary=summary)

    def keys(self) -> Mapping[str, Key]:
        return {name: key for name, key in self.data.keys().items() if name not in self.names}

    def history(self, names: Sequence[str]) -> pl.DataFrame:
        return self.data.history([name for name in names if name not in self.names])

    def system_keys(self) -> Sequence[str]:
        return self.data.system_keys()

    def system(self, names: Sequence[str]) -> pl.DataFrame:
        return self.data.system(names)

    def file(self, path: str) -> bytes | None:
        return self.data.file(path)


@dataclass(frozen=True)
class Swept(Without):
    """A run as if every sweep of its guide had made it."""

    tags: tuple[str, ...] = ()

    @property
    def run(self) -> Run:
        return replace(self.data.run, tags=(*self.data.run.tags, *self.tags))


def swept(guide: Guide, data: RunData) -> RunData:
    """A run that the panels of sweeps show, too."""
    return Swept(data, frozenset(), tuple(map(tag_of, guide.sweeps)))


def droppable(guide: Guide, data: RunData) -> Iterator[tuple[str, frozenset[str]]]:
    """What a run can leave out: each declared name by itself; of an open pattern, all of its names."""
    logged = data.keys()
    dimensions = guide.catalogue.dimensions
    for written in guide.catalogue.written.values():
        if written.logged_by == "wandb" or written.pattern == guide.x:
            continue
        own = [name for name in logged if guide.catalogue.owner(name) == written.pattern]
        if any(dimensions[name].open for name in placeholders(written.pattern)):
            yield written.pattern, frozenset(own)
        else:
            yield from ((name, frozenset({name})) for name in own)


@pytest.mark.parametrize("name", GUIDES)
def test_the_script_keeps_the_contract(name: str, demos: Demos) -> None:
    checked = check_run(guide_of(name), run_of(demos(name).run))
    assert checked.run.state == "finished"
    assert [one for one in checked.findings if one.level is not Severity.NOTE] == []


@pytest.mark.parametrize("name", GUIDES)
def test_each_key_that_is_left_out_is_named(name: str, demos: Demos) -> None:
    guide, data = guide_of(name), run_of(demos(name).run)
    expected = {one.pattern: one for one in guide.catalogue.written.values() if one.logged_by == "script"}
    left_out = [*droppable(guide, data)]
    assert {guide.catalogue.owner(next(iter(names))) for _, names in left_out} == expected.keys() - {guide.x}
    for metric, names in left_out:
        found = check_run(guide, Without(data, names)).findings
        missing = [one for one in found if one.code == "never-logged"]
        assert [one.metric for one in missing] == [metric]


@pytest.mark.parametrize("name", GUIDES)
def test_no_panel_of_its_dashboards_is_empty(name: str, demos: Demos) -> None:
    guide = guide_of(name)
    subject = of_guide(guide, SPECS / f"{name}.yaml")
    alone = swept(guide, run_of(demos(name).run))
    assert {view.kind for view in subject.views} == {"workspace", "report"}
    for runs, kinds in (([alone], None), ([alone, *plausible_runs(guide)], COMPARING)):
        for view in subject.views:
            drawn = draw_view(view.spec, view.kind, runs, now=NOW, title=view.title, charts=subject.charts)
            panels = [panel for section in drawn.sections for panel in section.panels]
            assert panels
            shown = [p for p in panels if (p.kind in COMPARING if kinds else p.kind not in COMPARING)]
            empty = {p.title: p.drawing.body.why for p in shown if isinstance(p.drawing.body, Nothing)}
            assert {title: why for title, why in empty.items() if not NO_GPU.search(why)} == {}
