"""What a measurement gives, and the commands and settings that all of them share."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BASELINES = ROOT / "benchmarks" / "baselines"

#: The line that the installed ``wbgen`` script consists of, so that no installation is needed.
WBGEN = (sys.executable, "-c", "from wbgen.cli.main import main; main()")
SERVE = (*WBGEN, "serve", "--port", "0")

# The key of a client that talks to the embedded server, which takes any of this length.
API_KEY = "k" * 40


@dataclass(frozen=True)
class Row:
    """One line of the result. ours, theirs: a value per run, in ``unit``.

    bar: what ``figure`` may be at most, or None where it is only told. With a baseline, the figure is the
    median of the ratios of neighbouring runs, else the median of ours.
    """

    case: str
    measure: str
    unit: str
    ours: Sequence[float]
    theirs: Sequence[float] = ()
    bar: float | None = None

    @property
    def figure(self) -> float:
        """What is held against the bar."""
        if self.theirs:
            return statistics.median(a / b for a, b in zip(self.ours, self.theirs, strict=True))
        return statistics.median(self.ours)


def client_env(url: str) -> dict[str, str]:
    """What tells the official client to talk to the server, and to no one else."""
    return {
        "WANDB_BASE_URL": url,
        "WANDB_API_KEY": API_KEY,
        "WANDB_SILENT": "true",
        "WANDB_ERROR_REPORTING": "false",
    }
