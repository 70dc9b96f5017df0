"""Files of runs: what goes in comes out, by URLs that permit just that, and nothing else."""

from __future__ import annotations

import base64
import errno
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.server.conftest import Client
from tests.server.files import (
    CREATE_FILES,
    DELETE_FILES,
    DELETE_RUN,
    FILES,
    contents,
    listed,
    made_run,
    put,
    transfer,
    upload_url,
)
from wbgen.server import signing
from wbgen.server.store import blobs

# Names as an attacker, a careless script and a test of file systems would give them.
NAMES = st.one_of(
    st.sampled_from(
        ["../x", "/etc/passwd", "a/../../x", "a\\b", "a\0b", "..", ".", "", "a//b", "./a", "~", "-"]
    ),
    st.text(max_size=40),
    st.lists(st.sampled_from(["..", ".", "", "a", "b c", "é漢", "%2e%2e", "%00", "?q#f"]), max_size=6).map(
        "/".join
    ),
    st.integers(200, 1200).map(lambda length: "n" * length),
)

SAME_CLIENT = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_a_file_goes_in_and_comes_out(client: Client) -> None:
    run = made_run(client)
    assert put(client, "./media//é 漢?#%.bin", b"content").status == 200
    assert put(client, "empty.txt", b"").status == 200
    first, empty = listed(client)
    assert (first["name"], first["sizeBytes"]) == ("media/é 漢?#%.bin", 7)
    assert first["md5"] == base64.b64encode(hashlib.md5(b"content").digest()).decode()
    assert first["mimetype"] == "application/octet-stream"
    assert first["url"].startswith("http://127.0.0.1:8086/-/files/"), "the address that was asked"
    for url in (first["url"], first["directUrl"]):
        answer = transfer(client, "GET", url)
        assert (answer.status, answer.body) == (200, b"content")
    head = transfer(client, "HEAD", first["url"])
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", "7")
    assert transfer(client, "GET", empty["url"]).body == b""
    assert client.data(CREATE_FILES, project="p", run="r", files=["a"])["createRunFiles"]["runID"] == run


def test_a_new_upload_takes_the_place_of_the_old(client: Client) -> None:
    made_run(client)
    for text in (b"one", b"two", b"two"):
        assert put(client, "f", text).status == 200
    (file,) = listed(client)
    assert transfer(client, "GET", file["url"]).body == b"two"
    assert contents(client) == [b"two"], "nothing refers to the first any more"
    (upload,) = listed(client, names=["f"], upload=True)
    assert transfer(client, "PUT", upload["url"], b"three").status == 200
    assert transfer(client, "GET", file["url"]).body == b"three"


def test_files_are_found_by_name_and_pattern_in_pages(client: Client) -> None:
    made_run(client)
    names = ["a.json", "b.json", "a_b", "axb", "media/a.json"]
    for name in names:
        put(client, name, name.encode())

    def found(**variables: Any) -> list[str]:
        return [file["name"] for file in listed(client, **variables)]

    assert found() == names
    assert found(pattern="%.json") == ["a.json", "b.json", "media/a.json"]
    assert found(pattern="a\\_b") == ["a_b"]
    assert found(names=["b.json", "./a.json", "../a.json"]) == ["b.json", "a.json"]
    seen, after = [], None
    while True:
        page = client.data(FILES, run="r", first=2, after=after)["project"]["run"]
        assert page["fileCount"] == 5
        seen += [edge["node"]["name"] for edge in page["files"]["edges"]]
        after = page["files"]["pageInfo"]["endCursor"]
        if not page["files"]["pageInfo"]["hasNextPage"]:
            break
    assert seen == names


def test_a_name_without_a_file_is_told_as_on_wandb(client: Client) -> None:
    """`wandb.restore` takes a file whose MD5 is "0" for none, and needs an answer for each name."""
    made_run(client)
    (file,) = listed(client, names=["none"])
    assert (file["name"], file["sizeBytes"], file["md5"]) == ("none", 0, "0")
    assert transfer(client, "GET", file["url"]).status == 404


def test_files_are_deleted(client: Client) -> None:
    made_run(client)
    put(client, "a", b"a")
    put(client, "b", b"b")
    first, _ = listed(client)
    assert client.data(DELETE_FILES, files=[first["id"]], projectId=1)["deleteFiles"]["success"]
    assert [file["name"] for file in listed(client)] == ["b"]
    assert contents(client) == [b"b"]
    assert transfer(client, "GET", first["url"]).status == 404
    assert client.refusal(DELETE_FILES, files=[first["id"], "nonsense"]) == "file not found"


def test_a_content_is_kept_once_and_as_long_as_somebody_has_it(client: Client) -> None:
    runs = [made_run(client, name) for name in ("one", "two")]
    for name in ("one", "two"):
        put(client, "same.bin", b"same", run=name)
        put(client, "own.bin", name.encode(), run=name)
    assert contents(client) == [b"one", b"same", b"two"]
    client.data(DELETE_RUN, id=runs[0])
    assert contents(client) == [b"same", b"two"]
    client.data(DELETE_RUN, id=runs[1])
    assert contents(client) == []


def test_a_sweep_takes_nothing_that_is_just_coming(client: Client) -> None:
    run = client.state.store.runs.by_id(made_run(client))
    put(client, "old", b"content")
    (old,) = listed(client)
    files = client.state.store.files
    with files.upload() as upload:
        upload.write(b"content")
        client.data(DELETE_FILES, files=[old["id"]])
        assert contents(client) == []
        files.keep("run", run.number, "new", upload, upload.finish())
    (new,) = listed(client)
    assert transfer(client, "GET", new["url"]).body == b"content"


def test_an_upload_to_a_deleted_run_is_refused(client: Client) -> None:
    id = made_run(client)
    url = upload_url(client, "f") or ""
    client.data(DELETE_RUN, id=id)
    assert transfer(client, "PUT", url, b"late").status == 422
    assert contents(client) == []
    assert client.refusal(CREATE_FILES, project="p", run="r", files=["f"]) == "run not found"


@given(names=st.lists(NAMES, min_size=1, max_size=4), content=st.binary(max_size=50))
@SAME_CLIENT
def test_no_name_leaves_the_store(client: Client, names: list[str], content: bytes) -> None:
    home = client.state.store.path.parent
    around = set(home.parent.iterdir())
    made_run(client)
    answer = client.ask(CREATE_FILES, project="p", run="r", files=names)
    assert answer.status == 200
    if "errors" in answer.json:
        assert "surrogate" in answer.json["errors"][0]["message"]
        return
    for file in answer.json["data"]["createRunFiles"]["files"]:
        if file["uploadUrl"] is not None:
            assert transfer(client, "PUT", file["uploadUrl"], content).status == 200
            (kept,) = listed(client, names=[file["name"]])
            assert ".." not in kept["name"].split("/")
            assert not kept["name"].startswith("/")
            assert transfer(client, "GET", kept["url"]).body == content
    assert set(home.parent.iterdir()) == around
    kept = {path.relative_to(home).parts[0] for path in home.rglob("*")}
    assert {name for name in kept if not name.startswith("store.db")} <= {"blobs", "columns"}


def _change_one(token: str, at: int, new: str) -> str:
    at %= len(token)
    return token[:at] + new + token[at + 1 :]


FORGERIES = st.one_of(
    st.text(max_size=80).map(lambda text: lambda _: text),
    st.tuples(st.integers(0, 99), st.characters()).map(
        lambda change: lambda token: _change_one(token, *change)
    ),
    st.sampled_from(["artifact", "manifest", "file", "runs", "run1"]).map(
        lambda kind: lambda token: token.replace("run", kind, 1)
    ),
)


@given(upload=st.booleans(), forge=FORGERIES, other=NAMES, method=st.sampled_from(["GET", "PUT", "HEAD"]))
@SAME_CLIENT
def test_a_url_permits_one_thing(
    client: Client, upload: bool, forge: Callable[[str], str], other: str, method: str
) -> None:
    """Change any part of a signed URL, and it is refused; whatever is asked, nothing fails."""
    made_run(client)
    put(client, "f", b"secret")
    url = upload_url(client, "f") if upload else listed(client)[0]["url"]
    *_, token, name = (url or "").split("/")
    assume(forge(token) != token)
    assume(other != name)
    for path in (f"{forge(token)}/{name}", f"{token}/{other}"):
        answer = transfer(client, method, quote(f"/-/files/{path}", errors="surrogatepass"), b"new")
        assert answer.status in (403, 404, 405)
    assert contents(client) == [b"secret"]


def test_a_url_permits_one_method_for_a_while_in_one_store(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_run(client)
    put(client, "f", b"content")
    (file,) = listed(client)
    assert transfer(client, "PUT", file["url"], b"new").status == 403
    assert transfer(client, "GET", upload_url(client, "f") or "").status == 403
    (tmp_path / "other").mkdir()
    other = Client(tmp_path / "other")
    made_run(other)
    put(other, "f", b"content")
    assert transfer(other, "GET", file["url"]).status == 403
    other.state.store.close()
    monkeypatch.setattr(signing, "LIFETIME", -1)
    (old,) = listed(client)
    assert transfer(client, "GET", old["url"]).status == 403


@given(
    content=st.binary(max_size=30),
    range=st.one_of(
        st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: f"bytes={pair[0]}-{pair[1]}"),
        st.integers(0, 40).map(lambda first: f"bytes={first}-"),
        st.integers(0, 40).map(lambda last: f"bytes=-{last}"),
        st.text(st.characters(codec="latin-1", exclude_categories=["C"]), max_size=12),
    ),
)
@SAME_CLIENT
def test_ranges_are_slices(client: Client, content: bytes, range: str) -> None:
    made_run(client)
    put(client, "f", content)
    (file,) = listed(client)
    answer = transfer(client, "GET", file["url"], headers={"Range": range})
    assert answer.status in (200, 206, 416)
    if answer.status == 200:
        assert answer.body == content
    if answer.status == 206:
        first, last = answer.headers["content-range"].removeprefix("bytes ").split("/")[0].split("-")
        assert answer.body == content[int(first) : int(last) + 1]
        assert answer.headers["content-length"] == str(len(answer.body))
        stale = {"Range": range, "If-Range": '"another"'}
        assert transfer(client, "GET", file["url"], headers=stale).body == content


@pytest.mark.parametrize(
    "name", ["x.html", "x.svg", "x.js", "x.xml", "x.xhtml", "x", "x.HTM", "x.pdf", "x.swf"]
)
def test_nothing_that_is_uploaded_runs_in_a_browser(client: Client, name: str) -> None:
    made_run(client)
    put(client, name, b"<script>alert(1)</script>")
    (file,) = listed(client)
    headers = transfer(client, "GET", file["url"]).headers
    assert headers["content-type"] == "application/octet-stream"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["content-disposition"].startswith("attachment;")


def test_too_large_a_file_is_413_after_all_of_it_was_read(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_run(client)
    monkeypatch.setattr(blobs, "MAX_FILE", 10)
    assert put(client, "f", b"0123456789").status == 200
    answer = put(client, "g", b"0123456789x")
    assert (answer.status, b"larger than 10 bytes" in answer.body) == (413, True)
    assert contents(client) == [b"0123456789"]
    assert not list(client.state.store.path.with_name("blobs").glob(".upload-*"))


def test_a_full_disk_is_told_and_passes(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    made_run(client)

    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    answer = put(client, "f", b"content")
    assert (answer.status, b"No space left" in answer.body) == (503, True)
    assert listed(client) == []
    monkeypatch.undo()
    assert put(client, "f", b"content").status == 200


def test_planted_links_are_not_followed(client: Client, tmp_path_factory: pytest.TempPathFactory) -> None:
    made_run(client)
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret").write_bytes(b"secret")
    put(client, "f", b"secret")
    (file,) = listed(client)
    folder = client.state.store.path.with_name("blobs")
    (kept,) = folder.glob("??/*")
    kept.unlink()
    kept.symlink_to(outside / "secret")
    assert transfer(client, "GET", file["url"]).status == 404
    assert put(client, "g", b"secret").status == 200, "the link is replaced"
    assert not kept.is_symlink()
    assert transfer(client, "GET", file["url"]).body == b"secret"

    kept.parent.rename(outside / "blobs")
    kept.parent.symlink_to(outside / "blobs")
    assert transfer(client, "GET", file["url"]).status == 404
    assert put(client, "h", b"secret").status == 503
    for found in listed(client):
        client.data(DELETE_FILES, files=[found["id"]])
    assert (outside / "blobs" / kept.name).exists()

    folder.rename(outside / "all")
    folder.symlink_to(outside / "all")
    assert put(client, "i", b"else").status == 503
    assert not [
        path for path in (outside / "all").rglob("*") if path.is_file() and path.parent.name != "blobs"
    ]


def test_a_lost_content_is_404(client: Client) -> None:
    made_run(client)
    put(client, "f", b"content")
    (file,) = listed(client)
    (kept,) = client.state.store.path.with_name("blobs").glob("??/*")
    kept.unlink()
    assert transfer(client, "GET", file["url"]).status == 404
    kept.mkdir()
    assert transfer(client, "GET", file["url"]).status == 404
    kept.rmdir()
    kept.write_bytes(b"cut")
    assert transfer(client, "GET", file["url"]).status == 404
    assert put(client, "f", b"content").status == 200
    assert transfer(client, "GET", file["url"]).body == b"content", "a content that was cut short is replaced"


def test_abandoned_uploads_are_removed(client: Client) -> None:
    made_run(client)
    put(client, "f", b"content")
    folder = client.state.store.path.with_name("blobs")
    (folder / ".upload-old").write_bytes(b"half")
    (folder / ".upload-new").write_bytes(b"half")
    os.utime(folder / ".upload-old", (0, 0))
    client.state.store.files.sweep()
    assert [path.name for path in folder.glob(".upload-*")] == [".upload-new"]
