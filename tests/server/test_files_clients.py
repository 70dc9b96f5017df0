"""Files and media in and out by the real client, and what is left after kill -9 of the server."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.live import (
    PATIENCE,
    Served,
    client_env,
    free_port,
    graphql,
    operations,
    request,
    run_client,
    served,
)
from tests.server.documents import UPSERT_PROJECT
from tests.server.files import CREATE_FILES, FILES, UPSERT_RUN

pytestmark = pytest.mark.client

QUICK = {
    "WANDB_X_FILE_STREAM_TRANSMIT_INTERVAL": "1",
    "WANDB_X_DISABLE_STATS": "true",
    "WANDB_CONSOLE": "off",
}

MEDIA = """
import hashlib, json, pathlib
import wandb
from PIL import Image

Image.new("RGB", (3, 2), "red").save("x.png")
given = {
    "x.html": b"<script>alert(1)</script>", "x.wav": b"RIFF" + bytes(100), "x.mp4": bytes(range(256)) * 40,
    "saved/deep.txt": b"saved", "big.bin": bytes(range(256)) * 20_000, "empty.txt": b"",
}
for name, content in given.items():
    pathlib.Path(name).parent.mkdir(exist_ok=True)
    pathlib.Path(name).write_bytes(content)
run = wandb.init(entity="local", project="p", id="r", config={"a": 1})
run.log({
    "image": wandb.Image("x.png", caption="<b>"), "html": wandb.Html("x.html", inject=False),
    "odd % key/?#": wandb.Html("x.html", inject=False), "audio": wandb.Audio("x.wav"),
    "video": wandb.Video("x.mp4"), "table": wandb.Table(columns=["a", "b"], data=[[1, "x"], [2, None]]),
    "images": [wandb.Image("x.png"), wandb.Image("x.png")],
})
for name in ("saved/deep.txt", "big.bin", "empty.txt"):
    run.save(name)
run.finish()

api = wandb.Api()
seen = api.run("local/p/r")
names = [file.name for file in seen.files(per_page=3)]
out = {"names": sorted(names), "count": len(seen.files())}
row = next(iter(seen.scan_history()))
out["media"] = {}
for key, value in row.items():
    if isinstance(value, dict) and "path" in value:
        with seen.file(value["path"]).download(root="down", replace=True):
            content = pathlib.Path("down", value["path"]).read_bytes()
        whole = [len(content), hashlib.sha256(content).hexdigest()] == [value["size"], value["sha256"]]
        out["media"][key] = [value["_type"], whole]
out["images"] = [seen.file(name).size > 0 for name in row["images"]["filenames"]]
for name, content in given.items():
    if not name.startswith("x."):
        seen.file(name).download(root="down", replace=True)
        assert pathlib.Path("down", name).read_bytes() == content, name
out["table"] = api.artifact("local/p/run-r-table:latest").get("table").data
out["meta"] = seen.metadata["python"].split(".")[0]
out["pattern"] = sorted(file.name for file in seen.files(pattern="%.txt") if "requirements" not in file.name)

pathlib.Path("up.txt").write_text("first")
uploaded = seen.upload_file("up.txt")
out["uploaded"] = [uploaded.name, uploaded.size, uploaded.mimetype]
pathlib.Path("up.txt").write_text("second!")
seen.upload_file("./up.txt")
with seen.file("up.txt").download(root="down") as file:
    out["replaced"] = file.read()
with open("up.txt") as file, wandb.restore("up.txt", "local/p/r", root="restored") as restored:
    assert restored.read() == file.read()
try:
    wandb.restore("none.txt", "local/p/r", root="restored")
except ValueError as error:
    out["none"] = "not found" in str(error)
seen.file("up.txt").delete()
out["left"] = "up.txt" in [file.name for file in wandb.Api().run("local/p/r").files()]
print(json.dumps(out))
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("server") / ".wbgen") as running:
        yield running


def test_media_and_files_come_back_byte_by_byte(server: Served, tmp_path: Path) -> None:
    got = run_client(MEDIA, server.url, tmp_path, **QUICK)
    assert {"big.bin", "saved/deep.txt", "config.yaml", "wandb-summary.json"} <= set(got["names"])
    assert got["count"] == len(got["names"])
    assert got["media"] == {
        "image": ["image-file", True],
        "html": ["html-file", True],
        "odd % key/?#": ["html-file", True],
        "audio": ["audio-file", True],
        "video": ["video-file", True],
        "table": ["table-file", True],
    }
    assert got["images"] == [True, True]
    assert got["table"] == [[1, "x"], [2, None]]
    assert got["meta"] in ("CPython 3", "3")
    assert got["pattern"] == ["empty.txt", "saved/deep.txt"]
    assert got["uploaded"] == ["up.txt", 5, "text/plain"]
    assert got["replaced"] == "second!"
    assert (got["none"], got["left"]) == (True, False)
    asked = operations(server.url)
    assert asked["mutation:createRunFiles"] >= 3
    assert asked["mutation:deleteFiles"] == 1


UPLOAD = """
import json, pathlib, sys, wandb
pathlib.Path("up.bin").write_bytes(bytes(range(256)) * 4000)
wandb.Api().run("local/p/r").upload_file("up.bin")
print(json.dumps(True))
"""

DOWNLOAD = """
import json, pathlib, wandb
wandb.Api().run("local/p/r").file("up.bin").download(root="down")
print(json.dumps(pathlib.Path("down/up.bin").read_bytes() == bytes(range(256)) * 4000))
"""


def test_an_acknowledged_upload_survives_kill_9(tmp_path: Path) -> None:
    home, client = tmp_path / ".wbgen", tmp_path / "client"
    with served(home) as server:
        graphql(server.url, UPSERT_PROJECT, {"input": {"name": "p"}})
        graphql(server.url, UPSERT_RUN, {"name": "r", "project": "p"})
        run_client(UPLOAD, server.url, client, **QUICK)
        asked = graphql(server.url, CREATE_FILES, {"project": "p", "run": "r", "files": ["a", "b"]})
        urls = [file["uploadUrl"] for file in asked["data"]["createRunFiles"]["files"]]
        paths = [urlsplit(url).path for url in urls]
        assert request(server.url, "PUT", paths[0], b"acknowledged")[0] == 200
        server.process.kill()
        server.process.wait()
    with served(home) as server:
        files = graphql(server.url, FILES, {"run": "r"})["data"]["project"]["run"]["files"]["edges"]
        assert [edge["node"]["name"] for edge in files] == ["up.bin", "a"]
        url = urlsplit(files[1]["node"]["url"]).path
        assert request(server.url, "GET", url)[2] == b"acknowledged"
        assert request(server.url, "PUT", paths[1], b"later")[0] == 200, "what was signed before still holds"
        assert run_client(DOWNLOAD, server.url, client, **QUICK)
        assert json.loads(request(server.url, "GET", "/-/health")[2])["ok"]


MANY = 1000

LOG_MANY = """
import json, pathlib, wandb
folder = pathlib.Path("many")
folder.mkdir()
for number in range(int(__import__("sys").argv[1])):
    (folder / f"{number}.txt").write_text(f"content {number}")
run = wandb.init(entity="local", project="p", id="r")
made = wandb.Artifact("many", type="dataset")
made.add_dir("many")
run.log_artifact(made).wait()
run.finish()
got = wandb.Api().artifact("local/p/many:latest")
got.download(root="down", skip_cache=True)
got.verify(root="down")
print(json.dumps([got.version, len(list(pathlib.Path("down").iterdir()))]))
"""


def test_an_artifact_comes_whole_though_the_server_is_killed_while_it_comes(tmp_path: Path) -> None:
    home, folder = tmp_path / ".wbgen", tmp_path / "client"
    folder.mkdir()
    port = free_port()
    with served(home, port) as server:
        client = subprocess.Popen(
            [sys.executable, "-c", LOG_MANY, str(MANY)],
            env=client_env(server.url, folder, **QUICK),
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        while len(list((home / "blobs").glob("??/*"))) < MANY // 20:
            assert client.poll() is None, client.communicate()
        server.process.kill()
        server.process.wait()
    assert len(list((home / "blobs").glob("??/*"))) < MANY, "it was killed too late to prove anything"
    with served(home, port):
        out, errors = client.communicate(timeout=PATIENCE)
    assert client.returncode == 0, errors
    assert json.loads(out.splitlines()[-1]) == ["v0", MANY]
