"""What is known of a key beyond its type."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

from wbgen.spec.load import load
from wbgen.spec.tree import plain_data

#: By model and key: what it means, in a sentence, and an example of its value in YAML.
Table: TypeAlias = dict[str, dict[str, tuple[str, str]]]


class Key(NamedTuple):
    """about: what the key means, in a sentence of Markdown.  example: a value of it, as YAML."""

    about: str
    example: str

    @property
    def value(self) -> Any:
        """The example as plain data."""
        tree, _ = load(f"value: {self.example}\n".encode(), "<example>")
        data: Any = plain_data(tree)
        return data["value"]
