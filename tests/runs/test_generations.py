"""Files of the clients of six years, each written by the client itself.

The clients are installed from the package index, once, into a folder of the user's cache (WBGEN_CLIENTS may
name another). 0.10.30 is the oldest that runs on Python 3.11: those before import names that ``collections``
has lost. Before 0.10 there were no `.wandb` files.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import venv
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from tests.live import API_KEY, PATIENCE
from wbgen.runs import Key, Kind
from wbgen.runs.offline import offline_runs

#: The first one installs them all.
pytestmark = [pytest.mark.client, pytest.mark.long, pytest.mark.timeout(1200)]

#: The oldest, those where something of the form changed, and some between; each with a protobuf it can use.
VERSIONS = dict.fromkeys(("0.10.30", "0.12.21", "0.13.11", "0.16.6", "0.18.7", "0.19.11", "0.22.3"), "3.20.3")
VERSIONS |= {"0.26.1": "6.33.1"}

#: What all of them import, at versions that the oldest can do with.
NEEDED = """
    annotated-types==0.7.0 appdirs==1.4.4 certifi charset-normalizer==3.4.4 click==8.1.8 docker-pycreds==0.4.0
    gitdb==4.0.12 GitPython==3.1.45 idna==3.11 packaging==25.0 pathtools==0.1.2 platformdirs==4.5.0
    promise==2.3 psutil==7.1.3 pydantic==2.12.4 pydantic-core==2.41.5 python-dateutil==2.9.0.post0
    PyYAML==6.0.3 requests==2.32.5 sentry-sdk==1.45.1 setproctitle==1.3.7 setuptools==69.5.1 shortuuid==1.0.13
    six==1.17.0 smmap==5.0.2 typing-extensions==4.15.0 typing-inspection==0.4.2 urllib3==2.5.0
""".split()  # noqa: SIM905

SCRIPT = """
import math, sys
import wandb
run = wandb.init(project="p", id="old", name="a name", config={"lr": 0.5, "model": {"width": 3}}, tags=["t"])
run.define_metric("epoch")
run.define_metric("val/*", step_metric="epoch")
for step in range(30):
    row = {"loss": 1 / (step + 1), "d": {"x": step}, "text": "\\u00e9", "nan": math.nan, "big": 2 ** 60,
           "flag": step % 2 == 0, "epoch": step // 10, "val/a": step}
    if step % 10 == 0:
        row["h"] = {"_type": "histogram", "values": [1, step], "bins": [0, 1, 2]}
    run.log(row)
run.summary["best"] = {"step": 7}
run.finish()
assert wandb.__version__ == sys.argv[1], wandb.__version__
"""


def pip(*arguments: str) -> None:
    """Run pip as it is configured; the test is skipped where the index cannot be reached."""
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-compile"]
    command += ["--retries", "1", "--timeout", "10"]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"the package index gives no {arguments[-1]}: {done.stderr.strip()[-300:]}")


def installed(folder: Path, *packages: str) -> Path:
    """A folder with some packages, installed the first time."""
    place = folder / hashlib.sha256(" ".join(packages).encode()).hexdigest()[:16]
    if not place.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as aside:
            pip("--target", f"{aside}/fresh", *packages)
            with suppress(OSError):  # another process was faster
                Path(f"{aside}/fresh").rename(place)
    return place


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folder in which each version has written a run. All run at once: they mostly wait."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    clients = Path(os.environ.get("WBGEN_CLIENTS") or Path(cache) / "wbgen-tests" / "clients")
    clients_and_protobufs = [f"wandb=={one}" for one in VERSIONS]
    clients_and_protobufs += sorted({f"protobuf=={one}" for one in VERSIONS.values()})
    with ThreadPoolExecutor(3) as pool:
        needed = pool.submit(installed, clients, *NEEDED)
        places = pool.map(lambda package: installed(clients, package), clients_and_protobufs)
        of = dict(zip(clients_and_protobufs, places, strict=True))
    home = tmp_path_factory.mktemp("generations")
    # Without packages of its own.
    venv.create(home / "python", with_pip=False)
    running = []
    for version, protobuf in VERSIONS.items():
        path = (of[f"wandb=={version}"], of[f"protobuf=={protobuf}"], needed.result())
        folder = home / version
        folder.mkdir()
        env = {
            "HOME": str(folder),
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(map(str, path)),
            "WANDB_MODE": "offline",
            "WANDB_SILENT": "true",
            "WANDB_ERROR_REPORTING": "false",
            "WANDB_API_KEY": API_KEY,
        }
        command = [str(home / "python" / "bin" / "python"), "-c", SCRIPT, version]
        with (folder / "log").open("w") as log:
            running.append(subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=log))
    for process, version in zip(running, VERSIONS, strict=True):
        assert process.wait(PATIENCE) == 0, (version, (home / version / "log").read_text())
    return {version: home / version / "wandb" for version in VERSIONS}


@pytest.mark.parametrize("version", VERSIONS)
def test_the_run_of_every_generation_is_the_same(written: dict[str, Path], version: str) -> None:
    (data,) = offline_runs(written[version]).runs
    run = data.run
    assert (run.id, run.project, run.name, run.state, run.tags) == ("old", "p", "a name", "finished", ("t",))
    assert run.config == {"lr": 0.5, "model": {"width": 3}}
    assert run.step_metrics["val/*"] == "epoch"
    assert run.summary["best"] == {"step": 7}
    assert run.summary["loss"] == 1 / 30
    assert run.losses == ()
    numbers = dict.fromkeys(("loss", "d.x", "nan", "flag", "big", "epoch", "val/a"), Key(Kind.NUMBER, 30))
    assert data.keys() == {**numbers, "text": Key(Kind.TEXT, 30), "h": Key(Kind.HISTOGRAM, 3)}
    frame = data.history(["loss", "d.x", "nan", "flag", "big", "text"])
    assert frame["_step"].to_list() == list(range(30))
    assert frame["loss"].to_list() == [1 / (step + 1) for step in range(30)]
    assert frame["d.x"].to_list() == [float(step) for step in range(30)]
    assert frame["nan"].is_nan().all()
    assert frame["flag"].to_list() == [1.0, 0.0] * 15
    assert frame["big"].to_list() == [float(2**60)] * 30
    assert frame["text"].to_list() == ["é"] * 30
    assert frame["_runtime"].is_sorted()
    assert json.loads(data.history(["h"])["h"][2])["values"] == [1, 20]
