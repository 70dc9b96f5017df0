"""What a newer client may ask: answered as far as it is known, counted, and logged once."""

from __future__ import annotations

import inspect
import logging
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import Executor, Undefined, build_schema, execute_sync, parse

from tests.server.conftest import Client
from tests.server.documents import UPSERT_VIEW
from wbgen.server import execution, leniency, unknown
from wbgen.server.execution import Engine
from wbgen.server.resources import Resource
from wbgen.server.store import Store
from wbgen.server.unknown import OTHERS, Unknown

SCHEMA = """
scalar DateTime
scalar JSON
scalar JSONString
scalar Int64

interface Named { name: String }
type Cat implements Named { name: String, lives: Int }
type Dog implements Named { name: String, tail: Tail! }
type Tail { length: Int! }
union Pet = Cat | Dog

enum Colour { RED GREEN }
input Paint { colour: Colour! = RED, mixedWith: [Paint!], extraData: JSON }

type Query {
  named: [Named!]!
  pets: [Pet]
  echo(asked: Asked): JSON
  first(names: [String!]!): String
  scalars(json: JSON, text: JSONString, when: DateTime, whole: Int64, number: Int, id: ID, on: Boolean): JSON
  again: Query
  many: [Query!]!
}
type Mutation { paint(input: Paint!): JSON }
input Asked { firstName: String, paints: [Paint], deep: Asked }
"""

PETS = [
    {"__typename": "Cat", "name": "Tom", "lives": 9},
    {"__typename": "Dog", "name": "Rex", "tail": {"length": 3}},
]

RESOLVERS = {
    "Query": {
        "named": lambda _parent, _store: PETS,
        "pets": lambda _parent, _store: PETS,
        "echo": lambda _parent, _store, asked=None: asked,
        "first": lambda _parent, _store, names: names[0],
        "scalars": lambda _parent, _store, **given: given,
        "again": lambda _parent, _store: {},
        "many": lambda _parent, _store: [{}] * 100,
    },
    "Mutation": {"paint": lambda _parent, _store, input: input},
}


class Asking:
    """An engine over the schema above."""

    def __init__(self, store: Store) -> None:
        self.unknown = Unknown()
        self.engine = Engine(store, Counter(), self.unknown)

    def data(self, text: str, **variables: Any) -> Any:
        status, answer = self.engine.execute(text, variables, None)
        assert (status, "errors" in answer) == (200, False), answer
        return answer["data"]

    def refusal(self, text: str, **variables: Any) -> str:
        _, answer = self.engine.execute(text, variables, None)
        message: str = answer["errors"][0]["message"]
        return message


@pytest.fixture
def asking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Asking]:
    monkeypatch.setattr(execution, "schema_text", lambda: SCHEMA)
    monkeypatch.setattr(execution, "RESOURCES", [Resource("pets", RESOLVERS)])
    store = Store(tmp_path / "store.db")
    yield Asking(store)
    store.close()


def test_the_library_still_leaves_out_unknown_fields_where_we_answer_null() -> None:
    """The internals of graphql-core that ``leniency`` touches; look there where this fails."""
    names = list(inspect.signature(Executor.execute_field).parameters)
    assert names == ["self", "parent_type", "source", "field_details_list", "path", "position_context"]
    seen: list[Any] = []

    class Watching(Executor[Any]):
        def execute_field(self, *given: Any) -> Any:
            seen.append(super().execute_field(*given))
            return seen[-1]

    schema = build_schema("type Query { a: Int }")
    result = execute_sync(schema, parse("{ a b }"), {"a": 1}, executor_class=Watching)
    assert seen == [1, Undefined]
    assert result.data == {"a": 1}


def test_unknown_fields_answer_null_wherever_they_stand(client: Client) -> None:
    client.make_project()
    client.make_view()
    data = client.data(
        """query {
          nothing
          other: nothing(first: 1) { edges { node { id } } }
          viewer { id newer teams { edges { ...T } } ... on User { newest { a b } } }
          project(name: "p") { name ...P allViews { edges { node { name colour { red } } } more } }
        }
        fragment P on Project { alias: newThing(a: "b") { c } }
        fragment T on EntityEdge { newer }"""
    )
    assert data["nothing"] is None
    assert data["other"] is None
    assert data["viewer"]["newer"] is None
    assert data["viewer"]["newest"] is None
    assert data["project"]["alias"] is None
    assert data["project"]["allViews"] == {
        "edges": [{"node": {"name": "nw-abc-v", "colour": None}}],
        "more": None,
    }
    assert client.get("/-/unknown").json == {
        "field EntityEdge.newer": 1,
        "field Project.newThing": 1,
        "field Query.nothing": 1,
        "field User.newer": 1,
        "field User.newest": 1,
        "field View.colour": 1,
        "field ViewConnection.more": 1,
    }


def test_extra_members_are_dropped_from_variables_and_literals(client: Client) -> None:
    client.make_project()
    made = client.data(
        "mutation ($input: UpsertViewInput!) { upsertView(input: $input) { view { name } inserted } }",
        input={"projectName": "p", "name": "n", "type": "runs", "spec": "{}", "newer": {"a": [1]}, "b\n": 2},
    )
    assert made["upsertView"]["inserted"] is True
    client.data(
        'mutation { upsertModel(input: {name: "q", newer: {a: [$x]}}) { inserted } }'.replace("$x", "1")
    )
    assert client.get("/-/unknown").json == {
        "'member UpsertViewInput.b\\n'": 1,
        "member UpsertModelInput.newer": 1,
        "member UpsertViewInput.newer": 1,
    }


def test_members_are_dropped_at_any_depth(asking: Asking) -> None:
    asked = {
        "firstName": "a",
        "x": 1,
        "paints": [{"y": 1, "mixedWith": {"z": 1, "extraData": {"camelCase": {"kept": 1}}}}],
        "deep": {"deep": {"w": 1}},
    }
    expected = {
        "first_name": "a",
        "paints": [
            {"colour": "RED", "mixed_with": [{"colour": "RED", "extra_data": {"camelCase": {"kept": 1}}}]}
        ],
        "deep": {"deep": {}},
    }
    assert asking.data("query ($a: Asked) { echo(asked: $a) }", a=asked)["echo"] == expected
    literal = """{ echo(asked: {
      firstName: "a", x: 1, deep: {deep: {w: 1}},
      paints: [{y: 1, mixedWith: {z: 1, extraData: {camelCase: {kept: 1}}}}]
    }) }"""
    assert asking.data(literal)["echo"] == expected
    assert asking.unknown.counts() == {
        "member Asked.w": 2,
        "member Asked.x": 2,
        "member Paint.y": 2,
        "member Paint.z": 2,
    }


def test_an_undeclared_input_type_is_a_clear_error(client: Client) -> None:
    text = "mutation M($input: [FooInput!]!) { upsertModel(input: $input) { inserted } }"
    assert "FooInput" in client.refusal(text, input=[{}])
    assert "does not know the input type FooInput" in client.refusal(text)
    assert client.get("/-/unknown").json == {"type FooInput": 2}
    assert client.get("/-/operations").json == {}


def test_an_unknown_mutation_is_not_answered_as_if_it_were_done(client: Client) -> None:
    text = 'mutation { newThing { id } upsertModel(input: {name: "p"}) { inserted } }'
    assert client.refusal(text) == "this server has no mutation newThing"
    assert client.get("/-/unknown").json == {"field Mutation.newThing": 1}
    assert client.get("/-/operations").json == {}


def test_unknown_arguments_directives_and_fragments_are_passed_over(client: Client) -> None:
    data = client.data(
        """query ($b: Boolean = true, $unused: Int) {
          viewer(newer: $b) @newer(a: 1) { id @include(if: $b) ... on NewType { x } ...F }
          a: viewer { id } a: viewer { entity }
        }
        fragment F on AnotherType { y }
        fragment Unused on User { id }"""
    )
    assert data == {"viewer": {"id": data["a"]["id"]}, "a": {"id": data["a"]["id"], "entity": "local"}}
    assert client.get("/-/unknown").json == {
        "argument Query.viewer(newer)": 1,
        "directive @newer": 1,
        "type AnotherType": 1,
        "type NewType": 1,
    }


def test_each_unknown_thing_is_logged_once_and_counted_by_request(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            client.data("{ viewer { newer again: newer } }")
    assert client.get("/-/unknown").json == {"field User.newer": 3}
    assert [record.getMessage() for record in caplog.records] == [
        "a client asks for what this server does not know: field User.newer"
    ]


def test_the_counts_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unknown, "MOST_NAMES", 3)
    counted = Unknown()
    for number in range(10):
        counted.note([f"field A.{number}", "x" * 10_000 + "\n"])
    assert len(counted.counts()) <= 4
    assert counted.counts()[OTHERS] == 8
    assert max(map(len, counted.counts())) < 300


def test_the_type_of_a_dict_is_its_typename(asking: Asking) -> None:
    text = """{
      named { __typename name ... on Cat { lives } }
      pets { ... on Named { name } ... on Dog { tail { length } } }
    }"""
    assert asking.data(text) == {
        "named": [{"__typename": "Cat", "name": "Tom", "lives": 9}, {"__typename": "Dog", "name": "Rex"}],
        "pets": [{"name": "Tom"}, {"name": "Rex", "tail": {"length": 3}}],
    }
    assert asking.data("{ named { newer } pets { name } }") == {
        "named": [{"newer": None}, {"newer": None}],
        "pets": [{"name": "Tom"}, {"name": "Rex"}],
    }


def test_a_bare_value_stands_for_a_list_of_one(asking: Asking) -> None:
    assert asking.data("query ($n: [String!]!) { first(names: $n) }", n="a") == {"first": "a"}
    assert asking.data("query ($n: String!) { first(names: $n) }", n="a") == {"first": "a"}
    assert asking.data('{ first(names: "a") }') == {"first": "a"}


def test_scalars_of_the_schema(asking: Asking) -> None:
    text = "query ($j: JSON, $t: JSONString, $w: Int64) { scalars(json: $j, text: $t, whole: $w) }"
    given = {"camelCase": [1, None, 2.5, {"a": "b"}]}
    assert asking.data(text, j=given, t="{", w=2**40)["scalars"] == {
        "json": given,
        "text": "{",
        "whole": 2**40,
    }
    assert asking.data(text, w="-12")["scalars"] == {"whole": -12}
    assert asking.data("{ scalars(json: {a: [1, $b]}) }".replace("$b", "TWO"))["scalars"] == {
        "json": {"a": [1, "TWO"]}
    }
    for bad in ({"t": {}}, {"w": 2**63}, {"w": "many"}, {"w": True}):
        assert "invalid value" in asking.refusal(text, **bad)


@pytest.mark.parametrize(
    ("declared", "used", "value", "answer"),
    [
        ("String", "id", "a", "a"),
        ("Int", "id", 5, "5"),
        ("JSON", "number", 5, 5),
        ("ID!", "text", "{}", "{}"),
        ("[Int]", "number", [5], None),
        ("JSON", "number", {"a": 1}, None),
        ("String", "on", "true", None),
        ("Asked", "number", {}, None),
    ],
)
def test_a_variable_is_held_against_the_argument(
    asking: Asking, declared: str, used: str, value: object, answer: object
) -> None:
    """The type that a document declares for it is the client's word only."""
    text = f"query ($v: {declared}) {{ scalars({used}: $v) }}"
    if answer is None:
        assert f"the argument {used} is not of the type" in asking.refusal(text, v=value)
    else:
        assert asking.data(text, v=value) == {"scalars": {used: answer}}


def test_circles_are_bounded(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asking.data("{ again " * 10 + "{ first(names: [1]) }".replace("1", '"a"') + "}" * 10)
    text = "{ many " * 6 + "{ __typename }" + "}" * 6
    assert "more than 200000 fields" in asking.refusal(text)
    monkeypatch.setattr(leniency, "MAX_SECONDS", 0.0)
    assert "takes longer" in asking.refusal("{ again { __typename } }")


def test_fragments_that_double_are_bounded(asking: Asking) -> None:
    fragments = [
        f"fragment F{level} on Query {{ a: again {{ ...F{level + 1} }} b: again {{ ...F{level + 1} }} }}"
        for level in range(18)
    ]
    text = "{ ...F0 } " + " ".join(fragments) + " fragment F18 on Query { __typename }"
    assert "more than 200000 fields" in asking.refusal(text)


def test_circles_of_the_real_schema_are_bounded(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leniency, "MAX_FIELDS", 10_000)
    client.make_project()
    for number in range(10):
        client.make_view(f"nw-{number}-v")
    inner = "{ id }"
    for _ in range(6):
        inner = "{ allViews { edges { node { project " + inner + " } } } }"
    assert "more than" in client.refusal('{ project(name: "p") ' + inner + " }")


def test_a_variable_nothing_was_given_for_keeps_the_default(client: Client) -> None:
    client.make_project()
    assert client.ask(UPSERT_VIEW, project="p", type="runs", name="n", spec="{}").json["data"]["upsertView"][
        "inserted"
    ]
