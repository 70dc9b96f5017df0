"""The table of docs/doctor.md is what the doctor finds on the embedded server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from wbgen.cli.doctor import empty_server
from wbgen.doctor import Finding, Status, examine

FILE = Path(__file__).parents[2] / "docs/doctor.md"
START = "<!-- table -->\n"


def table(rows: Iterable[Finding]) -> Iterator[str]:
    """A row per assumption."""
    yield "| Tried | Matters for | Status | What came | Where it is not so |"
    yield "|---|---|---|---|---|"
    for row in rows:
        assumed = row.assumption
        name = assumed.name if assumed.essential else f"*{assumed.name}*"
        yield f"| {name} | {assumed.why} | `{row.status.value}` | {row.came} | {assumed.otherwise} |"


def test_the_table_is_what_the_doctor_finds(request: pytest.FixtureRequest) -> None:
    with empty_server() as backend:
        findings = examine(backend, charts=True)
        contents = backend.read_project(findings.project)
    assert contents is not None
    assert (contents.views, findings.left) == ((), ())
    assert {row.status for row in findings.rows} == {Status.OK}
    head = FILE.read_text(encoding="utf-8").partition(START)[0]
    page = f"{head}{START}\n" + "\n".join(table(findings.rows)) + "\n"
    if request.config.getoption("--refresh-goldens"):
        FILE.write_text(page, encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == page
