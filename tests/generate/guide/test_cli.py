"""``wbgen guide`` as a command: where the guide goes, and what it never writes over."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.generate.guide.small import write_small
from wbgen.cli.main import main


def run(*args: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(["guide", *args])
    return int(stop.value.code or 0)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_small(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_prints_the_guide(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("specs/small.yaml") == 0
    assert "\n# Small | training\n" in capsys.readouterr().out


def test_it_writes_a_file_and_writes_it_anew(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("specs/small.yaml", "-o", "GUIDE.md") == 0
    first = (project / "GUIDE.md").read_bytes()
    (project / "GUIDE.md").write_bytes(first + b"stale")
    assert run("specs/small.yaml", "-o", "GUIDE.md") == 0
    assert (project / "GUIDE.md").read_bytes() == first
    assert "wrote    GUIDE.md" in capsys.readouterr().out


def test_it_keeps_what_somebody_wrote(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "README.md").write_text("# Mine\n")
    assert run("specs/small.yaml", "-o", "README.md") == 1
    assert "is no written guide" in capsys.readouterr().err
    assert (project / "README.md").read_text() == "# Mine\n"
    assert run("specs/small.yaml", "-o", "README.md", "--force") == 0


@pytest.mark.parametrize(("output", "told"), [("no/GUIDE.md", "cannot write"), ("specs", "directory")])
def test_a_place_that_takes_no_file(
    output: str, told: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("specs/small.yaml", "-o", output) in (1, 2)
    assert told in capsys.readouterr().err


def test_a_spec_with_errors_gives_no_guide(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = project / "specs/small.yaml"
    spec.write_text(
        spec.read_text(encoding="utf-8").replace("title: Small | training\n", ""), encoding="utf-8"
    )
    assert run("specs/small.yaml", "-o", "GUIDE.md") == 1
    assert not (project / "GUIDE.md").exists()
    assert "title" in capsys.readouterr().err
