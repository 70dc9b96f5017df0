"""Names: declared and never logged, logged and not declared."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from wbgen.contract.declared import Declared
from wbgen.contract.finding import ERROR, WARNING, Finding, finding, quoted
from wbgen.contract.other_names import OtherName, OtherNames, dimensions_in, shape
from wbgen.contract.subject import Subject
from wbgen.runs.keys import Kind
from wbgen.spec.diagnostics import did_you_mean, listed
from wbgen.spec.names import fill, is_built_in, placeholders
from wbgen.spec.open_dimensions import pieces

#: Names that are looked at; a run with more of them is told of by these.
MOST_NAMES = 5000


class Names:
    """The names of one run beside those of its spec.

    moved: the names under which declared metrics were logged that are not logged under their own.
    """

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.others = OtherNames(subject.declared)
        names = [*subject.keys, *subject.in_summary]
        self.unknown = [name for name in names if not known(name) and subject.declared.find(name) is None]
        self.explained: dict[str, OtherName] = {}
        for name in self.unknown[:MOST_NAMES]:
            if (found := self.others.explain(name)) is not None:
                self.explained[name] = found
        own = {name for name, one in self.explained.items() if not self.is_there(one.target)}
        self.moved = {self.explained[name].target.name: name for name in own}

    def is_there(self, one: Declared) -> bool:
        """Whether a declared metric was logged under its own name."""
        return self.subject.has(one.name, one.attributes.every)

    def findings(self) -> Iterator[Finding]:
        """Everything there is to say of names."""
        yield from never_logged(self)
        yield from self.undeclared()
        for name, one in self.subject.logged:
            if not self.subject.holds(one.attributes.only_if):
                message = f"`{name}` was logged, and its condition `{one.attributes.only_if}` does not hold"
                yield finding("against-condition", message, metric=name, pattern=one.pattern)

    def undeclared(self) -> Iterator[Finding]:
        """Logged names that nobody declared: those of one form are told together."""
        forms: dict[tuple[str, str], list[str]] = defaultdict(list)
        for name in self.unknown[:MOST_NAMES]:
            one = self.explained.get(name)
            key = (one.target.pattern, one.form) if one else ("", shape(name))
            forms[key].append(name)
        for (pattern, form), names in forms.items():
            if pattern:
                yield self.renamed(names, form)
            else:
                yield self.unexplained(names, form)

    def renamed(self, names: list[str], form: str) -> Finding:
        """Names that are declared ones in another form."""
        one = self.explained[names[0]]
        single = len(names) == 1
        target = one.target.name if single else one.target.pattern
        logged = names[0] if single else form
        targets = tuple(self.explained[name].target.name for name in names)
        more = "" if single else f" ({len(names)} names)"
        if not any(self.moved.get(target) == name for target, name in zip(targets, names, strict=True)):
            message = f"`{logged}`{more} is logged beside `{target}`, which is the declared name"
            cure = "stop logging it, or declare it"
            return finding("undeclared", message, cure=cure, metric=logged, names=tuple(names))
        message = f"`{target}` is logged as `{logged}`{more}: {one.what}"
        cure = f"log it as `{target}`"
        if one.code == "other-name":
            cure += f", or say `was_logged_as: {logged}` where older runs are meant"
        return finding(
            one.code, message, cure=cure, metric=target, names=tuple(names), pattern=one.target.pattern
        )

    def unexplained(self, names: list[str], form: str) -> Finding:
        """Names that nothing in the spec explains; the nearest one that is missing may be meant."""
        logged, more = (names[0], "") if len(names) == 1 else (form, f" ({len(names)} names)")
        missing = [name for name in self.subject.declared.exact if name not in self.subject.keys]
        otherwise = "declare it (`--suggest` writes the YAML), or stop logging it"
        cure = did_you_mean(names[0], missing, otherwise=otherwise)
        message = f"`{logged}`{more} is logged, and the spec has no such metric"
        return finding("undeclared", message, cure=cure, metric=logged, names=tuple(names))


def known(name: str) -> bool:
    """Whether a name is the client's own."""
    return is_built_in(name) or name.startswith("_") or name == "wbgen"


# --- declared, never logged


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


# --- nothing at all


def no_rows(subject: Subject) -> Iterator[Finding]:
    """That a run logged nothing, where that is so."""
    if not subject.keys and not subject.in_summary:
        cure = "see whether the right run is meant, and whether its script calls the logger"
        yield finding("no-rows", "the run logged nothing at all", ERROR, cure=cure)


def kinds(subject: Subject) -> Mapping[str, Kind]:
    """What the values of every logged name are, those in the summary alone too."""
    return {**{name: key.kind for name, key in subject.keys.items()}, **subject.in_summary}
