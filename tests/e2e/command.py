"""The wbgen command as a process, in a folder and with a HOME of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.live import PATIENCE

ROOT = Path(__file__).parents[2]
NPT = ROOT / "specs" / "npt.yaml"
COMMAND = [sys.executable, "-m", "wbgen.cli.main"]


@dataclass(frozen=True)
class Done:
    """A command that ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def urls(self) -> dict[str, str]:
        """The URLs it printed for views, by `kind id`."""
        rows = re.findall(r"^\w+ +(workspace|report) (\S+) +(http\S+)$", self.out, re.MULTILINE)
        return {f"{kind} {id}": url for kind, id, url in rows}


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Nothing of the developer's own W&B, proxies or HOME."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    hidden = (
        "WANDB",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
        "NETRC",
        "SSL_CERT",
        "REQUESTS_CA",
    )
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(hidden)}
    return kept | {"HOME": str(home), "PYTHONPATH": str(ROOT), "WANDB_ERROR_REPORTING": "false", **more}


def wbgen(folder: Path, *arguments: str, stdin: str | None = None, **env: str) -> Done:
    """Run a command in a folder to its end; without ``stdin`` nobody can answer it."""
    done = subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env=environment(folder, **env),
        input=stdin or "",
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def project(folder: Path, *, port: int | None = None, config: str = "") -> Path:
    """A folder with the npt spec, and a wbgen.yaml where one is asked for."""
    (folder / "specs").mkdir(parents=True)
    shutil.copy(NPT, folder / "specs" / "npt.yaml")
    if port is not None:
        config = f"port: {port}\n{config}"
    if config:
        (folder / "wbgen.yaml").write_text(config)
    return folder


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[str]:
    """`wbgen serve` in a folder while the block runs; the address it printed."""
    process = subprocess.Popen(
        [*COMMAND, "serve", *arguments],
        cwd=folder,
        env=environment(folder, PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process:
        try:
            line = process.stdout.readline()
            assert line, f"serve ended with {process.wait(PATIENCE)}"
            yield line.split()[0]
        finally:
            process.terminate()
            process.wait(PATIENCE)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, but for HOME, with its bytes."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in sorted(folder.rglob("*"))
        if path.relative_to(folder).parts[0] != "home"
    }
