"""A real SLURM cluster of one node, with folders, ports and keys of its own, and gone with the block.

Debian's packages `slurm-wlm` and `munge` have all it needs. Root has to start it, since SLURM's daemons run
jobs in their users' names; here all jobs are root's. Two partitions share the node: jobs of ``urgent`` take
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
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.live import PATIENCE, free_port

#: Cores that the node is said to have, however many there are: so many tasks work at a time.
CORES = 2

#: How SLURM knows the processes of a job. By `cgroup`, as it is installed on most clusters, SIGTERM goes to
#: the process that the script has become; by `linuxproc`, to each process, W&B's own among them.
Tracking = Literal["cgroup", "linuxproc"]

FREEZER = Path("/sys/fs/cgroup/freezer")

CONF = """\
ClusterName=tests
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
# A task that is requeued waits for so many seconds; unless told, for two minutes.
AuthInfo=socket={folder}/munge/socket,cred_expire=5
MpiDefault=none
ProctrackType=proctrack/{tracking}
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=2,bf_interval=2
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
ReturnToService=2
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
SlurmdParameters=config_overrides
NodeName={node} NodeHostname={host} NodeAddr=127.0.0.1 Port={port} CPUs={cores} State=UNKNOWN
PartitionName=spare Nodes={node} Default=YES MaxTime=60 PriorityTier=1 State=UP
PartitionName=urgent Nodes={node} MaxTime=60 PriorityTier=10 State=UP
"""

CGROUP_CONF = "CgroupPlugin=cgroup/v1\nCgroupAutomount=no\n"

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "sacct")


def missing(tracking: Tracking = "linuxproc") -> str | None:
    """Why there can be no such cluster here; None where there can be one."""
    absent = [name for name in PROGRAMS if shutil.which(name) is None]
    if absent:
        return f"SLURM is not installed: no {', '.join(absent)} (Debian's slurm-wlm and munge)"
    if os.geteuid() != 0:
        return "SLURM's daemons have to be started by root"
    if tracking == "cgroup" and not os.access(FREEZER, os.W_OK):
        return f"SLURM cannot track processes by cgroups here: no {FREEZER}"
    return None


@dataclass(frozen=True)
class Cluster:
    """A cluster at work. folder: of everything it keeps.  node: the name of its node."""

    folder: Path
    node: str

    @property
    def variables(self) -> dict[str, str]:
        """What SLURM's programs find the cluster by."""
        return {"SLURM_CONF": str(self.folder / "slurm.conf")}

    def attempt(self, *words: str) -> subprocess.CompletedProcess[str]:
        """One of SLURM's programs, however it ends."""
        variables = os.environ | self.variables
        return subprocess.run(
            words, env=variables, capture_output=True, text=True, timeout=PATIENCE, check=False
        )

    def run(self, *words: str) -> str:
        """What one of SLURM's programs that succeeds prints."""
        done = self.attempt(*words)
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
            assert time.monotonic() < deadline, self.logs()
            time.sleep(0.1)

    def processes(self) -> list[int]:
        """The processes of its jobs, by what SLURM puts into their environment."""
        mark, found = f"SLURM_CONF={self.folder / 'slurm.conf'}".encode(), []
        for place in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                variables = (place / "environ").read_bytes().split(b"\0")
                if mark in variables and any(one.startswith(b"SLURM_JOB_ID=") for one in variables):
                    found.append(int(place.name))
        return found


@contextmanager
def cluster(tracking: Tracking = "linuxproc") -> Iterator[Cluster]:
    """A cluster whose node is idle; no process of it is left after the block."""
    with ExitStack() as stack:
        # The path of a socket has to be short, which those of pytest's folders are not.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="slurm-")))
        made = Cluster(folder, f"t{secrets.token_hex(4)}")
        prepare(made, tracking)
        stack.callback(remove_groups, made)
        stack.enter_context(daemon(made, "munged", "--foreground", *munge_options(folder)))
        made.wait(lambda: answers(folder / "munge" / "socket"))
        stack.enter_context(daemon(made, "slurmctld", "-D", "-i"))
        stack.enter_context(daemon(made, "slurmd", "-D", "-N", made.node))
        stack.callback(clear, made)
        made.wait(lambda: is_idle(made))
        yield made


def prepare(made: Cluster, tracking: Tracking) -> None:
    """The folders, the key and the configuration."""
    folder = made.folder
    folder.chmod(0o755)  # munge wants a socket that everybody reaches
    for name in ("munge", "state", "spool"):
        (folder / name).mkdir(mode=0o755)
    key = folder / "munge" / "key"
    key.touch(mode=0o600)
    key.write_bytes(secrets.token_bytes(128))
    (folder / "cgroup.conf").write_text(CGROUP_CONF)
    (folder / "slurm.conf").write_text(
        CONF.format(
            host=socket.gethostname().partition(".")[0],
            controller=free_port(),
            node=made.node,
            port=free_port(),
            folder=folder,
            cores=CORES,
            tracking=tracking,
        )
    )


def munge_options(folder: Path) -> list[str]:
    """The places of munge's own."""
    places = {"socket": "socket", "key-file": "key", "pid-file": "pid", "seed-file": "seed"}
    named = [f"--{option}={folder / 'munge' / name}" for option, name in places.items()]
    return [*named, f"--log-file={folder / 'munged.log'}"]


@contextmanager
def daemon(made: Cluster, *words: str) -> Iterator[None]:
    """A daemon that stays in the foreground, ended with the block."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        words, env=os.environ | made.variables, stdin=quiet, stdout=quiet, stderr=quiet
    )
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
    with socket.socket(socket.AF_UNIX) as end:
        return end.connect_ex(str(path)) == 0


def is_idle(made: Cluster) -> bool:
    """Whether the controller answers, and the node takes jobs."""
    done = made.attempt("sinfo", "--noheader", "--format=%T")
    return done.returncode == 0 and set(done.stdout.split()) == {"idle"}


def clear(made: Cluster) -> None:
    """End what still runs: the processes of jobs outlive the daemons."""
    with suppress(AssertionError, subprocess.TimeoutExpired):
        made.run("scancel", "--user=root", "--signal=KILL", "--full")
        made.run("scancel", "--user=root")
        made.wait(lambda: not made.jobs(), 20)
    for pid in made.processes():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def remove_groups(made: Cluster) -> None:
    """The control groups that SLURM leaves behind."""
    top = FREEZER / f"slurm_{made.node}"
    for folder in sorted((top, *top.rglob("*/")), key=lambda path: len(path.parts), reverse=True):
        with suppress(OSError):
            folder.rmdir()
