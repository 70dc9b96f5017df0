"""Read a run with what the official client has for it: inspect_rows.py FILE METRICS

Parses the rows that `wandb leet inspect --json` prints and puts their numbers into columns. Prints how many
rows there are and the seconds that it took, as JSON. Lines of other records are not parsed.
"""

import json
import subprocess
import sys
import time
from array import array

file, metrics = sys.argv[1], int(sys.argv[2])
names = ["_step", "_runtime", "_timestamp", *(f"metric_{number}" for number in range(metrics))]
columns = {name: array("d") for name in names}
start = time.perf_counter()
command = [sys.executable, "-m", "wandb", "leet", "inspect", "--json", file]
with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
    assert process.stdout is not None
    for line in process.stdout:
        if b'"type":"history"' in line:
            row = json.loads(line)["history"]["item"]
            for name, column in columns.items():
                column.append(row[name])
seconds = time.perf_counter() - start
assert process.returncode == 0
print(json.dumps([len(columns["_step"]), seconds]))
