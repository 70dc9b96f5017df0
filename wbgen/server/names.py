"""Names of files as clients give them: relative paths, which never become paths on this machine."""

from __future__ import annotations

import re

#: Characters of a name, and of one part of it: what usual file systems hold, where it is downloaded to.
MAX_NAME = 1024
MAX_PART = 255

# Control characters, backslashes, and halves of characters, which UTF-8 cannot write.
_REFUSED = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]")


def file_name(name: str) -> str | None:
    """The name in the form it is kept under (``./a//b`` as ``a/b``), or None where it is none.

    None: absolute, empty, with ``..``, a backslash or a control character, or too long.
    """
    parts = [part for part in name.split("/") if part not in ("", ".")]
    refused = (
        name.startswith("/")
        or not parts
        or ".." in parts
        or _REFUSED.search(name)
        or len(name) > MAX_NAME
        or any(len(part.encode()) > MAX_PART for part in parts)
    )
    return None if refused else "/".join(parts)
