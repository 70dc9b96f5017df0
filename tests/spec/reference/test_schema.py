"""The JSON Schema takes what the models take, and refuses what they refuse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from pydantic import BeforeValidator, ValidationError

from tests.spec.bad import HEAD, READING, Bad
from tests.spec.bad_charts import CHARTS
from tests.spec.bad_language import LANGUAGE
from tests.spec.bad_resolve import EXPRESSIONS, RESOLVE
from tests.spec.strategies import guides, to_yaml
from wbgen.cli.templates import render
from wbgen.config.file import SlurmEntry
from wbgen.spec.diagnostics import SpecError
from wbgen.spec.load import load
from wbgen.spec.models import PANEL_KINDS, Spec
from wbgen.spec.reference.fields import all_fields, key_of, language_models
from wbgen.spec.reference.files import spec_schema
from wbgen.spec.reference.schema import schema_text
from wbgen.spec.reference.short_forms import SHORT_FORMS
from wbgen.spec.resolve import resolve
from wbgen.spec.tree import plain_data

ROOT = Path(__file__).parents[3]
SCHEMA = spec_schema()
VALIDATOR = Draft202012Validator(SCHEMA)

#: What pydantic finds that no schema can: bounds in the wrong order, numbers that are not finite.
BEYOND_SCHEMAS = {"value_error", "finite_number"}

#: Rows whose list of metrics is short only because no other field says what is shown.
NOTHING_SHOWN = {"no metrics", "no metrics and only a title", "no bars"}


def data_of(text: str | bytes) -> Any:
    tree, _ = load(text if isinstance(text, bytes) else text.encode())
    return plain_data(tree)


def said(data: Any) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in VALIDATOR.iter_errors(data)]


def test_it_is_a_schema_of_its_draft() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"] == "urn:wbgen:spec:1"


def test_the_copy_in_docs(golden: Callable[[str, str], None]) -> None:
    golden("../../docs/spec.schema.json", schema_text(SCHEMA))


def test_it_is_the_same_every_time() -> None:
    assert schema_text(spec_schema()) == schema_text(spec_schema())


@settings(max_examples=60)
@given(guides())
def test_specs_without_mistakes(data: Any) -> None:
    assert said(data_of(to_yaml(data))) == []


@pytest.mark.parametrize(
    "file", sorted((ROOT / "specs").rglob("*.yaml")), ids=lambda file: str(file.relative_to(ROOT))
)
def test_the_specs_of_this_repository(file: Path) -> None:
    assert said(data_of(file.read_bytes())) == []


@pytest.mark.parametrize("view_name", ["A name", None])
def test_what_init_writes(view_name: str | None) -> None:
    words = {"guide": "resnet", "title": "ResNet: CIFAR", "view_name": view_name}
    assert said(data_of(render("init/spec.yaml.j2", **words))) == []


def model_errors(data: bytes) -> set[str] | None:
    """The types of what the models refuse in a spec; None where they are not reached."""
    try:
        tree, collector = load(data)
        resolved = resolve(tree, collector)
    except SpecError:
        return None
    if any(name in tree.by_key for name in ("extends", "use", "pack")) or b"{use: " in data:
        return None
    try:
        Spec.model_validate(plain_data(resolved))
    except ValidationError as error:
        return {details["type"] for details in error.errors()}
    return set()


MISTAKES = [
    row
    for row in (*READING, *LANGUAGE, *CHARTS, *RESOLVE, *EXPRESSIONS)
    if model_errors(row.data) is not None
]


@pytest.mark.parametrize("row", MISTAKES, ids=lambda row: f"{row.code}: {row.name}")
def test_it_agrees_with_the_models(row: Bad) -> None:
    errors = model_errors(row.data) or set()
    if row.name in NOTHING_SHOWN:
        assert errors == {"too_short"}
    elif not errors <= BEYOND_SCHEMAS and "$" not in row.data.decode():
        assert said(data_of(row.data)) != []
    elif not errors:
        assert said(data_of(row.data)) == []


PANEL = "workspaces: {w: {sections: [{title: S, panels: [%s]}]}}\n"
BLOCK = "reports: {r: {blocks: [%s]}}\n"

RIGHT = (
    *(PANEL % panel for panel in (
        "{line: }", "{line: a, smoothing: 0.5}", "{line: a, smoothing: {weight: 1, kind: gaussian}}",
        "{line: [a, b], group: config.lr, legend: north, thresholds: 0.7}",
        "{line: a, thresholds: [healthy, 0.7, {at: 1, label: b}], bands: healthy, annotate: s}",
        "{line: a, raw: {x: 1}}", "{raw: {viewType: X}}", "{runs: all}",
        "{parallel: [config.lr, {metric: a}]}",
        "{line: a, max_runs: $n, y_log: $flag}", "$panel", "{vega: {mark: line}}",
        "{vega: a/b, fields: {x: y}}",
    )),
    *(BLOCK % block for block in (
        "toc", "metrics", "{metrics: all}", "{metrics: [Losses]}", "{metrics: Losses}", "{toc: }", "health",
        "{h1: A, folded: [{text: B}, rule]}", "{checklist: [a, {text: b, done: true}]}", "checklist",
        "{gallery: [abc, {url: u}]}", "{gallery: abc}", "{compare: [a, b], metrics: [c]}",
        "{text: a, raw: {b: 1}}",
        "{panels: [{line: a}], runs: long}", "{panels: [], runs: [{where: state == finished}, long]}",
    )),
    "runs: {long: state == finished, other: {group_colors: {a: red}}}\n",
    "runs: {long: {group_colors: [{path: a, color: red}]}}\n",
    "config: {seed: , lr: {default: $lr}}\nvars: {lr: 1, x: {y: [z]}}\n",
    "dimensions: {a: [1, b], c: {open: true, not: [d]}, e: $f}\n",
    "metrics: [{group: A, of: {a: , b: {typical: 1, summary: min, every: $n steps}}}]\n",
    "use: system\nworkspaces: {w: {sections: [{use: system/gpu, columns: 2}]}}\n",
)  # fmt: skip

WRONG = (
    *(PANEL % panel for panel in (
        "{}", "line", "{title: a}", "{lin: a}", "{line: a, bar: b}", "{line: a, smothing: 1}", "{line: 5}",
        "{line: a, y_log: 1}", "{line: a, max_runs: 0}", "{line: a, legend: above}", "{line: a, id: My Id}",
        "{line: a, thresholds: good}", "{line: a, x_range: [1]}", "{line: a, marks: {a: wavy}}",
        "{runs: some}",
        "{id: a, wrong: b}", "{toc: }", "{markdown: }",
    )),
    *(BLOCK % block for block in (
        "tocc", "h1", "{toc: 1}", "{h1: A, h2: B}", "{title: a}", "{line: a}", "{code: a, language: klingon}",
        "{panels: {line: a}}", "{compare: }", "{raw: }",
    )),
    "workspaces: {My Board: {}}\n", "reports: {r: {width: wide}}\n", "runs: {a: {wher: b}}\n", "goal: a\n",
    "metrics: {group: A}\n", "metrics: [{group: A}]\n", "metrics: [{group: A, of: [a]}]\n",
    "schedules: {s: {metric: a}}\n", "dimensions: {a: word}\n", "config: {a: 5}\n", "pack: 5\n",
    "workspaces: {w: {sections: [{columns: 2}]}}\n", "workspaces: {w: {sections: [{use: 1}]}}\n",
)  # fmt: skip


@pytest.mark.parametrize("body", RIGHT)
def test_right(body: str) -> None:
    assert said(data_of(HEAD + body)) == []


@pytest.mark.parametrize("body", WRONG)
def test_wrong(body: str) -> None:
    assert said(data_of(HEAD + body)) != []


EXTENDING = "extends: base.yaml\n"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "lang: de\ntitle: Titel\n",
        "workspaces: {w: {sections: [{id: s, panels: [{id: p, title: T, smoothing: 0.5}, {line: a}]}]}}\n",
        "workspaces: {old: , w: {title: }}\nreports: {r: }\nmetrics: [{group: A}]\n",
        "schedules: {s: {stages: 'a:1'}}\n",
    ],
)
def test_a_file_that_extends_another_says_only_what_differs(body: str) -> None:
    assert said(data_of(EXTENDING + body)) == []


@pytest.mark.parametrize(
    "body",
    [
        "goal: a\n",
        "workspaces: {w: {sectons: []}}\n",
        "workspaces: {w: {sections: [{id: s, panels: [{id: p, titel: T}]}]}}\n",
        "workspaces: {w: {sections: [{id: s, panels: [{title: T}]}]}}\n",
    ],
)
def test_and_says_it_right(body: str) -> None:
    assert said(data_of(EXTENDING + body)) != []


def test_a_pack() -> None:
    pack = "wbgen: 1\npack: ours\nmetrics: [{group: A, of: {a: }}]\n"
    pack += "sections: [{id: s, title: S, panels: [{line: a}]}]\n"
    assert said(data_of(pack)) == []
    assert said(data_of(pack + "workspaces: {}\n")) != []
    assert said(data_of(pack.replace("wbgen: 1\n", ""))) != []


def test_every_key_has_words_and_an_example_that_fits() -> None:
    definitions = SCHEMA["$defs"]
    wrong = []
    for model in language_models():
        for name, _ in all_fields(model) if model.__name__ in definitions else ():
            schema = definitions[model.__name__]["properties"][name]
            key = key_of(model, name)
            assert key is not None
            validator = VALIDATOR.evolve(schema={**schema, "$defs": definitions})
            if not schema.get("description") or not validator.is_valid(key.value):
                wrong.append(f"{model.__name__}.{name}")
    assert wrong == []


def validators_in(annotation: Any) -> set[str]:
    """The functions in a type annotation that values go through before validation."""
    found = {annotation.func.__name__} if isinstance(annotation, BeforeValidator) else set()
    inside = (*get_args(annotation), *getattr(annotation, "__metadata__", ()))
    return found.union(*(validators_in(part) for part in inside))


def test_every_short_form_is_known_and_none_is_stale() -> None:
    used = {
        name
        for model in (*language_models(), SlurmEntry)
        for _, field in all_fields(model)
        for annotation in (field.annotation, *field.metadata)
        for name in validators_in(annotation)
    }
    assert used == {*SHORT_FORMS}


def test_kinds_are_told_by_their_keys() -> None:
    """Editors offer the kinds, since each alternative requires its own."""
    panels = SCHEMA["$defs"]["AnyPanel"]["oneOf"]
    required = [SCHEMA["$defs"][panel["$ref"].rpartition("/")[2]]["required"] for panel in panels]
    assert sorted(keys[0] for keys in required) == sorted(PANEL_KINDS)


def test_a_variable_may_stand_for_any_value() -> None:
    for key in ("x_log", "thresholds", "smoothing", "layout", "draw"):
        assert said(data_of(HEAD + PANEL % f"{{line: a, {key}: $value}}")) == []
