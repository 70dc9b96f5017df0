"""What every panel may say, and the small types that panels share."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from annotated_types import Len
from pydantic import StringConstraints

from wbgen.spec.models.base import Model, Raw, ShellName, Text, listify

PanelTitle: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=500)]


def none_to_list(value: Any) -> Any:
    """A kind without metrics (a regex or expressions say what is shown) as an empty list."""
    return [] if value is None else listify(value)


class Panel(Model):
    """What every panel may say.

    id: the author's name for it.  wandb_id: W&B's own, of a panel that was made elsewhere.
    each: a dimension, for a panel of each of its values.
    layout: x, y, width and height on a report's 24 columns.  raw: JSON laid over the panel.
    """

    id: ShellName | None = None
    wandb_id: Text | None = None
    layout: Annotated[list[int], Len(4, 4)] | None = None
    each: Annotated[str, Len(1, 256)] | None = None
    raw: Raw = None
