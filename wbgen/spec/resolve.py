"""Fills in variables: ``$name`` stands for a value of ``vars``, ``$$`` for a dollar.

``${...}`` is left alone (sweep macros and Vega use it), and so is everything under the keys of
:data:`LITERAL_KEYS` and inside Markdown code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from wbgen.spec.diagnostics import Collector, did_you_mean, listed
from wbgen.spec.tree import Entry, Mapping, Node, Scalar, Sequence, key_text

LITERAL_KEYS = frozenset({"raw", "regex", "vega", "vars"})

VARIABLE = re.compile(r"\$(\$|[A-Za-z_][A-Za-z0-9_]*)")
MARKDOWN_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)


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
        for scalar in texts(entry.value):
            found = VARIABLE.search(str(scalar.value))
            if found and found[1] != "$":
                cure = "write the value out: variables do not refer to variables"
                collector.add(
                    "nested-variable", f"`{found[0]}` is used inside `vars`", scalar.span, cure=cure
                )
    return {key_text(entry.key): entry.value for entry in node.entries}


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
        self.collector = collector

    def node(self, node: Node) -> Node:
        match node:
            case Scalar(value=str()):
                return self.scalar(node)
            case Sequence():
                items = tuple(self.node(item) for item in node.items)
                return node if same(items, node.items) else Sequence(items, node.span)
            case Mapping():
                entries = tuple(self.entry(entry) for entry in node.entries)
                return node if same(entries, node.entries) else Mapping(entries, node.span)
            case _:
                return node

    def entry(self, entry: Entry) -> Entry:
        if entry.key.value in LITERAL_KEYS:
            return entry
        value = self.node(entry.value)
        return entry if value is entry.value else Entry(entry.key, value)

    def scalar(self, node: Scalar) -> Node:
        text = str(node.value)
        if "$" not in text:
            return node
        whole = VARIABLE.fullmatch(text)
        if whole and whole[1] != "$":
            value = self.lookup(whole[1], node)
            return node if value is None else moved(value, node)
        return node._replace(value=outside_code(text, lambda part: VARIABLE.sub(self.inside(node), part)))

    def inside(self, node: Scalar) -> Callable[[re.Match[str]], str]:
        def replacement(found: re.Match[str]) -> str:
            if found[1] == "$":
                return "$"
            value = self.lookup(found[1], node)
            if isinstance(value, Scalar):
                return key_text(value)
            if value is not None:
                cure = "let the variable be the whole value, or give it a single value"
                message = f"`${found[1]}` is a list or map and stands inside a text"
                self.collector.add("variable-in-text", message, node.span, cure=cure)
            return found[0]

        return replacement

    def lookup(self, name: str, node: Scalar) -> Node | None:
        if name in self.variables:
            return self.variables[name]
        known = listed(f"${known}" for known in self.variables) or "none are defined"
        cure = did_you_mean(name, self.variables, otherwise=f"variables: {known}; write `$$` for a dollar")
        self.collector.add("undefined-variable", f"`${name}` is not defined in `vars`", node.span, cure=cure)
        return None


def same(new: tuple[Node, ...] | tuple[Entry, ...], old: tuple[Node, ...] | tuple[Entry, ...]) -> bool:
    return all(a is b for a, b in zip(new, old, strict=True))


def moved(value: Node, place: Scalar) -> Node:
    """The value of a variable as if it stood where it is used, so that diagnostics point there."""
    match value:
        case Scalar():
            return value._replace(span=place.span)
        case Sequence():
            return Sequence(tuple(moved(item, place) for item in value.items), place.span)
        case Mapping():
            entries = tuple(
                Entry(entry.key._replace(span=place.span), moved(entry.value, place))
                for entry in value.entries
            )
            return Mapping(entries, place.span)


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """The text with ``change`` applied to all of it but Markdown code spans and fences."""
    parts: list[str] = []
    end = 0
    for code in MARKDOWN_CODE.finditer(text):
        parts += [change(text[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*parts, change(text[end:])])
