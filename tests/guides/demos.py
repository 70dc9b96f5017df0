"""The shipped guides, their scripts, and a demo run of each: made once, whichever tests ask for it."""

from __future__ import annotations

import fcntl
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeAlias

from tests.live import client_env
from wbgen.generate.script import chosen_script, script_text
from wbgen.generate.templates import folders
from wbgen.runs import RunData
from wbgen.runs.sources import open_runs
from wbgen.spec.guide import Guide
from wbgen.spec.read import read_guide

ROOT = Path(__file__).parents[2]
SPECS = ROOT / "specs"
#: Every guide with a script of its own; translations have their original's.
GUIDES = ("npt", "grpo", "proto_tokens", "gait", "dakota")

#: Seconds after which a demo that should have ended is taken to hang; one takes well under a minute alone.
PATIENCE = 280

#: No server answers there: a demo that logs offline asks none.
NOWHERE = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Demo:
    """A script that ran. run: the folder of its offline run.  said: what it wrote to the terminal."""

    folder: Path
    script: Path
    said: str

    @property
    def run(self) -> Path:
        (found,) = (self.folder / "wandb").glob("offline-run-*")
        return found


#: From a guide's name to its demo.
Demos: TypeAlias = Callable[[str], Demo]


def guide_of(name: str) -> Guide:
    """A shipped guide."""
    guide, _ = read_guide(SPECS / f"{name}.yaml")
    return guide


def script_of(name: str) -> tuple[str, str]:
    """The file name and the text of a guide's script."""
    guide = guide_of(name)
    chosen, script = chosen_script(guide, None)
    return chosen, script_text(guide, chosen, script, folders("script", SPECS / "x.yaml", ROOT))


def write_script(name: str, folder: Path, old: str = "", new: str = "") -> Path:
    """A guide's script in a folder, with one change where there is one to make."""
    chosen, text = script_of(name)
    assert old in text, f"the script of {name} has no {old!r}"
    folder.mkdir(parents=True, exist_ok=True)
    script = folder / chosen
    script.write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
    return script


def run_script(script: Path, *words: str, url: str = NOWHERE, code: int = 0, **env: str) -> str:
    """Run a script in its folder; what it said. The test fails where it ends with another code."""
    done = subprocess.run(
        [sys.executable, script.name, *words],
        env=client_env(url, script.parent, OMP_NUM_THREADS="1", **env),
        cwd=script.parent,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == code, (
        f"{script.name} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    )
    return done.stdout + done.stderr


def make_demo(name: str, folder: Path, old: str = "", new: str = "") -> Demo:
    """A demo of a guide's script in a folder, logged offline with seed 1; of a changed one, where told."""
    script = write_script(name, folder, old, new)
    return Demo(folder, script, run_script(script, "--demo", "--offline", "--seed", "1"))


def shared_demo(name: str, folder: Path) -> Demo:
    """The demo of a guide in a folder that the processes of one test run share; the first one makes it."""
    place = folder / f"demo-{name}"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = place / "said.txt"
        if not said.exists():
            said.write_text(make_demo(name, place).said, encoding="utf-8")
    return Demo(place, place / script_of(name)[0], said.read_text(encoding="utf-8"))


def run_of(folder: Path) -> RunData:
    """The one run of an offline folder, which no server is asked for."""

    def nobody(url: str | None, entity: str | None) -> NoReturn:
        raise AssertionError("no server is needed")

    (found,) = open_runs([str(folder)], nobody)
    return found


def column(data: RunData, name: str) -> list[float]:
    """The logged values of a metric."""
    return [value for value in data.history([name])[name].to_list() if value is not None]


def steps(data: RunData, name: str) -> list[int]:
    """The steps at which a metric was logged."""
    return data.history([name])["_step"].to_list()
