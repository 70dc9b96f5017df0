"""The field table: one literal row per option, read in every direction.

Each row ties an option of the language to the attribute of the official class that builds it, to its
place in the view's JSON, and to what changing it means for a reader of the dashboard. Encoding,
decoding, the words of a diff and the language reference all come from it.
"""

from wbgen.views.table.field import Field, Impact, Kind, Path
from wbgen.views.table.panels import PANELS
from wbgen.views.table.settings import RUN_SET, SECTION, WORKSPACE

__all__ = ["PANELS", "RUN_SET", "SECTION", "WORKSPACE", "Field", "Impact", "Kind", "Path"]
