"""Exports: config, summary and history as files."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import pytest

from tests.corpus import files
from wbgen.errors import WbgenError
from wbgen.runs import Key, Kind
from wbgen.runs.exports import exported_runs

CSV = """,note,loss,_step,flag,mixed,table,_wandb
0,hello,2.5,1,True,1,"{'_type': 'table-file', 'path': None}",{}
1,,,0,False,2,,{}
2,"a, b",NaN,2,,x,,{}
"""


@pytest.mark.parametrize("path", [one for part in ("*.json", "*.csv") for one in files("dakota", part)])
def test_a_real_export_is_read_from_any_of_its_files(path: Path) -> None:
    (data,) = exported_runs(path)
    run = data.run
    assert (run.id, run.name) == ("7nikv4vp", "dakota")
    assert run.runtime == 5536.53002511
    assert run.config["ckpt"] == {
        "keep": 3,
        "interval": 100,
        "resume_step": None,
        "skip_progress": False,
        "skip_scheduler": False,
        "skip_dataloader": False,
    }
    assert run.summary["entropy/max"] == 6.856410980224609
    assert "_wandb" not in run.summary
    assert {key.kind for key in data.keys().values()} == {Kind.NUMBER}
    frame = data.history(["entropy/max"])
    with (path.parent / "dakota_7nikv4vp_history.csv").open() as file:
        rows = sorted(csv.DictReader(file), key=lambda row: int(row["_step"]))
    assert frame["_step"].to_list() == [int(row["_step"]) for row in rows]
    assert frame["entropy/max"].to_list() == [float(row["entropy/max"]) for row in rows]
    assert [other.run.id for other in exported_runs(path.parent)] == ["7nikv4vp"]


def test_cells_are_numbers_texts_or_objects(tmp_path: Path) -> None:
    (tmp_path / "a_run_id1_history.csv").write_text(CSV)
    (tmp_path / "a_run_id1_config.json").write_text('{"lr": {"desc": null, "value": 1}}')
    (data,) = exported_runs(tmp_path)
    assert (data.run.id, data.run.name, data.run.config) == ("id1", "a_run", {"lr": 1})
    assert data.keys() == {
        "note": Key(Kind.TEXT, 2),
        "loss": Key(Kind.NUMBER, 2),
        "flag": Key(Kind.NUMBER, 2),
        "mixed": Key(Kind.NUMBER, 2, 1),
        "table": Key(Kind.TABLE, 1),
    }
    frame = data.history(["note", "loss", "flag", "mixed"])
    assert frame["_step"].to_list() == [0, 1, 2]
    assert frame["note"].to_list() == [None, "hello", "a, b"]
    assert frame["loss"][:2].to_list() == [None, 2.5]
    assert math.isnan(frame["loss"][2])
    assert frame["flag"].to_list() == [0.0, 1.0, None]
    assert json.loads(data.history(["table"])["table"][0]) == {"_type": "table-file", "path": None}


def test_one_file_of_a_run_is_enough(tmp_path: Path) -> None:
    (tmp_path / "x_1_summary.json").write_text('{"loss": NaN}')
    (data,) = exported_runs(tmp_path / "x_1_summary.json")
    assert data.run.summary == {"loss": "NaN"}
    assert data.keys() == {}
    assert data.history(["loss"]).is_empty()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a_1_config.json", "{", "cannot be read as JSON"),
        ("a_1_summary.json", "[1]", "holds no JSON object"),
        ("a_1_history.csv", "a,b\n1,2,3,4\n", "cannot be read as CSV"),
        ("notes.txt", "", "holds no exported run"),
    ],
)
def test_what_is_no_export_is_refused(tmp_path: Path, name: str, content: str, told: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(WbgenError, match=told):
        exported_runs(tmp_path)


def test_an_empty_history_is_one_without_rows(tmp_path: Path) -> None:
    (tmp_path / "a_1_history.csv").touch()
    (data,) = exported_runs(tmp_path)
    assert data.keys() == {}


def test_a_cell_is_never_run(tmp_path: Path) -> None:
    cell = "{'a': __import__('os').system('touch " + str(tmp_path / "ran") + "')}"
    (tmp_path / "a_1_history.csv").write_text(f'x\n"{cell}"\n')
    (data,) = exported_runs(tmp_path)
    assert data.history(["x"])["x"][0] == cell
    assert not (tmp_path / "ran").exists()
