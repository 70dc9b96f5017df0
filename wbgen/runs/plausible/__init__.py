"""Runs as a guide's catalogue describes them, invented: what a dashboard may look like before any run.

Everything follows from the guide's text: the same guide gives the same runs, to the last digit. Whoever shows
them says that they are invented (:data:`NOTE`).
"""

from __future__ import annotations

from wbgen.runs.plausible.runs import NOTE, plausible_runs

__all__ = ["NOTE", "plausible_runs"]
