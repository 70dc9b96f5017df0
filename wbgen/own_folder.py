"""Where things are kept that can be made again, for this user alone."""

from __future__ import annotations

import os
from pathlib import Path


def own_folder() -> Path | None:
    """The user's own folder of what can be made again; None where there is none that nobody else can write.

    Never the project's: whatever lies there may be a stranger's, and what is kept here is run: the script of
    pages, the compiled templates.
    """
    try:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        folder = base / "wbgen"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
    except (OSError, RuntimeError):
        return None
    own = not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not found.st_mode & 0o022)
    return folder if own and base.is_absolute() else None
