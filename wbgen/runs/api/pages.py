"""A history by pages of steps, none of which is a sample.

A server that is asked for at most so many rows between two steps gives that many evenly spread where there
are more. So an answer as long as what was asked for is not believed: its steps are asked for again, fewer at
a time, until there cannot be more rows than were asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

from wbgen.errors import BackendError

#: Rows of a page, at least and at most, and bytes of one, roughly.
LEAST, MOST = 100, 10_000
BYTES = 8 * 2**20

#: Steps of a page where the official client asks for it.
USUAL = 1000

#: Pages of one reading. More would be a server without an end.
MOST_PAGES = 200_000

Row: TypeAlias = dict[str, Any]

#: Asks for rows from a step up to but without another, at most so many of each of its lists.
Ask: TypeAlias = Callable[[int, int, int], Sequence[Sequence[Row]]]


def page_rows(bytes_of_row: float) -> int:
    """How many rows to ask for at a time."""
    return int(max(LEAST, min(MOST, BYTES / max(bytes_of_row, 1))))


def pages(
    ask: Ask, last: int, rows: int, size: int, *, by_steps: bool = False
) -> Iterator[Sequence[Sequence[Row]]]:
    """Every page up to the step ``last`` of a history of about so many rows, ``size`` rows at a time.

    by_steps: as many steps as rows, as the official client does, which asks more often where steps are far
    apart. Raises BackendError where it does not end.
    """
    usual = size if by_steps else max(size, size * (last + 1) // max(rows, 1))
    low, width, asked = 0, usual, 0
    while low <= last:
        asked += 1
        if asked > MOST_PAGES:
            raise BackendError(
                f"the history has no end: {MOST_PAGES:,} pages up to step {low:,} of {last:,}",
                cure="export the run, or name its .wandb file",
            )
        high = min(low + width, last + 1)
        page = ask(low, high, size)
        if high - low > size and any(len(part) >= size for part in page):
            width = max(size, (high - low) // 2)
            continue
        yield page
        low, width = high, min(width * 2, usual)
