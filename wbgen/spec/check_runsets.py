"""Run sets: their filters, keys and run ids checked, names found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wbgen.spec import models, tree
from wbgen.spec.check_filters import FilterReader
from wbgen.spec.diagnostics import Collector, did_you_mean, listed
from wbgen.spec.expressions import ExpressionError, Filter, parse_filter
from wbgen.spec.expressions.nodes import And, Matches, Not, Or, WithinLast
from wbgen.spec.expressions.words import RUN_ATTRIBUTES, SECTIONS
from wbgen.spec.guide import RunSet, Workspace
from wbgen.spec.names import title_slug
from wbgen.spec.places import Path
from wbgen.spec.tree import Mapping, Span, locate, node_at

#: How many tests a filter of a view may come to.
MAX_TESTS = 500


class RunSetReader:
    """Reads the run sets of one spec; what is wrong with them is collected."""

    def __init__(self, spec: models.Spec, filters: FilterReader, root: Mapping, collector: Collector) -> None:
        self.spec, self.filters, self.root, self.collector = spec, filters, root, collector
        self.axes = filters.axes

    def named(self) -> dict[str, RunSet]:
        """The spec's named run sets; their filters' names are found elsewhere (``check_conditions``)."""
        found = {}
        for name, options in self.spec.runs.items():
            self.check(options, ("runs", name), read=False)
            titled = options if options.title is not None else options.model_copy(update={"title": name})
            found[name] = RunSet(name, titled)
        return found

    def used(self, written: Sequence[models.RunSetUse], path: Path) -> tuple[RunSet, ...]:
        """Run sets where they are used: the spec's, perhaps changed, or ones written there."""
        found: list[RunSet] = []
        listed_there = isinstance(node_at(self.root, path), tree.Sequence)
        for index, options in enumerate(written):
            where = (*path, index) if listed_there else path
            self.check(options, where)
            if options.name is None:
                found.append(RunSet(title_slug(options.title or "") or "runs", options))
            elif self.known(options.name, (*where, "name")):
                base = self.spec.runs[options.name]
                own = {key: getattr(options, key) for key in options.model_fields_set - {"name"}}
                titled = {"title": base.title if base.title is not None else options.name}
                found.append(RunSet(options.name, base.model_copy(update=titled | own)))
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

    def check(self, options: models.RunSet, path: Path, *, read: bool = True) -> None:
        """Collect what is wrong with a run set. read: also with the names in its filter."""
        if options.where is not None:
            self.check_filter(options.where, (*path, "where"), read)
        for key in ("group", "order"):
            for index, name in enumerate(getattr(options, key)):
                if key in options.model_fields_set:
                    self.check_key(name.removeprefix("-"), (*path, key, index))
        for key in ("columns", "visible", "hidden", "column_order"):
            for index, name in enumerate(getattr(options, key)):
                if name != "tags":
                    self.axes.check(name, self.span((*path, key, index)))
        for name in options.widths:
            self.axes.check(name, self.span((*path, "widths", name)))
        if options.hidden_runs and options.only_runs is not None:
            cure = "keep `hidden_runs` or `only_runs`"
            message = "this run set says both which runs are hidden and which are shown"
            self.collector.add("two-kinds", message, self.span((*path, "only_runs")), cure=cure)

    def check_filter(self, text: str, path: Path, read: bool) -> None:
        """Collect a filter that does not read, or that W&B's views cannot hold."""
        try:
            found = self.filters.read(text, path) if read else parse_filter(text)
        except ExpressionError:  # told where all named run sets are read
            return
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

    def check_key(self, name: str, path: Path) -> None:
        """Collect what runs are grouped or ordered by where it is nothing they have."""
        section, _, rest = name.partition(".")
        span = self.span(path)
        if name in RUN_ATTRIBUTES or (section == "run" and rest in RUN_ATTRIBUTES):
            return
        if section == "run":
            cure = did_you_mean(rest, RUN_ATTRIBUTES, otherwise=f"attributes: {listed(RUN_ATTRIBUTES, 20)}")
            self.collector.add("unknown-attribute", f"a run has no attribute `{rest}`", span, cure=cure)
        elif section == "config" and rest:
            self.axes.check_config(rest, span)
        else:
            self.axes.finder.one(rest if section in SECTIONS and rest else name, span)

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
