"""What to say of a name that is not there: which it is, and the nearest that exists."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import islice

from wbgen.spec.diagnostics import MAX_CANDIDATES, listed, printable, shortened
from wbgen.spec.diagnostics import nearest as nearest_spelling

#: Missing names that are told one by one.
MOST_TOLD = 4


#: How much alike the folders of two names are of which only the last part is the same.
ALIKE = 0.5


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that was most likely meant: its last part in another folder, or a spelling near it.

    ``loss`` finds ``train/loss``, and ``val/acuracy`` finds ``val/accuracy``. At most the first
    :data:`~wbgen.spec.diagnostics.MAX_CANDIDATES` are looked at.
    """
    found = [candidate for candidate in islice(candidates, MAX_CANDIDATES) if candidate != name]
    wanted = name.lower()
    for candidate in found:
        if candidate.lower() == wanted or is_moved(candidate.lower(), wanted):
            return candidate
    return nearest_spelling(name, found)


def is_moved(candidate: str, wanted: str) -> bool:
    """Whether a name may be another's in another folder; `b/layer_1` is hardly meant by `a/layer_1`."""
    (folder, _, last), (other, _, wanted_last) = candidate.rpartition("/"), wanted.rpartition("/")
    if last != wanted_last:
        return False
    return not folder or not other or SequenceMatcher(a=folder, b=other).ratio() >= ALIKE


def not_logged(names: Iterable[str], candidates: Iterable[str], what: str = "logged") -> str:
    """A sentence about names that no shown run has: ``No run logged `lss`; the nearest is `loss`.``"""
    missing = list(dict.fromkeys(names))
    known = list(islice(candidates, MAX_CANDIDATES))
    if len(missing) > MOST_TOLD:
        return f"No run {what} {listed(map(quoted, missing), MOST_TOLD)}."
    near = {name: nearest(name, known) for name in missing}
    told = " or ".join(map(quoted, missing))
    found = [
        quoted(other) if len(missing) == 1 else f"{quoted(other)} for {quoted(name)}"
        for name, other in near.items()
        if other
    ]
    return f"No run {what} {told}" + (f"; the nearest is {', '.join(found)}." if found else ".")


def quoted(name: str) -> str:
    """A name as it stands in a sentence, on one line and not too long."""
    return f"`{shortened(printable(name))}`"
