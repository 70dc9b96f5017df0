"""Plans of sweeps: what has to be done so that a server has the searches that specs describe.

``wanted`` is what code says, ``found`` what the server holds of it, ``estimate`` what running it takes,
``decide`` what is to be done. Nothing is read or written here.
"""

from wbgen.plan.sweeps.changes import SweepAction, SweepChange
from wbgen.plan.sweeps.decide import decide_sweep
from wbgen.plan.sweeps.estimate import Estimate, Pace, estimate_of, pace_of
from wbgen.plan.sweeps.found import Found, find_sweep
from wbgen.plan.sweeps.wanted import WantedSweep, wanted_of_file, wanted_of_guide

__all__ = [
    "Estimate",
    "Found",
    "Pace",
    "SweepAction",
    "SweepChange",
    "WantedSweep",
    "decide_sweep",
    "estimate_of",
    "find_sweep",
    "pace_of",
    "wanted_of_file",
    "wanted_of_guide",
]
