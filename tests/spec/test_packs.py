"""What packs bring, and what the guide's own things do to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.spec.bad import HEAD
from wbgen.spec.diagnostics import SpecError
from wbgen.spec.packs import FOLDERS
from wbgen.spec.read import parse_guide, read_guide

SHOWN = "workspaces: {w: {sections: [{use: system/gpu}, {use: system/machine, title: Box, open: true}]}}\n"


@pytest.mark.parametrize("name", ["system", "[system]", "packs/system.yaml"])
def test_the_system_pack(name: str) -> None:
    guide, told = parse_guide(f"{HEAD}use: {name}\n{SHOWN}".encode())
    assert told == ()
    assert guide.catalogue.metrics["system.cpu"].logged_by == "wandb"
    gpu, machine = guide.workspaces[0].sections
    assert gpu.panels[0].regex == r"^(?:system[./]gpu\.[0-9]+\.gpu)$"
    assert gpu.panels[0].metrics == ("system.gpu.0.gpu",)
    assert (machine.id, machine.title, machine.options.open) == ("machine", "Box", True)
    assert len(guide.troubleshooting) == 1


def test_the_guides_own_comes_first() -> None:
    own = "dimensions: {gpu: [0, 1]}\nmetrics: [{group: A, of: {loss: }}]\ntroubleshooting: [{symptom: S}]\n"
    guide, _ = parse_guide(f"{HEAD}{own}use: system\n{SHOWN}".encode())
    panel = guide.workspaces[0].sections[0].panels[0]
    assert (panel.metrics, panel.regex) == (("system.gpu.0.gpu", "system.gpu.1.gpu"), None)
    assert guide.catalogue.groups[0].title == "A"
    assert guide.troubleshooting[0].symptom == "S"


def test_a_pack_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "packs").mkdir()
    pack = (
        "pack: ours\nvars: {n: [1, 2]}\ndimensions: {head: $n}\nhealth: {high: {when: loss > 9}}\nmore: 1\n"
    )
    (tmp_path / "packs" / "ours.yaml").write_text(pack)
    (tmp_path / "packs" / "theirs.yaml").write_text("dimensions: {head: [5]}\n")
    file = tmp_path / "own.yaml"
    metrics = "metrics: [{group: A, of: {loss: , 'cost/$$<head>': }}]\n"
    file.write_text(f"{HEAD}{metrics}use: [ours, packs/theirs.yaml]\n")
    with pytest.raises(SpecError) as caught:
        read_guide(file)
    told = [(d.code, Path(d.file).name, d.span.line) for d in caught.value.diagnostics]
    assert told == [("unknown-key", "ours.yaml", 5), ("duplicate-key", "theirs.yaml", 1)]
    (tmp_path / "packs" / "ours.yaml").write_text(pack.replace("more: 1\n", ""))
    file.write_text(f"{HEAD}{metrics}use: ours\n")
    guide, _ = read_guide(file)
    assert [*guide.catalogue.metrics] == ["loss", "cost/$1", "cost/$2"]
    assert guide.health["high"].when is not None


def test_a_mistake_in_a_pack_is_told_of_the_pack(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text("health:\n  a: {when: nothing > 1}\n")
    file = tmp_path / "own.yaml"
    file.write_text(f"{HEAD}use: ours.yaml\n")
    with pytest.raises(SpecError) as caught:
        read_guide(file)
    (told,) = caught.value.diagnostics
    assert (told.code, told.file, told.span.line, told.span.column) == (
        "unknown-metric",
        str(tmp_path / "ours.yaml"),
        2,
        13,
    )


def test_the_wheel_brings_the_packs() -> None:
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text()
    assert '"specs/packs" = "wbgen/_packs"' in text
    assert FOLDERS[0].name == "_packs"
