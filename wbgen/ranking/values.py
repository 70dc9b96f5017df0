"""What was taken of a run for a criterion."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Taken:
    """What a run, or several that differ in their seeds, has of a criterion.

    value: None where it is not known.  wanted: whether it is as the criterion wants it, None where that is
    not known, or nothing is wanted.  spread: of several runs, the standard deviation (n - 1); None for one.
    n: the runs that have a value.
    """

    value: float | None = None
    wanted: bool | None = None
    spread: float | None = None
    n: int = 1

    @property
    def known(self) -> bool:
        """Whether anything is known."""
        return self.value is not None or self.wanted is not None
