"""A report's edits in the app, written back into its spec: block by block, where a block is the author's own.

What the spec generates (a section's panels, metric tables) is edited where it comes from; such an edit
is told instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from wbgen.compile.blocks.build import BlockBuilder
from wbgen.compile.panels import PanelCompiler
from wbgen.pull.edits import Data, Found, Place, end_of, set_options
from wbgen.pull.escape import escaped_block
from wbgen.spec.edit.edits import Delete, Insert, Set
from wbgen.spec.guide import Guide, Report
from wbgen.spec.resolve import unresolved
from wbgen.spec.tree import Node
from wbgen.views.json import canonical


def report_edits(guide: Guide, report: Report, root: Node | None, desired: Data, remote: Data) -> Found:
    """The edits that make the report's spec say what the remote view says.

    desired, remote: both decoded.  root: the file as written.
    """
    found = Found()
    place = Place((), root).child("reports").child(report.id)
    set_options(place, apart(desired), apart(remote), f"the report {report.id}", found)
    before, after = (list(map(escaped_block, said["blocks"])) for said in (desired, remote))
    owners = owners_of(guide, report, before)
    block_edits(place.child("blocks"), before, after, owners, found)
    return found


def apart(report: Data) -> Data:
    """A report without its blocks."""
    return {key: value for key, value in report.items() if key != "blocks"}


def owners_of(guide: Guide, report: Report, blocks: Sequence[Any]) -> list[int | None]:
    """For each block of the view, the written block that says it; None for one that the spec generates."""
    builder = BlockBuilder(guide, "", PanelCompiler(inherit=False))
    owners: list[int | None] = []
    for index, block in enumerate(report.blocks):
        made = len(builder.build(block))
        kinds = {key for shown in blocks[len(owners) : len(owners) + made] for key in as_map(shown)}
        written = as_map(report.options.blocks[index].model_dump(exclude_unset=True, by_alias=True))
        own = made == 1 and bool(kinds & written.keys())
        owners += [index if own else None] * made
    return owners


def block_edits(
    place: Place, before: Sequence[Any], after: Sequence[Any], owners: Sequence[int | None], found: Found
) -> None:
    """The edits of a list of blocks."""
    if len(owners) != len(before):
        found.left.append("the blocks of the report cannot be told apart")
        return
    matcher = SequenceMatcher(None, [*map(canonical, before)], [*map(canonical, after)], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        pairs = min(i2 - i1, j2 - j1)
        for i, j in zip(range(i1, i1 + pairs), range(j1, j1 + pairs), strict=True):
            change_block(place, owners[i], before[i], after[j], found)
        for i in range(i1 + pairs, i2):
            owner = owners[i]
            if owner is None:
                found.left.append(f"{name_of(before[i])} was removed; the spec generates it")
            else:
                found.edits.append(Delete((*place.path, owner)))
        at = next((owner for owner in owners[i2:] if owner is not None), end_of(place))
        found.edits += [Insert(place.path, at, unresolved(block)) for block in after[j1 + pairs : j2]]


def change_block(place: Place, owner: int | None, before: Any, after: Any, found: Found) -> None:
    """The edit of one block: option by option, or the whole where it became another kind."""
    if owner is None:
        found.left.append(f"{name_of(before)} was edited; the spec generates it")
        return
    target = place.child(owner)
    old, new = as_map(before), as_map(after)
    if next(iter(old)) == next(iter(new)):
        set_options(target, old, new, name_of(before), found)
    else:
        found.edits.append(Set(target.path, unresolved(after)))


def as_map(block: Any) -> Data:
    """A block with its options; a bare word has none."""
    return {block: None} if isinstance(block, str) else block


def name_of(block: Any) -> str:
    """A block in words."""
    kind, value = next(iter(as_map(block).items()))
    return f'{kind} "{value[:40]}"' if isinstance(value, str) else f"a block {kind}"
