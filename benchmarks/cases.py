"""What is measured, against what, and how much of it is allowed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from big_views import big_spec, one_of_many
from check_cases import check
from file_cases import read
from hand_out_cases import hand_out
from measure import FailedError, Place, Sample, ask, first_reply, run, serving
from page_cases import page
from results import BASELINES, ROOT, SERVE, WBGEN, Row, client_env
from run_cases import push, sample, scan
from sweep_cases import sweep_lint

SPEC = "specs/npt.yaml"
#: What the baseline of plan makes by hand, as a spec.
BY_HAND = "benchmarks/npt.yaml"

VIEWER = json.dumps({"query": "query Viewer { viewer { id entity username } }"}).encode()

#: Panels of the spec that is built, and of the view that is pulled.
PANELS = 10_000
PULLED = 1_000

#: Specs that are applied at once, and the seconds that lie before their server.
MANY = 100
LATENCY = 0.1
APPLY = (*WBGEN, "apply", "--target", "far", "--yes")
#: Ends with other than 0 where there is anything to do.
NOTHING_TO_DO = (*WBGEN, "plan", "--target", "far", "--detailed-exitcode")
MAKE = """mutation Make($name: String!, $entity: String!) {
  upsertModel(input: {name: $name, entityName: $entity}) { project { id } }
}"""

TARGETS = "targets:\n  team: {entity: my-team}\n"


#: How lines of ``python -X importtime`` begin.
IMPORT = "import time:"


@dataclass(frozen=True)
class Case:
    """A named measurement: ``measure`` runs it so many times in a scratch folder of its own."""

    title: str
    measure: Callable[[str, int, Place], list[Row]]


@dataclass(frozen=True)
class Reply:
    """A first request of a server.  bar: seconds.  configured: whether there is a ``wbgen.yaml`` to read."""

    name: str
    path: str
    bar: float | None = None
    method: str = "GET"
    body: bytes | None = None
    configured: bool = False


REPLIES = (
    Reply("GET /", "/", 0.25),
    Reply("GET /-/health", "/-/health", 0.25),
    Reply("GET /, with a wbgen.yaml", "/", 0.25, configured=True),
    Reply("POST /graphql", "/graphql", None, "POST", VIEWER),
)


def lint(title: str, runs: int, place: Place) -> list[Row]:
    """``wbgen lint`` against the imports no such command can do without. wandb may not be among ours."""
    add_spec(place)
    command = (*WBGEN, "lint", SPEC)
    imported = imports(command, place)
    if wandb := sorted(name for name in imported if name.split(".")[0].startswith("wandb")):
        raise FailedError(f"lint imports {', '.join(wandb[:5])}")
    return versus(title, command, (sys.executable, str(BASELINES / "import_pydantic.py")), runs, place, 2.0)


def script(title: str, runs: int, place: Place) -> list[Row]:
    """``wbgen script`` against the imports no such command can do without."""
    add_spec(place)
    baseline = (sys.executable, str(BASELINES / "import_jinja2.py"))
    return versus(title, (*WBGEN, "script", SPEC), baseline, runs, place, 2.0)


def plan(title: str, runs: int, place: Place) -> list[Row]:
    """``wbgen plan`` with nothing to do against saving the same by hand, on one server that runs."""
    add_spec(place, BY_HAND)
    run((*WBGEN, "apply", BY_HAND), place)
    with serving(SERVE, place) as url:
        client = Place(place.folder, {**place.env, **client_env(url)})
        script = BASELINES / "save_with_official_library.py"
        ids = str(place.folder / "ids.json")
        # With this option, exit 0 says that there was nothing to do.
        command = (*WBGEN, "plan", BY_HAND, "--detailed-exitcode")
        saving = (sys.executable, str(script), ids, "lines")
        rows = versus(title, command, saving, runs, place, 1.0, theirs_at=client)
        fields = [served_fields(url, partial(run, *each)) for each in ((command, place), (saving, client))]
    return [*rows, Row(title, "GraphQL fields served", "", [float(fields[0])], [float(fields[1])])]


def serve(title: str, runs: int, place: Place) -> list[Row]:
    """First replies of ``wbgen serve``, each from a process of its own, over a store with two views."""
    configured = Place(place.folder / "configured", place.env)
    for where in (place, configured):
        add_spec(where)
        run((*WBGEN, "apply", SPEC), where)
    (configured.folder / "wbgen.yaml").write_text(TARGETS, encoding="utf-8")
    seconds: dict[str, list[float]] = {}
    for _ in range(1 + runs):
        for reply in REPLIES:
            where = configured if reply.configured else place
            taken = first_reply(SERVE, where, reply.method, reply.path, reply.body)
            seconds.setdefault(reply.name, []).append(taken)
    return [Row(title, reply.name, "s", seconds[reply.name][1:], bar=reply.bar) for reply in REPLIES]


def panels(title: str, runs: int, place: Place) -> list[Row]:
    """``wbgen build`` of ten thousand panels against composing its YAML and building the panels alone.

    What both pay to begin with, the imports, is told by a spec of one panel; a row is without it.
    """
    commands = {count: both_ways(count, place) for count in (PANELS, 1)}
    samples = [
        {count: [run(command, place) for command in commands[count]] for count in commands}
        for _ in range(1 + runs)
    ][1:]
    ours, theirs = ([sample[PANELS][way] for sample in samples] for way in (0, 1))
    work = [[sample[PANELS][way].wall - sample[1][way].wall for sample in samples] for way in (0, 1)]
    peak = [sample.peak / 1e6 for sample in ours]
    return [
        Row(title, "wall time", "s", [s.wall for s in ours], [s.wall for s in theirs], 2.5),
        Row(title, "processor time", "s", [s.cpu for s in ours], [s.cpu for s in theirs], 2.5),
        Row(title, "wall time beyond that of one panel", "s", *work, 2.5),
        Row(title, "peak memory", "MB", peak, bar=400.0),
    ]


def both_ways(count: int, place: Place) -> tuple[Sequence[str], Sequence[str]]:
    """The commands that make a spec of so many panels: ours and the baseline's."""
    spec = place.folder / f"panels-{count}.yaml"
    spec.write_text(big_spec(count), encoding="utf-8")
    script = str(BASELINES / "compose_and_build.py")
    return (*WBGEN, "build", spec.name, "-o", "built"), (sys.executable, script, spec.name, str(count))


def pull(title: str, runs: int, place: Place) -> list[Row]:
    """``wbgen pull`` of a view of a thousand panels, and how much of it is importing the official library."""
    # In a process of its own: the peak memory of a process begins with that of the one that starts it.
    run((sys.executable, str(ROOT / "benchmarks" / "big_views.py"), "view.json", str(PULLED)), place)
    command = (*WBGEN, "pull", "view.json", "-o", "pulled.yaml", "--force")
    importing = (sys.executable, str(BASELINES / "import_wandb_workspaces.py"))
    samples = [(run(command, place), run(importing, place)) for _ in range(1 + runs)][1:]
    return [
        Row(title, "wall time", "s", [ours.wall for ours, _ in samples], bar=1.0),
        Row(title, "of it, the official library", "s", [library.wall for _, library in samples]),
        Row(title, "peak memory", "MB", [ours.peak / 1e6 for ours, _ in samples]),
    ]


def hundred(title: str, runs: int, place: Place) -> list[Row]:
    """``wbgen apply`` of a hundred specs against saving as many workspaces by hand, far from the server.

    Both make new views in a project that is there already. How many projects the views are in makes no
    difference to the baseline; of a hundred projects, wbgen reads each.
    """
    sys.path.append(str(ROOT))  # the front is one of the tests' own
    from tests.fronts import front

    server = Place(place.folder / "server", place.env)
    server.folder.mkdir()
    samples = []
    with serving(SERVE, server) as url, front(url, latency=LATENCY) as far:
        env = {**place.env, **client_env(far.url)}
        for number in range(1 + runs):
            one, each, by_hand = (f"{kind}-{number}" for kind in ("one", "each", "by-hand"))
            together = Place(many_specs(place.folder / one, one, 1, far.url), env)
            apart = Place(many_specs(place.folder / each, each, MANY, far.url), env)
            for entity, projects in ((one, 1), (each, MANY), (by_hand, 1)):
                make_projects(url, entity, projects)
            saving = (sys.executable, str(BASELINES / "save_a_hundred.py"), by_hand, "p0", str(MANY))
            commands = [(APPLY, together), (saving, together), (NOTHING_TO_DO, together)]
            commands += [(APPLY, apart), (NOTHING_TO_DO, apart)]
            samples.append([passed(far, *command) for command in commands])
    applied, saved, same, applied_apart, same_apart = zip(*samples[1:], strict=True)
    apart_words = ", a project of its own each"
    return [
        Row(title, "wall time", "s", walls(applied), walls(saved), round(1 / 15, 4)),
        Row(title, "sequential round trips", "", trips(applied), trips(saved)),
        Row(title, f"wall time{apart_words}", "s", walls(applied_apart), walls(saved)),
        Row(title, f"sequential round trips{apart_words}", "", trips(applied_apart), trips(saved)),
        Row(title, "round trips of a plan with nothing to do", "", trips(same), bar=6),
        Row(title, f"round trips of that plan{apart_words}", "", trips(same_apart), bar=6),
    ]


@dataclass(frozen=True)
class Passed:
    """A command that talked to a server far away. trips: answers it waited for, one after the other."""

    sample: Sample
    trips: int


def passed(far: Any, command: Sequence[str], place: Place) -> Passed:
    """A command, run to its end."""
    far.reset()
    return Passed(run(command, place), far.round_trips)


def walls(ran: Sequence[Passed]) -> list[float]:
    """The wall time of every run."""
    return [one.sample.wall for one in ran]


def trips(ran: Sequence[Passed]) -> list[float]:
    """The sequential round trips of every run."""
    return [float(one.trips) for one in ran]


def many_specs(folder: Path, entity: str, projects: int, far: str) -> Path:
    """A folder of many specs, spread over some projects of an entity on a server far away."""
    (folder / "specs").mkdir(parents=True)
    for number in range(MANY):
        spec = one_of_many(number, f"p{number % projects}")
        (folder / "specs" / f"{number:03}.yaml").write_text(spec, encoding="utf-8")
    target = {"entity": entity, "base_url": far}
    (folder / "wbgen.yaml").write_text(json.dumps({"targets": {"far": target}}), encoding="utf-8")
    return folder


def make_projects(url: str, entity: str, count: int) -> None:
    """Make the projects of an entity: whoever writes views has them."""
    for number in range(count):
        variables = {"name": f"p{number}", "entity": entity}
        ask(url, "POST", "/graphql", json.dumps({"query": MAKE, "variables": variables}).encode())


CASES = {
    "lint": Case("`wbgen lint` / imports alone", lint),
    "script": Case("`wbgen script` / imports alone", script),
    "plan": Case("`wbgen plan` / saving by hand", plan),
    "serve": Case("`wbgen serve`, first reply", serve),
    "panels": Case("`wbgen build` of 10,000 panels / composing and building", panels),
    "pull": Case("`wbgen pull` of 1,000 panels", pull),
    "push": Case("200,000 rows of 20 metrics from the client", push),
    "scan": Case("`scan_history` of 100,000 rows", scan),
    "sample": Case("A run of 1,000,000 rows", sample),
    "read": Case("A `.wandb` file of 100,000 rows / `wandb leet inspect`", read),
    "page": Case("`wbgen preview`, 12 panels, 5 runs of 100,000 rows", page),
    "check": Case("`wbgen check`, 100,000 rows of 60 metrics", check),
    "sweep-lint": Case("`wbgen lint` of 1,000 sweep files", sweep_lint),
    "hand-out": Case("A run handed out to an agent", hand_out),
    "hundred": Case("`wbgen apply` of 100 specs / saving 100 by hand", hundred),
}


def versus(
    title: str,
    ours: Sequence[str],
    theirs: Sequence[str],
    runs: int,
    place: Place,
    bar: float,
    *,
    theirs_at: Place | None = None,
) -> list[Row]:
    """Two commands in turn, after one run of each that does not count."""
    pairs: list[tuple[Sample, Sample]] = []
    for _ in range(1 + runs):
        pairs.append((run(ours, place), run(theirs, theirs_at or place)))
    a, b = zip(*pairs[1:], strict=True)
    return [
        Row(title, "wall time", "s", [s.wall for s in a], [s.wall for s in b], bar),
        Row(title, "processor time", "s", [s.cpu for s in a], [s.cpu for s in b], bar),
        Row(title, "peak memory", "MB", [s.peak / 1e6 for s in a], [s.peak / 1e6 for s in b]),
    ]


def add_spec(place: Place, spec: str = SPEC) -> None:
    """Put a spec where the commands run."""
    target = place.folder / spec
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / spec, target)


def imports(command: Sequence[str], place: Place) -> set[str]:
    """The modules a Python command imports."""
    python, *rest = command
    done = subprocess.run(
        [python, "-X", "importtime", *rest],
        cwd=place.folder,
        env=place.env,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stderr.splitlines()
    if done.returncode:
        told = "\n".join(line for line in lines if not line.startswith(IMPORT))
        raise FailedError(f"{' '.join(command)} ended with {done.returncode}:\n{told}")
    return {line.rpartition("|")[2].strip() for line in lines if line.startswith(IMPORT)}


def served_fields(url: str, work: Callable[[], object]) -> int:
    """How many top-level GraphQL fields a server executes for some work."""

    def served() -> int:
        return sum(json.loads(ask(url, "GET", "/-/operations")).values())

    before = served()
    work()
    return served() - before


def scratch(folder: Path, env: Mapping[str, str]) -> Place:
    """A fresh folder to run in, with this checkout's wbgen and a home of its own."""
    home = folder / "home"
    home.mkdir(parents=True)
    kept = {name: env[name] for name in ("PATH", "LANG", "SYSTEMROOT", "TMPDIR") if name in env}
    return Place(folder, kept | {"HOME": str(home), "PYTHONPATH": str(ROOT)})
