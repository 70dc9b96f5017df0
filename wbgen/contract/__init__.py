"""The contract between a spec and its runs: what a run does otherwise than its spec says (docs/check.md)."""

from __future__ import annotations

from wbgen.contract.check import Checked, check_run
from wbgen.contract.finding import CHECKS, Finding

__all__ = ["CHECKS", "Checked", "Finding", "check_run"]
