"""``wbgen sweep report`` on the embedded server, with runs of the real client."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.test_sweep_best import Ask, ask, folder
from wbgen.cli.sweep_report_told import literal

__all__ = ["ask", "folder"]

pytestmark = pytest.mark.client


def panel_titles(page: str) -> list[str]:
    """The titles of the panels of a page."""
    return re.findall(r'<h3 id="[^"]*" title="([^"]*)">', page)


def test_a_page_of_a_specs_sweep(ask: Ask) -> None:
    done = ask("report", "specs/g.yaml", "grid", "-o", "out/sweep.html")
    assert done.out.split() == ["out/sweep.html"]
    page = Path("out/sweep.html").read_text(encoding="utf-8")
    titles = panel_titles(page)
    assert titles[:3] == ["The best", "To do it again", "The ranking"]
    assert titles[3:] == [
        "Parameters and result",
        "Importance for loss",
        "loss of each run, and the best so far",
        "loss at the end, mean and spread over seeds",
        "loss over the run, mean and spread over seeds",
        "Run comparison",
    ]
    assert "ranked by the priorities of g" in page
    assert "Both &lt;b&gt;" in page
    assert "lr0.5-<b>" not in page
    assert "--lr=0.5" in page
    charts = [
        json.loads(text) for text in re.findall(r'<script type="application/json">(.*?)</script>', page)
    ]
    assert len(charts) == 5


def test_text_of_a_sweep_by_its_path(ask: Ask) -> None:
    ask("report", ask.path, "-o", "sweep.md", "--limit", "2", "--seeds", "apart")
    text = Path("sweep.md").read_text(encoding="utf-8")
    assert text.startswith("# Both \\<b\\>\n")
    assert "6 of 6 runs tried." in text  # its agent left after the sixth, before the server had to say more
    assert "Best of 6 runs:" in text
    assert "the best 2 of 6 runs" in text
    assert "| 2 | " in text
    assert "| 3 | " not in text
    assert "## What loss depends on" in text
    assert re.search(r"^\| lr \| [01]\.\d\d \| \+\d\.\d\d \|$", text, re.MULTILINE)
    assert "| seed |" not in text.partition("depends on")[2], "luck is no setting"
    assert "<b>" not in re.sub(r"```.*?```|\\<", "", text, flags=re.DOTALL)


def test_a_picture(ask: Ask) -> None:
    ask("report", ask.path, "-o", "sweep.svg")
    assert Path("sweep.svg").read_text(encoding="utf-8").startswith("<svg")


def test_without_a_spec_the_metric_ranks(ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = (ask.folder / "specs" / "g.yaml").read_text()
    try:
        (ask.folder / "specs" / "g.yaml").write_text(kept.replace("guide: g", "guide: other"))
        ask("report", ask.path, "-o", "plain.md")
        assert "ranked by loss (minimize)" in Path("plain.md").read_text(encoding="utf-8")
    finally:
        (ask.folder / "specs" / "g.yaml").write_text(kept)


def test_no_runs_yet(ask: Ask) -> None:
    ask("report", "specs/g.yaml", "empty", "-o", "empty.html")
    page = Path("empty.html").read_text(encoding="utf-8")
    assert panel_titles(page) == []
    assert "has no runs" in page


def test_where_it_goes_is_checked_first(ask: Ask) -> None:
    assert "cannot write a .pdf" in ask.refused("report", ask.path, "-o", "sweep.pdf")
    Path("taken").touch()
    assert "cannot write taken/sweep.md" in ask.refused("report", ask.path, "-o", "taken/sweep.md")
    assert "wrote" in ask("report", ask.path, "-o", "new/sweep.md").out


def test_nothing_is_written_to_the_server(ask: Ask) -> None:
    before = ask("status", ask.path, "-f", "json").json
    ask("report", ask.path, "-o", "again.html")
    assert ask("status", ask.path, "-f", "json").json == before


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("proto_256px_lr0.01", "proto_256px_lr0.01"),
        ("_a_ *b* [c](d)", "\\_a\\_ \\*b\\* \\[c\\](d)"),
        ("1. one", "1\\. one"),
        ("- one", "\\- one"),
        ("0.5", "0.5"),
        ("a | b", "a \\| b"),
        ("<b>\n# c", "\\<b\\> \\# c"),
        ("\x1b[31mred", "\ufffd\\[31mred"),
    ],
)
def test_texts_of_strangers_are_no_markup(text: str, shown: str) -> None:
    assert literal(text) == shown
