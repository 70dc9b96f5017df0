"""What is written is read back the same, by our loader and by plain PyYAML."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given

from tests.spec.edit.data import HARD_TEXTS, KEYS, MAPS, TEXTS, data, read
from wbgen.spec.edit.emit import emit
from wbgen.spec.edit.fmt import fmt
from wbgen.spec.edit.same import same_data
from wbgen.spec.edit.words import EmitError

NPT = Path(__file__).parents[3] / "specs" / "npt.yaml"
LOADERS = [yaml.SafeLoader, *([yaml.CSafeLoader] if hasattr(yaml, "CSafeLoader") else [])]
TEXT_MAPS = data(TEXTS, KEYS).map(lambda value: {"top": value})


@given(MAPS)
def test_read_back(value: dict[str, Any]) -> None:
    assert same_data(read(emit(value)), value)


@given(MAPS)
def test_is_canonical(value: dict[str, Any]) -> None:
    text = emit(value)
    assert fmt(text.encode()).decode() == text


def texts(value: Any) -> Any:
    """The data with its number-like keys, which are texts here and numbers elsewhere, as texts."""
    if isinstance(value, dict):
        return {str(key): texts(item) for key, item in value.items()}
    return [texts(item) for item in value] if isinstance(value, list) else value


@given(TEXT_MAPS)
@pytest.mark.parametrize("loader", LOADERS)
def test_other_readers_see_the_same_texts(loader: Any, value: dict[str, Any]) -> None:
    assert same_data(texts(yaml.load(emit(value), Loader=loader)), value)


@pytest.mark.parametrize("text", HARD_TEXTS)
def test_hard_texts(text: str) -> None:
    value = {
        "block": text,
        "list": [text, [text]],
        "map": {"of": {"a": {"x": text}}},
        **({text: 1} if text else {}),
    }
    for width in (100, 20):
        assert same_data(read(emit(value, width=width)), value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("on", "'on'"),
        ("1e-4", "'1e-4'"),
        ("it's", "it's"),
        ("a: it's", "'a: it''s'"),
        ("a\tb", '"a\\tb"'),
        ("teacher:5000,mixed:5000", "teacher:5000,mixed:5000"),
        (1e-4, "1e-4"),
        (0.01, "0.01"),
        (1.0, "1.0"),
        (1e16, "1e16"),
        (None, "null"),
        (True, "true"),
        ([], "[]"),
        ([14, 15], "[14, 15]"),
        (["a, b", "c"], "\n  - a, b\n  - c"),
        ("a\nb\n", "|\n  a\n  b"),
        ("a\nb", "|-\n  a\n  b"),
        ("a\n\n", "|+\n  a\n"),
        (" a\nb\n", "|2\n   a\n  b"),
    ],
)
def test_house_style(value: Any, text: str) -> None:
    separator = "" if text.startswith("\n") else " "
    assert emit({"key": value}) == f"key:{separator}{text}\n"


def test_the_npt_spec_is_in_the_house_style() -> None:
    """Apart from comments, and from texts that are folded since they are longer than the width."""
    source = re.sub(r"(?m)^( *)\S+: >-\n(?:\1  .*\n)+", "", NPT.read_text(encoding="utf-8"))
    written = emit(read(source), width=130).splitlines()
    assert len(source) > 10_000
    kept = [line for line in source.splitlines() if not line.lstrip().startswith("#")]
    kept = kept[kept.index("wbgen: 1") :]
    assert [line for line in kept if line not in written] == []


def test_long_lines_become_blocks() -> None:
    value = {"metrics": [{"group": "g", "of": {"a/b": {"goal": "minimize", "about": "word " * 18 + "end"}}}]}
    assert max(map(len, emit(value).splitlines())) <= 110
    assert emit(value, width=200).count("\n") == 4


@pytest.mark.parametrize("value", [{"a": "x\0y"}, {"a": "x\fy"}, {"a": "\ud800"}, {"a": 10**400}])
def test_what_no_spec_can_hold_is_refused(value: Any) -> None:
    with pytest.raises(EmitError):
        emit(value)


def test_texts_of_windows_keep_their_line_ends() -> None:
    value = {"a": "one\r\ntwo\r\n", "b": ["\r"]}
    assert emit(value) == 'a: "one\\r\\ntwo\\r\\n"\nb: ["\\r"]\n'
    assert read(emit(value)) == value
    assert read(emit(value).replace("\n", "\r\n")) == value
