"""Edits made in the app: shown apart, merged, in conflict, kept or replaced as asked, never lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.in_the_app import changes, edit, held, lock, open_first, rewrite, sections, title_panel
from tests.e2e.command import project, wbgen


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The npt spec, applied."""
    folder = project(tmp_path / "work")
    assert wbgen(folder, "apply").code == 0
    return folder


def both_titled(folder: Path) -> str:
    """Code and a person give a panel a title each; its address."""
    edit(folder, title_panel("Ana's loss"))
    rewrite(folder, ("title: Total loss", "title: Sum of losses"))
    (conflict,) = changes(folder)["workspace/default"]["conflicts"]
    address: str = conflict["address"]
    return address


def title_held(folder: Path) -> str:
    """The title that the server has of that panel."""
    (view,) = held(folder)
    title: str = sections(json.loads(view["spec"]))[0]["panels"][1]["config"]["chartTitle"]
    return title


def test_an_edit_alone_is_shown_apart_and_stays(folder: Path) -> None:
    edit(folder, open_first)
    done = wbgen(folder, "plan", "--detailed-exitcode")
    assert done.code == 0, "nothing is to be done"
    assert "* workspace default" in done.out
    assert "edited in the app since the last apply by local at" in done.out
    assert ", stays:\n        section" in done.out
    assert done.out.splitlines()[-1].startswith("nothing to do, 1 edited in the app.   checksum ")
    before = held(folder)
    applied = wbgen(folder, "apply")
    assert (applied.code, "drifted    workspace default" in applied.out) == (0, True)
    assert held(folder) == before


def test_only_what_was_edited(folder: Path) -> None:
    rewrite(folder, ("title: Total loss", "title: Sum of losses"))
    quiet = wbgen(folder, "plan", "--drift-only", "--detailed-exitcode")
    assert (quiet.code, "Sum of losses" in quiet.out) == (0, False)
    edit(folder, open_first)
    done = wbgen(folder, "plan", "--drift-only", "--detailed-exitcode")
    assert done.code == 6
    assert ("* workspace default" in done.out, "Sum of losses" in done.out) == (True, False)
    assert "checksum" not in done.out, "it is not the plan that apply would carry out"
    assert wbgen(folder, "plan", "--drift-only").code == 0


def test_what_both_edited_is_edited_too(folder: Path) -> None:
    both_titled(folder)
    assert wbgen(folder, "plan").code == 5
    assert wbgen(folder, "plan", "--drift-only", "--detailed-exitcode").code == 6


def test_edits_that_do_not_overlap_are_merged(folder: Path) -> None:
    edit(folder, open_first)
    rewrite(folder, ("title: End-to-end fidelity", "title: Fidelity"))
    done = wbgen(folder, "plan")
    assert done.code == 0
    to_do, kept = done.out.split("stays:")
    assert '"End-to-end fidelity" -> "Fidelity"' in to_do
    assert "open  true -> false" in kept
    assert wbgen(folder, "apply").code == 0
    (view,) = held(folder)
    first = sections(json.loads(view["spec"]))[0]
    assert (first["isOpen"], first["panels"][2]["config"]["chartTitle"]) == (False, "Fidelity")
    assert list((folder / ".wbgen" / "backups").iterdir()), "what a person made was kept first"


def test_a_conflict_names_the_part_who_when_and_the_cures(folder: Path) -> None:
    address = both_titled(folder)
    short = address.split("/", 2)[2]
    out = wbgen(folder, "plan").out
    assert "! workspace default" in out
    assert "edited in the app since the last apply by local at 20" in out
    assert "! line Sum of losses: changed in code, edited in the app" in out
    assert f"cure: --overwrite {short} or --keep {short}" in out
    assert "cure: wbgen pull takes the edit into the spec, --overwrite workspace/default replaces it" in out
    done = wbgen(folder, "apply")
    assert (done.code, title_held(folder)) == (5, "Ana's loss")


@pytest.mark.parametrize(("option", "title"), [("--overwrite", "Sum of losses"), ("--keep", "Ana's loss")])
def test_a_part_is_overwritten_or_kept(folder: Path, option: str, title: str) -> None:
    address = both_titled(folder)
    short = address.split("/", 2)[2]
    for given in (address, short):
        assert wbgen(folder, "plan", option, given).code == 0
    assert wbgen(folder, "apply", option, short).code == 0
    assert title_held(folder) == title
    assert wbgen(folder, "plan", "--detailed-exitcode").code == 0


def test_settings_of_a_view_are_a_part(folder: Path) -> None:
    address = "main/npt/workspace/default:settings"
    assert wbgen(folder, "plan", "--overwrite", address).code == 0


@pytest.mark.parametrize(
    ("given", "cure"),
    [
        ("workspace/default:setings", "did you mean `main/npt/workspace/default:settings`?"),
        ("workspace/defualt:settings", "did you mean `main/npt/workspace/default`?"),
        ("workspace/default/direct-mpl", "did you mean `main/npt/workspace/default/direct-mlp`?"),
    ],
)
@pytest.mark.parametrize("option", ["--overwrite", "--keep"])
def test_a_wrong_part(folder: Path, option: str, given: str, cure: str) -> None:
    for verb in ("plan", "apply"):
        done = wbgen(folder, verb, option, given)
        assert (done.code, done.out) == (1, "")
        assert cure in done.err


def test_a_part_to_be_overwritten_and_kept(folder: Path) -> None:
    same = "workspace/default/direct-mlp"
    done = wbgen(folder, "plan", "--overwrite", same, "--keep", f"main/npt/{same}")
    assert (done.code, "is to be overwritten and to be kept" in done.err) == (1, True)


def test_a_locked_view_is_left_alone(folder: Path) -> None:
    lock(folder)
    assert wbgen(folder, "plan", "--detailed-exitcode").code == 0
    rewrite(folder, ("title: Total loss", "title: Sum of losses"))
    done = wbgen(folder, "apply")
    assert done.code == 5
    assert "locked in the app" in done.out
    assert "cure: unlock it in the app first" in done.out
    assert title_held(folder) == "Total loss"
