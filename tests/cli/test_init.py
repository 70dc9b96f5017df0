"""`wbgen init`: what it writes is clean, and what was there stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wbgen.cli.init import guide_id, readable, view_name
from wbgen.cli.main import main
from wbgen.cli.templates import render
from wbgen.config import find_config
from wbgen.errors import WbgenError
from wbgen.spec.guide import Guide
from wbgen.spec.read import parse_guide, read_guide


def run(*args: str) -> int:
    """The exit code of a command."""
    with pytest.raises(SystemExit) as left:
        main([*args])
    return int(left.value.code or 0)


def the_guide(folder: Path) -> Guide:
    """The only spec of a folder, of which there is nothing to say."""
    (path,) = (folder / "specs").iterdir()
    guide, told = read_guide(path)
    assert told == ()
    assert path.stem == guide.id
    return guide


FOLDERS = {
    "resnet": "resnet",
    "My Project": "my-project",
    "2024 runs": "guide-2024-runs",
    "실험": "training",
    "été_à_Łódź": "ete_a_odz",
    'it\'s "quoted"': "it-s-quoted",
    "a: b # c": "a-b-c",
    "--": "training",
    "$HOME": "home",
    "null": "null",
    "x" * 150: "x" * 60,
    "9" * 150: "guide-" + "9" * 54,
}


@pytest.mark.parametrize("name", FOLDERS)
def test_in_an_empty_folder(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / name
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert run("init") == 0
    assert run("lint", "--strict") == 0
    assert the_guide(folder).id == FOLDERS[name]
    assert find_config(folder).target(None)[0] == "local"
    assert (folder / ".gitignore").read_text() == ".wbgen/\n"


def test_another_folder_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "a" / "b"
    assert run("init", str(folder), "--guide", "resnet", "--title", "ResNet on CIFAR") == 0
    guide = the_guide(folder)
    assert (guide.id, guide.title) == ("resnet", "ResNet on CIFAR")
    assert capsys.readouterr().out.splitlines()[-1] == f"next: cd {folder} && wbgen apply"


@pytest.mark.parametrize(
    ("folder", "then"),
    [
        (".", "wbgen apply"),
        ("my-project", "cd my-project && wbgen apply"),
        ("it's", "cd 'it'\"'\"'s' && wbgen apply"),
    ],
)
def test_what_to_do_next(
    folder: str,
    then: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("init", folder) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"next: {then}"


@pytest.mark.parametrize("title", ["", "  ", "\t\n"])
def test_an_empty_title_is_none(title: str, tmp_path: Path) -> None:
    assert run("init", str(tmp_path), "--guide", "my-net", "--title", title) == 0
    assert the_guide(tmp_path).title == "My net"


TITLES = [
    'It\'s "quoted": yes, #1',
    "100 % & more",
    "Cost in $usd, $$ and ${x}",
    "1e-4",
    "true",
    "2024",
    "- a list?",
    "a <b> `c $d`",
    "back\\slash \\n",
    "Loss + 🎉 = |fun|",
    "🎉",
    "실험 결과",
    "*star",
    "tab\tand\nline",
    "esc \x1b[31m",
    "{{ 7 * 7 }} {% raw %}",
]


@pytest.mark.parametrize("title", TITLES)
def test_odd_titles(title: str, tmp_path: Path) -> None:
    assert run("init", str(tmp_path), "--guide", "g", "--title", title) == 0
    guide = the_guide(tmp_path)
    assert guide.title == readable(title)
    assert guide.reports[0].title == f"How to read a run of {readable(title)}"


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(min_size=1, max_size=100) | st.text(st.sampled_from("$`a{}<> '\\\":#"), min_size=1, max_size=100)
)
def test_any_title(title: str) -> None:
    title = readable(title) or "Untitled"
    text = render("init/spec.yaml.j2", guide="g", title=title, view_name=view_name(title))
    guide, told = parse_guide(text.encode())
    assert guide.title == title
    assert told == ()


@given(st.text())
def test_any_folder_name_gives_an_id(name: str) -> None:
    text = render("init/spec.yaml.j2", guide=guide_id(name), title="T", view_name=None)
    assert parse_guide(text.encode())[0].id == guide_id(name)


def test_a_title_that_is_too_long(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(WbgenError):
        readable("x" * 101)
    assert run("init", str(tmp_path), "--title", "x" * 101) == 1
    assert list(tmp_path.iterdir()) == []
    assert "shorten it" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("guide", "better"), [("My Guide", "my-guide"), ("1a", "guide-1a"), ("실험", "training")]
)
def test_a_guide_that_is_no_id(
    guide: str, better: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("init", str(tmp_path), "--guide", guide) == 1
    assert f"--guide {better}" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_files_that_are_there_are_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "g.yaml").write_text("mine")
    (tmp_path / "wbgen.yaml").write_text("port: 9000\n")
    assert run("init", str(tmp_path), "--guide", "g") == 0
    assert (tmp_path / "specs" / "g.yaml").read_text() == "mine"
    assert (tmp_path / "wbgen.yaml").read_text() == "port: 9000\n"
    assert capsys.readouterr().out.count("kept") == 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", b".wbgen/\n"),
        (b"*.pyc\n", b"*.pyc\n.wbgen/\n"),
        (b"*.pyc", b"*.pyc\n.wbgen/\n"),
        (b"a\r\n.wbgen/\r\n", b"a\r\n.wbgen/\r\n"),
        (b"\xff latin\n", b"\xff latin\n.wbgen/\n"),
    ],
)
def test_gitignore(before: bytes, after: bytes, tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_bytes(before)
    assert run("init", str(tmp_path)) == 0
    assert run("init", str(tmp_path)) == 0
    assert (tmp_path / ".gitignore").read_bytes() == after


def test_a_file_in_the_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "specs").write_text("")
    assert run("init", str(tmp_path)) == 1
    err = capsys.readouterr().err
    assert err.startswith("error: cannot write")
    assert str(tmp_path / "specs") in err
