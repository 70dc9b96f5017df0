"""What a project asks of SLURM for its agents, unless the command line says otherwise."""

from __future__ import annotations

from dataclasses import dataclass

#: What a word behind ``#SBATCH --option=`` may be: nothing that ends it, or the line.
WORD = r"[A-Za-z0-9_.,:+@=/-]{1,128}"
#: An option of sbatch, with its value if it has one.
OPTION = r"--?[a-z][A-Za-z0-9_-]*(=[A-Za-z0-9_.,:+@=/%\[\]()*&|!-]+)?"
#: The option that says which tasks there are, in each way sbatch takes it; wbgen's own to say.
ARRAY = r"-a.*|--ar(r|ra|ray)?(=.*)?"
ARRAY_CURE = "leave it out: there is a task for each run that is left, and --agents says how many at a time"
#: A limit of time: minutes, minutes:seconds, hours:minutes:seconds, days-hours and so on. Source: sbatch(1).
TIME = r"[0-9]{1,9}(:[0-9]{1,9}){0,2}|[0-9]{1,9}-[0-9]{1,9}(:[0-9]{1,9}){0,2}|UNLIMITED|unlimited"
TIME_CURE = "write minutes (90), 4:00:00, 1-12 (days-hours), 1-12:30:00, or UNLIMITED"
#: One line of the shell.
LINE = r"[^\x00\r\n]*"

MOST_GPUS = 64


@dataclass(frozen=True, slots=True)
class SlurmDefaults:
    """Values of the options of ``wbgen sweep --on slurm``, under their names; see ``slurm_script.Order``."""

    partition: str | None = None
    account: str | None = None
    time: str | None = None
    gpus_per_agent: int | None = None
    setup: tuple[str, ...] = ()
    sbatch: tuple[str, ...] = ()
