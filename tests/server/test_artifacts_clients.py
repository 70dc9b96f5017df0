"""Artifacts in and out by the real client: every call of it that the server promises to serve."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live import Served, operations, run_client, served

pytestmark = pytest.mark.client

QUICK = {
    "WANDB_X_FILE_STREAM_TRANSMIT_INTERVAL": "1",
    "WANDB_X_DISABLE_STATS": "true",
    "WANDB_CONSOLE": "off",
    "WANDB_X_DISABLE_META": "true",
    "WANDB_X_SAVE_REQUIREMENTS": "false",
}

LOG_AND_USE = """
import json, os, pathlib
import wandb

def artifact(name="ds", **files):
    metadata = {"rows": 2, "nan": float("nan")}
    made = wandb.Artifact(name, type="dataset", description="about", metadata=metadata)
    for file, text in files.items():
        with made.new_file(file.replace("_", "/", 1) + ".txt", mode="w") as out:
            out.write(text)
    return made

def texts(root):
    return {str(path.relative_to(root)): path.read_text() for path in pathlib.Path(root).rglob("*.txt")}

out = {}
pathlib.Path("outside.txt").write_text("outside")
run = wandb.init(entity="local", project="p", id="writer")
first = artifact(a="A", sub_b="B")
first.add_reference(pathlib.Path("outside.txt").resolve().as_uri())
run.log_artifact(first, aliases=["best"], tags=["raw"]).wait()
out["first"] = [first.name, first.version, sorted(first.aliases), first.state, first.tags, first.size,
                first.file_count, first.type, first.description, first.metadata["rows"]]
again = run.log_artifact(artifact(a="A", sub_b="B"))  # without the reference: another content
again.wait()
same = run.log_artifact(artifact(a="A", sub_b="B"), aliases=["same"])
same.wait()
out["versions"] = [again.version, same.version, again.id == same.id]

more = wandb.Artifact("ds", type="dataset", incremental=True)
with more.new_file("c.txt", mode="w") as file:
    file.write("C")
with more.new_file("a.txt", mode="w") as file:
    file.write("A2")
run.log_artifact(more).wait()
fetched = wandb.Api().artifact("local/p/ds:latest")
fetched.download(root="merged")
fetched.verify(root="merged")
same = more.digest == fetched.digest == fetched.manifest.digest()
out["incremental"] = [more.version, same, texts("merged")]

draft = fetched.new_draft()
draft.remove("c.txt")
with draft.new_file("d.txt", mode="w") as file:
    file.write("D")
run.log_artifact(draft).wait()
out["draft"] = [draft.version, sorted(str(e) for e in draft.manifest.entries)]
link = wandb.Artifact("refers", type="dataset")
link.add_reference(first.get_entry("a.txt").ref_url(), name="theirs.txt")
link.add(wandb.Table(columns=["x"], data=[[1], [2]]), "table")
run.log_artifact(link).wait()
run.log({"metric": 1, "table": wandb.Table(columns=["a", "b"], data=[[1, "x"], [2, None]])})
run.finish()

run = wandb.init(entity="local", project="p", id="reader")
used = run.use_artifact("ds:best")
used.download(root="one")
used.verify(root="one")
out["used"] = [used.version, texts("one")]
theirs = run.use_artifact("refers:latest")
out["refers"] = [pathlib.Path(theirs.get_entry("theirs.txt").download(root="two")).read_text(),
                 theirs.get("table").data]
own = wandb.Artifact("made", type="model")
with own.new_file("m.txt", mode="w") as file:
    file.write("M")
run.use_artifact(own)
run.finish()

api = wandb.Api()
writer, reader = api.run("local/p/writer"), api.run("local/p/reader")
out["logged"] = [a.name for a in writer.logged_artifacts()]
out["inputs"] = sorted(a.name for a in reader.used_artifacts())
out["of_table"] = api.artifact("local/p/run-writer-table:latest").get("table").data
best = api.artifact("local/p/ds:best", type="dataset")
out["by"] = [best.logged_by().id, [r.id for r in best.used_by()]]
out["files"] = [sorted(f.name for f in best.files()), [f.size for f in best.files(names=["a.txt"])]]
out["exists"] = [api.artifact_exists("local/p/" + name) for name in ("ds:v1", "ds:v9", "none:latest")]
out["exists"] += [api.artifact_collection_exists("local/p/" + name, "dataset") for name in ("ds", "no")]
try:
    wandb.Api().run("local/p/writer").log_artifact(best)
    out["relog"] = "ok"
except Exception as error:
    out["relog"] = repr(error)
print(json.dumps(out))
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("server") / ".wbgen") as running:
        yield running


def test_artifacts_are_logged_used_and_read(server: Served, tmp_path: Path) -> None:
    got = run_client(LOG_AND_USE, server.url, tmp_path, **QUICK)
    assert got["first"] == [
        "ds:v0", "v0", ["best", "latest"], "COMMITTED", ["raw"], 9, 3, "dataset", "about", 2
    ]  # fmt: skip
    assert got["versions"] == ["v1", "v1", True], "the same content is the same version"
    version, same_digest, files = got["incremental"]
    assert (version, same_digest) == ("v2", True)
    assert files == {"a.txt": "A2", "sub/b.txt": "B", "c.txt": "C"}
    assert got["draft"] == ["v3", ["a.txt", "d.txt", "sub/b.txt"]]
    assert got["used"] == ["v0", {"a.txt": "A", "sub/b.txt": "B", "outside.txt": "outside"}]
    assert got["refers"] == ["A", [[1], [2]]]
    assert got["logged"] == ["ds:v0", "ds:v1", "ds:v2", "ds:v3", "refers:v0", "run-writer-table:v0"]
    assert got["inputs"] == ["ds:v0", "made:v0", "refers:v0"]
    assert got["of_table"] == [[1, "x"], [2, None]]
    assert got["by"] == ["writer", ["reader"]]
    assert got["files"] == [["a.txt", "outside.txt", "sub/b.txt"], [1]]
    assert got["exists"] == [True, False, False, True, False]
    assert got["relog"] == "ok"
    asked = operations(server.url)
    for name in (
        "mutation:createArtifact",
        "mutation:createArtifactManifest",
        "mutation:updateArtifactManifest",
        "mutation:createArtifactFiles",
        "mutation:commitArtifact",
        "mutation:useArtifact",
        "query:artifact",
    ):
        assert asked[name], name


MANAGE = """
import json, os, pathlib
import wandb

def log(run, name, text, type="dataset", **more):
    made = wandb.Artifact(name, type=type)
    with made.new_file("a.txt", mode="w") as file:
        file.write(text)
    return run.log_artifact(made, **more).wait()

out = {}
run = wandb.init(entity="local", project="m", id="w")
for text in ("one", "two", "three"):
    log(run, "ds", text)
log(run, "net", "net", type="model", aliases=["prod"])
for writer in ("x", "y"):  # two writers of one artifact, as two processes would
    part = wandb.Artifact("shared", type="dataset")
    with part.new_file(writer + ".txt", mode="w") as file:
        file.write(writer)
    run.upsert_artifact(part, distributed_id="group")
last = wandb.Artifact("shared", type="dataset")
with last.new_file("z.txt", mode="w") as file:
    file.write("z")
run.finish_artifact(last, distributed_id="group").wait()
run.finish()

api = wandb.Api()
shared = api.artifact("local/m/shared:latest")
out["shared"] = sorted(str(name) for name in shared.manifest.entries)
out["types"] = sorted(t.name for t in api.artifact_types("local/m"))
out["type"] = [c.name for c in api.artifact_type("dataset", "local/m").collections()]
found = api.artifact_collections("local/m", "dataset")
out["collections"] = [[c.name, c.type, c.is_sequence()] for c in found]
(project,) = [found for found in api.projects("local") if found.name == "m"]
out["all"] = sorted(c.name for c in project.collections())
out["versions"] = [a.version for a in api.artifacts("dataset", "local/m/ds")]
out["paged"] = [a.version for a in api.artifacts("dataset", "local/m/ds", per_page=1)]
out["count"] = len(api.artifacts("dataset", "local/m/ds"))
out["oldest"] = [a.version for a in api.artifacts("dataset", "local/m/ds", order="+createdAt")]

middle = api.artifact("local/m/ds:v1")
middle.aliases += ["good", "fine"]
middle.tags = ["t1", "t2"]
middle.description, middle.metadata["k"] = "words", {"deep": [1]}
middle.ttl = __import__("datetime").timedelta(days=2)
middle.save()
middle.aliases.remove("fine")
middle.tags = ["t2"]
middle.save()
seen = wandb.Api().artifact("local/m/ds:good")
out["changed"] = [seen.version, seen.aliases, seen.tags, seen.description, seen.metadata, seen.ttl.days]
out["tagged"] = [a.version for a in api.artifacts("dataset", "local/m/ds", tags=["t2"])]

collection = api.artifact_collection("dataset", "local/m/ds")
out["aliases"] = sorted(collection.aliases)
collection.description, collection.tags, collection.name = "all data", ["public", "big"], "data"
collection.save()
collection.tags = ["public"]
collection.save()
collection = wandb.Api().artifact_collection("dataset", "local/m/data")
out["collection"] = [collection.description, list(collection.tags), collection.name]
collection.type = "corpus"
collection.save()
out["moved"] = wandb.Api().artifact("local/m/data:latest").type

api = wandb.Api()
try:
    api.artifact("local/m/data:v2").delete()
except Exception as error:
    out["kept"] = type(error).__name__
api.artifact("local/m/data:v2").delete(delete_aliases=True)
out["after"] = [wandb.Api().artifact("local/m/data:latest").version,
                [a.version for a in wandb.Api().artifacts("corpus", "local/m/data")]]
with wandb.init(entity="local", project="m", id="w2") as run:
    made = wandb.Artifact("data", type="corpus")
    with made.new_file("a.txt", mode="w") as file:
        file.write("four")
    out["next"] = run.log_artifact(made).wait().version
    try:
        log(run, "data", "x", type="other")
    except Exception as error:
        out["type_kept"] = type(error).__name__
wandb.Api().artifact_collection("corpus", "local/m/data").delete()
out["gone"] = [wandb.Api().artifact_exists("local/m/" + name) for name in ("data:latest", "net:prod")]
print(json.dumps(out))
"""


def test_artifacts_and_collections_are_listed_changed_and_deleted(server: Served, tmp_path: Path) -> None:
    got = run_client(MANAGE, server.url, tmp_path, **QUICK)
    assert got == {
        "shared": ["x.txt", "y.txt", "z.txt"],
        "types": ["dataset", "model"],
        "type": ["ds", "shared"],
        "collections": [["ds", "dataset", True], ["shared", "dataset", True]],
        "all": ["ds", "net", "shared"],
        "versions": ["v2", "v1", "v0"],
        "paged": ["v2", "v1", "v0"],
        "count": 3,
        "oldest": ["v0", "v1", "v2"],
        "changed": ["v1", ["good"], ["t2"], "words", {"k": {"deep": [1]}}, 2],
        "tagged": ["v1"],
        "aliases": ["good", "latest"],
        "collection": ["all data", ["public"], "data"],
        "moved": "corpus",
        "kept": "CommError",
        "after": ["v1", ["v1", "v0"]],
        "next": "v3",
        "type_kept": "ValueError",
        "gone": [False, True],
    }
    asked = operations(server.url)
    for name in (
        "updateArtifact",
        "addAliases",
        "deleteAliases",
        "deleteArtifact",
        "updateArtifactSequence",
        "moveArtifactSequence",
        "deleteArtifactSequence",
        "createArtifactCollectionTagAssignments",
        "deleteArtifactCollectionTagAssignments",
    ):
        assert asked[f"mutation:{name}"], name
    # The contents of `net` and `shared` are left; those of `data` are gone from the disk.
    kept = {path.read_bytes() for path in (server.home / "blobs").glob("??/*")}
    assert b"net" in kept
    assert not {b"one", b"two", b"three", b"four"} & kept


BY_COMMAND = """
import json, os, pathlib, subprocess
import wandb

def command(*words, mode="online"):
    env = dict(os.environ, WANDB_MODE=mode)
    env.pop("WANDB_SILENT")  # with it `wandb artifact ls` says nothing
    done = subprocess.run(words, capture_output=True, text=True, env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr

pathlib.Path("a.txt").write_text("A")
command("wandb", "artifact", "put", "-n", "local/cli/ds", "-t", "dataset", "a.txt")
out = {"listed": "ds:v0" in command("wandb", "artifact", "ls", "local/cli")}
command("wandb", "artifact", "get", "local/cli/ds:latest", "--root", "got")
out["got"] = pathlib.Path("got/a.txt").read_text()
offline = '''
import wandb
run = wandb.init(entity="local", project="off", id="o")
made = wandb.Artifact("offline", type="t")
made.add_file("a.txt")
run.log_artifact(made)
run.save("a.txt")
run.log({"html": wandb.Html("<b>"), "table": wandb.Table(columns=["a"], data=[[1]])})
run.finish()
'''
command("python", "-c", offline, mode="offline")
(folder,) = pathlib.Path("wandb").glob("offline-run-*")
seen = []
for flags in ([], ["--no-skip-synced"]):
    command("wandb", "sync", *flags, str(folder))
    run = wandb.Api().run("local/off/o")
    seen.append([sorted(file.name for file in run.files()), sorted(a.name for a in run.logged_artifacts())])
out["twice"], out["same"] = seen[0][1], seen[0] == seen[1]
out["media"] = [sum(name.startswith("media/" + kind) for name in seen[0][0]) for kind in ("html", "table")]
print(json.dumps(out))
"""


def test_artifacts_by_command_and_from_an_offline_run_synced_twice(server: Served, tmp_path: Path) -> None:
    assert run_client(BY_COMMAND, server.url, tmp_path, **QUICK) == {
        "listed": True,
        "got": "A",
        "twice": ["offline:v0", "run-o-table:v0"],
        "same": True,
        "media": [1, 1],
    }
