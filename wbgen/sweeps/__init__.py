"""Running sweeps: agents at work on this machine or on a cluster, and how a sweep goes on its server."""

from __future__ import annotations

from wbgen.sweeps.engine import Agent, Engine, State, Work
from wbgen.sweeps.path import SweepPath, read_path

__all__ = ["Agent", "Engine", "State", "SweepPath", "Work", "read_path"]
