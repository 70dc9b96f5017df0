"""Which thing of one side is which of another, also where its name changed.

A section that was renamed, or a grid whose first panel is another one now, goes by a new key; it is known
by the panels in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from wbgen.views.merge.parts import Parts
from wbgen.views.merge.sums import Sums, short


@dataclass(frozen=True, slots=True)
class Alignment:
    """renamed: keys of the remote side that stand for another one of the desired side.

    base: the short key that a thing had when it was last applied, by the key it has now.
    """

    renamed: Mapping[str, str]
    base: Mapping[str, str]

    def applied(self, remote: Parts) -> Parts:
        """The remote side under the keys of the desired one."""
        things = {self.renamed.get(key, key): thing for key, thing in remote.things.items()}
        return replace(remote, things=things)


def align(base: Sums, remote: Parts, desired: Parts) -> Alignment:
    """The alignment of two sides by what both were before."""
    theirs, ours = origins(base, remote), origins(base, desired)
    by_origin = {origin: key for key, origin in ours.items()}
    renamed = {
        key: by_origin[origin]
        for key, origin in theirs.items()
        if origin in by_origin and by_origin[origin] not in remote.things
    }
    return Alignment(renamed, {**{renamed.get(key, key): origin for key, origin in theirs.items()}, **ours})


def origins(base: Sums, parts: Parts) -> dict[str, str]:
    """The short key that each thing of a side had before; things that are new are left out."""
    found = {key: short(key) for key in parts.things if short(key) in base.things}
    gone = base.things.keys() - found.values()
    homes = base.homes
    for key, thing in parts.things.items():
        if key in found:
            continue
        before = Counter(home for panel in thing.panels if (home := homes.get(short(panel))) in gone)
        if before:
            (found[key], _), *_ = before.most_common(1)
            gone = gone - {found[key]}
    return found
