"""The arrays that columns are made of."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Steps: TypeAlias = npt.NDArray[np.int64]
Numbers: TypeAlias = npt.NDArray[np.float64]
#: For every row, whether something is so.
Rows: TypeAlias = npt.NDArray[np.bool_]
