"""The lines about a sweep at work."""

from __future__ import annotations

from wbgen.cli.sweep_progress import best_text, progress_text
from wbgen.sweeps.path import SweepPath
from wbgen.sweeps.served import Best, Progress, ServedSweep


def test_names_that_others_gave_do_nothing_to_the_terminal() -> None:
    sweep = ServedSweep(SweepPath("e", "p", "s"), "id", "t", "RUNNING", "lo\x1b[2Jss", False, 2)
    best = Best("r1", "run\x1b]0;mine\x07\u202e\n", 0.25)
    told = "best lo\ufffd[2Jss 0.25 (run\ufffd]0;mine\ufffd\ufffd\ufffd)"
    assert best_text(best, sweep) == [told]
    line = progress_text(Progress("RUNNING", {"finished": 1}, 2, best), sweep)
    assert line == f"1 of 2 runs tried; {told}"
    assert best_text(None, sweep) == []


def test_another_best_may_stand_beside_it() -> None:
    sweep = ServedSweep(SweepPath("e", "p", "s"), "id", "t", "RUNNING", "loss", False, 2)
    line = progress_text(Progress("RUNNING", {}, 2, Best("r1", "a", 0.25)), sweep, "one run")
    assert line == "0 of 2 runs tried; best loss 0.25 (a; one run)"
