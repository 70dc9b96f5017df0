"""Read a run by wbgen: read_rows.py FILE all|three|cached FOLDER

Prints as JSON the seconds from opening the file to having the columns, and bytes: the peak of the process
beyond a bare interpreter, and what the columns take.
"""

import json
import resource
import sys
import time

from measure import MAXRSS_UNIT


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MAXRSS_UNIT


bare = peak()

from pathlib import Path  # noqa: E402

import polars  # noqa: E402, F401

from wbgen.runs.cache import cached  # noqa: E402
from wbgen.runs.wandb_file import open_wandb  # noqa: E402
from wbgen.runs.wandb_file.run import WandbFile  # noqa: E402, F401

file, way, folder = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
if way == "cached":
    cached(file, folder)
start = time.perf_counter()
data = cached(file, folder) if way == "cached" else open_wandb(file)
frame = data.history(["metric_0", "metric_1", "metric_2"] if way == "three" else list(data.keys()))
seconds = time.perf_counter() - start
print(json.dumps([frame.height, seconds, peak() - bare, frame.estimated_size()]))
