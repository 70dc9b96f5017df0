"""Names of files as clients give them: relative paths, which never become paths on this machine."""

from __future__ import annotations

#: Characters of a name, and of one part of it: what usual file systems hold, where it is downloaded to.
MAX_NAME = 1024
MAX_PART = 255


def file_name(name: str) -> str | None:
    """The name in the form it is kept under (``./a//b`` as ``a/b``), or None where it is none.

    None: absolute, empty, with ``..``, a backslash or a character that does not print, or too long.
    """
    parts = [part for part in name.split("/") if part not in ("", ".")]
    refused = (
        name.startswith("/")
        or not parts
        or ".." in parts
        or "\\" in name
        or not name.isprintable()
        or len(name) > MAX_NAME
        or any(len(part.encode("utf-8", "surrogatepass")) > MAX_PART for part in parts)
    )
    return None if refused else "/".join(parts)
