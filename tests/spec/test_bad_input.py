"""Every mistake has a code, a place and a cure, and none is a traceback."""

from __future__ import annotations

import pytest

from tests.spec.bad import READING, Bad
from tests.spec.bad_charts import CHARTS
from tests.spec.bad_language import LANGUAGE
from tests.spec.bad_resolve import EXPRESSIONS, RESOLVE
from wbgen.spec.codes import CODES
from wbgen.spec.diagnostics import Diagnostic, Severity, SpecError
from wbgen.spec.read import parse_guide, read_guide

ROWS = (*READING, *LANGUAGE, *CHARTS, *RESOLVE, *EXPRESSIONS)

#: Codes that no bytes of a single spec can cause, with the test that does.
ELSEWHERE = {
    "unreadable": "test_a_file_that_cannot_be_read",
    "missing-file": "tests/spec/test_extend.py",
    "outside-project": "tests/spec/test_extend.py",
    "circular-extends": "tests/spec/test_extend.py",
    "unknown-target": "tests/cli/test_config.py",
    **dict.fromkeys(("number-as-text", "read-otherwise"), "tests/spec/sweeps/test_bad_files.py"),
    "more": "test_more_mistakes_than_anyone_reads",
}


def diagnostics_of(data: bytes) -> tuple[Diagnostic, ...]:
    """Everything that is said of a spec, whether it can be used or not."""
    try:
        return parse_guide(data)[1]
    except SpecError as error:
        return error.diagnostics


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.code}: {row.name}")
def test_a_mistake_is_told(row: Bad) -> None:
    told = diagnostics_of(row.data)
    places = {(d.code, f"{d.span.line}:{d.span.column}") for d in told}
    assert (row.code, row.place) in places
    found = next(d for d in told if d.code == row.code and f"{d.span.line}:{d.span.column}" == row.place)
    assert row.cure in (found.cure or "")
    errors = [d for d in told if d.severity is Severity.ERROR]
    assert errors in ([found], []), "one mistake, one error"
    assert found.cure or found.severity is Severity.NOTE


def test_every_code_has_a_row() -> None:
    assert {row.code for row in ROWS} | {*ELSEWHERE} == {*CODES}


def test_names_of_rows_are_unique() -> None:
    assert len({(row.code, row.name) for row in ROWS}) == len(ROWS)


def test_a_file_that_cannot_be_read(tmp_path) -> None:
    missing = tmp_path / "no.yaml"
    with pytest.raises(SpecError) as caught:
        read_guide(missing)
    (found,) = caught.value.diagnostics
    assert (found.code, found.file) == ("unreadable", str(missing))
    assert "No such file" in found.message
    assert found.cure == "check the path"
    with pytest.raises(SpecError, match="1 error in the spec"):
        read_guide(tmp_path)


def test_more_mistakes_than_anyone_reads() -> None:
    keys = "".join(f"k{index}: 1\n" for index in range(2_000))
    told = diagnostics_of(keys.encode())
    assert len([d for d in told if d.code == "unknown-key"]) == 500 - len(
        [d for d in told if d.code == "missing-key"]
    )
    assert told[-1].code == "more"
    assert "500" in told[-1].message
