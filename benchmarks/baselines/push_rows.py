"""Log rows of random metrics with the official client: push_rows.py RUN ROWS METRICS"""

import random
import sys

import wandb

name, rows, metrics = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
run = wandb.init(project="bench", id=name, settings=wandb.Settings(console="off", x_disable_stats=True))
keys = [f"metric_{number}" for number in range(metrics)]
for _ in range(rows):
    run.log({key: random.random() for key in keys})
run.finish()
