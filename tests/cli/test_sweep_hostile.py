"""Texts that others wrote, in what the verbs of ``wbgen sweep`` show: a terminal only shows them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.test_sweep import SPEC
from tests.e2e.command import wbgen
from tests.live import served
from wbgen.cli import main
from wbgen.cli.show import as_json
from wbgen.cli.sweep_progress import Ticker
from wbgen.errors import WbgenError
from wbgen.spec.diagnostics import printable

#: What turns the direction, which a spec may hold, and what does more.
MARKED, TURNED = "ab\u202edc", "ab\u202edc\x1b[2J\x9b2J"


def is_shown(text: str) -> bool:
    """Whether a terminal only shows a text."""
    return all(printable(line) == line for line in text.split("\n"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "specs").mkdir()
    spec = SPEC.replace("{seed: [1, 2, 3]}", f"{{seed: {{values: [1, {MARKED}]}}}}")
    (tmp_path / "specs" / "g.yaml").write_text(spec, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("format", ["text", "json"])
def test_what_would_be_sent(folder: Path, format: str) -> None:
    done = wbgen(folder, "sweep", "seeds", "--dry-run", "--format", format)
    assert done.code == 0, done.err
    assert is_shown(done.out)
    if format == "text":
        sent = yaml.safe_load(done.out[done.out.index("program:") :])
        assert sent["parameters"]["seed"]["values"] == [1, MARKED]


def test_the_agents_of_a_file_that_anyone_may_have_written(folder: Path) -> None:
    with served(folder / ".wbgen"):
        assert wbgen(folder, "sweep", "rates").code == 0
        shown = wbgen(folder, "sweep", "status", "rates", "-f", "json").json
        *_, id = shown["sweep"].split("/")
        start = folder / ".wbgen" / "agents" / id / "1"
        start.mkdir(parents=True)
        url = wbgen(folder, "sweep", "rates").out.split("/local/p/sweeps/")[0].split()[-1]
        first = {"engine": TURNED, "sweep": shown["sweep"], "server": url}
        lines = [first, {"handle": TURNED}]
        (start / "started.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
        for format in ("text", "json"):
            done = wbgen(folder, "sweep", "status", "rates", "-f", format)
            assert done.code == 0, done.err
            assert "cannot be asked" in done.out
            assert is_shown(done.out)
        stopped = wbgen(folder, "sweep", "stop", "rates")
        assert stopped.code == 4
        assert is_shown(stopped.out + stopped.err)


def test_json_escapes_what_a_terminal_would_act_on() -> None:
    data: dict[str, Any] = {TURNED: [TURNED, "é\u2028\x7f"], "half": "\ud800"}
    text = as_json(data)
    assert is_shown(text)
    assert "é" in text
    assert json.loads(text) == {**data, "half": "?"}


def test_lines_about_the_work_and_errors(capsys: pytest.CaptureFixture[str]) -> None:
    Ticker().tell(TURNED)
    Ticker().say(TURNED)
    main.tell(WbgenError(TURNED, cure=f"do\n{TURNED}"))
    out, err = capsys.readouterr()
    assert is_shown(out + err)
    assert "cure: do\nab" in err
