"""Run sets: their filters, keys and run ids checked, names found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from wbgen.spec import models, tree
from wbgen.spec.check_filters import FilterReader
from wbgen.spec.diagnostics import Collector, did_you_mean, listed
from wbgen.spec.expressions import Filter, parse_filter, to_text
from wbgen.spec.expressions.nodes import And, Matches, Not, Or, WithinLast
from wbgen.spec.expressions.words import RUN_ATTRIBUTES
from wbgen.spec.guide import RunSet, Workspace
from wbgen.spec.names import title_slug
from wbgen.spec.places import Path
from wbgen.spec.tree import Mapping, Span, locate, node_at

#: How many tests a filter of a view may come to.
MAX_TESTS = 500

RunSetModel = TypeVar("RunSetModel", models.RunSet, models.RunSetUse)


class RunSetReader:
    """Reads the run sets of one spec; what is wrong with them is collected."""

    def __init__(self, spec: models.Spec, filters: FilterReader, root: Mapping, collector: Collector) -> None:
        self.spec, self.filters, self.root, self.collector = spec, filters, root, collector
        self.axes = filters.axes
        self.known_sets = self.named()

    def named(self) -> dict[str, RunSet]:
        """The spec's named run sets; their filters' names are found elsewhere (``check_conditions``)."""
        found = {}
        for name, options in self.spec.runs.items():
            options = self.exact(options, ("runs", name), read=False)
            titled = options if options.title is not None else options.model_copy(update={"title": name})
            found[name] = RunSet(name, titled)
        return found

    def used(self, written: Sequence[models.RunSetUse], path: Path) -> tuple[RunSet, ...]:
        """Run sets where they are used: the spec's, perhaps changed, or ones written there."""
        found: list[RunSet] = []
        listed_there = isinstance(node_at(self.root, path), tree.Sequence)
        for index, options in enumerate(written):
            where = (*path, index) if listed_there else path
            options = self.exact(options, where)
            if options.name is None:
                found.append(RunSet(title_slug(options.title or "") or "runs", options))
            elif self.known(options.name, (*where, "name")):
                base = self.known_sets[options.name].options
                own = {key: getattr(options, key) for key in options.model_fields_set - {"name"}}
                found.append(RunSet(options.name, base.model_copy(update=own)))
        return tuple(found)

    def of_workspace(self, workspace: Workspace) -> RunSet | None:
        """The run set of a workspace; None where it shows all runs."""
        if workspace.options.runs is None:
            return None
        found = self.used([workspace.options.runs], ("workspaces", workspace.id, "runs"))
        return found[0] if found else None

    def known(self, name: str, path: Path) -> bool:
        """Whether the spec has a run set of that name; one it has not is collected."""
        if name in self.spec.runs:
            return True
        names = list(self.spec.runs)
        cure = did_you_mean(name, names, otherwise=f"run sets: {listed(names) or 'none, add it to `runs:`'}")
        message = f"the spec has no run set `{name}`"
        self.collector.add("unknown-runs", message, self.span(path), cure=cure)
        return False

    def exact(self, options: RunSetModel, path: Path, *, read: bool = True) -> RunSetModel:
        """The run set with exact names; what is wrong with it is collected. read: also the filter's names."""
        exact: dict[str, Any] = {}
        if options.where is not None:
            exact["where"] = self.filter(options.where, (*path, "where"), read)
        for key in ("group", "order"):
            if key in options.model_fields_set:
                names = enumerate(getattr(options, key))
                exact[key] = [self.key(name, (*path, key, index)) for index, name in names]
        for key in ("columns", "visible", "hidden", "column_order"):
            names = enumerate(getattr(options, key))
            exact[key] = [self.column(name, (*path, key, index)) for index, name in names]
        widths = options.widths.items()
        exact["widths"] = {self.column(name, (*path, "widths", name)): width for name, width in widths}
        if options.hidden_runs and options.only_runs is not None:
            cure = "keep `hidden_runs` or `only_runs`"
            message = "this run set says both which runs are hidden and which are shown"
            self.collector.add("two-kinds", message, self.span((*path, "only_runs")), cure=cure)
        changed = {key: value for key, value in exact.items() if value != getattr(options, key)}
        return options.model_copy(update=changed) if changed else options

    def filter(self, text: str, path: Path, read: bool) -> str:
        """The filter with exact names; one that W&B's views cannot hold is collected."""
        if read:
            self.filters.read(text, path)
        found = self.filters.known.get(text)
        if found is None:  # told where all named run sets are read
            return text
        cure = None
        leaf = next(unviewable(found), None)
        if isinstance(leaf, Matches):
            cure = "list the values: `key in [a, b]`, or use `search:` with `regex: true`"
        elif leaf is not None:
            cure = "compare with a date: `created < '2026-01-16'`"
        elif size_of(found) > MAX_TESTS:
            cure = "split it into run sets"
        if cure is not None:
            what = "has too many alternatives" if leaf is None else "asks what W&B's views cannot filter by"
            span = self.span(path) if leaf is None else self.filters.span(path, text, leaf.key.name)
            self.collector.add("bad-filter", f"this filter {what}", span, cure=cure)
        return to_text(found) if "<" in text and found != parse_filter(text) else text

    def column(self, name: str, path: Path) -> str:
        """The exact name of a column."""
        return name if name == "tags" else self.axes.check(name, self.span(path))

    def key(self, written: str, path: Path) -> str:
        """The exact name of what runs are grouped or ordered by; what they do not have is collected."""
        name = written.removeprefix("-")
        sign = written[: len(written) - len(name)]
        section, _, rest = name.partition(".")
        span = self.span(path)
        if name in RUN_ATTRIBUTES or (section == "run" and rest in RUN_ATTRIBUTES):
            return written
        if section == "run":
            cure = did_you_mean(rest, RUN_ATTRIBUTES, otherwise=f"attributes: {listed(RUN_ATTRIBUTES, 20)}")
            self.collector.add("unknown-attribute", f"a run has no attribute `{rest}`", span, cure=cure)
            return written
        if section == "config" and rest:
            return f"{sign}config.{self.axes.check_config(rest, span)}"
        if section == "summary" and rest:
            return f"{sign}summary.{self.axes.finder.one(rest, span) or rest}"
        return sign + (self.axes.finder.one(name, span) or name)

    def span(self, path: Path) -> Span:
        return locate(self.root, path)[0]


def unviewable(node: Filter, negated: bool = False) -> Iterator[Matches | WithinLast]:
    """The tests that a view's filter has no form for: a regex, and the opposite of ``within last``."""
    match node:
        case Not(item):
            yield from unviewable(item, not negated)
        case And(items) | Or(items):
            for item in items:
                yield from unviewable(item, negated)
        case Matches():
            yield node
        case WithinLast() if negated:
            yield node


def size_of(node: Filter, negated: bool = False, inside: type | None = None) -> int:
    """How many tests a view's filter comes to: below two levels, ``or`` in ``and`` is multiplied out."""
    if isinstance(node, Not):
        return size_of(node.item, not negated, inside)
    if not isinstance(node, And | Or):
        return 1
    kind = Or if isinstance(node, Or) != negated else And
    if kind is And or inside is None:
        return sum(size_of(item, negated, kind) for item in node.items)
    return spread(node, negated)[1]


def spread(node: Filter, negated: bool) -> tuple[int, int]:
    """How many lists of tests joined by ``and`` a filter gives when multiplied out, and tests in all."""
    if isinstance(node, Not):
        return spread(node.item, not negated)
    if not isinstance(node, And | Or):
        return 1, 1
    sizes = [spread(item, negated) for item in node.items]
    if isinstance(node, Or) != negated:
        return sum(lists for lists, _ in sizes), sum(count for _, count in sizes)
    product = 1
    for lists, _ in sizes:
        product *= lists
    return product, sum(count * (product // lists) for lists, count in sizes)
