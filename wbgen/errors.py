"""The failures wbgen knows, and the exit code that each ends a command with.

Every failure a user can cause or meet is a :class:`WbgenError`: one sentence that says what is
wrong and, where there is one, the cure. Anything else that escapes is a bug (exit 70).
"""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of the command line (2 is click's own for usage errors)."""

    OK = 0
    ERROR = 1
    USAGE = 2
    AUTH = 3
    PARTIAL = 4
    CONFLICT = 5
    PENDING = 6
    BUG = 70
    INTERRUPTED = 130


class WbgenError(Exception):
    """A failure to tell the user in one sentence.

    message: what is wrong, as a sentence.  cure: what to do about it, or None.
    """

    exit_code: Exit = Exit.ERROR

    def __init__(self, message: str, *, cure: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.cure = cure


class AuthError(WbgenError):
    """No credentials were found for a target, or the target refused them."""

    exit_code = Exit.AUTH


class MovedError(WbgenError):
    """What was reviewed is not what would be done any more."""

    exit_code = Exit.CONFLICT


class FolderError(WbgenError):
    """The folder that wbgen keeps its things in cannot be used. A verb may offer another in the cure."""


class BackendError(WbgenError):
    """A target could not be reached, or answered something that is not an answer."""
