"""What a check found, for other programs (docs/check.md)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wbgen.cli.show import as_json
from wbgen.contract import Checked, Finding
from wbgen.spec.diagnostics import Severity
from wbgen.spec.guide import Guide

FORMAT_VERSION = 1


def json_text(guide: Guide, checked: Sequence[Checked]) -> str:
    """Every run with all of its findings."""
    runs = [run_data(one) for one in checked]
    return as_json({"version": FORMAT_VERSION, "spec": guide.file, "guide": guide.id, "runs": runs})


def run_data(checked: Checked) -> dict[str, Any]:
    """One run."""
    run = checked.run
    return {
        "id": run.id,
        "name": run.name,
        "source": run.source,
        "state": run.state,
        "last_step": checked.last_step if checked.last_step >= 0 else None,
        "scale": checked.scale,
        "counts": {f"{level}s": checked.count(level) for level in Severity},
        "findings": [finding_data(one) for one in checked.findings],
    }


def finding_data(one: Finding) -> dict[str, Any]:
    """One finding."""
    return {
        "code": one.code,
        "level": one.level.value,
        "message": one.message,
        "cure": one.cure,
        "metric": one.metric,
        "names": list(one.names),
        "config": one.config,
        "panel": one.panel,
        "rule": one.rule,
        "since": one.since,
        "until": one.until,
        "rows": one.rows,
        "file": one.place.file if one.place else None,
        "line": one.place.line if one.place else None,
    }
