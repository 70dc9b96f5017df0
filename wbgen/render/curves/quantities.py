"""What a line panel draws: metrics by name, those a regular expression matches, or expressions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import re2

from wbgen.render.curves.arithmetic import Name, NoArithmeticError, Node, names_in, parse
from wbgen.render.curves.columns import SYSTEM, machine_name
from wbgen.render.curves.curve import Curve
from wbgen.render.curves.legends import in_words
from wbgen.render.missing import not_logged, quoted
from wbgen.render.scene import Shown
from wbgen.runs import Key, Kind

#: Characters of a regular expression, keys it is tried on, and metrics it may match.
MOST_PATTERN, MOST_TRIED, MOST_MATCHED = 1000, 100_000, 1000

#: What values that are no numbers are called.
WORDS: Mapping[Kind, str] = {
    Kind.TEXT: "texts",
    Kind.HISTOGRAM: "histograms",
    Kind.IMAGE: "images",
    Kind.AUDIO: "sounds",
    Kind.VIDEO: "videos",
    Kind.TABLE: "tables",
    Kind.HTML: "HTML",
    Kind.OTHER: "lists or maps",
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """What one line per run draws. name: as it is told.  expression: whether it is computed."""

    name: str
    node: Node
    expression: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """The quantities of a panel, and what to say of those that cannot be."""

    quantities: tuple[Quantity, ...]
    notes: tuple[str, ...] = ()


def quantities_of(curve: Curve, runs: Sequence[Shown]) -> Asked:
    """What a panel asks for. Expressions are drawn instead of its metrics: W&B's panels have them so."""
    if curve.expressions:
        return expressions(curve.expressions)
    found = {name: Quantity(name, Name(name)) for name in curve.metrics}
    if not curve.regex:
        return Asked(tuple(found.values()))
    matched, notes = matches(curve.regex, keys_of(runs))
    return Asked(tuple({**found, **{name: Quantity(name, Name(name)) for name in matched}}.values()), notes)


def expressions(written: Iterable[str]) -> Asked:
    """The quantities that some texts are; of the others, what is wrong with them."""
    quantities, notes = [], []
    for text in written:
        try:
            node = parse(text)
        except NoArithmeticError as mistake:
            notes.append(f"The expression {quoted(text)} {mistake}.")
        else:
            quantities.append(Quantity(in_words(text), node, expression=True))
    return Asked(tuple(quantities), tuple(notes))


def matches(pattern: str, keys: Mapping[str, Key]) -> tuple[list[str], tuple[str, ...]]:
    """The metrics of numbers that a pattern of RE2 matches anywhere in their names, and what to say."""
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    try:
        compiled = re2.compile(pattern[: MOST_PATTERN + 1], options)
    except re2.error:
        compiled = None
    if compiled is None or len(pattern) > MOST_PATTERN:
        return [], (f"{quoted(pattern)} is no regular expression that RE2 takes.",)
    tried = [name for name, key in keys.items() if key.kind is Kind.NUMBER][:MOST_TRIED]
    found = [name for name in tried if compiled.search(name)]
    if not found:
        return [], (f"No metric that a run logged matches {quoted(pattern)}.",)
    if len(found) <= MOST_MATCHED:
        return found, ()
    return found[:MOST_MATCHED], (f"{MOST_MATCHED:,} of {len(found):,} metrics are looked at.",)


def keys_of(runs: Iterable[Shown]) -> dict[str, Key]:
    """What any of the runs logged; where several did, as the one that logged it most often."""
    found: dict[str, Key] = {}
    for shown in runs:
        for name, key in shown.data.keys().items():
            if name not in found or found[name].rows < key.rows:
                found[name] = key
    return found


def absent(quantities: Sequence[Quantity], runs: Sequence[Shown]) -> list[str]:
    """What to say of quantities that no run has: the names missing, or what they hold instead of numbers."""
    keys = keys_of(runs)
    names = dict.fromkeys(name for quantity in quantities for name in names_in(quantity.node))
    asked = any(machine_name(name) for name in names)
    machine = [f"{SYSTEM[0]}{name}" for shown in runs if asked for name in shown.data.system_keys()]
    held = {name: keys[name].kind for name in names if name in keys and keys[name].kind is not Kind.NUMBER}
    said = [f"{quoted(name)} holds {WORDS[kind]}, which are not lines." for name, kind in held.items()]
    gone = [name for name in names if name not in keys and name not in machine]
    return said + ([not_logged(gone, [*keys, *dict.fromkeys(machine)])] if gone else [])


def mixed(names: Iterable[str], runs: Iterable[Shown]) -> list[str]:
    """What to say of metrics that are numbers in some rows and something else in others."""
    said = []
    wanted = tuple(dict.fromkeys(names))
    found = [(name, key) for shown in runs for name, key in shown.data.keys().items() if name in wanted]
    for name in wanted:
        own = [key for other, key in found if other == name and key.kind is Kind.NUMBER]
        others = sum(key.others for key in own)
        if others:
            total = others + sum(key.rows for key in own)
            said.append(f"{others:,} of {total:,} values of {quoted(name)} are no numbers and are not drawn.")
    return said
