"""Tries on a server what wbgen assumes about it, on scratch views that are then removed.

W&B's API for views is not documented; what wbgen knows of it was seen in the traffic of the official
clients. Each assumption is a row of ``wbgen.doctor.assumptions.ASSUMPTIONS``.
"""

from __future__ import annotations

from wbgen.doctor.examine import Finding, Findings, Status, examine
from wbgen.doctor.scratch import PROJECT

__all__ = ["PROJECT", "Finding", "Findings", "Status", "examine"]
