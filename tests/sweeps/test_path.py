"""Which sweep a word means."""

from __future__ import annotations

import pytest

from wbgen.errors import WbgenError
from wbgen.sweeps.path import SweepPath, is_path, read_path


@pytest.mark.parametrize(
    "given",
    [
        "e/p/x1",
        "e/p/sweeps/x1",
        "https://wandb.ai/e/p/sweeps/x1",
        "http://127.0.0.1:8086/e/p/sweeps/x1?workspace=user-a",
    ],
)
def test_a_whole_path_and_a_url(given: str) -> None:
    assert read_path(given, "other") == SweepPath("e", "p", "x1")


def test_the_entity_may_be_left_out() -> None:
    assert str(read_path("p/x1", "local")) == "local/p/x1"


@pytest.mark.parametrize(
    "given",
    [
        "",
        "x1",
        "a/b/c/d",
        "e/p/..",
        "e/p/x 1",
        "p/",
        "https://wandb.ai/e/p/runs/x1",
        "e\n/p/x",
        "specs/a.yaml",
        "https://[",
    ],
)
def test_what_means_none_is_refused_with_a_cure(given: str) -> None:
    with pytest.raises(WbgenError) as raised:
        read_path(given, "local")
    assert "project/id" in str(raised.value.cure)
    assert not is_path(given)
