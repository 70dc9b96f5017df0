"""What is wrong with an expression, and at which of its characters."""

from __future__ import annotations

from wbgen.errors import WbgenError


class ExpressionError(WbgenError):
    """An expression that cannot be read.

    start, end: offsets in the text of the characters that are meant, from 0, end exclusive.
    """

    def __init__(self, message: str, start: int, end: int, cure: str | None = None) -> None:
        super().__init__(message, cure=cure)
        self.start = start
        self.end = end
