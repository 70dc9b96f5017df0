"""Three-way merge of the order of keys."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def merge_order(
    base: Sequence[str], remote: Sequence[str], desired: Sequence[str], alive: Collection[str]
) -> list[str] | None:
    """The order of the keys that stay; None where both sides reordered, and differently.

    The side that reordered what was there gives the order, else the desired one; what only the other has
    stands behind the same key as there.
    """
    remote, desired = [key for key in remote if key in alive], [key for key in desired if key in alive]
    moved = {side: is_reordered(base, keys) for side, keys in (("remote", remote), ("desired", desired))}
    if moved["remote"] == moved["desired"] and common(remote, desired) != common(desired, remote):
        return None  # both moved what was there, or both put something new in places of their own
    spine, other = (remote, desired) if moved["remote"] else (desired, remote)
    result = list(spine)
    there = set(spine)
    for index, key in enumerate(other):
        if key not in there:
            # All before it are there by now.
            before = result.index(other[index - 1]) if index else -1
            result.insert(before + 1, key)
            there.add(key)
    return result


def is_reordered(base: Sequence[str], keys: Sequence[str]) -> bool:
    """Whether what is in both stands in another order."""
    return common(base, keys) != common(keys, base)


def common(keys: Sequence[str], others: Sequence[str]) -> list[str]:
    """The keys that are among others too, in their order."""
    known = set(others)
    return [key for key in keys if key in known]


def rewritten_by_both(
    base: Sequence[str], remote: Sequence[str], desired: Sequence[str]
) -> list[tuple[str, ...]]:
    """What only the desired side put where both sides took the same thing away: the same thing, edited twice.

    For things that go by their content. Each place is told by the desired side's keys there.
    """
    shared = set(base) & set(remote) & set(desired)
    gone = by_place(base, {*remote, *desired}, shared)
    theirs = by_place(remote, {*base, *desired}, shared)
    ours = by_place(desired, {*base, *remote}, shared)
    return [tuple(ours[place]) for place in gone if place in theirs and place in ours]


def by_place(
    keys: Sequence[str], others: Collection[str], shared: Collection[str]
) -> dict[str | None, list[str]]:
    """What nobody else has, by the nearest key before it that all have (None at the start)."""
    found: dict[str | None, list[str]] = {}
    place = None
    for key in keys:
        if key in shared:
            place = key
        elif key not in others:
            found.setdefault(place, []).append(key)
    return found
