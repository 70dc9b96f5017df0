"""Which GPUs each agent sees."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence

from wbgen.errors import WbgenError

VISIBLE = "CUDA_VISIBLE_DEVICES"
#: What a GPU may be called there: its number, or (the start of) its id: ``GPU-8f1c``, ``MIG-...``.
GPU = re.compile(r"(\d{1,4}|(GPU|MIG)-[0-9A-Za-z/-]{1,120})\Z")

LISTING = ("nvidia-smi", "--query-gpu=index", "--format=csv,noheader")
#: Seconds that a driver has to answer.
PATIENCE = 20


def read_gpus(given: str) -> list[str]:
    """The GPUs of ``--gpus``: ``0,1,3``, or ``none``. Raises WbgenError for what is none, or stands twice."""
    if given.strip() in ("", "none"):
        return []
    names = [name.strip() for name in given.split(",")]
    wrong = [name for name in names if not GPU.match(name)]
    if wrong or len(set(names)) < len(names):
        what = f"{wrong[0]!r} is no GPU" if wrong else f"a GPU stands twice in {given!r}"
        raise WbgenError(what, cure="name each once, as nvidia-smi numbers them: --gpus 0,1; or --gpus none")
    return names


def found_gpus(environ: Mapping[str, str] = os.environ) -> list[str]:
    """The GPUs of this machine: those this process may see, else all that nvidia-smi lists, else none."""
    if VISIBLE in environ:
        return [name.strip() for name in environ[VISIBLE].split(",") if GPU.match(name.strip())]
    if shutil.which(LISTING[0]) is None:
        return []
    try:
        done = subprocess.run(LISTING, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return [line.strip() for line in done.stdout.splitlines() if GPU.match(line.strip())]


def dealt(gpus: Sequence[str], agents: int, each: int = 1) -> list[list[str]]:
    """The GPUs of each agent, ``each`` in turn; where there are too few, agents share them.

    Raises WbgenError where one agent would need more than there are.
    """
    if not gpus:
        return [[] for _ in range(agents)]
    if each > len(gpus):
        raise WbgenError(
            f"an agent is to have {each} GPUs, and there are {len(gpus)}", cure="lower --gpus-per-agent"
        )
    return [[gpus[(agent * each + card) % len(gpus)] for card in range(each)] for agent in range(agents)]


def are_shared(gpus: Sequence[str], agents: int, each: int = 1) -> bool:
    """Whether some agents get the same GPU."""
    return 0 < len(gpus) < agents * each


def visible(gpus: Sequence[str]) -> Mapping[str, str]:
    """The variables that show a process these GPUs only, numbered as nvidia-smi does."""
    return {"CUDA_DEVICE_ORDER": "PCI_BUS_ID", VISIBLE: ",".join(gpus)}
