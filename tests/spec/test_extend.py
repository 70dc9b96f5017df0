"""A spec laid over another one."""

from __future__ import annotations

from pathlib import Path

import pytest

from wbgen.compile.tables import generated
from wbgen.spec import models
from wbgen.spec.diagnostics import Diagnostic, SpecError
from wbgen.spec.guide import Guide
from wbgen.spec.read import read_guide

BASE = """\
wbgen: 1
guide: g
title: T
project: p
vars: {layers: [1, 2]}
dimensions: {layer: $layers}
metrics:
  - group: Losses
    every: step
    of:
      loss: {about: The loss}
      acc/<layer>:
workspaces:
  w:
    sections:
      - title: First one
        columns: 2
        panels:
          - {line: loss, id: a, title: Loss}
          - line: acc/<layer>
      - {id: second, title: Second, panels: [{line: loss}]}
reports: {r: {title: R}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "wbgen.yaml").write_text("")
    (tmp_path / "specs").mkdir()
    write(tmp_path, "base.yaml", BASE)
    return tmp_path


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / "specs" / name
    file.write_text(text, encoding="utf-8")
    return file


def extended(folder: Path, text: str) -> Guide:
    return read_guide(write(folder, "own.yaml", f"extends: base.yaml\n{text}"))[0]


def found(file: Path) -> Diagnostic:
    with pytest.raises(SpecError) as caught:
        read_guide(file)
    (only,) = caught.value.diagnostics
    assert only.cure
    return only


def test_nothing_more_is_the_base(folder: Path) -> None:
    base, _ = read_guide(folder / "specs" / "base.yaml")
    own = extended(folder, "")
    assert (own.title, own.workspaces, own.catalogue) == (base.title, base.workspaces, base.catalogue)


def test_a_translation(folder: Path) -> None:
    guide = extended(
        folder,
        """\
guide: g-ko
lang: ko
title: 훈련
metrics: [{group: Losses, of: {loss: {about: 손실}}}]
workspaces:
  w:
    sections:
      - {id: first-one, title: 첫째, panels: [{id: a, title: 손실}]}
""",
    )
    assert (guide.id, guide.lang, guide.title) == ("g-ko", "ko", "훈련")
    loss = guide.catalogue.metrics["loss"].attributes
    assert (loss.about, loss.every) == ("손실", "step")
    first, second = guide.workspaces[0].sections
    assert (first.id, first.title, first.options.columns) == ("first-one", "첫째", 2)
    assert [(panel.id, panel.options.title) for panel in first.panels] == [("a", "손실"), ("line-acc", None)]
    assert second.title == "Second"


def test_what_has_an_id_gets_another_title(folder: Path) -> None:
    """A title that tells a group, and texts of a report, are translated by their ids."""
    blocks = "[{id: head, h1: Title}, {id: all, metrics: [losses]}, toc]"
    text = BASE.replace("group: Losses", "group: Losses\n    id: losses").replace(
        "{title: R}", f"{{blocks: {blocks}}}"
    )
    write(folder, "base.yaml", text)
    guide = extended(
        folder,
        """\
metrics: [{id: losses, group: 손실, of: {loss: {about: 손실 값}}}]
reports: {r: {blocks: [{id: head, h1: 제목}]}}
""",
    )
    assert [(group.id, group.title) for group in guide.catalogue.groups] == [("losses", "손실")]
    assert {metric.group for metric in guide.catalogue.metrics.values()} == {"손실"}
    head, table, toc = guide.reports[0].options.blocks
    assert isinstance(head, models.Heading1)
    assert (head.id, head.h1) == ("head", "제목")
    shown = generated(guide, table)
    assert shown is not None
    assert shown.startswith("**손실**")
    assert "손실 값" in shown
    assert toc.id is None


def test_two_groups_of_one_id(folder: Path) -> None:
    text = BASE.replace("  - group: Losses", "  - {group: A, id: a, of: {x: }}\n  - group: Losses\n    id: a")
    told = found(write(folder, "base.yaml", text))
    assert (told.code, told.span.line) == ("duplicate-id", 10)


def test_null_takes_away_and_others_replace(folder: Path) -> None:
    guide = extended(
        folder,
        """\
vars: {layers: [7]}
reports:
metrics: [{group: Losses, of: {loss: {about: }}}, {group: New, of: {new: }}]
workspaces: {w: {sections: [{id: third, title: Third, panels: [{line: new}]}]}}
""",
    )
    assert guide.reports == ()
    assert list(guide.catalogue.metrics) == ["loss", "acc/7", "new"]
    assert guide.catalogue.metrics["loss"].attributes.about is None
    assert [section.id for section in guide.workspaces[0].sections] == ["first-one", "second", "third"]


def test_raw_keeps_its_nulls(folder: Path) -> None:
    write(folder, "base.yaml", BASE.replace("{title: R}", "{title: R}, q: {raw: {a: 1, b: 2}}"))
    guide = extended(folder, "reports: {q: {raw: {a: null}}}\n")
    assert guide.reports[1].options.raw == {"a": None, "b": 2}


def test_a_chain(folder: Path) -> None:
    write(folder, "middle.yaml", "extends: base.yaml\ntitle: Middle\nproject: q\n")
    guide, _ = read_guide(write(folder, "top.yaml", "extends: middle.yaml\ntitle: Top\n"))
    assert (guide.title, guide.project, guide.id) == ("Top", "q", "g")


def test_a_mistake_in_the_base_is_told_of_the_base(folder: Path) -> None:
    write(folder, "base.yaml", BASE.replace("line: loss, id: a", "line: los, id: a"))
    told = found(write(folder, "own.yaml", "extends: base.yaml\n# one\n"))
    assert (told.code, told.file) == ("unknown-metric", str(folder / "specs" / "base.yaml"))
    assert (told.span.line, told.span.column) == (19, 20)
    assert told.source == "          - {line: los, id: a, title: Loss}"


def test_a_base_that_is_no_yaml(folder: Path) -> None:
    write(folder, "base.yaml", "a: [1\n")
    told = found(write(folder, "own.yaml", "extends: base.yaml\n"))
    assert (told.code, told.file) == ("not-yaml", str(folder / "specs" / "base.yaml"))


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("nowhere.yaml", "missing-file"),
        (".", "missing-file"),
        ("x" * 5000, "missing-file"),
        ("../../etc/passwd", "outside-project"),
        ("/etc/passwd", "outside-project"),
        ("link.yaml", "outside-project"),
        ("loop.yaml", "missing-file"),
        ("own.yaml", "circular-extends"),
        ("other.yaml", "circular-extends"),
        ("5", "missing-file"),
    ],
)
def test_files_that_cannot_be_had(folder: Path, written: str, code: str) -> None:
    (folder / "specs" / "link.yaml").symlink_to("/etc/passwd")
    (folder / "specs" / "loop.yaml").symlink_to("loop.yaml")
    write(folder, "other.yaml", "extends: ./own.yaml\n")
    text = f"extends: '{written}'\n"
    told = found(write(folder, "own.yaml", text))
    assert told.code == code
    assert told.span.line == 1


def test_the_project_is_where_its_settings_are(folder: Path) -> None:
    (folder / "base.yaml").write_text(BASE)
    own = write(folder, "own.yaml", "extends: ../base.yaml\n")
    assert read_guide(own)[0].id == "g"
    (folder / "wbgen.yaml").unlink()
    assert found(own).code == "outside-project"


def test_a_long_chain(folder: Path) -> None:
    for n in range(1, 9):
        write(folder, f"s{n}.yaml", f"extends: {'base' if n == 1 else f's{n - 1}'}.yaml\n")
    assert read_guide(folder / "specs" / "s7.yaml")[0].id == "g"
    told = found(folder / "specs" / "s8.yaml")
    assert (told.code, told.file) == ("bad-extends", str(folder / "specs" / "s1.yaml"))
