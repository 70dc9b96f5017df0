"""Health rules: their text read, their metrics and config keys found."""

from __future__ import annotations

import re

from wbgen.spec import models
from wbgen.spec.check_filters import FilterReader
from wbgen.spec.diagnostics import Collector, did_you_mean, listed
from wbgen.spec.expressions import ExpressionError, Rule, keys_of, metrics_of, parse_rule
from wbgen.spec.guide import HealthRule
from wbgen.spec.places import Path
from wbgen.spec.tree import Mapping, beginning, locate

#: What is meant as the id of another rule.
ID = re.compile(r"[a-z][a-z0-9_-]*\Z")


class HealthReader:
    """Reads the health rules of one spec; what is wrong with them is collected."""

    def __init__(self, spec: models.Spec, filters: FilterReader, root: Mapping, collector: Collector) -> None:
        self.written, self.filters, self.root, self.collector = spec.health, filters, root, collector
        self.finder, self.axes = filters.axes.finder, filters.axes

    def read(self) -> dict[str, HealthRule]:
        """Every rule by its id."""
        return {id: self.rule(id, written) for id, written in self.written.items()}

    def rule(self, id: str, written: models.HealthRule) -> HealthRule:
        """One rule: a condition, or a number of other rules."""
        path: Path = ("health", id)
        if (written.when is None) == (not written.of):
            both = written.when is not None
            message = f"rule `{id}` says {'both `when` and `of`' if both else 'neither `when` nor `of`'}"
            cure = "write `when: loss/total > 10`, or `{at_least: 2, of: [this-rule, that-rule]}`"
            self.collector.add("bad-rule", message, beginning(locate(self.root, path)[0]), cure=cure)
        when = self.condition(written.when, (*path, "when")) if written.when is not None else None
        at_least = written.at_least if written.at_least is not None else len(written.of)
        if written.at_least is not None and written.at_least > len(written.of):
            cure = "lower it, or name more rules under `of:`"
            message = f"at least {written.at_least} of {len(written.of)} rules cannot hold"
            self.collector.add("bad-rule", message, locate(self.root, (*path, "at_least"))[0], cure=cure)
        of = [self.part(id, text, (*path, "of", index)) for index, text in enumerate(written.of)]
        return HealthRule(id, written, when, at_least, tuple(part for part in of if part is not None))

    def part(self, id: str, text: str, path: Path) -> str | Rule | None:
        """One of the rules that are counted: the id of another one, or a condition written here."""
        if not ID.match(text):
            return self.condition(text, path)
        other = self.written.get(text)
        if other is not None and text != id and not other.of:
            return text
        known = [name for name, rule in self.written.items() if name != id and not rule.of]
        if other is not None:
            message = f"`{text}` counts rules itself"
            cure = f"count rules with a `when:`: {listed(known) or 'none'}"
        else:
            message = f"the spec has no health rule `{text}`"
            cure = did_you_mean(text, known, otherwise=f"rules: {listed(known) or 'none'}") or ""
        self.collector.add("unknown-rule", message, locate(self.root, path)[0], cure=cure)
        return None

    def condition(self, text: str, path: Path) -> Rule | None:
        """The condition a text states, its names found; None, with a diagnostic, where it states none."""
        try:
            rule = parse_rule(text)
        except ExpressionError as error:
            self.filters.refuse(error, path)
            return None
        for name in metrics_of(rule):
            self.finder.find(name, self.filters.span(path, text, name))
        for key in keys_of(rule):
            self.axes.check_config(key.name, self.filters.span(path, text, key.name))
        return rule
