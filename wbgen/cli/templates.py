"""The files under ``templates/``: in the wheel they lie inside the package, in a checkout beside it."""

from __future__ import annotations

import json
import re
from pathlib import Path

PLAIN = re.compile(r"\w[\w ,()/.-]*\Z")

PACKAGE = Path(__file__).resolve().parent.parent
FOLDERS = (PACKAGE / "_templates", PACKAGE.parent / "templates")


def render(name: str, **words: object) -> str:
    """A template with its words filled in, each written as YAML where the template is YAML."""
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(
        loader=FileSystemLoader(FOLDERS),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        finalize=yaml_scalar if ".yaml" in name else None,
        autoescape=False,  # YAML, not HTML
    )
    return environment.get_template(name).render(**words)


def yaml_scalar(value: object) -> object:
    """A text as a spec can hold it: dollars doubled, quoted where it has to be."""
    from wbgen.spec.resolve import outside_code
    from wbgen.spec.scalars import resolve_plain

    if not isinstance(value, str):
        return value
    value = outside_code(value, lambda part: part.replace("$", "$$"))
    plain = PLAIN.match(value) and resolve_plain(value) == value
    return value if plain else json.dumps(value, ensure_ascii=False)
