"""The field table: one literal row per option, read in every direction.

Each row ties an option of the language to the attribute of the official class that builds it, to its
place in the view's JSON, and to what changing it means for a reader of the dashboard. Encoding,
decoding, the words of a diff and the language reference all come from it.
"""

from wbgen.views.table.field import Field, Impact, Kind, Path
from wbgen.views.table.panels import PANELS
from wbgen.views.table.settings import RUN_SET, SECTION, WORKSPACE

__all__ = [
    "FIELDS",
    "PANELS",
    "RUN_SET",
    "SECTION",
    "WIRE_IMPACT",
    "WORKSPACE",
    "Field",
    "Impact",
    "Kind",
    "Path",
]

#: Every row of the table.
FIELDS: tuple[Field, ...] = (
    *(field for kind in PANELS.values() for field in kind.fields),
    *SECTION,
    *WORKSPACE,
    *RUN_SET,
)

#: What a change of a key of the JSON means.
WIRE_IMPACT: dict[str, Impact] = {
    **{path[-1]: field.impact for field in FIELDS for path in field.wire},
    **dict.fromkeys(("layout",), Impact.LAYOUT),
    **dict.fromkeys(
        ("name", "title", "description", "text", "children", "content", "width"), Impact.COSMETIC
    ),
}
