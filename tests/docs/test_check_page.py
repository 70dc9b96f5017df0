"""docs/check.md says what the check does."""

from __future__ import annotations

import re
from pathlib import Path

from tests.contract.small import metrics, only, run
from wbgen.cli.check_json import finding_data, run_data
from wbgen.cli.check_text import MOST_SHOWN
from wbgen.contract import CHECKS, Checked

PAGE = (Path(__file__).parents[2] / "docs" / "check.md").read_text(encoding="utf-8")


def test_the_table_of_codes() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+?) \| (\w+) \| (.+) \|$", PAGE, re.MULTILINE)
    assert rows == [(code, check.group, check.level.value, check.meaning) for code, check in CHECKS.items()]


def test_every_field_is_documented() -> None:
    one = only(metrics("loss:"), run({"train/loss": [0.5] * 10}))
    of_run = run_data(Checked(run({}).run, -1, 1.0, (one,)))
    fields = {*finding_data(one), *of_run, "version", "spec", "guide", "runs"} - {"findings"}
    rows = re.findall(r"^\| (`[^|]+) \| [^|]+ \|$", PAGE.partition("## Formats")[2], re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == fields


def test_the_bounds() -> None:
    assert MOST_SHOWN == 12
    assert "of each code, twelve are shown" in PAGE
