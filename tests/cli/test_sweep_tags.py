"""The runs of a sweep carry its tag, by which a report shows them and no others."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.e2e.command import environment, wbgen
from tests.live import API_KEY, PATIENCE, served
from tests.server.agents import QUICK
from wbgen.cli.preview_sources import of_specs
from wbgen.cli.runs import opened_runs
from wbgen.render.drawing import Chart
from wbgen.render.view import draw_view

pytestmark = [pytest.mark.client, pytest.mark.long]

SPEC = """\
wbgen: 1
guide: small
title: Small
project: p
config:
  lr: {type: float, default: 0.1}
  max_steps: {type: int, default: 2}
metrics: [{group: Losses, of: {loss: {goal: minimize}}}]
scripts: {train.py: {template: plain.py.j2}}
sweeps:
  rates: {title: Rates, method: grid, metric: loss, tags: [own], parameters: {lr: [0.1, 0.5]}}
reports: {overview: {title: Overview, blocks: [sweep: rates]}}
"""


def test_a_report_shows_the_runs_of_its_sweep_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch", reason="the scripts need torch: pip install 'wbgen[train]'")
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "small.yaml").write_text(SPEC, encoding="utf-8")
    with served(tmp_path / ".wbgen") as server:
        monkeypatch.chdir(tmp_path)
        made = wbgen(tmp_path, "script", "specs/small.yaml", "-o", "train.py")
        assert made.code == 0, made.err
        own = environment(tmp_path, WANDB_BASE_URL=server.url, WANDB_API_KEY=API_KEY, **QUICK)
        alone = [sys.executable, "train.py", "--use-wandb", "--wandb_tags", "own"]
        subprocess.run(alone, env=own, cwd=tmp_path, check=True, capture_output=True, timeout=PATIENCE)
        done = wbgen(tmp_path, "sweep", "specs/small.yaml", "rates", "--agents", "1")
        assert done.code == 0, done.err
        (subject,) = of_specs((Path("specs/small.yaml"),))
        (view,) = subject.views
        with opened_runs(("local/p",), None, 10, []) as runs:
            drawn = draw_view(view.spec, view.kind, runs, now=datetime.now(UTC))
    assert sorted(data.run.tags for data in runs) == [("own",), *[("own", "sweep:rates")] * 2]
    bodies = [panel.drawing.body for section in drawn.sections for panel in section.panels]
    across = bodies[0]
    assert isinstance(across, Chart)
    assert len({*across.data["lines"]["line"]}) == 2
