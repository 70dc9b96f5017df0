"""What to say of a name that is not there: which it is, and the nearest that exists."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from wbgen.spec.diagnostics import MAX_CANDIDATES, listed, printable, shortened
from wbgen.spec.diagnostics import nearest as nearest_spelling

#: Missing names that are told one by one.
MOST_TOLD = 4


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that was most likely meant: its last part in another folder, or a spelling near it.

    ``loss`` finds ``train/loss``, and ``val/acuracy`` finds ``val/accuracy``. At most the first
    :data:`~wbgen.spec.diagnostics.MAX_CANDIDATES` are looked at.
    """
    found = [candidate for candidate in islice(candidates, MAX_CANDIDATES) if candidate != name]
    wanted = name.lower()
    for same in (str.lower, last_part):
        for candidate in found:
            if same(candidate) == same(wanted):
                return candidate
    return nearest_spelling(name, found)


def last_part(name: str) -> str:
    """``loss`` of ``train/loss``, in lower case."""
    return name.rpartition("/")[2].lower()


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
