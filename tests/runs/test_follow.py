"""Following a file: what was appended, and nothing twice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.runs.wandb_files import end, framed, row, run_record
from wbgen.runs.wandb_file import follow

LOG = framed(
    [run_record(lr=1).SerializeToString()]
    + [row(step, {"x": step, "y": "t" * (step % 5) * 400}).SerializeToString() for step in range(200)]
    + [end().SerializeToString()]
)


@settings(max_examples=30, deadline=None)
@given(cuts=st.lists(st.integers(7, len(LOG)), max_size=12))
def test_a_file_that_grows_is_read_to_its_end(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int]
) -> None:
    path = tmp_path_factory.getbasetemp() / "growing.wandb"
    path.write_bytes(LOG[:7])
    with follow(path) as data:
        for cut in [*sorted(cuts), len(LOG)]:
            grown = cut > path.stat().st_size
            path.write_bytes(LOG[:cut])
            before = data.rows
            anything = data.refresh()
            assert anything or data.rows == before
            assert grown or not anything
            rows = data.history(["x"])["x"].to_list() if data.rows else []
            assert rows == [float(step) for step in range(data.rows)]
            assert data.run.losses == ()
        assert data.rows == 200
        assert data.run.state == "finished"
        assert data.keys()["y"].rows == 200
        assert not data.refresh()


def test_only_what_was_appended_is_read(tmp_path: Path) -> None:
    path = tmp_path / "run-r.wandb"
    path.write_bytes(LOG[:100_000])
    with follow(path) as data:
        seen = data.rows
        before = os.lseek(data._file.fileno(), 0, os.SEEK_CUR)  # type: ignore[attr-defined]
        assert before >= 100_000 - 32768
        reads: list[int] = []
        inner = data._file.readinto  # type: ignore[attr-defined]

        class Counting:
            def __getattr__(self, name: str) -> object:
                return getattr(file, name)

            def readinto(self, view: memoryview) -> int:
                reads.append(inner(view))
                return reads[-1]

        file = data._file  # type: ignore[attr-defined]
        data._reader._log._file = Counting()  # type: ignore[attr-defined]
        path.write_bytes(LOG[:101_000])
        data.refresh()
        assert data.rows >= seen
        assert sum(reads) <= 32768 + 1000


def test_damage_ends_the_following(tmp_path: Path) -> None:
    path = tmp_path / "run-r.wandb"
    spoilt = bytearray(LOG[:60_000])
    spoilt[40_000] ^= 1
    path.write_bytes(spoilt)
    with follow(path) as data:
        rows = data.rows
        assert 0 < rows < 200
        path.write_bytes(spoilt + LOG[60_000:])
        assert not data.refresh()
        assert data.rows == rows
        assert len(data.run.losses) == 1
