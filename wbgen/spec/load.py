"""From bytes to a positioned tree, everything bounded.

The tree is built from parse events rather than composed nodes: depth, size and alias expansion are
checked while reading, so that neither deep nesting nor an alias bomb costs more than its bound.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import yaml
from yaml import events as ev

from wbgen.spec.diagnostics import Collector, SpecError
from wbgen.spec.scalars import resolve_plain
from wbgen.spec.tree import Entry, Mapping, Node, Scalar, Sequence, Span

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 64
MAX_NODES = 1_000_000

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

NEEDS_QUOTES = {
    "*": "a value that begins with `*` must be quoted: '*.loss'",
    "&": "a value that begins with `&` must be quoted",
    ">": "a value that begins with `>` must be quoted (or write the condition in words: `above 0.7`)",
    "[": "a value that begins with `[` must be quoted if it is not a list",
    "{": "a value that begins with `{` must be quoted if it is not a map",
    "'": "a text that begins with a quote must be quoted as a whole",
    '"': "a text that begins with a quote must be quoted as a whole",
    "%": "a value that begins with `%` must be quoted",
    "@": "a value that begins with `@` must be quoted",
    "`": "a value that begins with a backtick must be quoted",
    "\t": "indent with spaces, not with tabs",
}


def load_file(path: Path) -> tuple[Mapping, Collector]:
    """Read a spec file; see :func:`load`. A file that cannot be read is a diagnostic as well."""
    collector = Collector(str(path))
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        collector.add("unreadable", f"cannot read the file: {error.strerror or error}")
        raise SpecError(collector.sorted()) from None
    return load(data, str(path))


def load(data: bytes, file: str = "<spec>") -> tuple[Mapping, Collector]:
    """The tree of a spec, and the collector that knows the file's lines.

    Raises SpecError where the bytes are not one YAML mapping within the bounds.
    """
    collector = Collector(file)
    text = decode(data, collector)
    collector.lines = text.splitlines()
    root = Reader(collector).read(text)
    collector.raise_if_errors()
    if not isinstance(root, Mapping):
        what = {Scalar: "a single value", Sequence: "a list"}.get(type(root), "nothing")
        code = "not-a-mapping" if root is not None else "empty"
        span = root.span if root is not None else Span(1, 1, 1, 1)
        collector.add(code, f"a spec is a map of keys, this file holds {what}", span, cure=START_CURE)
        raise SpecError(collector.sorted())
    return root, collector


START_CURE = "begin with `wbgen: 1`, `guide:`, `title:` and `project:`; `wbgen init` writes a first spec"


def decode(data: bytes, collector: Collector) -> str:
    """The text of the bytes: strict UTF-8, a byte order mark dropped, no longer than the bound."""
    if len(data) > MAX_BYTES:
        collector.add(
            "too-large", f"the file is larger than {MAX_BYTES // 1024**2} MiB", cure="split the spec"
        )
        raise SpecError(collector.sorted())
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        collector.add("not-utf8", "the file is UTF-16", cure="save it as UTF-8")
        raise SpecError(collector.sorted())
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", errors="replace")
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1
        collector.add(
            "not-utf8",
            f"byte 0x{data[error.start]:02x} is not UTF-8",
            Span(line, column, line, column + 1),
            cure="save the file as UTF-8",
        )
        raise SpecError(collector.sorted()) from None


class Reader:
    """Builds the tree of one document from parse events."""

    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self.nodes = 0
        self.anchors: dict[str, tuple[Node, int] | None] = {}

    def read(self, text: str) -> Node | None:
        """The root node, or None for an empty text."""
        try:
            events: Iterator[Any] = yaml.parse(text, Loader=LOADER)
            return self.document(events)
        except yaml.MarkedYAMLError as error:
            self.not_yaml(error)
        except yaml.reader.ReaderError as error:
            before = text[: error.position] if isinstance(error.position, int) else ""
            line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
            span = Span(line, column, line, column + 1)
            self.fail("not-yaml", f"this is not YAML: {error.reason}", span, "remove the control character")

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
        self.count(1, event)
        if depth > MAX_DEPTH:
            self.fail("too-deep", f"nested deeper than {MAX_DEPTH} levels", span_of(event))
        if isinstance(event, ev.AliasEvent):
            return self.alias(event)
        self.check_tag(event)
        anchor = event.anchor
        if anchor is not None:
            self.anchors[anchor] = None
        before = self.nodes
        node: Node
        if isinstance(event, ev.ScalarEvent):
            node = self.scalar(event)
        elif isinstance(event, ev.SequenceStartEvent):
            node = self.sequence(event, events, depth)
        else:
            node = self.mapping(event, events, depth)
        if anchor is not None:
            self.anchors[anchor] = (node, self.nodes - before + 1)
        return node

    def scalar(self, event: Any) -> Scalar:
        plain = bool(event.implicit[0])
        value = resolve_plain(event.value) if plain else event.value
        if isinstance(value, str) and any("\ud800" <= c <= "\udfff" for c in value):
            self.fail("bad-character", "the text holds a lone surrogate", span_of(event))
        return Scalar(value, span_of(event), plain)

    def sequence(self, start: Any, events: Iterator[Any], depth: int) -> Sequence:
        items: list[Node] = []
        for event in events:
            if isinstance(event, ev.SequenceEndEvent):
                return Sequence(tuple(items), span_of(start, event))
            items.append(self.node(event, events, depth + 1))
        raise AssertionError("the parser closes what it opens")

    def mapping(self, start: Any, events: Iterator[Any], depth: int) -> Mapping:
        entries: list[Entry] = []
        seen: dict[object, Span] = {}
        for event in events:
            if isinstance(event, ev.MappingEndEvent):
                return Mapping(tuple(entries), span_of(start, event))
            key = self.node(event, events, depth + 1)
            value = self.node(next(events), events, depth + 1)
            if not isinstance(key, Scalar):
                cure = "quote the key if it begins with `[` or `{`; a placeholder is written `<name>`"
                self.collector.add("bad-key", "a key is a single word or text", key.span, cure=cure)
            elif (name := str(key.value)) in seen:
                cure = f"the first one is on line {seen[name].line}; keep one of them"
                self.collector.add(
                    "duplicate-key", f"`{name}` stands here a second time", key.span, cure=cure
                )
            else:
                seen[name] = key.span
                entries.append(Entry(key, value))
        raise AssertionError("the parser closes what it opens")

    def alias(self, event: Any) -> Node:
        known = self.anchors.get(event.anchor)
        if known is None:
            within = event.anchor in self.anchors
            message = "is part of the value it names" if within else "names no anchor above"
            self.fail("bad-alias", f"`*{event.anchor}` {message}", span_of(event), NEEDS_QUOTES["*"])
        node, size = known
        self.count(size, event)
        return node

    def count(self, more: int, event: Any) -> None:
        self.nodes += more
        if self.nodes > MAX_NODES:
            self.fail("too-many-nodes", f"more than {MAX_NODES:,} values", span_of(event))

    def check_tag(self, event: Any) -> None:
        if event.tag is not None and event.tag != "!":
            shown = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.collector.add(
                "tag", f"the tag `{shown}` is not part of the language", span_of(event), cure="remove the tag"
            )

    def not_yaml(self, error: yaml.MarkedYAMLError) -> NoReturn:
        mark = error.problem_mark or error.context_mark
        span = (
            Span(mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2) if mark else Span(1, 1, 1, 1)
        )
        what = ", ".join(part for part in (error.context, error.problem) if part)
        self.fail("not-yaml", f"this is not YAML: {what}", span, self.quoting_cure(span, what))

    def quoting_cure(self, span: Span, what: str) -> str | None:
        """What usually stands behind a YAML error at this place."""
        lines = self.collector.lines
        line = lines[span.line - 1] if span.line <= len(lines) else ""
        if "flow mapping" in what or "flow sequence" in what:
            return "inside `{ }` and `[ ]`, a text with any of , [ ] { } or `: ` in it must be quoted"
        here = line[span.column - 1 : span.column]
        value = line.partition(":")[2].strip() or line.strip().removeprefix("- ")
        if "mapping values are not allowed" in what:
            return "a text with `: ` in it must be quoted"
        if here == "\t" or line.startswith("\t"):
            return NEEDS_QUOTES["\t"]
        return NEEDS_QUOTES.get(value[:1]) or NEEDS_QUOTES.get(here)

    def fail(self, code: str, message: str, span: Span, cure: str | None = None) -> NoReturn:
        """Stop reading here: what follows cannot be understood."""
        self.collector.add(code, message, span, cure=cure)
        raise SpecError(self.collector.sorted())


def span_of(start: Any, end: Any | None = None) -> Span:
    """The place of an event, or of all from one event to another."""
    first, last = start.start_mark, (end or start).end_mark
    return Span(first.line + 1, first.column + 1, last.line + 1, last.column + 1)
