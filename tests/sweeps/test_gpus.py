"""GPUs: read, found, dealt."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sweeps.programs import fake
from wbgen.errors import WbgenError
from wbgen.sweeps.gpus import are_shared, dealt, found_gpus, read_gpus, visible


def test_read() -> None:
    assert read_gpus("0, 1,3") == ["0", "1", "3"]
    assert read_gpus("GPU-8f1c,MIG-2/0/1") == ["GPU-8f1c", "MIG-2/0/1"]
    assert read_gpus("none") == []


@pytest.mark.parametrize("given", ["0,0", "a", "0;1", "-1", "0,,1"])
def test_what_is_no_list_of_gpus(given: str) -> None:
    with pytest.raises(WbgenError) as raised:
        read_gpus(given)
    assert "--gpus none" in str(raised.value.cure)


def test_found_are_those_this_process_sees_else_all_that_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert found_gpus({}) == []
    fake(tmp_path, "nvidia-smi", "print('0\\n1')", monkeypatch)
    assert found_gpus({}) == ["0", "1"]
    assert found_gpus({"CUDA_VISIBLE_DEVICES": "1"}) == ["1"]
    assert found_gpus({"CUDA_VISIBLE_DEVICES": ""}) == []
    fake(tmp_path, "nvidia-smi", "print('no devices were found'); sys.exit(6)", monkeypatch)
    assert found_gpus({}) == []


def test_dealt_each_its_own_and_shared_where_there_are_too_few() -> None:
    assert dealt(["0", "1", "2", "3"], 2, each=2) == [["0", "1"], ["2", "3"]]
    assert dealt(["0", "1"], 3) == [["0"], ["1"], ["0"]]
    assert dealt([], 2) == [[], []]
    assert are_shared(["0", "1"], 3)
    assert not are_shared(["0", "1"], 2)
    assert not are_shared([], 4)
    with pytest.raises(WbgenError, match="3 GPUs, and there are 2"):
        dealt(["0", "1"], 1, each=3)


def test_shown_in_the_order_of_nvidia_smi() -> None:
    assert visible(["1", "3"]) == {"CUDA_DEVICE_ORDER": "PCI_BUS_ID", "CUDA_VISIBLE_DEVICES": "1,3"}
    assert visible([])["CUDA_VISIBLE_DEVICES"] == ""
