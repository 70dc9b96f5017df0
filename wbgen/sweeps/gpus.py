"""Which GPUs each agent sees."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from wbgen.errors import WbgenError

VISIBLE, ORDER = "CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER"
#: The order in which nvidia-smi numbers GPUs; CUDA puts the fastest first where nobody says otherwise.
BY_BUS = "PCI_BUS_ID"
#: What a GPU may be called there: its number, or (the start of) its id: ``GPU-8f1c``, ``MIG-...``.
GPU = re.compile(r"(\d{1,4}|(GPU|MIG)-[0-9A-Za-z/-]{1,120})\Z")

LISTING = ("nvidia-smi", "--query-gpu=index", "--format=csv,noheader")
#: Seconds that a driver has to answer.
PATIENCE = 20


@dataclass(frozen=True, slots=True)
class Gpus:
    """GPUs to deal out. by_bus: whether numbers among the names are those of nvidia-smi.

    Numbers that this process was given in ``CUDA_VISIBLE_DEVICES`` mean what they mean to it.
    """

    names: Sequence[str]
    by_bus: bool = True


def read_gpus(given: str) -> Gpus:
    """The GPUs of ``--gpus``: ``0,1,3``, or ``none``. Raises WbgenError for what is none, or stands twice."""
    if given.strip() in ("", "none"):
        return Gpus([])
    names = [name.strip() for name in given.split(",")]
    wrong = [name for name in names if not GPU.match(name)]
    if wrong or len(set(names)) < len(names):
        what = f"{wrong[0]!r} is no GPU" if wrong else f"a GPU stands twice in {given!r}"
        raise WbgenError(what, cure="name each once, as nvidia-smi numbers them: --gpus 0,1; or --gpus none")
    return Gpus(names)


def found_gpus(environ: Mapping[str, str] = os.environ) -> Gpus | None:
    """The GPUs of this machine: those this process may see, else all that nvidia-smi lists; None for none."""
    if VISIBLE in environ:
        names = [name.strip() for name in environ[VISIBLE].split(",")]
        # CUDA hides all that stand behind a name that is none, as -1.
        seen = [*takewhile(GPU.match, names)]
        return Gpus(seen, by_bus=False) if seen else None
    listed = listed_gpus()
    return Gpus(listed) if listed else None


def listed_gpus() -> list[str]:
    """The numbers of all GPUs that nvidia-smi knows; none where it is not there, or fails."""
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


def visible(names: Sequence[str], *, by_bus: bool, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The variables that show a process these GPUs only. An order that the user has set stays."""
    numbered = by_bus and ORDER not in environ and any(name.isdecimal() for name in names)
    return {**({ORDER: BY_BUS} if numbered else {}), VISIBLE: ",".join(names)}
