"""The spellings of keys, against those of the official library and client."""

from __future__ import annotations

import pytest
from hypothesis import given
from wandb.apis.public import QueryGenerator
from wandb_workspaces import expr
from wandb_workspaces.reports.v2 import interface as official

from tests.spec.expressions.strategies import TEXT_KEYS
from wbgen.spec.expressions import Key
from wbgen.spec.expressions.words import RUN_ATTRIBUTES
from wbgen.views.filters import keys

#: The official library's words for the attributes of runs.
OFFICIAL_WORDS = {
    "state": "State",
    "name": "Name",
    "id": "ID",
    "tags": "Tags",
    "created": "CreatedTimestamp",
    "user": "User",
    "group": "Group",
    "job_type": "JobType",
    "sweep": "Sweep",
    "runtime": "Runtime",
    "host": "Hostname",
}


def test_every_attribute_has_its_official_name() -> None:
    assert OFFICIAL_WORDS.keys() == RUN_ATTRIBUTES.keys() == keys.RUN_NAMES.keys()
    for word, wire in keys.RUN_NAMES.items():
        assert expr.FE_METRIC_NAME_MAP[OFFICIAL_WORDS[word]] == wire


@pytest.mark.parametrize("name", ["lr", "optim.lr", "a/b", "optim.lr.max", "lm loss"])
def test_config_keys_are_spelled_as_the_official_library_does(name: str) -> None:
    key = Key("config", name)
    assert keys.filter_key(key) == expr.Config(name).to_key().model_dump()
    assert keys.group_key(key) == expr.groupby_str_to_key(f"config.{name}").model_dump()
    assert keys.line_axis(key) == official._metric_to_backend(official.Config(name))
    assert keys.column(key) == official._metric_to_backend_pc(official.Config(name))


@pytest.mark.parametrize("name", ["loss", "loss/total", "a.b", "lm loss"])
def test_summary_keys_are_spelled_as_the_official_library_does(name: str) -> None:
    key = Key("summary", name)
    assert keys.filter_key(key) == expr.Summary(name).to_key().model_dump()
    assert keys.group_key(key) == expr.groupby_str_to_key(f"summary.{name}").model_dump()
    assert keys.line_axis(key) == official._metric_to_backend(official.SummaryMetric(name))
    assert keys.column(key) == official._metric_to_backend_pc(official.SummaryMetric(name))


@pytest.mark.parametrize("word", RUN_ATTRIBUTES)
def test_attributes_are_spelled_as_the_official_library_does(word: str) -> None:
    key, theirs = Key("run", word), OFFICIAL_WORDS[word]
    assert keys.filter_key(key) == expr.Metric(theirs).to_key().model_dump()
    assert keys.group_key(key) == expr.groupby_str_to_key(theirs).model_dump()
    assert keys.line_axis(key) == official._metric_to_backend(official.Metric(theirs))
    assert keys.column(key) == official._metric_to_backend_pc(official.Metric(theirs))


@pytest.mark.parametrize(
    "key", [Key("config", "optim.lr"), Key("summary", "loss/total"), Key("run", "job_type")]
)
def test_paths_of_the_public_api_are_those_of_its_client(key: Key) -> None:
    assert keys.mongo_path(key) == QueryGenerator().key_to_server_path(keys.filter_key(key))


@given(TEXT_KEYS)
def test_every_spelling_is_read_back(key: Key) -> None:
    assert keys.key_of_filter(keys.filter_key(key)) == key
    assert keys.key_of_group(keys.group_key(key)) == key
    assert keys.key_of_line_axis(keys.line_axis(key)) == key
    assert keys.key_of_column(keys.column(key)) == key


@pytest.mark.parametrize(
    "written",
    [
        "config.pbt.workspace.value",
        "config.lr",
        "_step",
        "loss/total",
        "config..value",
        "",
        "run:x",
        "summary_metrics.",
    ],
)
def test_what_is_spelled_otherwise_is_no_key(written: str) -> None:
    assert keys.key_of_line_axis(written) is None
    assert keys.key_of_column(written) is None


@pytest.mark.parametrize(
    "written",
    [
        None,
        "lr",
        {"section": "keys_info", "name": "a"},
        {"section": "config"},
        {"section": "config", "name": ""},
        {"section": "run", "name": "inputArtifacts"},
        {"section": "config", "name": "lr", "extra": 1},
    ],
)
def test_other_dictionaries_are_no_key(written: object) -> None:
    assert keys.key_of_filter(written) is None  # type: ignore[arg-type]
    assert keys.key_of_group(written) is None  # type: ignore[arg-type]
