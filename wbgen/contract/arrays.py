"""The arrays that columns are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Steps: TypeAlias = npt.NDArray[np.int64]
Numbers: TypeAlias = npt.NDArray[np.float64]
#: For every row, whether something is so.
Rows: TypeAlias = npt.NDArray[np.bool_]


def merged(steps: Sequence[Steps]) -> Steps:
    """All of some steps, each once, in order. Columns with the same steps, as most have, cost little."""
    different: list[Steps] = []
    for one in steps:
        if not any(one is other or np.array_equal(one, other) for other in different[-3:]):
            different.append(one)
    if len(different) == 1 and bool(np.all(np.diff(different[0]) > 0)):
        return different[0]
    return np.unique(np.concatenate(different)) if different else np.empty(0, np.int64)
