"""Where a spec says what a finding is about. Its file is read once more where there are findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from wbgen.contract.finding import Finding, Place
from wbgen.errors import WbgenError
from wbgen.spec.guide import Guide
from wbgen.spec.read import read_tree
from wbgen.spec.tree import Mapping, Node, Sequence, Span, locate


class Places:
    """The places of a guide's metrics, config keys and health rules."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide

    def placed(self, found: Iterable[Finding]) -> Iterator[Finding]:
        """The findings with their places, where they have one."""
        for one in found:
            yield replace(one, place=self.of(one))

    def of(self, one: Finding) -> Place | None:
        """The place of a finding; None where the spec does not speak of it."""
        if one.rule is not None:
            return self.at(("health", one.rule))
        if one.config is not None:
            return self.at(("config", one.config))
        return self.metric(one.pattern) if one.pattern is not None else None

    def metric(self, pattern: str) -> Place | None:
        """The line of a metric in its group."""
        return self.made(self.patterns[pattern]) if pattern in self.patterns else None

    def at(self, path: tuple[str, ...]) -> Place | None:
        """The line of a key that is there."""
        node: Node | None = self.root
        for step in path:
            node = node.get(step) if isinstance(node, Mapping) else None
        if node is None or self.root is None:
            return None
        span, at_key = locate(self.root, path)
        return self.made(at_key or span)

    def made(self, span: Span) -> Place:
        """A place from a span."""
        return Place(span.file or self.guide.file, span.line)

    @cached_property
    def root(self) -> Mapping | None:
        """The resolved tree; None where the file cannot be read any more, or the guide is from none."""
        try:
            return read_tree(Path(self.guide.file))[0]
        except (WbgenError, OSError):
            return None

    @cached_property
    def patterns(self) -> dict[str, Span]:
        """The place of every metric of the catalogue."""
        groups = self.root.get("metrics") if self.root else None
        found: dict[str, Span] = {}
        for group in groups.items if isinstance(groups, Sequence) else ():
            members = group.get("of") if isinstance(group, Mapping) else None
            for entry in members.entries if isinstance(members, Mapping) else ():
                found[entry.name] = entry.key.span
        return found
