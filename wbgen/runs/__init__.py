"""Run data as columns, wherever it comes from: `.wandb` files, a server, exports, a catalogue.

Everything here reads; nothing writes to a server or runs what it reads. Polars is imported where it is
used and not before, so that a command that needs no runs does not wait for it.
"""

from __future__ import annotations

from wbgen.runs.keys import Key, Kind
from wbgen.runs.run import Run, RunData

__all__ = ["Key", "Kind", "Run", "RunData"]
