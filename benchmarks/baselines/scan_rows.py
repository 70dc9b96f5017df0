"""Read a whole history with the official client: scan_rows.py RUN ROWS"""

import sys

import wandb

name, rows = sys.argv[1], int(sys.argv[2])
found = sum(1 for _ in wandb.Api().run(f"bench/{name}").scan_history())
assert found == rows, f"{found} of {rows} rows"
