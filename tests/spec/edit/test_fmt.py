"""The canonical form: same data, same comments, idempotent; and what it looks like."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.spec.edit.data import WRITTEN_MAPS, Scribe, read
from wbgen.cli.init import init
from wbgen.spec.diagnostics import SpecError
from wbgen.spec.edit.fmt import comments, fmt
from wbgen.spec.edit.same import same_data
from wbgen.spec.edit.source import Source

NPT = Path(__file__).parents[3] / "specs" / "npt.yaml"


@given(WRITTEN_MAPS, st.integers(0, 2**32))
def test_data_and_comments_stay(value: dict[str, Any], seed: int) -> None:
    text = Scribe(seed).document(value)
    assert same_data(read(text), value)
    result = fmt(text.encode()).decode()
    assert same_data(read(result), value)
    assert comments(Source(result)) == comments(Source(text))
    assert fmt(result.encode()).decode() == result


def test_the_specs_are_canonical(tmp_path: Path) -> None:
    made = CliRunner().invoke(init, [str(tmp_path), "--guide", "first", "--title", "My first guide"])
    assert made.exit_code == 0, made.output
    for spec in (NPT, tmp_path / "specs" / "first.yaml"):
        assert fmt(spec.read_bytes()) == spec.read_bytes()


CASES = {
    "indentation": ("a:\n- 1\n-   b: 2\n    c: 3\n", "a:\n  - 1\n  - b: 2\n    c: 3\n"),
    "nested lists": ("a:\n   -\n      - 1\n      - 2\n", "a:\n  - - 1\n    - 2\n"),
    "blank lines": ("\n\na: 1\n\n\n\nb: 2\n\n", "a: 1\n\nb: 2\n"),
    "blank line added": ("a: 1\nb:\n  c: 2\n# of d\nd: 3", "a: 1\n\nb:\n  c: 2\n\n# of d\nd: 3\n"),
    "quotes": ("a: \"b\"\n'c': 'on'\nd: \"it's\"\n", "a: b\nc: 'on'\nd: it's\n"),
    "escapes": ('a: "\\u00e9\\u200b"\nb: "x\\ny"\n', 'a: "é\\u200b"\nb: "x\\ny"\n'),
    "flow": ("a: {b:  1,c: [ 1,2 ],}\n", "a: {b: 1, c: [1, 2]}\n"),
    "flow joined": ("a: {b: 1,\n    c: 2}\n", "a: {b: 1, c: 2}\n"),
    "flow with comment": ("a: [1, # one\n    2, 3]\n", "a: [\n  1,  # one\n  2, 3\n]\n"),
    "comment spacing": ("a: 1 # one\nb: # two\n    c: 1\n", "a: 1  # one\n\nb:  # two\n  c: 1\n"),
    "comment levels": (
        "a:\n     b:\n          c: 1\n          # c\n     # b\n# a\nd: 1\n",
        "a:\n  b:\n    c: 1\n    # c\n  # b\n\n# a\nd: 1\n",
    ),
    "value below its key": ("a:\n  b\nc:\n  # why\n  d\n", "a: b\n\nc:\n  # why\n  d\n"),
    "texts": (
        "a: |  # x\n      y \n       z\n\n\nb: >-\n u\n v\n",
        "a: |  # x\n  y \n   z\n\nb: >-\n  u\n  v\n",
    ),
    "kept line ends": ("a: |+\n   b\n\n\nc: |+\n   d\n\n", "a: |+\n  b\n\n\nc: |+\n  d\n\n"),
    "no line end": ("a: |\n   b", "a: |-\n  b\n"),
    "several lines": ('a: x\n      y\nb: "c\n\n   d"\n', 'a: x\n  y\n\nb: "c\n\n  d"\n'),
    "anchors": ("a:   &x\n    - 1\nb:   *x\n", "a: &x\n  - 1\n\nb: *x\n"),
    "markers": ("# top\n---   # here\na: 1\n...\n# end\n", "# top\n---  # here\na: 1\n...\n# end\n"),
    "explicit key": ("?   a # why\n:   b\n", "? a  # why\n: b\n"),
    "line ends": ("a:\r\n    b: 1\r\n", "a:\r\n  b: 1\r\n"),
    "byte order mark": ("\ufeffa:  1\n", "\ufeffa: 1\n"),
    "root in brackets": ("{a: 1,b: 2} # x", "{a: 1, b: 2}  # x\n"),
}


@pytest.mark.parametrize("name", CASES)
def test_form(name: str) -> None:
    before, after = CASES[name]
    assert fmt(before.encode()).decode() == after


def test_what_is_not_yaml_is_told() -> None:
    with pytest.raises(SpecError) as caught:
        fmt(b"a: [1\n", "specs/x.yaml")
    assert caught.value.diagnostics[0].file == "specs/x.yaml"
