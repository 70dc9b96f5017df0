"""Placeholders: what is filled in for a target is masked again, and nothing else is touched."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbgen.views.target import ENTITY, PROJECT_ID, fill, mask

ENTITIES = st.from_regex(r"[a-z][a-z0-9-]{0,12}", fullmatch=True)
COMPILED = st.recursive(
    st.fixed_dictionaries({"panelDefId": st.sampled_from([f"{ENTITY}/chart", "wandb/line/v0"])})
    | st.fixed_dictionaries(
        {
            "project": st.fixed_dictionaries(
                {"entityName": st.just(ENTITY), "name": st.text(), "id": st.just(PROJECT_ID)}
            )
        }
    )
    | st.text()
    | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc"), inner, max_size=3),
    max_leaves=8,
)


@given(COMPILED, ENTITIES.filter(lambda e: e != "wandb"), st.text("0123456789=", min_size=1))
def test_filled_and_masked_is_as_it_was(spec: Any, entity: str, id: str) -> None:
    filled = fill(spec, entity, id)
    assert mask(filled, entity) == spec
    assert mask(fill(spec, entity, None), entity) == spec, "also where the server gave no id"


def test_what_is_filled_in() -> None:
    spec = {
        "panelDefId": f"{ENTITY}/c",
        "project": {"entityName": ENTITY, "name": "p", "id": PROJECT_ID},
        "text": f"{ENTITY}/c {PROJECT_ID}",
    }
    assert fill(spec, "ana", "7") == {
        "panelDefId": "ana/c",
        "project": {"entityName": "ana", "name": "p", "id": "7"},
        "text": f"{ENTITY}/c {PROJECT_ID}",
    }
    assert fill(spec, "ana", None)["project"] == {"entityName": "ana", "name": "p"}  # type: ignore[call-overload, index]
    assert spec["panelDefId"] == f"{ENTITY}/c", "the compiled view is not changed"


@pytest.mark.parametrize(
    "spec",
    [
        {"panelDefId": "other/c"},
        {"panelDefId": "ana"},
        {"panelDefId": None},
        {"project": "ana"},
        {"project": {"entityName": "other", "id": "8"}},
        {"name": "ana/c"},
    ],
)
def test_what_is_others_is_not_masked(spec: Any) -> None:
    assert mask(spec, "ana") == spec
