"""Fills in variables: ``$name`` stands for a value of ``vars``, ``$$`` for a dollar.

A single value may stand inside a text or a key. ``${...}`` is left alone (sweep macros and Vega use it),
and so is everything under the keys of :data:`LITERAL_KEYS` and inside Markdown code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from wbgen.spec.diagnostics import Collector, SpecError, did_you_mean, listed
from wbgen.spec.load import MAX_NODES
from wbgen.spec.tree import Entry, Mapping, Node, PlainData, Scalar, Sequence, value_text

LITERAL_KEYS = frozenset({"raw", "regex", "vega", "vars", "code", "latex", "tweet", "soundcloud", "weave"})

VARIABLE = re.compile(r"\$(\$|[A-Za-z_][A-Za-z0-9_]*)")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
MARKDOWN_CODE = re.compile(r"```.*?(?:```|\Z)|``.+?``|`[^`\n]*`", re.DOTALL)

MAX_GROWTH = MAX_NODES  # what variables may add to a spec, in the units of `weight`


def resolve(root: Mapping, collector: Collector) -> Mapping:
    """The tree with every variable replaced; undefined ones are collected as diagnostics."""
    variables = read_variables(root.get("vars"), collector)
    resolved = Substitution(variables, collector).node(root)
    assert isinstance(resolved, Mapping)
    return resolved


def read_variables(node: Node | None, collector: Collector) -> dict[str, Node]:
    """The variables by name. A value may be anything; it does not refer to other variables."""
    if not isinstance(node, Mapping):
        return {}
    for entry in node.entries:
        if not NAME.match(entry.name):
            message = f"`{entry.name}` cannot be the name of a variable"
            cure = "allowed: letters, digits and `_`, a letter first"
            collector.add("bad-name", message, entry.key.span, cure=cure)
        for scalar in texts(entry.value):
            found = VARIABLE.search(str(scalar.value))
            if found and found[1] != "$":
                cure = "write the value out: variables do not refer to variables"
                collector.add(
                    "nested-variable", f"`{found[0]}` is used inside `vars`", scalar.span, cure=cure
                )
    return {entry.name: entry.value for entry in node.entries}


def texts(node: Node) -> Iterator[Scalar]:
    """Every text below a node."""
    match node:
        case Scalar(value=str()):
            yield node
        case Sequence():
            for item in node.items:
                yield from texts(item)
        case Mapping():
            for entry in node.entries:
                yield from texts(entry.value)


class Substitution:
    """Walks a tree and replaces variables; a node without any is kept as it is."""

    def __init__(self, variables: dict[str, Node], collector: Collector) -> None:
        self.variables = variables
        self.weights = {name: weight(value) for name, value in variables.items()}
        self.growth = 0
        self.collector = collector

    def node(self, node: Node) -> Node:
        match node:
            case Scalar(value=str()):
                return self.scalar(node)
            case Sequence():
                items = tuple(self.node(item) for item in node.items)
                return node if same(items, node.items) else Sequence(items, node.span)
            case Mapping():
                return self.mapping(node)
            case _:
                return node

    def mapping(self, node: Mapping) -> Mapping:
        entries: dict[str, Entry] = {}
        for old in node.entries:
            if not old.name:
                cure = "write a word before the `:`; only JSON under `raw` and the like has empty keys"
                self.collector.add("bad-key", "a key is empty", old.key.span, cure=cure)
                self.collector.unresolved.add(old.value.span)
            entry = self.entry(old)
            if entries.setdefault(entry.name, entry) is not entry:
                message = f"`{old.name}` becomes `{entry.name}`, which stands here already"
                self.collector.add("duplicate-key", message, old.key.span, cure="keep one of them")
        unchanged = len(entries) == len(node.by_key) and same(entries.values(), node.entries)
        return node if unchanged else Mapping(entries, node.span)

    def entry(self, entry: Entry) -> Entry:
        if entry.key.value in LITERAL_KEYS:
            return entry
        key = self.text(entry.key)
        value = self.node(entry.value)
        return entry if key is entry.key and value is entry.value else Entry(key, value)

    def scalar(self, node: Scalar) -> Node:
        if "$" not in str(node.value):
            return node
        whole = VARIABLE.fullmatch(str(node.value))
        if whole and whole[1] != "$":
            value = self.lookup(whole[1], node)
            return node if value is None else moved(value, node)
        return self.text(node)

    def text(self, node: Scalar) -> Scalar:
        """A text with the variables inside it replaced."""
        text = str(node.value)
        if "$" not in text:
            return node
        return node._replace(value=outside_code(text, lambda part: VARIABLE.sub(self.inside(node), part)))

    def inside(self, node: Scalar) -> Callable[[re.Match[str]], str]:
        def replacement(found: re.Match[str]) -> str:
            if found[1] == "$":
                return "$"
            value = self.lookup(found[1], node)
            if isinstance(value, Scalar):
                return value_text(value.value)
            if value is not None:
                cure = "let the variable be the whole value, or give it a single value"
                message = f"`${found[1]}` is a list or map and stands inside a text"
                self.collector.add("variable-in-text", message, node.span, cure=cure)
            return found[0]

        return replacement

    def lookup(self, name: str, node: Scalar) -> Node | None:
        if name in self.variables:
            self.grow(self.weights[name], node)
            return self.variables[name]
        known = [f"${known}" for known in self.variables]
        otherwise = f"variables: {listed(known)}" if known else "define it under `vars:`"
        cure = did_you_mean(f"${name}", known, otherwise=f"{otherwise}; write `$$` for a dollar")
        self.collector.add("undefined-variable", f"`${name}` is not defined in `vars`", node.span, cure=cure)
        return None

    def grow(self, more: int, node: Scalar) -> None:
        """Count what a variable brings, and stop where they bring too much."""
        self.growth += more
        if self.growth > MAX_GROWTH:
            message = f"variables stand for more than {MAX_GROWTH:,} values"
            self.collector.add("too-many-nodes", message, node.span, cure="use smaller variables")
            raise SpecError(self.collector.sorted())


def weight(node: Node) -> int:
    """What a node counts for: its values, a long text for more than one."""
    match node:
        case Scalar():
            return 1 + (len(node.value) // 100 if isinstance(node.value, str) else 0)
        case Sequence():
            return 1 + sum(weight(item) for item in node.items)
        case Mapping():
            return 1 + sum(weight(entry.key) + weight(entry.value) for entry in node.entries)


def same(new: Iterable[Node] | Iterable[Entry], old: Iterable[Node] | Iterable[Entry]) -> bool:
    return all(a is b for a, b in zip(new, old, strict=True))


def moved(value: Node, place: Scalar) -> Node:
    """The value of a variable as if it stood where it is used, so that diagnostics point there."""
    match value:
        case Scalar():
            return value._replace(span=place.span)
        case Sequence():
            return Sequence(tuple(moved(item, place) for item in value.items), place.span)
        case Mapping():
            entries = {
                name: Entry(entry.key._replace(span=place.span), moved(entry.value, place))
                for name, entry in value.by_key.items()
            }
            return Mapping(entries, place.span)


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """The text with ``change`` applied to all of it but Markdown code spans and fences."""
    parts: list[str] = []
    end = 0
    for code in MARKDOWN_CODE.finditer(text):
        parts += [change(text[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*parts, change(text[end:])])


def unresolved(data: PlainData) -> PlainData:
    """Plain data as it is written so that resolving gives it back: dollars doubled where they would count."""
    if isinstance(data, str):
        return outside_code(data, lambda part: VARIABLE.sub(doubled, part))
    if isinstance(data, list):
        return [unresolved(item) for item in data]
    if isinstance(data, dict):
        return {
            doubled_key(key): value if key in LITERAL_KEYS else unresolved(value)
            for key, value in data.items()
        }
    return data


def doubled(found: re.Match[str]) -> str:
    """A dollar that would begin a variable, or stand for one dollar, as itself."""
    return found[0] * 2 if found[1] == "$" else f"${found[0]}"


def doubled_key(key: str) -> str:
    """A key as it is written."""
    return VARIABLE.sub(doubled, key)
