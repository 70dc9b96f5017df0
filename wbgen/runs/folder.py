"""Files of a run that lie in a folder, and nothing outside it."""

from __future__ import annotations

import os
import stat
from pathlib import Path, PurePosixPath

#: The largest file that is read.
MOST_BYTES = 256 * 1024 * 1024


def read_within(folder: Path, path: str) -> bytes | None:
    """The content of a file of a folder; None where there is none to be had.

    Absolute paths, ways up and links that lead out of the folder are none; nor is what is no plain file, or
    has more than MOST_BYTES.
    """
    parts = PurePosixPath(path.replace("\\", "/")).parts
    if not parts or ".." in parts or "\0" in path or Path(path).is_absolute() or parts[0].startswith("/"):
        return None
    try:
        root = folder.resolve(strict=True)
        found = root.joinpath(*parts).resolve(strict=True)
        if not found.is_relative_to(root):
            return None
        # Without waiting, should it be a pipe.
        with os.fdopen(os.open(found, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
            plain = stat.S_ISREG(os.fstat(file.fileno()).st_mode)
            content = file.read(MOST_BYTES + 1) if plain else None
    except (OSError, RuntimeError):
        return None
    return content if content is not None and len(content) <= MOST_BYTES else None
