"""Runs through the public API of a W&B server, the embedded one or any other."""

from __future__ import annotations

from wbgen.runs.api.run import ApiRun, Progress
from wbgen.runs.api.server import Listed, RunServer

__all__ = ["ApiRun", "Listed", "Progress", "RunServer"]
