"""The README is true: its commands run, its examples are what wbgen says, its links lead somewhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.live import request, run_client, served
from wbgen.cli.main import VERBS
from wbgen.server.access import LOCAL_KEY
from wbgen.spec.read import parse_guide

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]

SET_UP = re.compile(r"venv|pip install")


def commands() -> list[str]:
    """The lines of the README's shell blocks, in order."""
    blocks = re.findall(r"^```sh\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    words = command.replace("wbgen ", f"{sys.executable} -m wbgen.cli.main ", 1)
    words = words.replace("python ", f"{sys.executable} ", 1) if command.startswith("python ") else words
    environment = {**os.environ, "HOME": str(folder), "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    return subprocess.run(
        words, shell=True, cwd=folder, env=environment, capture_output=True, text=True, timeout=600
    )


def is_sweeping(command: str) -> bool:
    """Whether a command is part of running a sweep, which takes minutes."""
    return command.startswith("wbgen sweep ") and "--dry-run" not in command


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_the_tour_runs_in_its_order(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    (set_up, tests), tour = commands()[:2], commands()[2:]
    assert set_up.endswith("&& wbgen apply specs/npt.yaml")
    assert tests.endswith("&& pytest")
    short = (line for line in tour if line != "wbgen serve" and not is_sweeping(line))
    ran = ["wbgen apply specs/npt.yaml", *short]
    assert all(line.startswith(("wbgen ", "python ")) for line in ran), ran
    for line in ran:
        done = run(line, tmp_path)
        assert done.returncode == 0, (line, done.stdout, done.stderr)
    assert (tmp_path / "build/npt/workspace.default.json").is_file()
    assert (tmp_path / "my-project/specs/resnet.yaml").is_file()


@pytest.mark.long
@pytest.mark.client
@pytest.mark.timeout(1200)
def test_the_sweep_of_the_tour_runs(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    script = [line for line in commands() if line.startswith("wbgen script specs/proto_tokens.yaml")]
    sweeping = list(filter(is_sweeping, commands()))
    assert len(script) == 1
    assert len(sweeping) >= 4
    said = {}
    for line in [*script, *sweeping]:
        done = run(line, tmp_path)
        assert done.returncode == 0, (line, done.stdout, done.stderr)
        said[line.split()[2]] = done.stdout
    assert "finished" in said["status"]
    assert "3 runs" in said["best"]
    assert "--image_size=256" in said["best"]
    assert "<svg" in (tmp_path / "seeds.html").read_text(encoding="utf-8")


def test_serve_answers_at_the_urls_that_apply_printed(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    printed = re.findall(r"http://127\.0\.0\.1:8086(/\S+)", run("wbgen apply", tmp_path).stdout)
    assert "/local/npt-multi-layer?nw=npti47bhzk1" in printed, "the README names this URL"
    with served(tmp_path / ".wbgen") as server:
        for path in printed:
            assert request(server.url, "GET", path)[0] == 200


def test_its_yaml_is_part_of_the_language() -> None:
    part = re.search(r"^```yaml\n(dimensions.*?)^```", README, flags=re.DOTALL | re.MULTILINE)
    assert part
    guide, _ = parse_guide(f"wbgen: 1\nguide: x\ntitle: x\nproject: x\n{part[1]}".encode())
    (panel,) = guide.workspaces[0].sections[0].panels
    assert len(panel.metrics) == 4
    assert [line.at for line in panel.thresholds] == [0.7]


@pytest.mark.client
def test_its_python_reads_the_workspace(tmp_path: Path) -> None:
    _, python = re.finditer(r"^```python\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    with served(tmp_path / ".wbgen") as server:
        assert run("wbgen apply", tmp_path).returncode == 0
        told = python[1].replace("http://127.0.0.1:8086", server.url)
        script = f"{told}import json\nprint(json.dumps([section.name for section in workspace.sections]))"
        names = run_client(script, server.url, tmp_path / "client")
    assert names[:2] == ["Primary training progress", "Direct MLP supervision (most important)"]


@pytest.mark.client
def test_its_python_logs_a_run(tmp_path: Path) -> None:
    python, _ = re.finditer(r"^```python\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)
    with served(tmp_path / ".wbgen") as server:
        assert run_client(python[1], server.url, tmp_path / "client") == 0.01
    assert f"WANDB_API_KEY={LOCAL_KEY}" in python[1]


# What it says of `--target team` is covered by tests/e2e/test_team.py, on a server behind TLS and a proxy.


def test_its_diagnostic_is_what_lint_says(tmp_path: Path) -> None:
    shown = re.search(r"^```text\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)
    assert shown
    (tmp_path / "specs").mkdir()
    text = (ROOT / "specs/npt.yaml").read_text(encoding="utf-8")
    (tmp_path / "specs/npt.yaml").write_text(text.replace("- line: loss/total\n", "- line: loss/totl\n", 1))
    done = run("wbgen lint", tmp_path)
    assert done.returncode == 1
    assert shown[1] in done.stderr


@pytest.mark.parametrize("file", DOCS, ids=lambda file: str(file.relative_to(ROOT)))
def test_links_lead_somewhere(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#\s]+)\)", text):
        if "://" not in link:
            assert (file.parent / link).exists(), link


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_with_examples(verb: str, tmp_path: Path) -> None:
    done = run(f"wbgen {verb} --help", tmp_path)
    assert done.returncode == 0
    assert "Examples:" in done.stdout
    assert f"wbgen {verb}" in done.stdout
