"""``wbgen plan``: its text, its JSON as documented, its exit codes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.backends.scripted import Answer, scripted_server
from tests.e2e.command import COMMAND, ROOT, environment, project, wbgen
from tests.live import PATIENCE, graphql, served
from tests.server.documents import UPSERT_VIEW
from wbgen.apply import Status
from wbgen.plan import UNKNOWN, Action
from wbgen.views.table import Impact

DOCUMENT = ROOT / "docs" / "plan-json.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(tmp_path / "work")


def replace(folder: Path, *pairs: tuple[str, str]) -> None:
    spec = folder / "specs" / "npt.yaml"
    text = spec.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    spec.write_text(text, encoding="utf-8")


CHANGES = (
    ("title: Total loss", "title: Sum of losses"),
    ("healthy: above 0.7", "healthy: above 0.8"),
    ("Small, but not zero.", "Small but not zero."),
    ("aggregate: min", "aggregate: max"),
    ("- line: training/grad_norm", "- line: [training/grad_norm, training/learning_rate]"),
)


def test_text_on_an_empty_target(folder: Path, golden: Callable[[str, str], None]) -> None:
    done = wbgen(folder, "plan", "specs/npt.yaml")
    assert (done.code, done.err) == (0, "")
    golden("npt/plan-empty.txt", done.out)


def test_text_of_changes(folder: Path, golden: Callable[[str, str], None]) -> None:
    assert wbgen(folder, "apply").code == 0
    replace(folder, *CHANGES)
    done = wbgen(folder, "plan", "specs/npt.yaml")
    assert (done.code, done.err) == (0, "")
    golden("npt/plan-changes.txt", re.sub("checksum .{8}", "checksum (depends on ids)", done.out))
    assert max(map(len, done.out.splitlines())) <= 200


@pytest.mark.parametrize("command", [["plan"], ["apply", "--dry-run"]])
def test_detailed_exit_codes(folder: Path, command: list[str]) -> None:
    assert wbgen(folder, *command).code == 0
    assert wbgen(folder, "plan", "--detailed-exitcode").code == 6
    assert wbgen(folder, "apply").code == 0
    assert wbgen(folder, "plan", "--detailed-exitcode").code == 0


def edited_in_the_app(folder: Path) -> None:
    """Apply, then change the workspace as the app does: another body, the description kept."""
    with served(folder / ".wbgen") as server:
        assert wbgen(folder, "apply").code == 0
        change = wbgen(folder, "plan", "--format", "json").json["plans"][0]["changes"][0]
        query = (
            'query { project(name: "npt-multi-layer", entityName: "local") '
            '{ allViews(viewType: "project-view") '
            "{ edges { node { id name displayName description spec } } } } }"
        )
        (edge,) = graphql(server.url, query)["data"]["project"]["allViews"]["edges"]
        node = edge["node"]
        assert node["id"] == change["id"]
        spec = json.loads(node["spec"])
        spec["section"]["panelBankConfig"]["sections"][0]["isOpen"] = False
        variables = {
            "id": node["id"],
            "project": "npt-multi-layer",
            "entity": "local",
            "type": "project-view",
            "name": node["name"],
            "title": node["displayName"],
            "description": node["description"],
            "spec": json.dumps(spec),
        }
        assert "errors" not in graphql(server.url, UPSERT_VIEW, variables)


def timeless(text: str) -> str:
    """A plan without what depends on the time."""
    told = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "(time)", text)
    return re.sub("checksum .{8}", "checksum (depends on the time)", told)


def test_text_of_drift_and_of_a_conflict(folder: Path, golden: Callable[[str, str], None]) -> None:
    edited_in_the_app(folder)
    done = wbgen(folder, "plan")
    assert done.code == 0
    golden("npt/plan-drift.txt", timeless(done.out))
    replace(
        folder,
        ("- title: Primary training progress\n", "- title: Primary training progress\n        columns: 2\n"),
    )
    done = wbgen(folder, "plan")
    assert done.code == 5
    golden("npt/plan-conflict.txt", timeless(done.out))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("workspace/defualt", "cure: did you mean `main/npt/workspace/default`?"),
        ("nothing", "cure: addresses: main/npt/workspace/default, main/npt/report/overview"),
        ("", "no view has the address ``"),
    ],
)
def test_overwrite_of_an_unknown_address(folder: Path, given: str, said: str) -> None:
    for command in ("plan", "apply"):
        done = wbgen(folder, command, "--overwrite", given)
        assert (done.code, done.out) == (1, "")
        assert said in done.err
        assert not (folder / ".wbgen").exists() or command == "apply"


def test_overwrite_of_an_ambiguous_address(folder: Path) -> None:
    text = (folder / "specs" / "npt.yaml").read_text(encoding="utf-8")
    (folder / "specs" / "two.yaml").write_text(text.replace("guide: npt", "guide: two"), encoding="utf-8")
    done = wbgen(folder, "plan", "--overwrite", "workspace/default")
    assert done.code == 1
    assert "`workspace/default` could be any of" in done.err
    assert wbgen(folder, "plan", "--overwrite", "two/workspace/default").code == 0


def test_several_specs_are_several_plans(folder: Path) -> None:
    text = (folder / "specs" / "npt.yaml").read_text(encoding="utf-8")
    (folder / "specs" / "two.yaml").write_text(text.replace("guide: npt", "guide: two"), encoding="utf-8")
    done = wbgen(folder, "plan", "--format", "json")
    assert [plan["source"] for plan in done.json["plans"]] == ["specs/npt.yaml", "specs/two.yaml"]
    assert done.json["plans"][0]["checksum"] != done.json["plans"][1]["checksum"]


def test_whoever_reads_may_go_away(folder: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "plan"],
        cwd=folder,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""
    assert process.wait(PATIENCE) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize("arguments", [["plan"], ["lint"], ["--help"], ["plan", "--help"], ["--version"]])
def test_a_full_disk(folder: Path, arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, *arguments],
            cwd=folder,
            env=environment(folder),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    *_, last, cure = done.stderr.splitlines()
    assert last.startswith("error: the output cannot be written: ")
    assert cure == "  cure: make room for it"
    assert "Traceback" not in done.stderr
    assert "ignored" not in done.stderr


def test_cures_name_only_options_that_the_verb_has(folder: Path) -> None:
    (folder / ".wbgen").mkdir()
    (folder / ".wbgen" / "store.db").write_text("no database")
    for verb in ("plan", "apply", "serve"):
        done = wbgen(folder, verb)
        assert (done.code, done.out) == (1, "")
        assert "store.db cannot be opened" in done.err
        assert ("--home" in done.err) == (verb == "serve")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere; see tests/server/test_read_only.py")
def test_plan_against_a_store_in_a_read_only_folder(folder: Path) -> None:
    assert wbgen(folder, "apply").code == 0
    home = folder / ".wbgen"
    before = {path.name: path.read_bytes() for path in home.iterdir()}
    home.chmod(0o555)
    try:
        assert wbgen(folder, "plan", "--detailed-exitcode").code == 0
        assert {path.name: path.read_bytes() for path in home.iterdir()} == before
    finally:
        home.chmod(0o755)


def test_ctrl_c(folder: Path) -> None:
    """While a server makes it wait: one word, exit 130."""
    asked, never = threading.Event(), threading.Event()

    def respond(seen: object) -> Answer:
        asked.set()
        return Answer(hold=never)

    with scripted_server() as server:
        server.respond = respond
        config = f"targets: {{t: {{entity: e, base_url: '{server.base_url}'}}}}\n"
        (folder / "wbgen.yaml").write_text(config)
        process = subprocess.Popen(
            [*COMMAND, "plan", "--target", "t"],
            cwd=folder,
            env=environment(folder, WANDB_API_KEY="k" * 40),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert asked.wait(PATIENCE)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
        never.set()
    assert (process.returncode, out, err.strip()) == (130, "", "interrupted")


# The JSON, as docs/plan-json.md tells it.


def documented(heading: str) -> set[str]:
    """The keys in the table under a heading of the document."""
    text = DOCUMENT.read_text(encoding="utf-8")
    _, _, section = text.partition(f"\n## {heading}\n")
    assert section, f"no heading {heading}"
    return set(re.findall(r"^\| `(\w+)` \|", section.partition("\n## ")[0], re.MULTILINE))


def keys(values: list[dict[str, Any]]) -> set[str]:
    """The keys that every one of some objects has."""
    found = {frozenset(value) for value in values}
    assert len(found) == 1, "the same keys are always there"
    return set(found.pop())


def test_the_json_is_as_documented(folder: Path) -> None:
    first = wbgen(folder, "plan", "--format", "json").json
    made = wbgen(folder, "apply", "--format", "json").json
    replace(folder, *CHANGES)
    third = wbgen(folder, "plan", "--format", "json").json
    fourth = wbgen(folder, "apply", "--format", "json").json
    assert keys([made, fourth]) == documented("The result of apply")
    assert keys([first, third]) == documented("The result of plan")
    plans = [plan for result in (first, made, third, fourth) for plan in result["plans"]]
    assert keys(plans) == documented("A plan")
    assert keys([plan["target"] for plan in plans]) == documented("A target")
    changes = [change for plan in plans for change in plan["changes"]]
    assert keys(changes) == documented("A change")
    differences = [difference for change in changes for difference in change["differences"]]
    assert keys(differences) == documented("A difference")
    outcomes = [*made["outcomes"], *fourth["outcomes"]]
    assert keys(outcomes) == documented("An outcome")
    assert {result["version"] for result in (first, made)} == {2}
    assert "version 2" in DOCUMENT.read_text(encoding="utf-8")


def test_every_word_the_json_may_hold_is_documented() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for word in (*Action, *Status, *Impact, UNKNOWN):
        assert f"`{word}`" in text, word


def test_json_of_a_new_target(folder: Path) -> None:
    (plan,) = wbgen(folder, "plan", "--format", "json").json["plans"]
    workspace, report = plan["changes"]
    assert plan["creates_project"] is True
    assert (workspace["unknown"], report["unknown"]) == (["id"], ["id", "url", "project_id"])
    assert report["url"] == report["id"] == "(known after apply)"
    assert workspace["url"].startswith("http://127.0.0.1:8086/local/npt-multi-layer?nw=npt")
    assert {chart.rpartition("-")[0] for chart in plan["charts"]} == {"wbgen-lines", "stage-bars"}


def test_warnings_and_mistakes_go_to_stderr(folder: Path) -> None:
    replace(folder, ("guide: npt", "guide: npt\nguise: npt"))
    done = wbgen(folder, "plan", "--format", "json")
    assert (done.code, done.out) == (1, "")
    assert "specs/npt.yaml:5:1: error[unknown-key]" in done.err
    assert not (folder / ".wbgen").exists()
