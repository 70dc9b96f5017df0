"""``docs/fields.md``: the field table for people. ``python -m wbgen.views.table.page`` prints it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wbgen.views.table import PANELS, RUN_SET, SECTION, WORKSPACE
from wbgen.views.table.blocks import BLOCKS
from wbgen.views.table.field import Field

START = """# Fields

Where each option of the [language](language.md) stands in W&B's JSON, which attribute of the
official library builds it, and what changing it means to a reader: *cosmetic* (how it looks),
*layout* (where it stands), *meaning* (what is shown). An option without an attribute is written to
its place directly. `python -m wbgen.views.table.page` writes this page from the table that encodes
and decodes views.
"""

HEAD = "| Option | Attribute | Place in the JSON | Impact |\n|---|---|---|---|"


def page() -> str:
    """The page as Markdown."""
    parts = [START]
    for name, panel in PANELS.items():
        about = f"`{panel.view_type}`, class `{panel.official}`."
        parts.append(section(f"Panel `{name}`", about, panel.fields))
    parts.append(section("Workspace", "Places are those inside the view's spec.", WORKSPACE))
    parts.append(section("Section", "Places are those inside the section.", SECTION))
    parts.append(section("Run set", "The rest of a run set is compiled by rules of its own.", RUN_SET))
    for row in dict.fromkeys((row.kind, row.type, row.fields) for row in BLOCKS):
        name, type, fields = row
        if fields:
            parts.append(section(f"Block `{name}`", f"`{type}`.", fields))
    return "\n".join(parts)


def section(title: str, about: str, fields: Iterable[Field]) -> str:
    """One table with its heading."""
    return "\n".join([f"## {title}", "", about, "", HEAD, *rows(fields), ""])


def rows(fields: Iterable[Field]) -> Iterator[str]:
    """A row per option."""
    for field in fields:
        places = ", ".join(f"`{'.'.join(path)}`" for path in field.wire)
        newer = ", ".join(f"`{'.'.join(path)}`" for path in field.modern)
        attribute = f"`{field.attribute}`" if field.attribute else ""
        where = f"{places} (newer views: {newer})" if newer else places
        yield f"| `{field.option}` | {attribute} | {where} | {field.impact} |"


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201
