"""A configuration as YAML that means the same to every reader: W&B's client reads YAML 1.1, others 1.2."""

from __future__ import annotations

from typing import Any

import yaml

from wbgen.spec.scalars import resolve_plain

WIDTH = 100


class Dumper(yaml.SafeDumper):
    """PyYAML's dumper, which writes for YAML 1.1, with quotes where YAML 1.2 needs them too."""

    def ignore_aliases(self, data: Any) -> bool:
        """Values that stand twice are written twice."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Lists are indented under their key."""
        super().increase_indent(flow, False)


def text_node(dumper: Dumper, text: str) -> yaml.ScalarNode:
    """A text, in quotes where YAML 1.2 would read a number in it."""
    quotes = None if "\n" in text or isinstance(resolve_plain(text), str) else "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=quotes)


def list_node(dumper: Dumper, items: list[Any]) -> yaml.SequenceNode:
    """A list: of single values on one line, as people write the values of a parameter."""
    flat = not any(isinstance(item, list | dict) for item in items)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=flat)


Dumper.add_representer(str, text_node)
Dumper.add_representer(list, list_node)


def sweep_text(config: dict[str, Any]) -> str:
    """The YAML that `wandb sweep` takes. Numbers look like ``0.0001`` or ``1.0e-05``, never like ``1e-4``."""
    text: str = yaml.dump(
        config, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=False
    )
    return text
