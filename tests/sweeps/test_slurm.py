"""SLURM: the script, what its programs are given, and how what they say is read."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.live import PATIENCE
from tests.sweeps.programs import calls, fake
from wbgen.errors import WbgenError
from wbgen.generate.templates import folders
from wbgen.sweeps.engine import Agent, State, Work
from wbgen.sweeps.path import SweepPath
from wbgen.sweeps.slurm import Slurm, apart, most_tasks, state_of
from wbgen.sweeps.slurm_script import Order, directive, script_of, shares, tasks_of

FULL = Order(
    "gpu",
    "lab",
    "4:00:00",
    "a100:2",
    ("module load cuda/12.4", 'source "$HOME/venv/bin/activate"'),
    ("--mem=8G", "--exclude=node[3-5]"),
)


@pytest.fixture
def work(tmp_path: Path) -> Work:
    logs = tmp_path / "logs"
    logs.mkdir()
    return Work(SweepPath("lab", "vision", "x1y2"), "https://api.wandb.ai", 4, None, 12, tmp_path, logs)


@pytest.fixture
def places(tmp_path: Path) -> list[Path]:
    return folders("slurm", tmp_path / "wbgen.yaml", tmp_path)


def settled(work: Work) -> Work:
    """The work in folders that are the same everywhere."""
    return replace(
        work, folder=Path("/home/me/my project"), logs=Path("/home/me/my project/.wbgen/agents/x1y2/1")
    )


@pytest.mark.parametrize(("name", "order"), [("full", FULL), ("least", Order())])
def test_the_script(
    name: str, order: Order, work: Work, places: list[Path], golden: Callable[[str, str], None]
) -> None:
    script = script_of(settled(work), order, places)
    golden(f"sweeps/{name}.sh", script)
    done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_script_becomes_the_agent(
    work: Work, places: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run by bash as SLURM does: the set-up comes first, and the agent is given the sweep and the server."""
    fake(
        tmp_path,
        "wandb",
        "print(os.environ['WANDB_BASE_URL'], os.environ['LOADED'], os.getppid())",
        monkeypatch,
    )
    script = script_of(
        replace(work, base_url="http://h:1/a'b c"), Order(setup=("export LOADED=yes",)), places
    )
    file = tmp_path / "agents.sh"
    file.write_text(script)
    with subprocess.Popen(["/bin/bash", str(file)], stdout=subprocess.PIPE, text=True) as bash:
        printed, _ = bash.communicate(timeout=PATIENCE)
    assert printed.split() == ["http://h:1/a'b", "c", "yes", str(os.getpid())]
    assert calls(tmp_path) == [["wandb", "agent", "--forward-signals", "--count", "1", "lab/vision/x1y2"]]


def test_a_template_of_the_users_own_wins(work: Work, tmp_path: Path) -> None:
    own = tmp_path / "templates" / "slurm"
    own.mkdir(parents=True)
    (own / "agents.sh.j2").write_text("own {{ tasks }} {{ at_once }}\n")
    assert script_of(work, Order(), folders("slurm", tmp_path / "wbgen.yaml", tmp_path)) == "own 12 4\n"


@pytest.mark.parametrize(
    ("change", "tasks"),
    [({}, 12), ({"runs": None}, 4), ({"count": 2}, 8), ({"count": 5}, 12), ({"runs": 0}, 1)],
)
def test_as_many_tasks_as_runs_are_left(work: Work, change: dict[str, Any], tasks: int) -> None:
    assert tasks_of(replace(work, **change)) == tasks


@pytest.mark.parametrize(
    ("runs", "most", "expected"),
    [
        (1001, 1001, (1001, 1)),
        (1002, 1001, (501, 2)),
        (50_000, 1001, (1000, 50)),
        (5, 2, (2, 3)),
        (3, 1, (1, 3)),
    ],
)
def test_an_array_has_no_more_tasks_than_slurm_takes(
    work: Work, runs: int, most: int, expected: tuple[int, int]
) -> None:
    tasks, count = shares(replace(work, runs=runs), most)
    assert (tasks, count) == expected
    assert tasks <= most
    assert tasks * count >= runs


def test_a_large_grid_has_several_runs_in_a_task(
    work: Work, places: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    big = replace(work, runs=50_000)
    said = "Configuration data as of 2026-01-01T00:00:00\\nMaxArraySize            = 200\\nMaxMemPerNode = 1"
    fake(tmp_path, "scontrol", f"print('{said}')", monkeypatch)
    assert most_tasks() == 200
    script = Slurm(places=places).preview(big)
    assert "#SBATCH --array=0-199%4\n" in script
    assert "--forward-signals --count 250 " in script
    assert "works on 250 runs and leaves" in script
    fake(tmp_path, "scontrol", "sys.exit('cannot reach slurmctld')", monkeypatch)
    assert most_tasks() == 1001
    fake(tmp_path, "scontrol", "print('MaxArraySize = many')", monkeypatch)
    assert most_tasks() == 1001


@pytest.mark.parametrize("path", ["/a\nb", "/a\tb", "/a\x7fb", "/a\udcffb"])
def test_a_folder_that_no_line_can_hold_is_refused(path: str) -> None:
    with pytest.raises(WbgenError, match="SLURM cannot be told"):
        directive(path)


def test_a_folder_is_told_in_quotes() -> None:
    """Whether SLURM reads it like that is tested in test_slurm_real."""
    assert directive("/a-b_1") == "/a-b_1"
    assert directive("/a b") == '"/a b"'
    assert directive("/a#b") == '"/a#b"'
    assert directive('/a"\\') == r'''"/a\"\\"'''
    assert directive("/a%b", "%A.log") == "/a%%b/%A.log"
    with pytest.raises(WbgenError, match="SLURM cannot be told"):
        directive("/a\\b", "%A.log")


def test_the_users_own_options_come_last(work: Work, places: list[Path]) -> None:
    """Where an option is there twice, sbatch takes the last one."""
    own = ("--no-requeue", "--output=mine.log", "--signal=B:INT@300")
    directives = [
        line for line in script_of(work, Order(options=own), places).splitlines() if "SBATCH" in line
    ]
    assert directives[-3:] == [f"#SBATCH {option}" for option in own]


def test_submit_look_and_stop(
    work: Work, places: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(tmp_path, "sbatch", "print('4711;cluster')", monkeypatch)
    fake(tmp_path, "scancel", "", monkeypatch)
    fake(tmp_path, "squeue", "print('4711_2|RUNNING\\n4711_3|PENDING\\n4711_4|COMPLETING')", monkeypatch)
    said = "4711_0|COMPLETED\\n4711_1|CANCELLED by 1000\\n4711_2|PREEMPTED\\n4711_[3-5%2]|PENDING"
    fake(tmp_path, "sacct", f"print('{said}')", monkeypatch)
    engine, told = Slurm(FULL, places), list[str]()
    assert engine.start(work, told.append) == told == ["4711"]
    script = work.logs / "agents.sh"
    assert script.read_text() == engine.preview(work)

    assert engine.look(["4711"]) == [
        Agent("4711", "task 4711_0", State.ENDED),
        Agent("4711", "task 4711_1", State.STOPPED),
        Agent("4711", "task 4711_2", State.RUNNING),  # preempted once, and back at work
        Agent("4711", "task 4711_3", State.WAITING),
        Agent("4711", "task 4711_4", State.RUNNING),
        Agent("4711", "task 4711_5", State.WAITING),
    ]
    engine.stop(["4711"], now=False)
    engine.stop(["4711"], now=True)
    engine.stop([], now=True)
    given = calls(tmp_path)
    assert given[0] == ["sbatch", "--parsable", str(script)]
    fake(tmp_path, "sbatch", "print(os.environ['WANDB_API_KEY'] == 'k' and 17)", monkeypatch)
    assert Slurm(FULL, places, {"WANDB_API_KEY": "k"}).start(work, told.append) == ["17"]
    assert [call for call in given if call[0] == "scancel"] == [
        ["scancel", "--state=PENDING", "4711"],
        ["scancel", "4711"],
    ]
    assert ["squeue", "--noheader", "--array", "--states=all", "--format=%i|%T", "--jobs=4711"] in given


def test_a_job_that_slurm_knows_no_more_has_no_tasks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = "print('slurm_load_jobs error: Invalid job id specified', file=sys.stderr); sys.exit(1)"
    fake(tmp_path, "squeue", gone, monkeypatch)
    assert Slurm().look(["4711"]) == []  # no sacct either: nothing keeps accounts here
    fake(
        tmp_path,
        "sacct",
        "print('Slurm accounting storage is disabled', file=sys.stderr); sys.exit(1)",
        monkeypatch,
    )
    assert Slurm().look(["4711"]) == []


def test_what_slurm_has_forgotten_needs_no_stop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "scancel: error: Kill job error on job id 17: Invalid job id specified"
    fake(tmp_path, "scancel", f"if '17' in sys.argv: sys.exit({said!r})", monkeypatch)
    Slurm().stop(["17", "18"], now=False)
    assert [call[-1] for call in calls(tmp_path)] == ["17", "18"]
    fake(tmp_path, "scancel", "sys.exit('scancel: error: Access denied')", monkeypatch)
    with pytest.raises(WbgenError, match="Access denied"):
        Slurm().stop(["17"], now=False)


@pytest.mark.parametrize("handle", ["", "-M", "--user=root", "12 13", "12_3", "9" * 99, "\u0661", "12\n"])
def test_what_is_no_job_is_never_given_to_slurm(
    handle: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("scancel", "squeue", "sacct"):
        fake(tmp_path, name, "", monkeypatch)
    with pytest.raises(WbgenError, match="is no job"):
        Slurm().look(["17", handle])
    for now in (False, True):
        with pytest.raises(WbgenError, match="is no job"):
            Slurm().stop(["17", handle], now=now)
    assert calls(tmp_path) == []


def test_slurm_is_asked_for_whole_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "print('17_[0-1]|PENDING' if os.environ['SLURM_BITSTR_LEN'] == '0' else '17_[0-|PENDING')"
    fake(tmp_path, "squeue", said, monkeypatch)
    assert [agent.name for agent in Slurm().look(["17"])] == ["task 17_0", "task 17_1"]


def test_what_is_left_of_an_array_that_was_cancelled_is_no_task(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(tmp_path, "squeue", "print('4711_0|RUNNING\\n4711|CANCELLED')", monkeypatch)
    assert Slurm().look(["4711"]) == [Agent("4711", "task 4711_0", State.RUNNING)]
    fake(tmp_path, "squeue", "print('4711|CANCELLED')", monkeypatch)
    assert Slurm().look(["4711"]) == [Agent("4711", "task 4711", State.STOPPED)]


def test_what_slurm_refuses_is_told(
    work: Work, places: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(WbgenError, match="there is no sbatch here"):
        Slurm(places=places).start(work, print)
    fake(
        tmp_path,
        "sbatch",
        "print('sbatch: error: invalid partition', file=sys.stderr); sys.exit(1)",
        monkeypatch,
    )
    with pytest.raises(WbgenError, match="sbatch failed: sbatch: error: invalid partition"):
        Slurm(places=places).start(work, print)
    fake(tmp_path, "sbatch", "print('Submitted, perhaps')", monkeypatch)
    with pytest.raises(WbgenError, match="did not tell the number"):
        Slurm(places=places).start(work, print)
    fake(tmp_path, "squeue", "print('cannot reach slurmctld', file=sys.stderr); sys.exit(1)", monkeypatch)
    with pytest.raises(WbgenError, match="cannot reach slurmctld"):
        Slurm().look(["4711"])


def test_tasks_told_as_one_are_taken_apart() -> None:
    assert apart("12_[0-2,7%2]") == ["12_0", "12_1", "12_2", "12_7"]
    assert apart("12_[0-10:5,12]") == ["12_0", "12_5", "12_10", "12_12"]
    assert apart("12_3") == ["12_3"]


@pytest.mark.parametrize(
    "name", ["12_[1,3,5,7...%2]", "12_[0-1,3,5,2", "12_[a]", "12_[1-]", "12_[0-4:0]", "12_[0-99999999999]"]
)
def test_a_list_that_cannot_be_read_is_one_task(name: str) -> None:
    assert apart(name) == [name]


def test_the_words_of_states() -> None:
    assert state_of("CANCELLED by 0") is State.STOPPED
    assert state_of("NODE_FAIL+") is State.FAILED
    assert state_of("CONFIGURING") is State.RUNNING
