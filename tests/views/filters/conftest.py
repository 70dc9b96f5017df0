"""The official packages are imported here, for comparison; they must not report home."""

from __future__ import annotations

import os

os.environ.setdefault("WANDB_ERROR_REPORTING", "false")
