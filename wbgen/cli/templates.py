"""The files under ``templates/``: in the wheel they lie inside the package, in a checkout beside it."""

from __future__ import annotations

from pathlib import Path

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
    """A text as YAML can hold it inline: quoted where it has to be."""
    import yaml

    if not isinstance(value, str):
        return value
    return (
        yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=10_000)
        .removesuffix("\n...\n")
        .strip()
    )
