"""The script of an array job, from the template ``slurm/agents.sh.j2`` or a user's own of that name."""

from __future__ import annotations

import math
import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from wbgen.config.slurm import ARRAY, ARRAY_CURE, LINE, OPTION, TIME, TIME_CURE, WORD
from wbgen.errors import WbgenError
from wbgen.generate.templates import fill_template
from wbgen.sweeps.engine import Work

TEMPLATE = "agents.sh"
#: What needs no quotes behind ``#SBATCH --option=``.
PLAIN = r"[A-Za-z0-9_.,:+@=%/-]+"
#: What no script can hold in a line of text: control characters, and bytes of a name that are no text.
UNSAID = r"[\x00-\x1f\x7f\ud800-\udfff]"
#: The most tasks of an array where nobody has set ``MaxArraySize``. Source: slurm.conf(5).
MOST_TASKS = 1001


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of SLURM for each task.

    time: in a form that SLURM knows (``90``, ``2:00:00``, ``1-12``).  gpus: a number, or ``a100:2``.
    setup: lines of the shell before the agent starts.  options: more of sbatch's, ``--mem=8G``.
    Raises WbgenError for what would not be one word, or one line, of the script.
    """

    partition: str | None = None
    account: str | None = None
    time: str | None = None
    gpus: str | None = None
    setup: tuple[str, ...] = ()
    options: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        words = {"partition": self.partition, "account": self.account, "gpus": self.gpus}
        for name, word in words.items():
            if word is not None and not re.fullmatch(WORD, word):
                raise WbgenError(f"{word!r} cannot be the {name} of a SLURM job", cure="write one plain word")
        if self.time is not None and not re.fullmatch(TIME, self.time):
            raise WbgenError(f"{self.time!r} is no limit of time that SLURM takes", cure=TIME_CURE)
        for option in self.options:
            if re.fullmatch(ARRAY, option):
                raise WbgenError(f"{option!r} is not to be set: the array is wbgen's", cure=ARRAY_CURE)
            if not re.fullmatch(OPTION, option):
                raise WbgenError(f"{option!r} is no option of sbatch", cure="write it as --mem=8G")
        for line in self.setup:
            if not re.fullmatch(LINE, line):
                raise WbgenError(
                    "a set-up line holds several lines", cure="give each with a --setup of its own"
                )


def tasks_of(work: Work) -> int:
    """Tasks that are wanted: one for each run that is left, where that is known; else one for each agent."""
    if work.count is not None:
        wanted = work.agents * work.count
        return wanted if work.runs is None else max(1, min(wanted, work.runs))
    return max(1, work.runs) if work.runs is not None else work.agents


def shares(work: Work, most: int) -> tuple[int, int]:
    """Tasks of the array, and runs for each of them: one, unless there were more tasks than SLURM takes."""
    wanted = tasks_of(work)
    count = math.ceil(wanted / most)
    return math.ceil(wanted / count), count


def script_of(work: Work, order: Order, places: Iterable[Path], most: int = MOST_TASKS) -> str:
    """The whole script. places: folders of templates, the first wins.  most: tasks that SLURM takes."""
    tasks, count = shares(work, most)
    words = {
        "sweep": str(work.sweep),
        "name": f"sweep-{work.sweep.id}",
        "base_url": work.base_url,
        "tasks": tasks,
        "at_once": min(work.agents, tasks),
        "count": count,
        "folder": str(work.folder),
        "logs": str(work.logs),
        "wandb": "wandb",
        "partition": order.partition,
        "account": order.account,
        "time": order.time,
        "gpus": order.gpus,
        "setup": order.setup,
        "options": order.options,
    }
    return fill_template(TEMPLATE, places, words, {"shell": shlex.quote, "directive": directive})


def directive(path: str, file: str = "") -> str:
    """A folder, or a file in it, as ``#SBATCH`` reads it: ``#`` and spaces would end it, but for quotes.

    file: a name that SLURM fills in; a backslash before it would have it left as it is.
    Raises WbgenError for a folder that cannot be told.
    """
    if re.search(UNSAID, path) or (file and "\\" in path):
        message = f"SLURM cannot be told the folder {path!r}: it holds a backslash or a control character"
        raise WbgenError(message, cure="start it in another folder")
    whole = f"{path.replace('%', '%%')}/{file}" if file else path
    return whole if re.fullmatch(PLAIN, whole) else '"' + re.sub(r'(["\\])', r"\\\1", whole) + '"'
