"""What a view shows, read from its raw JSON: sections, panels and blocks as frozen values.

The readers are total: any JSON value gives an outline, whatever its types, gaps, size or depth,
because a page must be shown for every view, also one that wbgen did not make. They do no input or
output. Shapes were read off views that the official library and the app saved.
"""

from wbgen.views.outline.blocks import (
    Block,
    Callout,
    Code,
    Gallery,
    Grid,
    Heading,
    Image,
    Item,
    Latex,
    Link,
    List,
    Markdown,
    Paragraph,
    Quote,
    Rule,
    Toc,
    Unknown,
    Video,
)
from wbgen.views.outline.facts import Fact
from wbgen.views.outline.inline import Inline, plain
from wbgen.views.outline.ownership import Ownership, read_ownership
from wbgen.views.outline.panel import Layout, Panel, read_panel
from wbgen.views.outline.reading import parse
from wbgen.views.outline.report import Entry, Report, read_report
from wbgen.views.outline.runset import RunSet, read_runset
from wbgen.views.outline.vega import Mark
from wbgen.views.outline.words import axis_name
from wbgen.views.outline.workspace import MAX_PANELS, Section, Workspace, read_workspace

__all__ = [
    "MAX_PANELS",
    "Block",
    "Callout",
    "Code",
    "Entry",
    "Fact",
    "Gallery",
    "Grid",
    "Heading",
    "Image",
    "Inline",
    "Item",
    "Latex",
    "Layout",
    "Link",
    "List",
    "Mark",
    "Markdown",
    "Ownership",
    "Panel",
    "Paragraph",
    "Quote",
    "Report",
    "Rule",
    "RunSet",
    "Section",
    "Toc",
    "Unknown",
    "Video",
    "Workspace",
    "axis_name",
    "parse",
    "plain",
    "read_ownership",
    "read_panel",
    "read_report",
    "read_runset",
    "read_workspace",
]
