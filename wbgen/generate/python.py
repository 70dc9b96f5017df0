"""Python as text: literals, comments and names made of what a spec says.

Nothing a spec says becomes code: texts are written as literals, and in comments and docstrings they cannot
end the line or the string they stand in.
"""

from __future__ import annotations

import json
import keyword
import math
import re
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from wbgen.spec.names import PLACEHOLDER, placeholders

WIDTH = 88

#: The separators around a placeholder go with it.
AROUND_PLACEHOLDER = re.compile(rf"[/_.\- ]*(?:{PLACEHOLDER.pattern})")


def literal(value: Any) -> str:
    """A value of a spec as Python: texts, numbers, booleans, None, lists and maps of them."""
    match value:
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\x7f")
        case float() if not math.isfinite(value):
            return f'float("{value}")'
        case list() | tuple():
            items = ", ".join(map(literal, value))
            return f"[{items}]" if isinstance(value, list) else f"({items}{',' * (len(value) == 1)})"
        case dict():
            return "{" + ", ".join(f"{literal(key)}: {literal(one)}" for key, one in value.items()) + "}"
    return repr(value)


def comment(text: str, indent: int = 0) -> str:
    """A text as comment lines; the first begins where it is put, the others are indented."""
    lines = textwrap.wrap(one_line(text), WIDTH - indent - 2) or [""]
    return f"\n{' ' * indent}".join(f"# {line}".rstrip() for line in lines)


def doc(text: str, indent: int = 0) -> str:
    """A text as the inside of a docstring, wrapped; the first line begins where it is put."""
    safe = one_line(text).replace("\\", "\\\\").replace('"', "'")
    return f"\n{' ' * indent}".join(textwrap.wrap(safe, WIDTH - indent - 4))


def one_line(text: str) -> str:
    """A text without line ends, nor anything else that is not printed."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def identifier(text: str) -> str:
    """The name that a text gives: letters of any script, digits and underscores, no keyword."""
    # NFKC is what Python itself makes of names before it compares them.
    name = re.sub(r"\W+", "_", unicodedata.normalize("NFKC", text)).strip("_") or "value"
    if not f"_{name}".isidentifier():
        name = re.sub(r"[^0-9A-Za-z_]+", "_", name).strip("_") or "value"
    name = name if name.isidentifier() else f"_{name}"
    return f"{name}_" if keyword.iskeyword(name) or name in ("self", "step") else name


def pattern_name(pattern: str) -> str:
    """The name of a metric's argument: ``rewards/<reward>_mean`` is ``rewards_mean``."""
    return identifier(re.sub("_+", "_", AROUND_PLACEHOLDER.sub("_", pattern)))


def distinct(names: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """The names in order, a number added where one is there already. taken: names that none may have."""
    taken = set(taken)
    made = []
    for name in names:
        number, candidate = 1, name
        while candidate in taken:
            number += 1
            candidate = f"{name}_{number}"
        taken.add(candidate)
        made.append(candidate)
    return made


def filled_text(pattern: str, variables: Mapping[str, str], texts: Mapping[str, str] | None = None) -> str:
    """A text with placeholders as an expression: ``f"loss/layer_{layer}"``.

    variables: what Python calls the values; expressions of our own, since they become code.
    texts: values that are known already, which stay texts.
    """
    texts = texts or {}
    if not any(name in variables for name in placeholders(pattern)):
        return literal(PLACEHOLDER.sub(lambda found: texts[found[1]] if found[1] else "<", pattern))
    parts: list[str] = []
    last = 0
    for found in PLACEHOLDER.finditer(pattern):
        name = found[1]
        parts.append(inner(pattern[last : found.start()]))
        parts.append(f"{{{variables[name]}}}" if name in variables else inner(texts[name] if name else "<"))
        last = found.end()
    parts.append(inner(pattern[last:]))
    return f'f"{"".join(parts)}"'


def inner(text: str) -> str:
    """The inside of an f-string's literal part."""
    return literal(text)[1:-1].replace("{", "{{").replace("}", "}}")


IMPORTED = re.compile(r"from (\S+) import (.+)|import .+")


def sorted_imports(text: str) -> str:
    """Import lines as sorters of Python leave them: Python's own first, one line for each module.

    A base template and the one that extends it import by themselves; together they are one list.
    """
    sections: tuple[set[str], set[str]] = (set(), set())
    members: dict[str, set[str]] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        found = IMPORTED.fullmatch(line)
        if found is None:
            raise ValueError(f"`{line}` is no import")
        if found[1]:
            members.setdefault(found[1], set()).update(re.split(r"\s*,\s*", found[2]))
        else:
            sections[is_foreign(line.split()[1])].add(line)
    for module, names in members.items():
        line = f"from {module} import {', '.join(sorted(names, key=member_order))}"
        sections[is_foreign(module)].add(line)
    return "\n\n".join("\n".join(sorted(lines, key=import_order)) for lines in sections if lines)


def is_foreign(module: str) -> bool:
    """Whether a module comes from elsewhere than Python itself."""
    return module.partition(".")[0] not in sys.stdlib_module_names


def import_order(line: str) -> tuple[bool, str]:
    """Whole modules first, by name."""
    return line.startswith("from"), line.split()[1].lower()


def member_order(name: str) -> tuple[int, str]:
    """Constants, then classes, then the rest, each by name."""
    return (0 if name.isupper() and len(name) > 1 else 1 if name[0].isupper() else 2), name
