"""A real SLURM cluster of one node, with folders, ports and keys of its own, and gone with the block.

Debian's packages `slurm-wlm` and `munge` have all it needs. It has to be started by root, who alone may run
jobs as others; the jobs are root's as well. There are two partitions on the one node: jobs of ``urgent`` take
the place of those of ``spare``, which go back into the queue.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.command import free_port
from tests.live import PATIENCE

#: Cores that the node is said to have, however many there are: so many tasks work at a time.
CORES = 2
#: Seconds between SIGTERM and SIGKILL.
KILL_WAIT = 30

CONF = """\
ClusterName=tests
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
SlurmdPort={node}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
# A task that is requeued waits for so long; the default is two minutes.
AuthInfo=socket={folder}/munge/socket,cred_expire=5
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=2,bf_interval=2
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
JobRequeue=1
JobAcctGatherType=jobacct_gather/none
KillWait={kill_wait}
ReturnToService=2
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
SlurmdParameters=config_overrides
NodeName={host} NodeAddr=127.0.0.1 CPUs={cores} State=UNKNOWN
PartitionName=spare Nodes={host} Default=YES MaxTime=60 PriorityTier=1 State=UP
PartitionName=urgent Nodes={host} MaxTime=60 PriorityTier=10 State=UP
"""

DAEMONS = ("munged", "slurmctld", "slurmd")


def missing() -> str | None:
    """Why there can be no cluster here; None where there can be one."""
    absent = [name for name in (*DAEMONS, "sbatch") if shutil.which(name) is None]
    if absent:
        return f"SLURM is not installed: no {', '.join(absent)} (Debian's slurm-wlm and munge)"
    return None if os.geteuid() == 0 else "SLURM's daemons have to be started by root"


@dataclass(frozen=True)
class Cluster:
    """A cluster at work. folder: of everything it keeps."""

    folder: Path

    @property
    def variables(self) -> dict[str, str]:
        """What SLURM's programs find the cluster by."""
        return {"SLURM_CONF": str(self.folder / "slurm.conf")}

    def run(self, *words: str) -> str:
        """What one of SLURM's programs that succeeds prints."""
        done = subprocess.run(
            words, env=os.environ | self.variables, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, f"{words[0]}: {done.stderr}\n{self.logs()}"
        return done.stdout.strip()

    def jobs(self) -> dict[str, str]:
        """The states of the jobs in the queue, an entry for each task of an array."""
        lines = self.run("squeue", "--noheader", "--array", "--format=%i|%T").splitlines()
        return dict(line.split("|", 1) for line in lines)

    def restarts(self, task: str) -> int:
        """How often a task that SLURM still knows has been put back into the queue."""
        words = self.run("scontrol", "--oneliner", "show", "job", task).split()
        return int(next(word for word in words if word.startswith("Restarts=")).partition("=")[2])

    def logs(self) -> str:
        """The ends of the daemons' logs, for a test that fails."""
        found = sorted(self.folder.glob("*.log"))
        return "\n".join(f"--- {log.name}\n{log.read_text(errors='replace')[-3000:]}" for log in found)

    def wait(self, condition: Callable[[], object], seconds: float = PATIENCE) -> None:
        """Wait for a condition."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"{self.jobs()}\n{self.logs()}"
            time.sleep(0.1)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A cluster whose node is idle; no process of it is left after the block."""
    with ExitStack() as stack:
        # A socket's path has to be short: not a folder of pytest's.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="slurm-")))
        made = Cluster(folder)
        prepare(folder)
        socket_path, munge = folder / "munge" / "socket", folder / "munge"
        stack.enter_context(
            daemon(
                "munged",
                "--foreground",
                f"--socket={socket_path}",
                f"--key-file={munge / 'key'}",
                f"--pid-file={munge / 'pid'}",
                f"--seed-file={munge / 'seed'}",
                f"--log-file={folder / 'munged.log'}",
                env={},
            )
        )
        made_by = time.monotonic() + PATIENCE
        while not answers(socket_path):
            assert time.monotonic() < made_by, made.logs()
            time.sleep(0.05)
        stack.enter_context(daemon("slurmctld", "-D", "-i", env=made.variables))
        stack.enter_context(daemon("slurmd", "-D", env=made.variables))
        stack.callback(clear, made)
        made.wait(lambda: is_idle(made))
        yield made


def prepare(folder: Path) -> None:
    """The folders, the key and the configuration."""
    folder.chmod(0o755)
    for name in ("munge", "state", "spool"):
        (folder / name).mkdir(mode=0o755)
    key = folder / "munge" / "key"
    key.write_bytes(secrets.token_bytes(128))
    key.chmod(0o600)
    (folder / "slurm.conf").write_text(
        CONF.format(
            host=socket.gethostname().partition(".")[0],
            controller=free_port(),
            node=free_port(),
            folder=folder,
            cores=CORES,
            kill_wait=KILL_WAIT,
        )
    )


@contextmanager
def daemon(*words: str, env: dict[str, str]) -> Iterator[None]:
    """A daemon that stays in the foreground, ended with the block."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(words, env=os.environ | env, stdin=quiet, stdout=quiet, stderr=quiet)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def answers(path: Path) -> bool:
    """Whether somebody listens on a socket."""
    with closing(socket.socket(socket.AF_UNIX)) as end:
        try:
            end.connect(str(path))
        except OSError:
            return False
    return True


def is_idle(made: Cluster) -> bool:
    """Whether the controller answers, and the node takes jobs."""
    words = ["sinfo", "--noheader", "--format=%T"]
    done = subprocess.run(
        words, env=os.environ | made.variables, capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode == 0 and set(done.stdout.split()) == {"idle"}


def clear(made: Cluster) -> None:
    """End what still runs: the jobs' processes outlive the daemons."""
    with suppress(AssertionError, subprocess.TimeoutExpired):
        made.run("scancel", "--user=root", "--signal=KILL", "--full")
        made.run("scancel", "--user=root")
        made.wait(lambda: not made.jobs(), 20)
    for pid in left_behind(made):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def left_behind(made: Cluster) -> list[int]:
    """The processes of its jobs, by what SLURM puts into their environment."""
    mark, found = f"SLURM_CONF={made.folder / 'slurm.conf'}".encode(), []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            variables = (place / "environ").read_bytes().split(b"\0")
            if mark in variables and any(one.startswith(b"SLURM_JOB_ID=") for one in variables):
                found.append(int(place.name))
    return found
