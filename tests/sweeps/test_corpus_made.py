"""Real sweep files made on the embedded server by both command lines: the same configuration is stored."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.corpus import CORPUS, files
from tests.e2e.command import wbgen
from tests.live import graphql, served
from tests.server.agents import CLI, Desk
from wbgen.compile.sweeps import config_of_sweep
from wbgen.pull.sweeps import served_sweep, spec_of_sweep
from wbgen.spec.load import load
from wbgen.spec.read import parse_guide
from wbgen.spec.sweeps.file import read_sweep_config
from wbgen.spec.tree import plain_data

pytestmark = [pytest.mark.client, pytest.mark.long]

#: Of the files that the official schema accepts, those that are not made, with what says so.
#: docs/sweeps.md tells the reasons.
REFUSED_BY_WBGEN = {"bad_gloves_duplicate_key.yaml": "duplicate-key"}
REFUSED_BY_THE_SERVER = {"wbsweeps_sweep-local-hyperband.yaml": "local controller"}

STORED = """query ($project: String!) { project(name: $project, entityName: "local") {
  sweeps { edges { node { name config } } }
} }"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("corpus")
    with served(folder / ".wbgen") as server:
        yield Desk(server.url, folder)


def accepted(path: Path) -> bool:
    """Whether W&B's schema accepts a file."""
    verdicts = json.loads((CORPUS / "sweeps" / "verdicts.json").read_text(encoding="utf-8"))
    told: dict[str, Any] = verdicts[path.name]
    return told["yaml"] == "ok" and told["schema"] == []


def stored(url: str, project: str) -> dict[str, str]:
    """The configurations of a project's sweeps, by their names."""
    found = graphql(url, STORED, {"project": project})["data"]["project"]
    nodes = [edge["node"] for edge in found["sweeps"]["edges"]] if found else []
    return {node["name"]: node["config"] for node in nodes}


def as_read(config: str) -> Any:
    """A configuration as servers read it, by YAML 1.2."""
    return plain_data(load(config.encode(), "config")[0])


def pulled(config: str) -> Any:
    """What the spec builds that is pulled of a sweep with such a configuration."""
    sweep, _ = read_sweep_config(config, "local/p/x1")
    sweep, _ = served_sweep(sweep, "", "", "p")
    guide, _ = parse_guide(spec_of_sweep(sweep, "x1").text.encode())
    (id,) = guide.sweeps
    return config_of_sweep(guide, id)


@pytest.mark.parametrize("path", files("sweeps", "*.yaml"))
def test_both_command_lines_store_the_same(desk: Desk, path: Path) -> None:
    # A project for each: wbgen knows a sweep by its marker, so that nothing else is told apart.
    theirs, ours = f"client-{path.stem}"[:100], f"wbgen-{path.stem}"[:100]
    place = ("--project", theirs, "--entity", "local")
    with desk.start(CLI, "sweep", *place, str(path)) as process:
        printed, _ = process.communicate(timeout=120)
    name = re.search(r"sweep with ID: (\w+)", printed)
    done = wbgen(desk.home, "sweep", str(path), "--project", ours)
    if path.name in REFUSED_BY_THE_SERVER:
        why = REFUSED_BY_THE_SERVER[path.name]
        assert (name, why in printed) == (None, True), printed
        assert (done.code, why in done.out) == (4, True), done.err
    elif path.name in REFUSED_BY_WBGEN or not accepted(path):
        assert done.code == 1, done.out
        assert f"error[{REFUSED_BY_WBGEN.get(path.name, '')}" in done.err
        assert stored(desk.url, ours) == {}
    else:
        assert name, printed
        assert done.code == 0, done.err
        (made,) = stored(desk.url, ours).values()
        sent = stored(desk.url, theirs)[name[1]]
        assert as_read(made) == as_read(sent)
        assert pulled(made) == pulled(sent) == {**as_read(sent), "project": "p"}
        assert wbgen(desk.home, "sweep", str(path), "--project", ours).code == 0
        assert len(stored(desk.url, ours)) == 1, "made twice"
