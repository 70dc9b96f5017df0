"""Reports in the language: every block said as it can be, and the rest kept to the letter.

What is said is encoded again and held against the original; what differs goes into ``raw``, so that
building what was decoded always gives the original back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from wbgen.compile import official
from wbgen.compile.blocks.decode_grid import DecodePanel, Said, are_maps, decode_grid
from wbgen.compile.blocks.plain import encode_row
from wbgen.compile.decode import decode_fields
from wbgen.compile.encode import Body
from wbgen.errors import WbgenError
from wbgen.spec import models
from wbgen.views.json import Json, among
from wbgen.views.overlay import leaves, residual
from wbgen.views.table.blocks import BLOCKS, NO_TEXT, BlockKind

#: A block is said in the language if at most this share of its values is left to the overlay.
MOST_RAW = 0.5

EMPTY_PARAGRAPH: Body = {"type": "paragraph", "children": [*NO_TEXT]}
ROWS: Mapping[str, tuple[BlockKind, ...]] = {
    row.type: tuple(each for each in BLOCKS if each.type == row.type) for row in BLOCKS
}


def decode_report(spec: Json, panel: DecodePanel, project: str = "", kept: Sequence[Json] = ()) -> Said:
    """A report's JSON as options of the language: width, frame, blocks, and raw for what remains.

    panel: decodes a panel.  project: the name of the project the report is in.  kept: blocks and run sets
    of which nothing is said, so that they are kept to the letter.
    """
    if not isinstance(spec, dict):
        return {"raw": spec}
    blocks = spec.get("blocks")
    known = blocks if are_maps(blocks) else []
    framed = len(known) > 1 and known[0] == EMPTY_PARAGRAPH == known[-1]
    reader = BlockDecoder(panel, project, kept)
    said: Said = {} if framed else {"frame": False}
    width = spec.get("width")
    if width in ("fixed", "fluid"):
        said["width"] = width
    said["blocks"] = [reader.block(block) for block in (known[1:-1] if framed else known)]
    again = official.report("", [], width=said.get("width", "readable"), frame=framed)
    raw = residual({**again, "blocks": list(known)}, spec)
    return {**said, "raw": raw} if raw else said


@dataclass(frozen=True, slots=True)
class BlockDecoder:
    """Decodes the blocks of one report."""

    panel: DecodePanel
    project: str
    kept: Sequence[Json]

    def block(self, block: Body) -> Any:
        """A block in the language; a block without options is a bare word."""
        whole: Said = {"raw": block}
        if among(block, self.kept):
            return whole
        if block.get("type") == "panel-grid":
            said = decode_grid(block, self.panel, self.project, self.kept)
        else:
            said = self.plain(block)
        if said is None:
            return whole
        return next(iter(said)) if [*said.values()] == [None] else said

    def plain(self, block: Body) -> Said | None:
        """A block by the row of the table that leaves the least of it unsaid."""
        folded = block.get("collapsedChildren")
        folds = block.get("type") == "heading" and are_maps(folded) and bool(folded)
        body = {key: value for key, value in block.items() if not (folds and key == "collapsedChildren")}
        best: tuple[int, Said] | None = None
        for row in ROWS.get(str(block.get("type")), ()):
            found = decode_row(row, body)
            if found is not None and (best is None or found[0] < best[0]):
                best = found
        if best is None or best[0] > MOST_RAW * leaves(body):
            return None
        said = best[1]
        if folds and folded is not None:
            below = [self.block(child) for child in folded]
            said = {**said, "folded": below}
        return said


def decode_row(row: BlockKind, body: Body) -> tuple[int, Said] | None:
    """How much of a block its row leaves unsaid, and what it says; None where it is not of this row."""
    values = decode_fields(body, row.fields)
    if row.fields and row.kind not in values:
        return None
    said: Said = {row.kind: values.get(row.kind), **values, **row.given}
    model = models.BLOCK_KINDS[row.kind]
    for name, field in model.model_fields.items():
        if name != row.kind and name in said and said[name] == field.default:
            del said[name]
    try:
        options = model.model_validate(said)
        again = encode_row(row, options.model_dump(exclude_none=True, exclude={"raw", "folded"}))
    except (ValidationError, WbgenError, ValueError, TypeError, KeyError):
        return None
    raw = residual(again, body)
    if not raw:
        return 0, said
    return leaves(raw), {**said, "raw": raw}
