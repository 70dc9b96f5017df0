"""Failures that pass: the store is busy, full or not to be written to."""

from __future__ import annotations

import errno
import sqlite3

_PASSING = frozenset(
    {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EROFS,
        errno.EACCES,
        errno.EPERM,
        errno.EIO,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOTDIR,
    }
)


def is_unavailable(error: BaseException) -> bool:
    """Whether a request failed for what may pass (a full disk, a read-only folder, a lock), not for itself.

    Such requests are answered 503: the clients send them again, and lose nothing where somebody helps.
    """
    return isinstance(error, sqlite3.OperationalError) or (
        isinstance(error, OSError) and error.errno in _PASSING
    )
