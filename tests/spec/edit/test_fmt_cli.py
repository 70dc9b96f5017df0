"""The verb: what it writes, prints and exits with."""

from __future__ import annotations

from pathlib import Path

import pytest

from wbgen.cli.fmt import fmt

UGLY = b"a: {b:  1}\n"
PRETTY = b"a: {b: 1}\n"


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "x.yaml"
    path.write_bytes(UGLY)
    path.chmod(0o640)
    return path


def run(*arguments: object) -> int:
    code = fmt.main(args=[str(a) for a in arguments], standalone_mode=False)
    assert isinstance(code, int)
    return code


def test_rewrites_in_place(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(spec) == 0
    assert capsys.readouterr().out == f"formatted {spec}\n"
    assert spec.read_bytes() == PRETTY
    assert spec.stat().st_mode & 0o777 == 0o640
    assert list(spec.parent.iterdir()) == [spec]
    assert run(spec) == 0
    assert capsys.readouterr().out == "1 unchanged\n"


def test_a_link_stays_a_link(spec: Path) -> None:
    link = spec.with_name("link.yaml")
    link.symlink_to(spec.name)
    assert run(link) == 0
    assert link.is_symlink()
    assert spec.read_bytes() == PRETTY


def test_check_writes_nothing(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--check", spec) == 1
    assert capsys.readouterr().out == f"would format {spec}\n"
    assert spec.read_bytes() == UGLY
    spec.write_bytes(PRETTY)
    assert run("--check", spec) == 0


def test_diff_writes_nothing(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--diff", spec) == 0
    assert capsys.readouterr().out.splitlines()[2:] == ["@@ -1 +1 @@", "-a: {b:  1}", "+a: {b: 1}"]
    assert run("--diff", "--check", spec) == 1
    assert spec.read_bytes() == UGLY


@pytest.mark.parametrize("data", [b"a: [1\n", b"", b"\xff\xfe", b"a: 1\na: 2\n", b"- 1\n"])
def test_what_does_not_load_is_told_and_left(
    spec: Path, data: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = spec.with_name("broken.yaml")
    broken.write_bytes(data)
    assert run(broken, spec) == 1
    captured = capsys.readouterr()
    assert f"{broken}:" in captured.err
    assert captured.out == f"formatted {spec}\n"
    assert broken.read_bytes() == data


def test_a_missing_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "none.yaml") == 1
    assert "unreadable" in capsys.readouterr().err
