"""Programs of others as small scripts on PATH, which note what they are given."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

HEAD = """#!{python}
import json, os, sys
from pathlib import Path
here = Path(__file__).parent
with (here / "calls.jsonl").open("a") as calls:
    calls.write(json.dumps([Path(__file__).name, *sys.argv[1:]]) + "\\n")
"""


def fake(folder: Path, name: str, body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program of that name, alone on PATH with others made here."""
    file = folder / name
    file.write_text(HEAD.format(python=sys.executable) + body + "\n", encoding="utf-8")
    file.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def calls(folder: Path) -> list[list[str]]:
    """What the programs were given, in order."""
    file = folder / "calls.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
