"""What `wandb sweep` reads otherwise than it looks: it takes a file for YAML 1.1, where ``1e-4`` is a text.

The tree of a sweep's file is turned into what W&B is sent, but for numbers it would take for texts: they stay
the numbers that are meant, and are told.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml.nodes import ScalarNode
from yaml.resolver import Resolver

from wbgen.spec.diagnostics import Collector, Severity
from wbgen.spec.places import Path
from wbgen.spec.tree import Entry, Mapping, Node, Scalar, ScalarValue, Sequence

YAML_1_1: Any = Resolver()

TEXT = "str"
#: Tags of YAML 1.1 that values of a sweep have in both versions, or that are read here as W&B reads them.
READ = frozenset({"int", "float", "bool"})

#: Keys whose values must be numbers, so that a text there makes the sweep one that W&B refuses.
NUMBERS = frozenset(
    {"min", "max", "mu", "sigma", "q", "a", "b", "run_cap", "target", "min_iter", "max_iter", "s", "eta"}
)
#: The key of a list of such.
SHARES = "probabilities"

#: Keys whose values must be texts, outside of values to try.
TEXTS = frozenset(
    {"name", "description", "program", "entity", "project", "job", "image_uri", "apiVersion"}
    | {"source", "optimizer", "search_space"}
)

#: What may begin a plain text that the two versions read differently.
SUSPECT = re.compile(r"[-+.0-9=<~]|y|n|on|off|true|false", re.IGNORECASE)

#: What may stand before a value: names for aliases, and a tag; a comment may end their line.
PROPERTIES = re.compile(r"([&!]\S*\s+(#.*\n\s*)*)*")


class Meanings:
    """Walks the tree of a file and tells what is read otherwise."""

    def __init__(self, collector: Collector) -> None:
        self.collector = collector

    def node(self, node: Node, path: Path = ()) -> Node:
        """The node as W&B is sent it."""
        match node:
            case Scalar():
                return self.scalar(node, path) if node.plain else node
            case Sequence():
                items = tuple(self.node(item, (*path, index)) for index, item in enumerate(node.items))
                return node._replace(items=items)
            case Mapping():
                return node._replace(by_key={name: self.entry(e, path) for name, e in node.by_key.items()})

    def entry(self, entry: Entry, path: Path) -> Entry:
        """A key with its value; a name that is read as something else cannot be a parameter's."""
        text = entry.name
        if entry.key.plain and SUSPECT.match(text) and tag_of(text) not in (TEXT, "int", "float"):
            severity = Severity.ERROR if path[-1:] == ("parameters",) else Severity.WARNING
            message = f"`wandb sweep` reads the key `{text}` as {words(tag_of(text), text)}"
            self.collector.add(
                "read-otherwise", message, entry.key.span, cure="put it in quotes", severity=severity
            )
        return entry._replace(value=self.node(entry.value, (*path, text)))

    def scalar(self, node: Scalar, path: Path) -> Scalar:
        """An unquoted value."""
        text = self.text_of(node)
        if not text or not SUSPECT.match(text):
            return node
        tag = tag_of(text)
        if isinstance(node.value, int | float) and not isinstance(node.value, bool) and tag == TEXT:
            if path[-1] in TEXTS and not is_value(path):
                return node._replace(value=text)  # a text is what is needed
            self.number_as_text(node, text, path)
            return node
        if tag in READ:
            value = value_of(text)
            if value is not None and (type(value), value) != (type(node.value), node.value):
                self.otherwise(node, text, f"as {words(tag, text)}")
                return node._replace(value=value)
        elif isinstance(node.value, str) and tag != TEXT:
            self.otherwise(node, text, f"as {words(tag, text)}")
        return node

    def number_as_text(self, node: Scalar, text: str, path: Path) -> None:
        """A number that arrives as a text: refused where a number is needed, else a value nobody meant."""
        needed = not is_value(path) and (path[-1] in NUMBERS or SHARES in path[-2:-1])
        message = f"`wandb sweep` reads `{text}` as a text" + (", and a number is needed" if needed else "")
        severity = Severity.ERROR if needed else Severity.WARNING
        self.collector.add(
            "number-as-text", message, node.span, cure=f"write {unambiguous(node.value)}", severity=severity
        )

    def otherwise(self, node: Scalar, text: str, how: str) -> None:
        """A value that is read as something else."""
        cure = "put it in quotes, or write what is meant"
        message = f"`wandb sweep` reads `{text}` {how}"
        self.collector.add("read-otherwise", message, node.span, cure=cure, severity=Severity.WARNING)

    def text_of(self, node: Scalar) -> str:
        """A value as it stands in the file; empty where it has several lines."""
        span = node.span
        lines = [*self.collector.lines[span.line - 1 : span.end_line]] or [""]
        lines[-1] = lines[-1][: span.end_column - 1]
        lines[0] = lines[0][span.column - 1 :]
        text = PROPERTIES.sub("", "\n".join(lines), count=1)
        return "" if "\n" in text else unquoted(text)


def unquoted(text: str) -> str:
    """A value without quotes: those behind the tag ``!`` keep nobody from reading a number."""
    return text[1:-1] if text[:1] in ("'", '"') else text


def is_value(path: Path) -> bool:
    """Whether a place is a value to try, or within one: there a key may be called anything."""
    return any(
        step in ("value", "values") and path[index - 2] == "parameters"
        for index, step in enumerate(path)
        if index >= 2
    )


def tag_of(text: str) -> str:
    """The type that YAML 1.1 gives an unquoted text: ``str``, ``int``, ``bool``, ``timestamp`` ..."""
    tag: str = YAML_1_1.resolve(ScalarNode, text, (True, False))
    return tag.rpartition(":")[2]


def value_of(text: str) -> ScalarValue:
    """The value that YAML 1.1 gives an unquoted number or boolean; None where its parser fails on it."""
    try:
        value: ScalarValue = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, OverflowError):
        return None
    return value


def words(tag: str, text: str) -> str:
    """What a text is read as, for people."""
    if tag in READ:
        value = value_of(text)
        return f"`{str(value).lower()}`" if value is not None else "a number"
    return {"timestamp": "a date", "null": "nothing"}.get(tag, "no text")


def unambiguous(value: Any) -> str:
    """A number as both versions of YAML read it: ``1.0e-04``."""
    if not isinstance(value, float):
        return str(value)
    text: str = yaml.safe_dump(value).partition("\n")[0]
    return text
