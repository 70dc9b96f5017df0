"""What may be asked of SLURM for the agents of a sweep."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_sweep import SPEC, sweeps
from tests.e2e.command import wbgen
from tests.live import served
from wbgen.errors import WbgenError
from wbgen.sweeps.slurm_script import Order


@pytest.mark.parametrize(
    "wrong",
    [
        {"partition": "gpu\n#SBATCH --uid=0"},
        {"account": ""},
        {"time": "1 hour"},
        {"gpus": "2 --wrap"},
        {"time": "99x"},
        {"time": "tomorrow"},
        {"time": "1:2:3:4"},
        {"time": "1-"},
        {"options": ("--mem 8G",)},
        {"options": ("--array=0-99",)},
        {"options": ("--mem=8G", "--arr=1")},
        {"options": ("-a1-5",)},
        {"options": ("--mem=8G\nrm -rf ~",)},
        {"setup": ("a\nb",)},
    ],
)
def test_an_order_holds_no_second_line_and_no_second_word(wrong: dict[str, Any]) -> None:
    with pytest.raises(WbgenError) as raised:
        Order(**wrong)
    assert raised.value.cure


@pytest.mark.parametrize(
    "time", ["90", "90:30", "4:00:00", "1-12", "1-12:30", "1-12:30:00", "UNLIMITED", "unlimited"]
)
def test_limits_of_time_that_sbatch_takes(time: str) -> None:
    assert Order(time=time, options=("--account=lab", "--acctg-freq=30")).time == time


def test_nothing_is_made_where_slurm_would_refuse_the_order(tmp_path: Path) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "g.yaml").write_text(SPEC, encoding="utf-8")
    with served(tmp_path / ".wbgen") as server:
        for option, cure in (("--time=99x", "4:00:00"), ("--sbatch=--array=0-99", "--agents says")):
            refused = wbgen(tmp_path, "sweep", "seeds", "--on", "slurm", option)
            assert (refused.code, cure in refused.err) == (1, True)
        assert sweeps(server.url) == []
