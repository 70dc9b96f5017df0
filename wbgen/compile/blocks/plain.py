"""Blocks that the table of blocks describes: texts, media, lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wbgen.compile.encode import Body, write
from wbgen.spec import models
from wbgen.views.table.blocks import BLOCKS, NO_TEXT, BlockKind


def encode_block(options: models.Block) -> Body:
    """The JSON of a block, without its overlay."""
    kind = kind_of(options)
    written = options.model_dump(exclude_none=True, exclude={"raw", "folded"})
    row = next(row for row in BLOCKS if row.kind == kind and row.given.items() <= written.items())
    return encode_row(row, written)


def encode_row(row: BlockKind, written: Mapping[str, Any]) -> Body:
    """The JSON of a block by its row of the table."""
    body: Body = {"type": row.type, "children": [*NO_TEXT], **row.wire}
    write(body, written, row.fields, direct=True)
    return body


def kind_of(options: models.Block) -> str:
    """The key that names a block's kind."""
    return next(kind for kind, model in models.BLOCK_KINDS.items() if type(options) is model)
