"""Guards on the command line: the limits of wbgen.yaml, --force, --fail-on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.in_the_app import rewrite
from tests.e2e.command import project, wbgen

HEAD = "wbgen: 1\nguide: g\ntitle: G\nproject: p\nmetrics: []\nworkspaces:\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A spec of ten workspaces, four of them changed since they were applied."""
    folder = project(tmp_path / "work")
    views = "".join(f"  w{n}: {{title: Old {n}, sections: []}}\n" for n in range(10))
    (folder / "specs" / "npt.yaml").write_text(HEAD + views)
    assert wbgen(folder, "apply").code == 0
    rewrite(folder, *[(f"Old {n}", f"New {n}") for n in range(4)])
    return folder


def test_too_much_at_once_needs_force(folder: Path) -> None:
    plan = wbgen(folder, "plan")
    assert (plan.code, "too much at once: 4 of 10 existing views" in plan.err) == (0, True)
    done = wbgen(folder, "apply", "--yes")
    assert done.code == 1
    assert "4 to change" in done.out
    assert "4 of 10 existing views would be changed or deleted; nothing was written" in done.err
    assert "add --force" in done.err
    assert wbgen(folder, "apply", "--force").code == 0


@pytest.mark.parametrize("safety", ["{most_changed: 40%}", "{from: 11}", "{most_changed: 100%, from: 1}"])
def test_the_limits_are_set_in_wbgen_yaml(folder: Path, safety: str) -> None:
    (folder / "wbgen.yaml").write_text(f"safety: {safety}\n")
    assert wbgen(folder, "apply").code == 0


@pytest.mark.parametrize(
    "safety", ["{most_changed: 0.3}", "{most_changed: 101%}", "{from: 0}", "{form: 1}", "1"]
)
def test_limits_that_cannot_be(folder: Path, safety: str) -> None:
    (folder / "wbgen.yaml").write_text(f"safety: {safety}\n")
    done = wbgen(folder, "apply")
    assert (done.code, done.out) == (1, "")
    assert "wbgen.yaml:1:" in done.err
    assert "Traceback" not in done.err


def test_an_impact_may_be_refused(folder: Path) -> None:
    (folder / "wbgen.yaml").write_text("safety: {most_changed: 100%}\n")
    rewrite(folder, ("  w9: {title: Old 9, sections: []}\n", ""))
    for verb in (["plan"], ["apply", "--yes"], ["apply", "--dry-run"]):
        done = wbgen(folder, *verb, "--prune", "--fail-on", "destructive")
        assert (done.code, "1 to delete" in done.out) == (1, True)
        assert "refused by --fail-on: 1 of the changes: main/g/workspace/w9 (destructive)" in done.err
    assert wbgen(folder, "plan", "--fail-on", "destructive").code == 0
    result = wbgen(folder, "plan", "--prune", "--fail-on", "destructive", "--format", "json")
    assert (result.code, len(result.json["plans"])) == (1, 1), "the plan is told all the same"
