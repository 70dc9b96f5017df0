"""What a git commit holds of a project's specs, put into a folder of its own."""

from __future__ import annotations

import subprocess
from pathlib import Path

from wbgen.errors import WbgenError

#: What specs are made of, and how much of it is taken.
SUFFIXES = (".yaml", ".yml", ".json", ".md", ".j2")
MOST_FILES, MOST_BYTES = 5_000, 64 * 1024 * 1024

PATIENCE = 60


def export_tree(place: Path, ref: str, into: Path) -> Path:
    """Write the specs of a commit into a folder; the folder that stands for the repository's root.

    place: a file or folder of the repository.  Links and all but small texts are left out.
    Raises WbgenError where it is no repository, the commit is not there, or holds too much.
    """
    folder = place.resolve() if place.is_dir() else place.resolve().parent
    root = Path(git(folder, "rev-parse", "--show-toplevel").decode().rstrip("\n"))
    commit = commit_of(folder, ref)
    wanted = listing(root, commit)
    if len(wanted) > MOST_FILES or sum(size for _, size, _ in wanted) > MOST_BYTES:
        raise WbgenError(
            f"{ref} holds more specs than can be compared", cure="name a spec in a smaller repository"
        )
    blobs = "".join(f"{blob}\n" for blob, _, _ in wanted).encode()
    content = git(root, "cat-file", "--batch", given=blobs)
    at = 0
    for _, size, name in wanted:
        begin = content.index(b"\n", at) + 1
        target = into / name
        if target.resolve().is_relative_to(into.resolve()):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content[begin : begin + size])
        at = begin + size + 1
    return root


def commit_of(folder: Path, ref: str) -> str:
    """The commit that a branch, a tag or the beginning of an id names."""
    try:
        found = git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    except WbgenError as error:
        raise WbgenError(f"there is no commit `{ref}`", cure=error.cure) from None
    return found.decode().strip()


def listing(root: Path, commit: str) -> list[tuple[str, int, str]]:
    """The texts of a commit: id, bytes and path of each."""
    found = []
    for line in git(root, "ls-tree", "-r", "-l", "-z", "--full-tree", commit).split(b"\0"):
        head, tab, name = line.partition(b"\t")
        fields = head.split()
        path = name.decode("utf-8", "surrogateescape")
        if tab and fields[0] in (b"100644", b"100755") and path.lower().endswith(SUFFIXES):
            found.append((fields[2].decode(), int(fields[3]), path))
    return found


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
