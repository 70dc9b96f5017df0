"""``wbgen build``: the files it writes and what it says of them."""

from __future__ import annotations

import json
from pathlib import Path

from tests.e2e.command import project, wbgen


def test_a_file_per_resource_and_its_path_said(tmp_path: Path) -> None:
    folder = project(tmp_path / "work")
    done = wbgen(folder, "build", "-o", "out")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[:2] == ["out/npt/workspace.default.json", "out/npt/report.overview.json"]
    assert {path.name for path in (folder / "out" / "npt").iterdir()} == {
        line.rsplit("/", 1)[1] for line in done.out.splitlines()
    }
    workspace = json.loads((folder / "out" / "npt" / "workspace.default.json").read_text(encoding="utf-8"))
    assert (workspace["address"], workspace["project"]) == ("main/npt/workspace/default", "npt-multi-layer")
    chart = next(chart for chart in workspace["charts"] if chart.startswith("wbgen-lines-"))
    assert json.loads((folder / "out" / "npt" / f"chart.{chart}.json").read_text())["spec"]["layer"]
    assert not (folder / ".wbgen").exists()


def test_a_wrong_spec_writes_nothing(tmp_path: Path) -> None:
    folder = project(tmp_path / "work")
    (folder / "specs" / "wrong.yaml").write_text("guide: 1\n")
    done = wbgen(folder, "build", "-o", "out")
    assert (done.code, done.out, (folder / "out").exists()) == (1, "", False)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    folder = project(tmp_path / "work")
    (folder / "out").write_text("a file")
    assert wbgen(folder, "build", "-o", "out").code == 2
    done = wbgen(folder, "build", "-o", "out/below")
    assert done.code == 1
    assert "cannot be written" in done.err
    assert "Traceback" not in done.err


def test_the_output_is_asked_for(tmp_path: Path) -> None:
    done = wbgen(project(tmp_path / "work"), "build")
    assert done.code == 2
    assert "--output" in done.err
