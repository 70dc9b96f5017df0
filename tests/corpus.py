"""The corpus of real views, sweeps and runs: beside the checkout, or where WBGEN_CORPUS says.

WBGEN_CORPUS may be the corpus itself, or the folder that holds it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(os.environ.get("WBGEN_CORPUS") or Path(__file__).parents[2] / "shared")
CORPUS = SHARED / "corpus" if (SHARED / "corpus").is_dir() else SHARED


def files(folder: str, pattern: str = "*.json") -> list[Any]:
    """The files of a folder of the corpus as test parameters; one that is skipped where there are none."""
    found = sorted((CORPUS / folder).glob(pattern))
    if found:
        return [pytest.param(path, id=path.stem) for path in found]
    absent = pytest.mark.skip(reason="no corpus beside the checkout, and none at WBGEN_CORPUS")
    return [pytest.param(None, marks=absent, id="none")]
