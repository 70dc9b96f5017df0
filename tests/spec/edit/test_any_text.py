"""Whatever stands in a file: it is formatted and edited rightly, or refused with a sentence."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.spec.edit.data import read
from tests.spec.edit.test_splice import EDITS, random_edits
from wbgen.errors import WbgenError
from wbgen.spec import load as loading
from wbgen.spec.diagnostics import SpecError
from wbgen.spec.edit import source as sourcing
from wbgen.spec.edit.edits import edited, gather
from wbgen.spec.edit.fmt import FormatError, comments, fmt
from wbgen.spec.edit.same import same_data
from wbgen.spec.edit.source import Source
from wbgen.spec.edit.splice import splice

PIECES = ["a", "b: ", "c:", "- ", "-", "? ", ": ", "&x ", "*x", "! ", "{", "}", "[", "]", ", ", ",", "'", '"']
PIECES += [
    "|",
    "|+",
    ">-",
    "|2",
    "#",
    " # c",
    "---",
    "...",
    "%YAML 1.2",
    "\t",
    "\\",
    "~",
    "1",
    "<<",
    "é",
    "\u2028",
]
PIECES += (
    ["\n"] * 8 + ["\n  "] * 8 + [" "] * 4 + ["a: ", "b: 1\n", "- x\n", "\r\n", "\r", "\x85", "\ufeff", "'q'"]
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


def loaded(text: str) -> Any:
    try:
        return read(text)
    except SpecError:
        return None


@given(TEXTS)
def test_formatted_or_refused(text: str) -> None:
    value = loaded(text)
    try:
        result = fmt(text.encode())
    except SpecError:
        assert value is None
        return
    except FormatError:
        return
    assert same_data(read(result), value)
    body = [result.decode().removeprefix("\ufeff"), text.removeprefix("\ufeff")]
    assert comments(Source(body[0])) == comments(Source(body[1]))
    assert fmt(result) == result


@given(TEXTS, EDITS)
@settings(suppress_health_check=[HealthCheck.filter_too_much])  # most texts are not YAML
def test_edited_or_refused(text: str, how: Any) -> None:
    value = loaded(text)
    assume(value is not None)
    edits = random_edits(Random(how[0]), value, *how[1:])
    try:
        result = splice(text.encode(), edits)
    except WbgenError:
        return
    assert same_data(read(result), edited(value, gather(value, edits)))


@pytest.fixture
def pure_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML where it was built without its C parser."""
    monkeypatch.setattr(loading, "LOADER", yaml.SafeLoader)
    monkeypatch.setattr(sourcing, "LOADER", yaml.SafeLoader)


@pytest.mark.usefixtures("pure_python")
def test_without_the_c_parser() -> None:
    from tests.spec.edit.test_fmt import CASES
    from tests.spec.edit.test_splice import CASES as EDIT_CASES
    from tests.spec.edit.test_splice import SOURCE

    for before, after in CASES.values():
        assert fmt(before.encode()).decode() == after
    for edits, _ in EDIT_CASES.values():
        assert same_data(
            read(splice(SOURCE.encode(), edits)), edited(read(SOURCE), gather(read(SOURCE), edits))
        )
