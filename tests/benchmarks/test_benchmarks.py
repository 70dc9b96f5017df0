"""The benchmarks run, and the baseline of ``plan`` makes what the spec makes. No time is asserted."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
import wandb_workspaces.reports.v2 as wr

from tests.live import client_env, graphql, served
from wbgen.compile import compile_guide
from wbgen.pull.new import raw_share, spec_of
from wbgen.pull.source import Source
from wbgen.spec.read import parse_guide

pytestmark = pytest.mark.client

#: Seconds. Ten are enough on a machine that does nothing else; the long tests run beside a whole cluster.
BENCHMARK_PATIENCE = 280

ROOT = Path(__file__).parents[2]
SAVE = ROOT / "benchmarks" / "baselines" / "save_with_official_library.py"

VIEWS = """query Views($type: String!) {
  project(name: "npt-multi-layer", entityName: "local") {
    allViews(viewType: $type) { edges { node { name displayName description spec } } }
  }
}"""


def execute(*command: str, cwd: Path | None = None, **env: str) -> str:
    """What a Python command prints; the test fails where it does."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=cwd,
        env=env or os.environ,
        capture_output=True,
        text=True,
        timeout=BENCHMARK_PATIENCE,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


#: What each case prints: how many verdicts, and words of its rows. The hundred specs take two minutes;
#: tests/apply/test_round_trips.py counts what matters of them.
CASES: dict[str, tuple[int, tuple[str, ...]]] = {
    "lint": (2, ("`wbgen lint` / imports alone",)),
    "plan": (2, ("`wbgen plan` / saving by hand",)),
    "serve": (3, ("`wbgen serve`, first reply", "GET /-/health", "POST /graphql")),
    "panels": (4, ("`wbgen build` of 10,000 panels / composing and building",)),
    "pull": (1, ("`wbgen pull` of 1,000 panels",)),
    "push": (2, ("processor time: server / client",)),
    "scan": (1, ("processor time of the server, of all",)),
    "sample": (3, ("history(samples=500)", "one row in 100")),
    "read": (4, ("20 metrics, kept",)),
    "page": (3, ("columns kept",)),
    "check": (2, ("read for the first time",)),
    "hand-out": (
        8,
        ("random", "grid", "bayes", "W&B's search alone", "3,000 runs", "staying with 2 agents", "all of it"),
    ),
}


@pytest.mark.long
@pytest.mark.parametrize("case", CASES)
def test_one_run_of_a_case_prints_its_rows(case: str) -> None:
    verdicts, told = CASES[case]
    printed = execute(str(ROOT / "benchmarks" / "run.py"), "--runs", "1", "--rows", "2000", "--only", case)
    assert len(re.findall(r"\b(?:PASS|over)\b", printed)) == verdicts
    for words in told:
        assert words in printed


def test_the_big_spec_makes_the_panels_of_its_baseline() -> None:
    guide, _ = parse_guide(big_views().big_spec(150).encode())
    (view,) = compile_guide(guide).views
    made = [panel for section in sections({"spec": json.dumps(view.spec)}) for panel in section[3]]
    built = [
        wr.LinePlot(title=f"Panel {n}", y=[f"m{n}/{letter}" for letter in "abcd"])._to_model()
        for n in range(150)
    ]
    assert made == [panel(json.loads(one.model_dump_json(by_alias=True, exclude_none=True))) for one in built]


def test_the_big_view_is_said_in_the_language() -> None:
    view = json.loads(big_views().big_view(150))
    said = spec_of(Source("workspace", "Big", "", "big", view))
    assert raw_share(said, view) < 0.01
    assert sum(len(s["panels"]) for s in said.data["workspaces"]["default"]["sections"]) == 150


def big_views() -> Any:
    """The module of the benchmarks that makes many panels; they are scripts, and no package."""
    spec = spec_from_file_location("big_views", ROOT / "benchmarks" / "big_views.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_baseline_saves_what_the_spec_makes_and_never_more(tmp_path: Path) -> None:
    with served(tmp_path / ".wbgen") as server:
        env = client_env(server.url, tmp_path, PYTHONPATH=str(ROOT))
        script = "from wbgen.cli.main import main; main()"
        execute("-c", script, "apply", str(ROOT / "benchmarks" / "npt.yaml"), cwd=tmp_path, **env)
        for _ in range(2):
            execute(str(SAVE), str(tmp_path / "ids.json"), "lines", cwd=tmp_path, **env)
        for type, outline in (("project-view", sections), ("runs", blocks)):
            ours, by_hand = saved(server.url, type)
            assert by_hand["displayName"] == ours["displayName"]
            assert outline(by_hand) == outline(ours)


def test_the_baseline_of_a_hundred_saves_what_the_specs_make(tmp_path: Path) -> None:
    saving = ROOT / "benchmarks" / "baselines" / "save_a_hundred.py"
    with served(tmp_path / ".wbgen") as server:
        env = client_env(server.url, tmp_path, PYTHONPATH=str(ROOT))
        (tmp_path / "spec.yaml").write_text(big_views().one_of_many(0, "npt-multi-layer"))
        execute("-c", "from wbgen.cli.main import main; main()", "apply", "spec.yaml", cwd=tmp_path, **env)
        execute(str(saving), "local", "npt-multi-layer", "1", cwd=tmp_path, **env)
        ours, by_hand = saved(server.url, "project-view")
    assert by_hand["displayName"] == ours["displayName"]
    assert shown_metrics(ours) == shown_metrics(by_hand)
    assert [len(panels) for _, panels in shown_metrics(ours)] == [50]


def shown_metrics(view: dict[str, Any]) -> list[Any]:
    """The sections of a workspace with the metrics of their panels."""
    return [
        (name, [(kind, config["metrics"]) for kind, config in panels]) for name, *_, panels in sections(view)
    ]


def saved(url: str, type: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The two views of a type: the one wbgen marked, and the other."""
    answer = graphql(url, VIEWS, {"type": type}, "Views")
    nodes = [edge["node"] for edge in answer["data"]["project"]["allViews"]["edges"]]
    assert len(nodes) == 2
    marked, other = sorted(nodes, key=lambda node: "managed by wbgen" not in node["description"])
    return marked, other


def sections(view: dict[str, Any]) -> list[Any]:
    """What a workspace shows: its sections with their panels."""
    config = json.loads(view["spec"])["section"]["panelBankConfig"]
    return [
        (section["name"], section["isOpen"], section["pinned"], [panel(p) for p in section["panels"]])
        for section in config["sections"]
    ]


def blocks(view: dict[str, Any]) -> list[Any]:
    """What a report shows: its texts, and its grids with their panels where they lie."""
    return [part for block in json.loads(view["spec"])["blocks"] for part in shown(block)]


def shown(block: dict[str, Any]) -> Iterator[Any]:
    yield block["type"], block.get("level"), [child.get("text") for child in block["children"]]
    if "content" in block:
        yield block["content"].strip()
    if "metadata" in block:
        for one in block["metadata"]["panelBankSectionConfig"]["panels"]:
            yield one["layout"], panel(one)


def panel(panel: dict[str, Any]) -> Any:
    """What a panel shows, without what differs by origin: ids, the chart's name, how an axis is inherited."""
    config = panel["config"]
    if told := config.get("stringSettings"):
        config = {name: told[name] for name in ("title", "metrics", "labels", "thresholds", "boundaries")}
    config = {name: value for name, value in config.items() if name != "xAxis"}
    if "value" in config:
        config["value"] = config["value"].strip()
    return panel["viewType"], config
