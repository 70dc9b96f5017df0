"""`.wandb` files: what is in them is read, whatever the form, and damage costs what is behind it."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wandb.proto import wandb_internal_pb2 as pb

from tests.corpus import files
from tests.runs.wandb_files import IDENT, end, framed, row, run_record, summary, write, write_run
from wbgen.errors import WbgenError
from wbgen.runs import Key, Kind
from wbgen.runs.wandb_file import open_wandb
from wbgen.runs.wandb_file.messages import MESSAGES

NAMES = {
    "Timestamp": "google.protobuf.Timestamp",
    "Item": "HistoryItem",
    "Step": "HistoryStep",
    "History": "HistoryRecord",
    "Updates": "SummaryRecord",
    "Stats": "StatsRecord",
    "Metric": "MetricRecord",
    "Run": "RunRecord",
    "Exit": "RunExitRecord",
    "Environment": "EnvironmentRecord",
    "Record": "Record",
}


@pytest.mark.parametrize("name", MESSAGES)
def test_fields_have_the_numbers_of_the_installed_client(name: str) -> None:
    whole = "." in NAMES[name]
    theirs = pb.Record.DESCRIPTOR.file.pool.FindMessageTypeByName(
        NAMES[name] if whole else f"wandb_internal.{NAMES[name]}"
    )
    for field, (number, type) in MESSAGES[name].items():
        found = theirs.fields_by_name[field]
        assert found.number == number
        assert bool(found.is_repeated) == isinstance(type, list)


def test_the_items_of_all_records_have_the_same_fields() -> None:
    for message in (pb.SummaryItem, pb.ConfigItem):
        numbers = {field.name: field.number for field in message.DESCRIPTOR.fields}
        assert numbers.items() <= {name: number for name, (number, _) in MESSAGES["Item"].items()}.items()
    assert {f.name: f.number for f in pb.StatsItem.DESCRIPTOR.fields}["value_json"] == 16


@pytest.mark.parametrize("nested", [True, False], ids=["nested_key", "key"])
def test_a_run_of_every_kind_of_value(tmp_path: Path, nested: bool) -> None:
    rows: list[dict[str, Any]] = [
        {
            "loss": step * 0.1,
            "big": 2**60,
            "flag": step % 2 == 0,
            "a b/c": -step,
            'q"<b>': step,
            "d": {"x": step, "y": {"z": "t"}},
            "nan": math.nan,
            "named": "NaN",
            "inf": -math.inf,
            "text": "é\n",
            "list": [1, None],
            "mixed": step if step < 3 else "later",
            "none": None,
            "h": {"_type": "histogram", "values": [1, 2], "bins": [0.0, 0.5, 1.0]},
        }
        for step in range(4)
    ]
    data = open_wandb(write_run(tmp_path / "run-r1.wandb", rows, nested=nested))
    keys = data.keys()
    assert keys["mixed"] == Key(Kind.NUMBER, 3, 1)
    assert keys["h"] == Key(Kind.HISTOGRAM, 4)
    assert keys["list"] == Key(Kind.OTHER, 4)
    assert keys["d.y.z"] == Key(Kind.TEXT, 4)
    assert "none" not in keys
    assert "_step" not in keys
    assert "d" not in keys
    frame = data.history([*keys, "never"])
    assert frame.columns[:3] == ["_step", "_runtime", "_timestamp"]
    assert frame["_step"].to_list() == [0, 1, 2, 3]
    assert frame["loss"].to_list() == [0.0, 0.1, 0.2, 0.1 * 3]
    assert frame["big"].to_list() == [float(2**60)] * 4
    assert frame["flag"].to_list() == [1.0, 0.0, 1.0, 0.0]
    assert frame["a b/c"].to_list() == [0.0, -1.0, -2.0, -3.0]
    assert frame['q"<b>'].to_list() == frame["d.x"].to_list() == [0.0, 1.0, 2.0, 3.0]
    assert frame["nan"].is_nan().all()
    assert frame["named"].is_nan().all()
    assert frame["inf"].to_list() == [-math.inf] * 4
    assert frame["text"].to_list() == ["é\n"] * 4
    assert frame["mixed"].to_list() == [0.0, 1.0, 2.0, None]
    assert json.loads(frame["h"][0]) == rows[0]["h"]
    assert json.loads(frame["list"][0]) == [1, None]


def test_what_a_run_says_of_itself(tmp_path: Path) -> None:
    metric = pb.Record(metric=pb.MetricRecord(glob_name="val/*", step_metric="epoch"))
    late = pb.Record()
    late.config.update.add(nested_key=["model", "depth"], value_json="3")
    removed = pb.Record()
    removed.summary.remove.add(nested_key=["gone"])
    stats = pb.Record()
    stats.stats.timestamp.seconds = 1_700_000_005
    stats.stats.item.add(key="gpu.0.temp", value_json="71.5")
    begin = run_record(lr=0.1, model={"width": 2}, _wandb={"t": 1})
    begin.run.tags.extend(["a", "b"])
    begin.run.sweep_id, begin.run.host, begin.run.run_group = "s", "h", "g"
    records = [begin, metric, late, stats, row(0, {"loss": 1.0})]
    records += [summary({"loss": 1, "gone": 2, "d": {"x": 1}, "_wandb": {"runtime": 3}}), removed]
    records += [summary({"d": {"y": 2}, "loss": 0.5}), end(1)]
    run = open_wandb(write(tmp_path / "run-r1.wandb", records)).run
    assert (run.id, run.project, run.label, run.state) == ("r1", "p", "name of r1", "failed")
    assert (run.tags, run.sweep, run.host, run.group) == (("a", "b"), "s", "h", "g")
    assert run.created_at == "2023-11-14T22:13:20Z"
    assert run.runtime == 7
    assert run.config == {"lr": 0.1, "model": {"width": 2, "depth": 3}}
    assert run.summary == {"loss": 0.5, "d": {"x": 1, "y": 2}}
    assert run.step_metrics == {"val/*": "epoch"}
    assert run.losses == ()
    machine = open_wandb(tmp_path / "run-r1.wandb")
    assert list(machine.system_keys()) == ["gpu.0.temp"]
    assert machine.system(["gpu.0.temp", "no"]).row(0) == (5.0, 1_700_000_005.0, 71.5)


def test_a_client_that_never_wrote_a_summary_leaves_its_last_values(tmp_path: Path) -> None:
    rows = [{"loss": 2.0, "d": {"x": 1}}, {"loss": 1.5}]
    run = open_wandb(write_run(tmp_path / "a.wandb", rows, nested=False)).run
    assert run.summary["loss"] == 1.5
    assert run.summary["d"] == {"x": 1}


def test_without_an_end_a_run_runs_until_its_file_is_silent(tmp_path: Path) -> None:
    path = write(tmp_path / "run-r1.wandb", [run_record(), row(0, {"a": 1})])
    torn = path.read_bytes() + framed([b"x" * 100])[7:50]
    path.write_bytes(torn)
    assert open_wandb(path).run.state == "running"
    assert open_wandb(path).run.losses == ()
    os.utime(path, (time.time() - 400,) * 2)
    run = open_wandb(path).run
    assert run.state == "crashed"
    assert run.losses == (
        f"from byte {len(torn) - 43} on, a record is cut off: the last 43 of {len(torn)} bytes are not used, "
        "and what the run logged there is missing",
    )


def test_values_of_types_are_read_as_those_of_json(tmp_path: Path) -> None:
    typed = row(1, {"a": 1})
    for value in ({"number": 2.5}, {"integer": -3}, {"boolean": False}, {"text": "t"}, {"json": "[1]"}):
        typed.history.item.add(nested_key=[next(iter(value))], **value)
    typed.history.item.add(nested_key=["odd"], number=math.inf)
    data = open_wandb(write(tmp_path / "a.wandb", [run_record(), row(0, {"number": 1}), typed, end()]))
    (_, found) = data.history(list(data.keys())).rows(named=True)
    assert (found["a"], found["number"], found["integer"], found["boolean"]) == (1.0, 2.5, -3.0, 0.0)
    assert (found["text"], found["json"], found["odd"]) == ("t", "[1]", math.inf)
    assert data.run.losses == ()


def test_rows_out_of_order_are_put_in_order_of_their_steps(tmp_path: Path) -> None:
    records = [run_record(), row(5, {"a": 1}), row(2, {"a": 2}), row(5, {"a": 3}), end()]
    frame = open_wandb(write(tmp_path / "a.wandb", records)).history(["a"])
    assert frame["_step"].to_list() == [2, 5, 5]
    assert frame["a"].to_list() == [2.0, 1.0, 3.0]


def test_three_names_of_many_cost_no_others(tmp_path: Path) -> None:
    rows = [{f"m{number}": number + step for number in range(300)} for step in range(50)]
    data = open_wandb(write_run(tmp_path / "a.wandb", rows))
    frame = data.history(["m7", "m299", "m0"])
    assert frame["m299"].to_list() == [299.0 + step for step in range(50)]
    reader, history = data._read  # type: ignore[attr-defined]
    assert history._made.keys() == {"m0", "m7", "m299", "_step", "_runtime", "_timestamp"}
    assert not any(column.values for column in reader.columns.of.values())
    assert len(data.keys()) == 300
    assert data.history([f"m{number}" for number in range(300)]).width == 303


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=200)
    | st.just("NaN"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
names = st.sampled_from(["a", "b.c", "b", "long" * 60, "*", "^a$", "ü"])


@settings(max_examples=80, deadline=None)
@given(rows=st.lists(st.dictionaries(names, json_values, max_size=5), max_size=8), nested=st.booleans())
def test_every_number_that_was_logged_is_there(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]], nested: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "property" / "run-r1.wandb"
    data = open_wandb(write_run(path, rows, nested=nested))
    keys = data.keys()
    frame = {found["_step"]: found for found in data.history(list(keys)).rows(named=True)}
    for step, values in enumerate(rows):
        for name, value in values.items():
            column = frame.get(step, {}).get(name)
            if isinstance(value, bool | int | float) and keys[name].kind == Kind.NUMBER:
                assert column == float(value) or (math.isnan(column) and math.isnan(value))
    for name, key in keys.items():
        assert data.history([name]).height == data.history([name])[name].count()
        assert key.rows >= 1
    assert data.run.losses == ()


SOUND = framed(
    [run_record(a=1).SerializeToString()]
    + [row(step, {"x": step, "y": "t" * (step % 7) * 300}).SerializeToString() for step in range(300)]
    + [end().SerializeToString()]
)


def rows_of(path: Path) -> tuple[list[float], tuple[str, ...]]:
    data = open_wandb(path)
    frame = data.history(["x"])
    return frame["x"].to_list() if "x" in frame.columns else [], data.run.losses


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(7, len(SOUND)))
def test_a_file_that_is_cut_gives_the_rows_before(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    path = tmp_path_factory.getbasetemp() / "cut.wandb"
    path.write_bytes(SOUND[:cut])
    os.utime(path, (0, 0))
    rows, losses = rows_of(path)
    assert rows == [float(step) for step in range(len(rows))]
    assert bool(losses) or cut in ends_of_records(SOUND)


@settings(max_examples=60, deadline=None)
@given(at=st.integers(7, len(SOUND) - 1), bit=st.integers(0, 7), zeros=st.integers(0, 50_000))
def test_a_file_with_a_changed_bit_gives_the_rows_before(
    tmp_path_factory: pytest.TempPathFactory, at: int, bit: int, zeros: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "flipped.wandb"
    spoilt = bytearray(SOUND)
    spoilt[at] ^= 1 << bit
    path.write_bytes(spoilt + bytes(zeros))
    os.utime(path, (0, 0))
    rows, losses = rows_of(path)
    assert rows == [float(step) for step in range(len(rows))]
    assert losses
    assert len(rows) >= sum(end <= at for end in ends_of_records(SOUND)) - 2


@settings(max_examples=60, deadline=None)
@given(
    contents=st.lists(st.binary(max_size=60) | st.just(b"\x08\x01"), max_size=6), tail=st.binary(max_size=200)
)
def test_garbage_is_never_an_exception(
    tmp_path_factory: pytest.TempPathFactory, contents: list[bytes], tail: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "garbage.wandb"
    path.write_bytes(framed(contents) + tail)
    data = open_wandb(path)
    assert data.history(list(data.keys())).width == 3 + len(data.keys())
    assert data.system([]).width == 2
    assert isinstance(data.run.losses, tuple)


def ends_of_records(log: bytes) -> set[int]:
    """Where a whole record ends, by the headers; with the padding behind it."""
    found, at = {7}, 7
    while at < len(log):
        if 32768 - at % 32768 < 7:
            at += 32768 - at % 32768
            continue
        length, kind = int.from_bytes(log[at + 4 : at + 6], "little"), log[at + 6]
        at += 7 + length
        if kind in (1, 4):
            found.add(at)
            found.update(at + pad for pad in range(7) if at // 32768 != (at + 6) // 32768)
    return found


@pytest.mark.parametrize("path", files("runs", "*.wandb"))
def test_the_real_torn_file_of_an_old_client(path: Path) -> None:
    data = open_wandb(path)
    run = data.run
    assert (run.id, run.project, run.host, run.state) == (
        "5pppfjv9",
        "Lion and Adam",
        "mark.inf.ethz.ch",
        "crashed",
    )
    assert run.config["optimizer"] == {"method": "signum", "bs": 4, "lr": 3e-06}
    assert data.keys() == {
        name: Key(Kind.NUMBER, 3987) for name in ("grad_norm_square", "lr", "train_loss_local")
    }
    frame = data.history(["train_loss_local", "lr"])
    assert frame["_step"].to_list() == list(range(3987))
    assert frame["train_loss_local"][:2].to_list() == [0.9412435293197632, 0.5725900530815125]
    assert frame["_runtime"][0] == 11.740579843521118
    assert run.summary["train_loss_local"] == frame["train_loss_local"][-1]
    assert run.losses == (
        "from byte 1,310,275 on, a record goes on behind the end: the last 445 of 1,310,720 bytes are not "
        "used, and what the run logged there is missing",
    )
    assert data.system(["cpu"])["cpu"].to_list()[:2] == [3.07, 3.57]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"just text", "is no .wandb file: it begins with b'just te'"),
        (IDENT[:4] + b"\0\0\0", "is no .wandb file"),
    ],
    ids=["empty", "text", "another version"],
)
def test_what_is_no_wandb_file_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "run-a.wandb").write_bytes(content)
    with pytest.raises(WbgenError, match=told) as caught:
        open_wandb(tmp_path / "run-a.wandb")
    assert caught.value.cure


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "no.wandb"):
        with pytest.raises(WbgenError):
            open_wandb(path)


def test_a_file_of_nothing_but_its_first_bytes_is_an_empty_run(tmp_path: Path) -> None:
    (tmp_path / "run-abc.wandb").write_bytes(IDENT)
    data = open_wandb(tmp_path / "run-abc.wandb")
    assert data.run.id == "abc"
    assert data.keys() == {}
    assert data.history([]).schema == {"_step": pl.Int64, "_runtime": pl.Float64, "_timestamp": pl.Float64}


def test_a_record_that_is_too_long_ends_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wbgen.runs.wandb_file.framing.MOST_RECORD", 200_000)
    long = row(1, {"x": "t" * 300_000})
    path = write(tmp_path / "a.wandb", [run_record(), row(0, {"x": "s"}), long, row(2, {"x": "u"}), end()])
    data = open_wandb(path)
    assert data.history(["x"])["x"].to_list() == ["s"]
    assert "a record is longer than" in data.run.losses[0]


def test_too_many_names_and_rows_are_left_out_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wbgen.runs.wandb_file.paths.MOST_PATHS", 8)
    monkeypatch.setattr("wbgen.runs.wandb_file.reader.MOST_ROWS", 2)
    rows = [{f"m{number}": number for number in range(10)} | {"long" * 3000: 1}] * 4
    data = open_wandb(write_run(tmp_path / "a.wandb", rows, nested=False))
    # The axes are never left out: the first five others have room.
    assert list(data.keys()) == ["m0", "m1", "m2", "m3", "m4"]
    assert data.history(list(data.keys()))["_step"].to_list() == [0, 1]
    told = [loss.partition(": ")[0] for loss in data.run.losses]
    assert told == ["2 rows were left out", "6 names were left out"]


def test_files_are_those_of_the_run_alone(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run" / "run-a.wandb", [{"a": 1}])
    inside = path.parent / "files" / "media"
    inside.mkdir(parents=True)
    (inside / "a.png").write_bytes(b"png")
    (tmp_path / "secret").write_text("no")
    (inside / "link").symlink_to(tmp_path / "secret")
    os.mkfifo(inside / "pipe")
    data = open_wandb(path)
    assert data.file("media/a.png") == b"png"
    outside = (
        "../../secret",
        str(tmp_path / "secret"),
        "media/link",
        "media",
        "media/pipe",
        "no",
        "",
        "a\0b",
    )
    assert [data.file(name) for name in outside] == [None] * len(outside)


def test_neither_numpy_nor_polars_loads_before_a_file_is_opened(tmp_path: Path) -> None:
    script = (
        "import sys, wbgen.runs.wandb_file, wbgen.runs.offline, wbgen.runs.exports, wbgen.runs.cache;"
        "print(sorted({'numpy', 'polars', 'google.protobuf'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
