"""What a spec says becomes literals, comments and names, and never code."""

from __future__ import annotations

import ast
import keyword
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbgen.generate.python import (
    comment,
    distinct,
    doc,
    filled_text,
    identifier,
    literal,
    pattern_name,
    sorted_imports,
)

TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_a_literal_says_the_value(value: Any) -> None:
    assert ast.literal_eval(literal(value)) == value


@given(TEXTS)
def test_a_comment_is_only_a_comment(text: str) -> None:
    made = f"x = 1  {comment(text)}\n{comment(text)}\n"
    assert ast.dump(ast.parse(made)) == ast.dump(ast.parse("x = 1"))


@given(TEXTS)
def test_a_docstring_ends_where_it_should(text: str) -> None:
    tree = ast.parse(f'"""{doc(text)}.\n\nMore.\n"""\nx = 1\n')
    assert [type(node) for node in tree.body] == [ast.Expr, ast.Assign]


@given(TEXTS)
def test_an_identifier_is_one(text: str) -> None:
    name = identifier(text)
    assert name.isidentifier()
    assert not keyword.iskeyword(name)


@given(st.lists(st.sampled_from(["a", "a_2", "b", "a_3"]), max_size=12))
def test_distinct_names_are_distinct(names: list[str]) -> None:
    made = distinct(names)
    assert len(set(made)) == len(made) == len(names)
    assert [name for name, old in zip(made, names, strict=True) if name == old][
        : len(set(names[:1]))
    ] == names[:1]


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("loss/total", "loss_total"),
        ("rewards/<reward>_mean", "rewards_mean"),
        ("criteria/<rubric>/<criterion>_mean", "criteria_mean"),
        ("mlp_direct_loss/layer_<layer>", "mlp_direct_loss_layer"),
        ("<term>", "value"),
        ("lambda", "lambda_"),
        ("5-shot acc", "_5_shot_acc"),
    ],
)
def test_names_of_patterns(pattern: str, name: str) -> None:
    assert pattern_name(pattern) == name


@given(TEXTS, TEXTS)
def test_a_name_is_filled_in_to_the_letter(before: str, after: str) -> None:
    before, after = before.replace("<", ""), after.replace("<", "").replace("\\", "")
    before = before.replace("\\", "")
    expression = filled_text(f"{before}<layer>{after}", {"layer": "layer"})
    assert eval(expression, {"layer": 14}) == f"{before}14{after}"
    assert ast.literal_eval(filled_text(before + after, {})) == before + after


def test_imports_of_two_templates_are_one_sorted_list() -> None:
    base = "import re\nfrom collections.abc import Mapping\n\nimport numpy as np\n"
    own = "import math\nfrom collections.abc import Callable, Mapping\n"
    own += "from torch import Tensor, nn, PI\nimport yaml\n"
    assert sorted_imports(base + own).splitlines() == [
        "import math",
        "import re",
        "from collections.abc import Callable, Mapping",
        "",
        "import numpy as np",
        "import yaml",
        "from torch import PI, Tensor, nn",
    ]


def test_what_is_no_import_is_told() -> None:
    with pytest.raises(ValueError, match="`print\\(1\\)` is no import"):
        sorted_imports("import re\nprint(1)\n")
