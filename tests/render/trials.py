"""Runs of proto_tokens' sweeps as they might be: better near one learning rate, and with luck."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import polars as pl

from wbgen.runs import Run
from wbgen.runs.memory import MemoryRun
from wbgen.spec.sweeps.tags import tag_of

BEGUN = datetime(2026, 1, 5, 8, tzinfo=UTC)

#: States of trials by their number; all others finish.
STATES = {7: "failed", 13: "crashed", 29: "running"}


def settings(count: int = 30) -> list[MemoryRun]:
    """Trials of the search for settings, the newest first; the search finds the better settings in time."""
    random, made = Random(8), []
    for number in range(count):
        spread = 1.0 - 0.8 * number / max(1, count - 1)
        rate = 10 ** max(-3.0, min(-1.0, math.log10(0.02) + spread * random.uniform(-1.2, 1.2)))
        config = {
            "num_steps": random.choice([500, 1000, 2000]),
            "learning_rate": rate,
            "image_size": random.choice([256, 512]),
            "seed": 42,
        }
        made.append(trial(number, config, random, tag_of("settings"), STATES.get(number, "finished")))
    return made[::-1]


def seeds(values: tuple[int, ...] = (42, 123, 456)) -> list[MemoryRun]:
    """Trials of the grid over seeds, the newest first."""
    random = Random(9)
    configs = [{"num_steps": 1000, "learning_rate": 0.01, "image_size": 256, "seed": seed} for seed in values]
    made = [trial(100 + at, config, random, tag_of("seeds"), "finished") for at, config in enumerate(configs)]
    return made[::-1]


def trial(number: int, config: Mapping[str, Any], random: Random, tag: str, state: str) -> MemoryRun:
    """One run with its curve of the accuracy, a row every 100 steps."""
    off = math.log10(config["learning_rate"] / 0.02)
    top = 0.97 - 0.5 * off**2 - (0.12 if config["image_size"] == 512 else 0.0) + random.gauss(0, 0.02)
    share = {"failed": 0.2, "crashed": 0.5, "running": 0.6}.get(state, 1.0)
    steps = list(range(100, int(config["num_steps"] * share) + 1, 100)) or [100]
    best = [max(0.02, min(1.0, top)) * (1 - math.exp(-step / 350)) for step in steps]
    summary: dict[str, Any] = {"best_accuracy": best[-1]}
    begun = BEGUN + timedelta(minutes=11 * number)
    size, count, rate, seed = (config[key] for key in ("image_size", "num_steps", "learning_rate", "seed"))
    group = f"proto_{size}px_steps{count}_lr{rate:.3g}"
    frame = pl.DataFrame(
        {
            "_step": pl.Series(steps, dtype=pl.Int64),
            "best_accuracy": best,
            "train/accuracy": [value * random.uniform(0.97, 1.0) for value in best],
        }
    )
    over: dict[str, Any] = {
        "final_loss": 3 * (1 - best[-1]),
        "error_rate": 100 * (1 - best[-1]),
        "status": "success",
    }
    return MemoryRun(
        Run(
            id=f"run{number:03}",
            name=f"{group}_seed{seed}",
            entity="team",
            project="simplear-proto-tokens",
            state=state,
            created_at=begun.isoformat().replace("+00:00", "Z"),
            runtime=6.0 * len(steps),
            group=group,
            sweep="x1y2z3a4",
            tags=("proto-tokens", tag),
            config=config,
            summary=summary | (over if state == "finished" else {}),
        ),
        frame,
    )
