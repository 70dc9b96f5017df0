"""kill -9 while automations watch an upload: each fires where it would have, and once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.live import PATIENCE, free_port, graphql, run_client, served
from tests.server.test_kill import client, wait_for_rows

pytestmark = pytest.mark.client

ROWS, WINDOW, EVERY = 20_000, 1000, 500

AUTOMATIONS = f"""
import wandb
from wandb.automations import *
api = wandb.Api()
api.create_project("p", "local")
project = api.project("p", "local")
for above in range({EVERY}, {ROWS} - {WINDOW}, {EVERY}):
    event = OnRunMetric(scope=project, filter=RunEvent.metric("i").avg({WINDOW}) > above)
    api.create_automation(event >> DoNothing(), name=f"above {{above}}")
print("null")
"""

UPLOAD = f"""
import pathlib, time, wandb
with wandb.init(project="p", id="big") as run:
    for i in range({ROWS}):
        while i == {ROWS // 2} and not pathlib.Path("go").exists():
            time.sleep(0.1)
        run.log({{"i": i}})
"""

FIRED = '{ project(name: "p") { triggers { name problem firings { value step } } } }'


def test_no_window_is_torn(tmp_path: Path) -> None:
    """Windows reach over the kill wherever it falls: one begins every few hundred rows."""
    home, port = tmp_path / ".wbgen", free_port()
    with served(home, port) as first:
        run_client(AUTOMATIONS, first.url, tmp_path / "maker")
        with client(UPLOAD, first, tmp_path / "client") as process:
            before = wait_for_rows(first, 1000)
            first.process.kill()
            first.process.wait()
            (tmp_path / "client" / "go").touch()
            with served(home, port) as second:
                _, errors = process.communicate(timeout=PATIENCE)
                assert process.returncode == 0, errors
                triggers = graphql(second.url, FIRED)["data"]["project"]["triggers"]
    assert before < ROWS, "the upload had ended before the server was killed"
    for trigger in triggers:
        above = int(trigger["name"].split()[1])
        expected = [{"value": above + 0.5, "step": above + WINDOW // 2}]
        assert trigger == {"name": trigger["name"], "problem": None, "firings": expected}
    assert len(triggers) == len(range(EVERY, ROWS - WINDOW, EVERY))
