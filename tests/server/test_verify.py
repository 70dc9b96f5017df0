"""``wandb verify``, W&B's own check of a server."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.live import PATIENCE, client_env, request, served

pytestmark = [pytest.mark.client, pytest.mark.long]

#: What needs https, or a bucket apart from the server.
ONLY_HOSTED = {
    "Checking requests to base url",
    "Checking requests made over signed URLs",
    "Checking CORs configuration of the bucket",
}


def test_all_checks_pass_but_those_of_hosting(tmp_path: Path) -> None:
    with served(tmp_path / ".wbgen") as server:
        env = client_env(server.url, tmp_path)
        del env["WANDB_SILENT"]
        done = subprocess.run(
            [sys.executable, "-m", "wandb", "verify", "--host", server.url],
            env=env,
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        _, _, unknown = request(server.url, "GET", "/-/unknown")
    checks = dict(re.findall(r"^(Checking [^.\n]*)\.+(\S)", done.stdout, flags=re.MULTILINE))
    assert len(checks) >= 10, done.stdout + done.stderr
    assert {check for check, mark in checks.items() if mark != "✅"} == ONLY_HOSTED, done.stdout
    assert b"Mutation" not in unknown
