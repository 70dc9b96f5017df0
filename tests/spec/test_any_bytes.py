"""Any bytes give a guide or diagnostics: never another exception, never without an end."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.spec.breakers import BREAKERS, HEAD
from wbgen.spec.codes import CODES
from wbgen.spec.diagnostics import Diagnostic, SpecError
from wbgen.spec.read import parse_guide

NPT = Path(__file__).parents[2] / "specs" / "npt.yaml"

#: What a line may end with, as the YAML parser sees it.
LINE_ENDS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


def read(data: bytes) -> tuple[Diagnostic, ...]:
    """What is said of some bytes; whatever it is, it is in order."""
    try:
        told = parse_guide(data, "a\x1b[31m.yaml")[1]
    except SpecError as error:
        told = error.diagnostics
        assert told
    lines = LINE_ENDS.split(data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace"))
    for diagnostic in told:
        check(diagnostic, lines)
    return told


def check(diagnostic: Diagnostic, lines: list[str]) -> None:
    """A diagnostic lies inside the file and renders as text and JSON that a terminal survives."""
    span = diagnostic.span
    assert diagnostic.code in CODES
    assert 1 <= span.line <= len(lines) + 1
    assert span.column >= 1
    assert (span.end_line, span.end_column) >= (span.line, span.column)
    if span.line <= len(lines) and diagnostic.code != "not-utf8":
        assert span.column <= len(lines[span.line - 1]) + 1
    text = diagnostic.as_text()
    assert not [c for c in text if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]
    assert len(text.split("\n")) <= 4
    assert len(text) < 3_000
    text.encode()
    written = json.dumps(diagnostic.as_json(), ensure_ascii=False)
    assert json.loads(written)["code"] == diagnostic.code
    written.encode()


WORDS = (
    "wbgen: 1|guide: g|title: T|project: p|metrics:|of:|group: A|panels:|dimensions:|vars:|workspaces:"
    "|sections:|line: |bar: |thresholds: |healthy|true|loss|1e-4|null|실험|🎉|\r\n|\x85|\u2028|\ufeff|---|..."
    "|!!str |<<: *a|: |- |<layer>|$layers|*a|&a |  |    - "
)
SIGNS = [*"\n\n\n\n  --::{}[],'\"|>&*#!%@`$<>\\?\t"]
YAMLISH = st.lists(st.sampled_from([*SIGNS, *WORDS.split("|")]), max_size=60).map("".join)


@given(st.binary(max_size=200))
def test_random_bytes(data: bytes) -> None:
    read(data)


@given(st.text(max_size=200))
@example("a\u2028b: [\n")
@example("a: \x85 'b\n")
@example("\ufeff\ufeffa: 1")
def test_random_text(text: str) -> None:
    read(text.encode())


@settings(max_examples=300, deadline=None)
@given(YAMLISH, st.booleans())
def test_random_yaml(text: str, with_head: bool) -> None:
    read((HEAD if with_head else b"") + text.encode())


PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=6),
    st.sampled_from(["healthy", "loss", "a/*"]),
)
NAMES = (
    "of group metrics sections panels blocks title id line scalar markdown x raw thresholds smoothing "
    "section toc values healthy stages metric w kind:line [key] default open type range warn every draw "
    "annotate workspace from at runs"
)
KEYS = st.one_of(st.sampled_from(NAMES.split()), st.text(max_size=4))
DATA = st.recursive(
    PLAIN,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)
TOP_KEYS = [
    "vars",
    "dimensions",
    "run",
    "config",
    "metrics",
    "schedules",
    "workspaces",
    "reports",
    "troubleshooting",
]


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(st.one_of(st.sampled_from([*TOP_KEYS, "title", "x", "kind:x"]), KEYS), DATA, max_size=5)
)
def test_random_shapes(data: dict[str, object]) -> None:
    """JSON is YAML, too: any structure whatever under the keys of the language."""
    start = {"wbgen": 1, "guide": "g", "title": "T", "project": "p"}
    text = json.dumps({**start, **data}, ensure_ascii=False)
    read(text.encode(errors="replace"))


@settings(max_examples=200, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 6))
def test_mutations_of_a_spec(random: Random, times: int) -> None:
    lines = NPT.read_bytes().splitlines(keepends=True)
    for _ in range(times):
        random.choice(MUTATIONS)(lines, random)
    read(b"".join(lines))


def delete(lines: list[bytes], random: Random) -> None:
    del lines[random.randrange(len(lines))]


def duplicate(lines: list[bytes], random: Random) -> None:
    lines.insert(random.randrange(len(lines)), random.choice(lines))


def swap(lines: list[bytes], random: Random) -> None:
    a, b = random.randrange(len(lines)), random.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]


def splice(lines: list[bytes], random: Random) -> None:
    at = random.randrange(len(lines))
    other = random.choice(lines)
    lines[at] = lines[at][: random.randint(0, len(lines[at]))] + other[random.randint(0, len(other)) :]


def change_a_byte(lines: list[bytes], random: Random) -> None:
    at = random.randrange(len(lines))
    line = bytearray(lines[at])
    if line:
        line[random.randrange(len(line))] = random.randrange(256)
    lines[at] = bytes(line)


MUTATIONS = (delete, duplicate, swap, splice, change_a_byte)


@pytest.mark.parametrize("name", BREAKERS)
def test_bytes_that_break_readers(name: str) -> None:
    data, code = BREAKERS[name]
    told = {d.code for d in read(data) if d.severity == "error"}
    assert code in told if code else not told
