"""From the filter of a view to a filter of the language, where it says all of it.

Both forms are read: the list of today (``filterV2``) and the tree that older views and libraries write,
``{"op": "OR", "filters": [{"op": "AND", "filters": [...]}]}``.
"""

from __future__ import annotations

from typing import TypeGuard

from wbgen.spec.expressions.allowed import MAX_SECONDS, normal_value, problem_of
from wbgen.spec.expressions.nodes import (
    EVERYTHING,
    Comparison,
    Filter,
    FilterLeaf,
    IsNull,
    Key,
    Membership,
    Op,
    Value,
    WithinLast,
    all_of,
    any_of,
)
from wbgen.spec.expressions.text import to_text
from wbgen.spec.expressions.words import MAX_CHARS, SECONDS
from wbgen.spec.tree import ScalarValue
from wbgen.views.filters.keys import key_of_filter
from wbgen.views.filters.v2 import FORMAT, OPS
from wbgen.views.json import Json

OP_OF = {**{wire: op for op, wire in OPS.items()}, "==": Op.EQ}

#: Levels of groups that are read; the app makes one.
MAX_GROUPS = 20


def from_v2(written: Json) -> Filter | None:
    """The filter a run set's dictionary states.

    :data:`EVERYTHING` where it states none; None where the language has no words for all of it: tests
    that are switched off, unknown operators, keys or members, more than a text of the language holds.
    """
    if not isinstance(written, dict):
        return None
    read: Filter | None
    if "filterFormat" in written:
        items = written.get("filters")
        ours = written["filterFormat"] == FORMAT and len(written) == 2
        read = read_list(items, MAX_GROUPS) if isinstance(items, list) and ours else None
    else:
        read = read_tree(written, MAX_GROUPS)
    return read if read and len(to_text(read)) <= MAX_CHARS else None


def read_list(items: list[Json], depth: int) -> Filter | None:
    """Tests with connectors between them, of which ``AND`` binds tighter."""
    terms: list[list[Filter]] = []
    for item in items:
        read = read_item(item, depth)
        if read is None or not isinstance(item, dict):
            return None
        if read == EVERYTHING:  # an empty group, which the app skips
            continue
        match item.get("connector", "AND"):
            case "OR":
                terms.append([read])
            case "AND" if terms:
                terms[-1].append(read)
            case "AND":
                terms = [[read]]
            case _:
                return None
    return any_of(all_of(term) for term in terms) if terms else EVERYTHING


def read_item(item: Json, depth: int) -> Filter | None:
    """A test or a group."""
    if not isinstance(item, dict):
        return None
    if "filters" not in item:
        return read_test(item)
    items = item["filters"]
    if not (isinstance(items, list) and depth and set(item) <= {"filters", "connector"}):
        return None
    return read_list(items, depth - 1)


def read_tree(node: Json, depth: int) -> Filter | None:
    """A node of the older form: a test, or what an operator joins."""
    if not isinstance(node, dict):
        return None
    if node.get("key"):
        return read_test(node)
    items = node.get("filters") or []
    if not (isinstance(items, list) and depth and set(node) <= {"op", "filters"}):
        return None
    read = [read_tree(item, depth - 1) for item in items]
    found = [item for item in read if item is not None and item != EVERYTHING]
    if None in read or node.get("op") not in ("AND", "OR"):
        return None
    if not found:
        return EVERYTHING
    return all_of(found) if node["op"] == "AND" else any_of(found)


TEST_KEYS = frozenset({"key", "op", "value", "disabled", "connector"})


def read_test(item: dict[str, Json]) -> FilterLeaf | None:
    """A single test that is switched on and makes sense in the language too."""
    key = key_of_filter(item.get("key"))
    if key is None or item.get("disabled") or "value" not in item or not set(item) <= TEST_KEYS:
        return None
    leaf = leaf_of(key, item.get("op"), item["value"])
    return leaf if leaf and problem_of(leaf) is None else None


def leaf_of(key: Key, op: Json, value: Json) -> FilterLeaf | None:
    """The test an operator and a value make."""
    match op, value:
        case "IN" | "NIN", list(values):
            if not all(is_scalar(each) and normal_value(key, each) == each for each in values):
                return None
            return Membership(key, tuple(Value(each) for each in values if is_scalar(each)), op == "NIN")
        case "WITHINSECONDS", int(seconds) if not isinstance(seconds, bool):
            return within(key, seconds)
        case "=" | "==" | "!=", None:
            return IsNull(key, op == "!=")
        case str(sign), bool() | int() | float() | str() as scalar if sign in OP_OF:
            return (
                Comparison(key, OP_OF[sign], Value(scalar)) if normal_value(key, scalar) == scalar else None
            )
        case _:
            return None


def within(key: Key, seconds: int) -> WithinLast | None:
    """The last seconds in the largest unit they fill."""
    if not 1 <= seconds <= MAX_SECONDS:
        return None
    if not seconds % SECONDS["days"]:
        return WithinLast(key, seconds // SECONDS["days"], "days")
    if not seconds % SECONDS["hours"]:
        return WithinLast(key, seconds // SECONDS["hours"], "hours")
    minutes, rest = divmod(seconds, SECONDS["minutes"])
    return WithinLast(key, seconds / SECONDS["minutes"] if rest else minutes, "minutes")


def is_scalar(value: Json) -> TypeGuard[ScalarValue]:
    """Whether a value is a single one."""
    return value is None or isinstance(value, bool | int | float | str)
