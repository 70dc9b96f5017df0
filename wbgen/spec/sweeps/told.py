"""Where findings on a sweep go: to the collector of its file, at places of its tree."""

from __future__ import annotations

from dataclasses import dataclass

from wbgen.spec.diagnostics import Collector, Severity
from wbgen.spec.places import Path
from wbgen.spec.tree import Mapping, Scalar, Span, locate, node_at


@dataclass(frozen=True, slots=True)
class Told:
    """The file a sweep stands in. base: where in it the sweep stands."""

    root: Mapping
    collector: Collector
    base: Path = ()

    def error(self, code: str, message: str, path: Path, cure: str, *, at_key: bool = False) -> None:
        """A mistake at a place within the sweep."""
        self.collector.add(code, message, self.span(path, at_key=at_key), cure=cure)

    def warning(self, code: str, message: str, path: Path, cure: str, *, at_key: bool = False) -> None:
        """What is likely a mistake."""
        span = self.span(path, at_key=at_key)
        self.collector.add(code, message, span, cure=cure, severity=Severity.WARNING)

    def span(self, path: Path, *, at_key: bool) -> Span:
        """The place of a value, or of its key."""
        span, key_span = locate(self.root, (*self.base, *path))
        return key_span if at_key and key_span else span

    def is_map(self, path: Path) -> bool:
        """Whether a map is written at a place."""
        return isinstance(node_at(self.root, (*self.base, *path)), Mapping)

    def is_written(self, path: Path) -> bool:
        """Whether something stands at a place, be it short for what the place means."""
        node = node_at(self.root, (*self.base, *path))
        return node is not None and not (isinstance(node, Scalar) and node.value is None)
