"""GPUs: read, found, dealt."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sweeps.acting import work_in
from tests.sweeps.programs import fake
from wbgen.errors import WbgenError
from wbgen.sweeps.gpus import Gpus, are_shared, dealt, found_gpus, read_gpus, visible
from wbgen.sweeps.local import Local

BY_BUS = {"CUDA_DEVICE_ORDER": "PCI_BUS_ID"}


def test_read() -> None:
    assert read_gpus("0, 1,3") == Gpus(["0", "1", "3"])
    assert read_gpus("GPU-8f1c,MIG-2/0/1") == Gpus(["GPU-8f1c", "MIG-2/0/1"])
    assert read_gpus("none") == Gpus([])


@pytest.mark.parametrize("given", ["0,0", "a", "0;1", "-1", "0,,1"])
def test_what_is_no_list_of_gpus(given: str) -> None:
    with pytest.raises(WbgenError) as raised:
        read_gpus(given)
    assert "--gpus none" in str(raised.value.cure)


def test_found_are_those_this_process_sees_else_all_that_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert found_gpus({}) is None
    fake(tmp_path, "nvidia-smi", "print('0\\n1')", monkeypatch)
    assert found_gpus({}) == Gpus(["0", "1"])
    assert found_gpus({"CUDA_VISIBLE_DEVICES": "1"}) == Gpus(["1"], by_bus=False)
    assert found_gpus({"CUDA_VISIBLE_DEVICES": "2, 0,-1,1"}) == Gpus(["2", "0"], by_bus=False)
    assert found_gpus({"CUDA_VISIBLE_DEVICES": ""}) is None
    fake(tmp_path, "nvidia-smi", "print('no devices were found'); sys.exit(6)", monkeypatch)
    assert found_gpus({}) is None


def test_dealt_each_its_own_and_shared_where_there_are_too_few() -> None:
    assert dealt(["0", "1", "2", "3"], 2, each=2) == [["0", "1"], ["2", "3"]]
    assert dealt(["0", "1"], 3) == [["0"], ["1"], ["0"]]
    assert dealt([], 2) == [[], []]
    assert are_shared(["0", "1"], 3)
    assert not are_shared(["0", "1"], 2)
    assert not are_shared([], 4)
    with pytest.raises(WbgenError, match="3 GPUs, and there are 2"):
        dealt(["0", "1"], 1, each=3)


def test_numbers_of_nvidia_smi_are_shown_in_its_order() -> None:
    assert visible(["1", "3"], by_bus=True, environ={}) == {**BY_BUS, "CUDA_VISIBLE_DEVICES": "1,3"}
    assert visible([], by_bus=True, environ={}) == {"CUDA_VISIBLE_DEVICES": ""}
    assert visible(["GPU-8f1c"], by_bus=True, environ={}) == {"CUDA_VISIBLE_DEVICES": "GPU-8f1c"}
    chosen = {"CUDA_DEVICE_ORDER": "FASTEST_FIRST"}
    assert visible(["1"], by_bus=True, environ=chosen) == {"CUDA_VISIBLE_DEVICES": "1"}


def test_inherited_numbers_mean_what_they_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of GPUs of several kinds CUDA numbers the fastest first, unless it is told otherwise."""
    monkeypatch.delenv("CUDA_DEVICE_ORDER", raising=False)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "3,1")
    work = work_in(Path(), agents=2)
    shown = Local(gpus=found_gpus()).preview(work)
    assert "CUDA_DEVICE_ORDER" not in shown
    assert [line.split("DEVICES=")[1][0] for line in shown.splitlines()] == ["3", "1"]
    assert Local(gpus=read_gpus("3,1")).preview(work).count("CUDA_DEVICE_ORDER=PCI_BUS_ID ") == 2
