"""From bytes to a positioned tree, everything bounded.

The tree is built from parse events rather than composed nodes: depth, size and alias expansion are
checked while reading, so that neither deep nesting nor an alias bomb costs more than its bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import yaml
from yaml import events as ev

from wbgen.spec.diagnostics import Collector, SpecError, did_you_mean
from wbgen.spec.scalars import resolve_plain
from wbgen.spec.text import MAX_BYTES, decode
from wbgen.spec.tree import Entry, Mapping, Node, Scalar, Sequence, Span, beginning, value_text
from wbgen.spec.yaml_errors import NEEDS_QUOTES, syntax_error

MAX_DEPTH = 64
MAX_NODES = 1_000_000

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

#: What an escape (`"\\0"`) may bring into a text, and nothing downstream can carry. A `"\\r"` may: texts
#: written on Windows hold it.
NOT_TEXT = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ud800-\\udfff]")

SPEC_CURE = "begin with `wbgen: 1`, `guide:`, `title:` and `project:`; `wbgen init` writes a first spec"


def load_file(path: Path, *, start_cure: str = SPEC_CURE) -> tuple[Mapping, Collector]:
    """Read a spec file; see :func:`load`. A file that cannot be read is a diagnostic as well."""
    collector = Collector(str(path))
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        cure = where_it_may_be(path) if isinstance(error, FileNotFoundError) else None
        collector.add("unreadable", f"cannot read the file: {error.strerror or error}", cure=cure)
        raise SpecError(collector.sorted()) from None
    return load(data, str(path), start_cure=start_cure)


def where_it_may_be(path: Path) -> str | None:
    """What to do about a spec that is not there: the first one is still to be written, others are near."""
    others = [str(file) for file in path.parent.glob("*.y*ml")]
    first = path.parent.name == "specs" and not others
    otherwise = "`wbgen init` writes a first spec" if first else "check the path"
    return did_you_mean(str(path), others, otherwise=otherwise)


def load(data: bytes, file: str = "<spec>", *, start_cure: str = SPEC_CURE) -> tuple[Mapping, Collector]:
    """The tree of a spec, and the collector that knows the file's lines.

    ``start_cure`` tells the author of a file that is empty, or no map, how one begins.
    Raises SpecError where the bytes are not one YAML mapping within the bounds.
    """
    collector = Collector(file)
    text = decode(data, collector)
    root = Reader(collector).read(text)
    collector.raise_if_errors()
    if root is None:
        collector.add("empty", "the file holds nothing", cure=start_cure)
        raise SpecError(collector.sorted())
    if not isinstance(root, Mapping):
        what = "a single value" if isinstance(root, Scalar) else "a list"
        message = f"the file should be a map of keys, it is {what}"
        collector.add("not-a-mapping", message, beginning(root.span), cure=start_cure)
        raise SpecError(collector.sorted())
    return root, collector


class Anchored(NamedTuple):
    """What an anchor names: a node, what it counts for, and the levels below it."""

    node: Node
    size: int
    height: int


class Reader:
    """Builds the tree of one document from parse events."""

    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self.nodes = 0
        self.deepest = 0
        self.anchors: dict[str, Anchored | None] = {}

    def read(self, text: str) -> Node | None:
        """The root node, or None for an empty text."""
        try:
            events: Iterator[Any] = yaml.parse(text, Loader=LOADER)
            return self.document(events)
        except yaml.MarkedYAMLError as error:
            self.fail(*syntax_error(error, self.collector.lines))

    def document(self, events: Iterator[Any]) -> Node | None:
        root: Node | None = None
        for event in events:
            if isinstance(event, ev.DocumentStartEvent):
                if root is not None:
                    cure = "keep one spec per file; remove the `---`"
                    self.fail("several-documents", "a second document begins here", span_of(event), cure)
                root = self.node(next(events), events, depth=0)
        if isinstance(root, Scalar) and root.value is None:
            return None
        return root

    def node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        """The node that begins with this event."""
        if isinstance(event, ev.AliasEvent):
            return self.alias(event, depth)
        self.check_depth(depth, event)
        self.check_tag(event)
        if event.anchor is not None:
            return self.anchored(event, events, depth)
        if depth > self.deepest:
            self.deepest = depth
        return self.content(event, events, depth)

    def content(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        """The node that begins with an event which is no alias."""
        self.count(weight(event), event)
        if isinstance(event, ev.ScalarEvent):
            return self.scalar(event)
        if isinstance(event, ev.SequenceStartEvent):
            return self.sequence(event, events, depth)
        return self.mapping(event, events, depth)

    def anchored(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        """A node with an anchor, kept with its size and height for the aliases that stand for it."""
        self.anchors[event.anchor] = None
        before, outside, self.deepest = self.nodes, self.deepest, depth
        node = self.content(event, events, depth)
        self.anchors[event.anchor] = Anchored(node, self.nodes - before, self.deepest - depth)
        self.deepest = max(self.deepest, outside)
        return node

    def scalar(self, event: Any) -> Scalar:
        plain = bool(event.implicit[0])
        if found := NOT_TEXT.search(event.value):
            message = f"the text holds the character U+{ord(found[0]):04X}"
            self.collector.add("bad-character", message, span_of(event), cure="remove its escape")
        return Scalar(resolve_plain(event.value) if plain else event.value, span_of(event), plain)

    def sequence(self, start: Any, events: Iterator[Any], depth: int) -> Sequence:
        items: list[Node] = []
        for event in events:
            if isinstance(event, ev.SequenceEndEvent):
                return Sequence(tuple(items), span_of(start, event))
            items.append(self.node(event, events, depth + 1))
        raise AssertionError("the parser closes what it opens")

    def mapping(self, start: Any, events: Iterator[Any], depth: int) -> Mapping:
        entries: dict[str, Entry] = {}
        for event in events:
            if isinstance(event, ev.MappingEndEvent):
                return Mapping(entries, span_of(start, event))
            key = self.key(event, self.node(event, events, depth + 1))
            value = self.node(next(events), events, depth + 1)
            if key is None:
                continue
            entry = Entry(key, value)
            if (first := entries.setdefault(entry.name, entry)) is not entry:
                cure = f"the first one is on line {first.key.span.line}; keep one of them"
                message = f"`{entry.name}` stands here a second time"
                self.collector.add("duplicate-key", message, key.span, cure=cure)
        raise AssertionError("the parser closes what it opens")

    def key(self, event: Any, node: Node) -> Scalar | None:
        """A key, its value the text as it was written; None where it cannot be one."""
        if not isinstance(node, Scalar):
            cure = "quote the key if it begins with `[` or `{`; a placeholder is written `<name>`"
            self.collector.add("bad-key", "a key is a single word or text", beginning(node.span), cure=cure)
            return None
        text = event.value if isinstance(event, ev.ScalarEvent) else value_text(node.value)
        if not text and node.plain:
            self.collector.add("bad-key", "a key is empty", node.span, cure="write a word before the `:`")
            return None
        if text == "<<" and node.plain:
            cure = "write the keys out, or put what they share in `vars:`"
            self.collector.add("bad-key", "`<<` does not merge maps here", node.span, cure=cure)
            return None
        return node if node.value == text else node._replace(value=text)

    def alias(self, event: Any, depth: int) -> Node:
        known = self.anchors.get(event.anchor)
        if known is None:
            within = event.anchor in self.anchors
            message = "is part of the value it stands for" if within else "stands for nothing above"
            self.fail(
                "bad-alias", f"the alias `*{event.anchor}` {message}", span_of(event), NEEDS_QUOTES["*"]
            )
        self.count(known.size, event)
        self.check_depth(depth + known.height, event)
        self.deepest = max(self.deepest, depth + known.height)
        return known.node

    def check_depth(self, depth: int, event: Any) -> None:
        if depth > MAX_DEPTH:
            cure = "a spec needs few levels; is a bracket doubled?"
            self.fail("too-deep", f"nested deeper than {MAX_DEPTH} levels", span_of(event), cure)

    def count(self, more: int, event: Any) -> None:
        self.nodes += more
        if self.nodes > MAX_NODES:
            self.fail("too-many-nodes", f"more than {MAX_NODES:,} values", span_of(event), "split the spec")

    def check_tag(self, event: Any) -> None:
        if event.tag is not None and event.tag != "!":
            shown = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.collector.add(
                "tag", f"the tag `{shown}` is not part of the language", span_of(event), cure="remove the tag"
            )

    def fail(self, code: str, message: str, span: Span, cure: str | None = None) -> NoReturn:
        """Stop reading here: what follows cannot be understood."""
        self.collector.add(code, message, span, cure=cure)
        raise SpecError(self.collector.sorted())


def weight(event: Any) -> int:
    """What a value counts for: a long text, which aliases may repeat, for more than one."""
    return 1 + len(event.value) // 100 if isinstance(event, ev.ScalarEvent) else 1


def span_of(start: Any, end: Any | None = None) -> Span:
    """The place of an event, or of all from one event to another."""
    first, last = start.start_mark, (end or start).end_mark
    return Span(first.line + 1, first.column + 1, last.line + 1, last.column + 1)
