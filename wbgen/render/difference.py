"""Two texts side by side, line by line, with what is around each difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

#: Equal lines that stand around a difference.
CONTEXT = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line of either text, or of both. before, after: its number there, None where it is not there."""

    before: int | None
    after: int | None
    old: str = ""
    new: str = ""

    @property
    def differs(self) -> bool:
        """Whether the two texts have different lines here."""
        return self.before is None or self.after is None or self.old != self.new


def compared(old: Sequence[str], new: Sequence[str]) -> Iterator[list[Line]]:
    """The stretches in which two texts differ; changed lines stand opposite each other."""
    matcher = SequenceMatcher(None, old, new)
    for group in matcher.get_grouped_opcodes(CONTEXT):
        lines: list[Line] = []
        for _, old_start, old_end, new_start, new_end in group:
            lines += opposite(old, new, range(old_start, old_end), range(new_start, new_end))
        yield lines


def opposite(old: Sequence[str], new: Sequence[str], before: range, after: range) -> list[Line]:
    """The lines of two ranges side by side."""
    return [
        Line(
            before[at] + 1 if at < len(before) else None,
            after[at] + 1 if at < len(after) else None,
            old[before[at]] if at < len(before) else "",
            new[after[at]] if at < len(after) else "",
        )
        for at in range(max(len(before), len(after)))
    ]
