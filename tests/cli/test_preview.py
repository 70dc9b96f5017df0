"""``wbgen preview``: what it draws, where it writes, what it refuses; nothing is written to a server."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result

from tests.e2e.command import project, tree, wbgen
from wbgen.cli.apply import apply
from wbgen.cli.build import build
from wbgen.cli.git_tree import export_tree
from wbgen.cli.preview import preview
from wbgen.errors import WbgenError
from wbgen.runs import Run
from wbgen.runs.memory import MemoryRun

SPEC = """\
wbgen: 1
guide: small
title: Small
project: small
config:
  lr: {type: float, default: 0.1}
metrics:
  - group: Loss
    of:
      loss: {goal: minimize, range: [0, 5]}
      acc: {goal: maximize, range: [0, 1]}
runs:
  some: config.lr > 0
workspaces:
  default:
    title: Default
    runs: some
    sections:
      - title: All
        panels:
          - line: loss
          - line: acc
            thresholds: [0.7]
reports:
  overview:
    title: Overview
    blocks:
      - text: Some words.
      - panels: [{line: loss}]
"""

INVENTED = "The runs are invented from the catalogue"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    work = tmp_path / "work"
    work.mkdir()
    (work / "small.yaml").write_text(SPEC, encoding="utf-8")
    monkeypatch.chdir(work)
    return work


def run(*arguments: str) -> Result:
    """The command in this process, without the boundary that tells of errors."""
    return CliRunner().invoke(preview, arguments)


def drawn(*arguments: str) -> str:
    """The page that the command writes and prints, without its script."""
    done = run(*arguments)
    assert done.exit_code == 0, done.exception
    (line,) = done.stdout.splitlines()
    return Path(line).read_text(encoding="utf-8").split("<script>")[0]


def charts(page: str) -> list[Any]:
    """The charts of a page."""
    return [json.loads(text) for text in re.findall(r'<script type="application/json">(.*?)</script>', page)]


@pytest.mark.usefixtures("folder")
def test_a_spec_is_one_page_of_all_its_views() -> None:
    page = drawn("small.yaml")
    assert Path(".wbgen/preview/small.html").is_file()
    assert re.findall(r"<h1[^>]*>([^<]*)", page) == ["Default", "Overview"]
    assert page.count(INVENTED) == 2
    assert len(charts(page)) == 3
    assert all(chart["data"] for chart in charts(page))
    assert "Some words." in page
    assert drawn("small.yaml") == page  # invented runs are the same each time


def test_pictures_of_a_view_and_of_each_panel(folder: Path) -> None:
    one = run("small.yaml", "--view", "default", "-o", "one.svg")
    assert one.stdout == "one.svg\n", one.exception
    assert INVENTED in (folder / "one.svg").read_text(encoding="utf-8")
    many = run("small.yaml", "-o", "out/", "-f", "png", "--view", "workspace/default")
    assert many.stdout.split() == ["out/Default.png", "out/Default/loss.png", "out/Default/acc.png"]
    assert all((folder / name).read_bytes().startswith(b"\x89PNG") for name in many.stdout.split())


class Lossy(MemoryRun):
    """A run that notices only as it is read that rows are missing."""

    def history(self, names: Sequence[str]) -> pl.DataFrame:
        object.__setattr__(self, "run", replace(self.run, losses=("2 rows are missing.",)))
        return super().history(names)


@pytest.mark.usefixtures("folder")
def test_what_reading_misses_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    known = Run("aaaa1111", name="lossy", project="small", config={"lr": 0.1})
    lossy = Lossy(known, pl.DataFrame({"loss": [2.0, 1.0], "acc": [0.1, 0.2]}))
    monkeypatch.setattr("wbgen.cli.preview_draw.opened_runs", lambda *_: nullcontext([lossy]))
    done = run("small.yaml", "--runs", "any", "-o", "p.html")
    assert done.stderr.splitlines() == ["lossy: 2 rows are missing."], done.exception
    page = Path("p.html").read_text(encoding="utf-8").split("<script>")[0]
    assert page.count("lossy: 2 rows are missing.") == 2  # under the title of each view


@pytest.mark.usefixtures("folder")
def test_what_build_wrote_is_drawn_with_its_charts() -> None:
    assert CliRunner().invoke(build, ["small.yaml", "-o", "built"]).exit_code == 0
    page = drawn("built/small/workspace.default.json", "-o", "page.html")
    assert "invented from the names in this view" in page
    assert len(charts(page)) == 2
    assert 'class="nothing"' not in page


def test_runs_that_are_given_are_drawn_and_are_not_called_invented(folder: Path) -> None:
    (folder / "runs").mkdir()
    for name, id, lr in (("good", "aaaa1111", 0.1), ("bad", "bbbb2222", -1)):
        named = {"config.json": {"lr": lr}, "summary.json": {"loss": 1.5}}
        for end, value in named.items():
            (folder / "runs" / f"{name}_{id}_{end}").write_text(json.dumps(value), encoding="utf-8")
        rows = "".join(f"{step},{2 - step / 10}\n" for step in range(9))
        (folder / "runs" / f"{name}_{id}_history.csv").write_text("_step,loss\n" + rows, encoding="utf-8")
    page = drawn("small.yaml", "--runs", "runs", "--view", "default")
    assert "invented" not in page
    assert "</i> good</li>" in page
    assert "</i> bad</li>" not in page  # the filter of the workspace: config.lr > 0
    assert "No run logged <code>acc</code>" in page
    assert len(charts(page)) == 1


def test_a_view_on_a_server_is_drawn_by_its_url(folder: Path) -> None:
    done = CliRunner().invoke(apply, ["small.yaml", "--yes"])
    (url,) = re.findall(r"http\S+nw=\S+", done.stdout)
    page = drawn(url)
    assert re.findall(r"<h1[^>]*>([^<]*)", page) == ["Default"]
    assert "has no runs" in page
    assert "invented from the names in this view" in page
    assert len(charts(page)) == 2
    assert (folder / ".wbgen/preview/Default.html").is_file()


def test_two_versions_stand_side_by_side(folder: Path) -> None:
    commit(folder)
    spec = SPEC.replace("[0.7]", "[0.8]").replace("- line: loss\n", "- bar: loss\n", 1)
    (folder / "small.yaml").write_text(spec, encoding="utf-8")
    page = drawn("small.yaml", "--before", "HEAD", "--view", "default", "-o", "p.html")
    assert re.findall(r"<h1[^>]*>([^<]*)", page) == ["Default (HEAD)", "Default (now)"]
    assert re.findall(r'class="change">(\w+)', page) == ["removed", "changed", "added", "changed"]
    assert page.count("Panels: 1 changed, 1 added, 1 removed.") == 2


def test_a_version_without_the_view_says_so(folder: Path) -> None:
    commit(folder)
    (folder / "other.yaml").write_text(SPEC.replace("guide: small", "guide: other"), encoding="utf-8")
    page = drawn("other.yaml", "--before", "HEAD", "--view", "default", "-o", "p.html")
    assert "This workspace is not in this version." in page
    assert "Panels: 2 added." in page


def test_a_filter_that_changed_is_told(folder: Path) -> None:
    commit(folder)
    (folder / "small.yaml").write_text(SPEC.replace("config.lr > 0", "config.lr > 0.00005"), encoding="utf-8")
    page = drawn("small.yaml", "--before", "HEAD", "--view", "default", "-o", "p.html")
    assert page.count("Other than before: run sets.") == 2


def test_a_commit_is_asked_for_what_the_spec_names_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wbgen.cli.git_tree.MOST_FILES", 5)
    chart = {"mark": "bar", "encoding": {"x": {"field": "${field:x}", "type": "quantitative"}}}
    files = {
        "wbgen.yaml": "project: small\n",
        "specs/base.yaml": SPEC,
        "specs/packs/own.yaml": "metrics:\n  - group: Own\n    of: {own: {}}\n",
        "specs/charts/a.vl.json": json.dumps(chart),
        "specs/top.yaml": "extends: base.yaml\nuse: own\nguide: top\n",
        **{f"results/{number}.json": "{}" for number in range(50)},
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    own = (
        "workspaces: {more: {sections: [{title: B, panels: [{vega: charts/a.vl.json, fields: {x: loss}}]}]}}"
    )
    (folder / "specs/top.yaml").write_text(files["specs/top.yaml"] + own, encoding="utf-8")
    commit(folder, ".")
    into = folder / "tree"
    export_tree(folder / "specs/top.yaml", "HEAD", into)
    found = {path.relative_to(into).as_posix() for path in into.rglob("*") if path.is_file()}
    assert found == {name for name in files if not name.startswith("results/")}
    monkeypatch.setattr("wbgen.cli.git_tree.MOST_FILES", 4)
    with pytest.raises(WbgenError, match="more specs than can be compared"):
        export_tree(folder / "specs/top.yaml", "HEAD", into)


def commit(folder: Path, what: str = "small.yaml") -> None:
    """Keep what is in a folder in a repository of its own."""
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    for words in (("init", "-q"), ("add", what), (*who, "commit", "-qm", "one")):
        subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)


REFUSED = [
    (("--view", "defalt"), "no view goes by `defalt`", "default"),
    (("-o", "one.png"), "one picture shows one view", "--view"),
    (("-o", "one.gif"), "cannot write a .gif", ".svg"),
    (("-o", "one.png", "-f", "svg"), "one.png is no svg", "--format"),
    (("-f", "png"), "needs a place", "-o folder/"),
    (("--before", "HEAD"), "git", "name a commit"),
    (("--before", "HEAD", "-o", "x/", "-f", "png"), "--before draws a page", ".html"),
    (("--runs", "gone.wandb"), "there is no file gone.wandb", ""),
]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("more", "message", "cure"), REFUSED)
def test_what_is_refused_is_told_with_a_cure(more: tuple[str, ...], message: str, cure: str) -> None:
    error = run("small.yaml", *more).exception
    assert isinstance(error, WbgenError)
    assert message in error.message
    assert cure in (error.cure or "")


def test_a_commit_that_is_not_there_is_no_option_of_git(folder: Path) -> None:
    commit(folder)
    for ref in ("gone", "--output=x", "-"):
        error = run("small.yaml", f"--before={ref}").exception
        assert isinstance(error, WbgenError)
        assert error.message == f"there is no commit `{ref}`"


@pytest.mark.parametrize("text", ["{", "[1]", '{"spec": 3}', "", '{"section": {}, "blocks": []}'])
def test_a_file_that_is_no_view_is_refused_or_drawn_empty(folder: Path, text: str) -> None:
    (folder / "view.json").write_text(text, encoding="utf-8")
    done = run("view.json")
    assert done.exit_code == 0 or isinstance(done.exception, WbgenError)


def test_nothing_is_written_but_the_page(tmp_path: Path) -> None:
    folder = project(tmp_path / "npt")
    before = set(tree(folder))
    assert wbgen(folder, "preview", "-o", "page.html").code == 0
    assert set(tree(folder)) - before == {"page.html"}
