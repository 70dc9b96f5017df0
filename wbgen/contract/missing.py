"""Metrics that are declared, and that a run never logged."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from wbgen.contract.declared import Declared
from wbgen.contract.finding import WARNING, Finding, finding, quoted
from wbgen.contract.names import Names
from wbgen.contract.other_names import dimensions_in
from wbgen.contract.subject import Subject
from wbgen.spec.diagnostics import listed
from wbgen.spec.names import fill, placeholders
from wbgen.spec.open_dimensions import pieces


def never_logged(names: Names) -> Iterator[Finding]:
    """Declared metrics that the run should have logged by now, and did not."""
    subject = names.subject
    missing: dict[str, list[str]] = defaultdict(list)
    for one in subject.declared.exact.values():
        if not names.is_there(one) and one.name not in names.moved and subject.expects(one):
            missing[one.pattern].append(one.name)
    logged = values_of_open(names)
    for pattern in subject.declared.open:
        every = subject.declared.catalogue.written[pattern].attributes
        if subject.holds(every.only_if) and subject.is_due(every.every):
            missing[pattern] += missing_of_open(names, pattern, logged)
    for pattern, lost in missing.items():
        if lost:
            yield told(subject, pattern, lost)
    yield from missing_defaults(names, logged, {name for lost in missing.values() for name in lost})


def told(subject: Subject, pattern: str, lost: list[str]) -> Finding:
    """The finding of some names of one pattern that were never logged."""
    whole = len(lost) > 1
    name = pattern if whole else lost[0]
    more = f" ({len(lost)} names: {listed(lost, 4)})" if whole else ""
    attributes = subject.declared.catalogue.written[pattern].attributes
    kept = [one for one in lost if one in subject.in_summary]
    message = f"`{name}`{more} was never logged"
    if kept:
        message += f"; the summary alone has {listed(quoted(kept), 3)}"
    when = f"every {attributes.every}" if attributes.every not in (None, "once", "end") else attributes.every
    words = {"once": " once", "end": " at the end"}.get(when or "", f" {when}" if when else "")
    cure = f"log it{words}, or say under which condition it is logged with `only_if`"
    return finding("never-logged", message, cure=cure, metric=name, names=tuple(lost), pattern=pattern)


#: What patterns of one kind share: their open dimensions, and the text before the first of them.
Family: TypeAlias = tuple[frozenset[str], str]
#: For each family of patterns, the values of open dimensions that were logged, by pattern.
OpenValues: TypeAlias = dict[Family, dict[str, set[tuple[tuple[str, str], ...]]]]


def values_of_open(names: Names) -> OpenValues:
    """The values that open dimensions have in the run, for each family of patterns."""
    subject = names.subject
    unknown = subject.declared.unknown
    found: OpenValues = defaultdict(lambda: defaultdict(set))
    there = [one for _, one in subject.logged]
    there += [one for name in subject.in_summary if (one := subject.declared.find(name)) is not None]
    there += [names.explained[name].target for name in names.moved.values()]
    for one in there:
        if inside := unknown.intersection(one.values):
            values = tuple(sorted((name, one.values[name]) for name in inside))
            found[family(subject, one.pattern)][one.pattern].add(values)
    return found


def family(subject: Subject, pattern: str) -> Family:
    """What patterns share that are logged for the same values, as `r/<reward>_mean` and `r/<reward>_max`."""
    before = ""
    for literal, dimension in pieces(pattern):
        before += literal
        if dimension in subject.declared.unknown:
            break
        before += f"<{dimension}>"
    return frozenset(subject.declared.unknown.intersection(placeholders(pattern))), before


def missing_of_open(names: Names, pattern: str, logged: OpenValues) -> Iterator[str]:
    """Names of a pattern that are missing: all of it, or those with values that half of its family has."""
    subject = names.subject
    alike = logged.get(family(subject, pattern), {})
    own = alike.get(pattern, set())
    counts = Counter(values for found in alike.values() for values in found)
    common = [values for values, count in counts.items() if own and 2 * count >= len(alike)]
    for name, _ in subject.declared.closed_names(pattern):
        for values in sorted(common):
            full = fill(name, dict(values))
            if not is_logged(names, full, pattern) and allowed(subject, full, pattern):
                yield full
        if not own:
            yield name


def is_logged(names: Names, name: str, pattern: str) -> bool:
    """Whether a name of an open pattern was logged, be it under another one."""
    every = names.subject.declared.catalogue.written[pattern].attributes.every
    return names.subject.has(name, every) or name in names.moved


def allowed(subject: Subject, name: str, pattern: str) -> bool:
    """Whether a name belongs to a pattern: another metric may be called so."""
    one = subject.declared.find(name)
    return one is not None and one.pattern == pattern


def missing_defaults(names: Names, logged: OpenValues, told: Iterable[str]) -> Iterator[Finding]:
    """Default values that a run did not log, of patterns of which it logged others of them."""
    subject, lost = names.subject, {*told}
    for pattern in subject.declared.open:
        inside = dimensions_in(pattern)
        if len(inside) != 1 or not subject.expects(sample(subject, pattern)):
            continue
        (dimension,) = inside
        own = {values[0][1] for values in logged.get(family(subject, pattern), {}).get(pattern, ())}
        defaults = subject.declared.dimensions[dimension]
        if own.isdisjoint(defaults):
            continue
        for value in defaults:
            name = fill(pattern, {dimension: value})
            if value not in own and name not in lost and allowed(subject, name, pattern):
                message = f"`{name}` was never logged; `{value}` is a default value of `{dimension}`"
                cure = "log it, or take the value out of the dimension's `default`"
                yield finding("never-logged", message, WARNING, cure=cure, metric=name, pattern=pattern)


def sample(subject: Subject, pattern: str) -> Declared:
    """A pattern as a metric."""
    return Declared(pattern, pattern, subject.declared.catalogue.written[pattern].attributes, {})
