"""The ownership marker that wbgen leaves in a view's description.

``managed by wbgen 1 main/npt/workspace/default norm=1 digest=0123456789abcdef parts=3fXa9Kd2...``

The words up to the address are fixed; ``key=value`` pairs follow, and unknown ones are kept, so that
later versions can add to it. In a workspace the description is the marker; in a report, where people
see it, the marker is the last line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

START = "managed by wbgen"
FORMAT = 1
LINE = re.compile(rf"{START} ([0-9]{{1,9}}) (\S+)((?: [a-z_]+=\S*)*)\s*\Z")
NUMBER = re.compile("[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Marker:
    """Whose a view is, and what was sent last.

    address: of the resource.  norm: version of the normal form.  digest: of the form that was sent.
    parts: digests of the parts that code wanted (see ``wbgen.views.merge.sums``); empty where there are none.
    extra: pairs this version does not know.  format: of the marker, ``FORMAT`` where this version wrote it.
    """

    address: str
    norm: int
    digest: str
    parts: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    format: int = FORMAT

    def __str__(self) -> str:
        parts = {"parts": self.parts} if self.parts else {}
        pairs = {"norm": str(self.norm), "digest": self.digest, **parts, **self.extra}
        return " ".join([START, str(self.format), self.address, *(f"{k}={v}" for k, v in pairs.items())])


def read_marker(description: str) -> tuple[str, Marker | None]:
    """The visible part of a description, and the marker on its last line, if it has one."""
    visible, _, last = description.rstrip().rpartition("\n")
    found = LINE.match(last.strip())
    if not found:
        return description, None
    pairs = dict(pair.split("=", 1) for pair in found[3].split())
    norm = pairs.pop("norm", "0")
    version = int(norm) if NUMBER.fullmatch(norm) else 0
    digest, parts = pairs.pop("digest", ""), pairs.pop("parts", "")
    return visible.rstrip(), Marker(found[2], version, digest, parts, pairs, int(found[1]))


def write_marker(visible: str, marker: Marker) -> str:
    """A description that shows the visible part and ends with the marker."""
    return f"{visible.strip()}\n\n{marker}" if visible.strip() else str(marker)
