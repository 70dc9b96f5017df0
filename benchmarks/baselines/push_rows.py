"""Log rows of random metrics with the official client: push_rows.py RUN[,RUN...] ROWS METRICS

The numbers are the same each time, so that what is measured of them is too.
"""

import random
import sys

import wandb

names, rows, metrics = sys.argv[1].split(","), int(sys.argv[2]), int(sys.argv[3])
keys = [f"metric_{number}" for number in range(metrics)]
for name in names:
    numbers = random.Random(name)
    run = wandb.init(project="bench", id=name, settings=wandb.Settings(console="off", x_disable_stats=True))
    for _ in range(rows):
        run.log({key: numbers.random() for key in keys})
    run.finish()
