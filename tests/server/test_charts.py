"""Custom charts: made once, and HTTP 409 for a name in use."""

from __future__ import annotations

from tests.server.conftest import Client
from tests.server.documents import CREATE_CHART

CHART = {
    "entity": "local",
    "name": "wbgen-line",
    "displayName": "Line",
    "type": "vega2",
    "access": "PRIVATE",
    "spec": '{"mark": "line"}',
}


def test_a_chart_is_kept(client: Client) -> None:
    made = client.data(CREATE_CHART, input=CHART)["createCustomChart"]["chart"]
    kept = client.state.store.charts.get("local", "wbgen-line")
    assert (kept.id, kept.spec, kept.display_name) == (made["id"], CHART["spec"], "Line")


def test_a_name_in_use_answers_409(client: Client) -> None:
    client.data(CREATE_CHART, input=CHART)
    answer = client.ask(CREATE_CHART, input=CHART | {"spec": "{}"})
    assert answer.status == 409
    assert answer.json["errors"][0]["message"] == "a custom chart of that name exists"
    assert client.state.store.charts.get("local", "wbgen-line").spec == CHART["spec"]
    client.data(CREATE_CHART, input=CHART | {"entity": "team"})
