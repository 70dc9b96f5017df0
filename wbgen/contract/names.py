"""Names that were logged: which of them nobody declared, and what they most likely are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from wbgen.contract.declared import Declared
from wbgen.contract.finding import ERROR, Finding, finding
from wbgen.contract.other_names import OtherName, OtherNames, shape
from wbgen.contract.subject import Subject
from wbgen.runs.keys import Kind
from wbgen.spec.diagnostics import did_you_mean
from wbgen.spec.names import is_built_in

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
        """Everything there is to say of logged names."""
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


def no_rows(subject: Subject) -> Iterator[Finding]:
    """That a run logged nothing, where that is so."""
    if not subject.keys and not subject.in_summary:
        cure = "see whether the right run is meant, and whether its script calls the logger"
        yield finding("no-rows", "the run logged nothing at all", ERROR, cure=cure)


def kinds(subject: Subject) -> Mapping[str, Kind]:
    """What the values of every logged name are, those in the summary alone too."""
    return {**{name: key.kind for name, key in subject.keys.items()}, **subject.in_summary}
