"""What a client is told whose request is understood and declined."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818  (an answer, not a fault)
    """The request is understood and declined: ``message`` goes to the client, with HTTP status ``status``.

    GraphQL errors travel with 200, as on W&B; the few that clients tell apart by status name it.
    """

    def __init__(self, message: str, status: int = 200) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
