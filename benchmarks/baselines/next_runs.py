"""Time W&B's own search for the next runs of a sweep: next_runs.py QUESTION.json ANSWER.json"""

import json
import sys
import time
import warnings
from pathlib import Path

warnings.simplefilter("ignore")

from sweeps import RunState, SweepRun, next_run  # noqa: E402

asked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
first, count = asked["first"], asked["count"]


def runs(number):
    """The runs that there were before the one of that number."""
    return [
        SweepRun(
            name=str(index),
            config=one["params"],
            state=RunState.finished,
            summary_metrics={"loss": one["loss"]},
        )
        for index, one in enumerate(asked["past"][:number])
    ]


next_run(asked["config"], runs(first))  # loads scikit-learn
taken = []
for number in range(first, first + count):
    past = runs(number)
    start = time.process_time()
    next_run(asked["config"], past)
    taken.append(time.process_time() - start)
Path(sys.argv[2]).write_text(json.dumps(taken), encoding="utf-8")
