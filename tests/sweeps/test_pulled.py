"""``wbgen pull`` of a sweep on a server: named in every way, as a spec and within one, whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.backends.scripted import Answer, Seen, scripted_server
from tests.e2e.command import wbgen
from tests.live import API_KEY, graphql, served
from wbgen.compile.sweeps import config_of_sweep
from wbgen.errors import WbgenError
from wbgen.pull.sweeps import MOST_TEXT, served_sweep, spec_of_sweep
from wbgen.spec.diagnostics import SpecError
from wbgen.spec.read import parse_guide, read_guide
from wbgen.spec.sweeps.file import read_sweep_config

UPSERT = """mutation ($config: String!, $name: String) {
  upsertSweep(input: {config: $config, projectName: "p", entityName: "local", displayName: $name}) {
    sweep { name }
  }
}"""
CONFIG: dict[str, Any] = {
    "name": "Rates",
    "program": "train.py",
    "method": "bayes",
    "metric": {"name": "eval/loss", "goal": "minimize"},
    "run_cap": 9,
    "parameters": {"lr": {"min": 0.0, "max": 1.0}, "depth": {"values": [2, 3]}},
}
SPEC = """wbgen: 1
guide: g
title: G
project: p
metrics: [{group: Loss, of: {loss: {goal: minimize}}}]
config: {lr: {type: float}}
sweeps:
  a-search:
    title: Learning rates
    about: Which one?
    program: train.py
    method: random
    metric: loss
    run_cap: 3
    parameters: {lr: {min: 1e-5, max: 1e-4}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "g.yaml").write_text(SPEC, encoding="utf-8")
    return tmp_path


@pytest.fixture
def url(folder: Path) -> Iterator[str]:
    with served(folder / ".wbgen") as server:
        yield server.url


def made(url: str, config: str = yaml.safe_dump(CONFIG), name: str | None = None) -> str:
    """A sweep as the client makes it; its name on the server."""
    answer = graphql(url, UPSERT, {"config": config, "name": name})
    found: str = answer["data"]["upsertSweep"]["sweep"]["name"]
    return found


def built(file: Path) -> tuple[str, dict[str, Any]]:
    """The one sweep of a spec, by name."""
    guide, _ = read_guide(file)
    (id,) = guide.sweeps
    return id, config_of_sweep(guide, id)


# --- on the embedded server


@pytest.mark.long
def test_every_way_to_name_it_gives_the_same_spec(folder: Path, url: str) -> None:
    id = made(url)
    ways = (f"{url}/local/p/sweeps/{id}", f"local/p/sweeps/{id}", f"local/p/{id}")
    texts = set()
    for number, way in enumerate(ways):
        done = wbgen(folder, "pull", way, "-o", f"{number}.yaml")
        assert (done.code, done.out) == (0, f"wrote {number}.yaml\n"), done.err
        texts.add((folder / f"{number}.yaml").read_text())
    assert len(texts) == 1
    assert built(folder / "0.yaml") == ("rates", {**CONFIG, "project": "p"})
    assert wbgen(folder, "pull", ways[0], "-o", "0.yaml").code == 1, "nothing is overwritten unasked"


@pytest.mark.long
def test_a_sweep_of_a_spec_comes_back_under_its_own_name(folder: Path, url: str) -> None:
    sent = wbgen(folder, "sweep", "g.yaml", "--format", "json").json
    done = wbgen(folder, "pull", sent["outcomes"][0]["sweep"], "-o", "again.yaml")
    assert done.code == 0, done.err
    name, config = built(folder / "again.yaml")
    assert (name, config) == ("a-search", sent["sweeps"][0]["config"])
    assert "managed by" not in (folder / "again.yaml").read_text()
    twice = wbgen(folder, "pull", sent["outcomes"][0]["sweep"], "--into", "g.yaml")
    assert (twice.code, "has a sweep `a-search` already" in twice.err) == (1, True)


def test_what_was_renamed_in_the_app_is_called_so(folder: Path, url: str) -> None:
    id = made(url, name="Other rates")
    assert wbgen(folder, "pull", f"local/p/{id}", "-o", "new.yaml").code == 0
    assert built(folder / "new.yaml") == ("other-rates", {**CONFIG, "name": "Other rates", "project": "p"})


@pytest.mark.long
def test_into_a_spec(folder: Path, url: str) -> None:
    path = f"{url}/local/p/sweeps/{made(url)}"
    shown = wbgen(folder, "pull", path, "--into", "g.yaml", "--dry-run")
    assert "+    method: bayes\n" in shown.out
    assert (folder / "g.yaml").read_text() == SPEC
    done = wbgen(folder, "pull", path, "--into", "g.yaml")
    assert (done.code, done.out) == (0, "g.yaml: sweep `rates` pulled\n"), done.err
    guide, _ = read_guide(folder / "g.yaml")
    assert config_of_sweep(guide, "rates") == {**CONFIG, "project": "p"}
    assert [*guide.sweeps] == ["a-search", "rates"]


@pytest.mark.long
def test_what_is_not_there(folder: Path, url: str) -> None:
    missing = wbgen(folder, "pull", f"{url}/local/p/sweeps/nosuch12")
    assert (missing.code, missing.out) == (1, "")
    assert "has no sweep local/p/nosuch12" in missing.err
    assert "has no sweep local/q/x1" in wbgen(folder, "pull", "local/q/x1").err
    named = wbgen(folder, "pull", "local/p/x1", "--project", "q")
    assert (named.code, "--project" in named.err) == (1, True)
    (folder / "wbgen.yaml").write_text(f"targets: {{t: {{entity: local, base_url: '{url}'}}}}\n")
    elsewhere = wbgen(
        folder, "pull", "https://wandb.ai/a/p/sweeps/x1", "--target", "t", WANDB_API_KEY=API_KEY
    )
    assert (elsewhere.code, "the sweep is on wandb.ai" in elsewhere.err) == (1, True)


def test_no_server_is_made_to_look_for_a_sweep(folder: Path) -> None:
    done = wbgen(folder, "pull", "local/p/x1")
    assert (done.code, "has no sweep local/p/x1: it is empty" in done.err) == (1, True)
    assert not (folder / ".wbgen").exists()


def test_of_a_server_that_the_url_alone_names(folder: Path) -> None:
    """Its entity is the URL's, and the key is where the client's is (see tests/cli/test_pull_servers.py)."""
    asked: list[dict[str, Any]] = []

    def respond(seen: Seen) -> Answer:
        asked.append(seen.variables)
        return Answer.data(project={"sweep": {"displayName": None, "config": yaml.safe_dump(CONFIG)}})

    with scripted_server() as server:
        server.respond = respond
        place = f"{server.base_url}/team/vision/sweeps/x1y2"
        done = wbgen(folder, "pull", place, WANDB_API_KEY=API_KEY, WANDB_BASE_URL=server.base_url)
    assert done.code == 0, done.err
    assert asked == [{"name": "x1y2", "project": "vision", "entity": "team"}]
    assert "project: vision\n" in done.out
    assert API_KEY not in done.out + done.err


# --- what strangers write


def pulled(config: str, title: str = "", description: str = "") -> tuple[str, dict[str, Any]]:
    """What a pulled sweep builds, and what it is called."""
    sweep, _ = read_sweep_config(config, "e/p/x1")
    sweep, id = served_sweep(sweep, title, description, "p")
    guide, _ = parse_guide(spec_of_sweep(sweep, "x1", None, id).text.encode())
    (name,) = guide.sweeps
    return name, config_of_sweep(guide, name)


GRID = "method: grid\nparameters: {a: {values: [1]}}\n"


def test_numbers_are_read_as_the_server_reads_them() -> None:
    """The client takes `3e-5` for a text and sends it as it is; servers take it for the number."""
    config = f"{GRID}run_cap: 3\n".replace("[1]", "[3e-5, 'on', on]")
    assert pulled(config)[1]["parameters"] == {"a": {"values": [3e-5, "on", "on"]}}
    bounds = "method: random\nrun_cap: 1\nparameters: {a: {min: 3e-5, max: 3e-3}}\n"
    assert pulled(bounds)[1]["parameters"] == {"a": {"min": 3e-5, "max": 3e-3}}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("<layer> of ${x} # '\"", "layer-of-x"),
        ("x" * 500, "x" * 60),
        ("한국어", "x1"),
        ("- a: [", "a"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_titles_of_strangers(title: str, name: str) -> None:
    called, config = pulled(GRID, title, f"{title}\n{title}")
    assert called == name
    assert config["name"] == title[:128]
    assert config["description"] == f"{title}\n{title}"


@pytest.mark.parametrize("name", ["../x", "X", "", "1", "a b", "x" * 61, "<a>"])
def test_a_marker_that_names_no_sweep_names_none(name: str) -> None:
    marker = f"managed by wbgen 1 main/g/sweep/{name} norm=1 digest=0"
    assert pulled(GRID, "Mine", f"About\n\n{marker}")[0] == "mine"


def test_a_description_without_an_end_is_cut() -> None:
    assert len(pulled(GRID, description="x" * 50_000)[1]["description"]) == MOST_TEXT


@pytest.mark.parametrize(
    ("config", "why"),
    [
        ("", "holds nothing"),
        ("- 1", "map"),
        ("method: grid\nparameters: {a: {values: [1}", ""),
        ("method: gird\nparameters: {a: {values: [1]}}", "gird"),
        ("[" * 5000, ""),
        ("a: &a [1, 1]\nb: &b [*a, *a]\n" * 9, ""),
        (f"{GRID}unknown: 1\n", "unknown"),
    ],
)
def test_configurations_that_no_spec_can_say(config: str, why: str) -> None:
    with pytest.raises(SpecError) as caught:
        pulled(config)
    assert why in str(caught.value) + " ".join(one.message for one in caught.value.diagnostics)


@pytest.mark.parametrize("text", ["\x00", "a\x1b[31mb", "\ud800"])
def test_what_no_file_can_hold_is_told(text: str) -> None:
    with pytest.raises(WbgenError):
        pulled(GRID, text, text)
