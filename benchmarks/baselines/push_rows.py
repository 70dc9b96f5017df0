"""Log rows of random metrics with the official client: push_rows.py RUN[,RUN...] ROWS METRICS"""

import random
import sys

import wandb

names, rows, metrics = sys.argv[1].split(","), int(sys.argv[2]), int(sys.argv[3])
keys = [f"metric_{number}" for number in range(metrics)]
for name in names:
    run = wandb.init(project="bench", id=name, settings=wandb.Settings(console="off", x_disable_stats=True))
    for _ in range(rows):
        run.log({key: random.random() for key in keys})
    run.finish()
