"""What a git commit holds of a spec, put into a folder of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from wbgen.errors import WbgenError

#: What specs and their charts are written in, and how much of it is taken.
SPECS, CHARTS = (".yaml", ".yml"), (".json",)
MOST_FILES, MOST_BYTES = 5_000, 64 * 1024 * 1024

#: What stands at a project's root, by which a spec knows how far the files it names may lie.
CONFIG_FILE = "wbgen.yaml"

PATIENCE = 60


class Blob(NamedTuple):
    """The content of a file in git. size: bytes."""

    id: str
    size: int


def export_tree(spec: Path, ref: str, into: Path) -> Path:
    """Write a spec, as a commit has it, into a folder; the folder that stands for the repository's root.

    With it come the files it names: bases, packs and charts, and what those name. A file is taken to be named
    where its name stands anywhere in the text. Links are left out.
    Raises WbgenError where it is in no repository, the commit is not there, or it names too much.
    """
    folder = spec.resolve().parent
    root = Path(git(folder, "rev-parse", "--show-toplevel").decode().rstrip("\n"))
    left = listing(root, commit_of(folder, ref))
    own = PurePosixPath(spec.resolve().relative_to(root.resolve()).as_posix())
    found = [path for path in left if path == own or path in {up / CONFIG_FILE for up in own.parents}]
    files = size = 0
    while found:
        blobs = [left.pop(path) for path in found]
        files, size = files + len(blobs), size + sum(blob.size for blob in blobs)
        if files > MOST_FILES or size > MOST_BYTES:
            raise WbgenError(
                f"{ref} holds more specs than can be compared", cure="name a spec in a smaller repository"
            )
        contents = dict(zip(found, contents_of(root, blobs), strict=True))
        for path, content in contents.items():
            put(content, into / path, into)
        text = b"\n".join(content for path, content in contents.items() if path.suffix.lower() in SPECS)
        found = [path for path in left if named(path) in text]
    return root


def named(path: PurePosixPath) -> bytes:
    """What stands in a spec that names a file: its name, of a pack without ``.yaml``."""
    return os.fsencode(path.stem if path.parent.name == "packs" else path.name)


def put(content: bytes, target: Path, into: Path) -> None:
    """Write a file, if it lies within the folder."""
    if target.resolve().is_relative_to(into.resolve()):
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def commit_of(folder: Path, ref: str) -> str:
    """The commit that a branch, a tag or the beginning of an id names."""
    try:
        found = git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    except WbgenError as error:
        raise WbgenError(f"there is no commit `{ref}`", cure=error.cure) from None
    return found.decode().strip()


def listing(root: Path, commit: str) -> dict[PurePosixPath, Blob]:
    """The specs and charts of a commit by their paths."""
    found = {}
    for line in git(root, "ls-tree", "-r", "-l", "-z", "--full-tree", commit).split(b"\0"):
        head, tab, name = line.partition(b"\t")
        fields = head.split()
        path = PurePosixPath(os.fsdecode(name))
        if tab and fields[0] in (b"100644", b"100755") and path.suffix.lower() in (*SPECS, *CHARTS):
            found[path] = Blob(fields[2].decode(), int(fields[3]))
    return found


def contents_of(root: Path, blobs: Sequence[Blob]) -> list[bytes]:
    """What some blobs hold."""
    answer = git(root, "cat-file", "--batch", given="".join(f"{blob.id}\n" for blob in blobs).encode())
    contents, at = [], 0
    for blob in blobs:
        begin = answer.index(b"\n", at) + 1
        contents.append(answer[begin : begin + blob.size])
        at = begin + blob.size + 1
    return contents


def git(folder: Path, *arguments: str, given: bytes | None = None) -> bytes:
    """What git answers. Raises WbgenError where it refuses, or is not there."""
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        raise WbgenError(f"git cannot be run: {error}", cure="install git, or leave out --before") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise WbgenError(
            f"git: {said[-1] if said else 'failed'}".removeprefix("git: fatal: "),
            cure="name a commit, branch or tag of the repository that the spec is in",
        )
    return done.stdout
