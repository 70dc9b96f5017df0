"""Reports, and the blocks that show something of the spec: headings, grids, what is generated."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from annotated_types import Len
from pydantic import BeforeValidator, Discriminator, Field, StringConstraints, Tag

from wbgen.spec.models.base import (
    TAG,
    MetricName,
    Model,
    Raw,
    ShellName,
    Text,
    Title,
    ViewAddress,
    kinds_in,
    listify,
)
from wbgen.spec.models.blocks import (
    Block,
    CalloutBlock,
    ChecklistBlock,
    CodeBlock,
    GalleryBlock,
    ImageBlock,
    LatexBlock,
    ListBlock,
    MarkdownBlock,
    QuoteBlock,
    RuleBlock,
    SoundcloudBlock,
    SpotifyBlock,
    TextBlock,
    TocBlock,
    TweetBlock,
    VideoBlock,
    WeaveBlock,
)
from wbgen.spec.models.panels import AnyPanel
from wbgen.spec.models.runsets import AnyRunSet

Columns: TypeAlias = Annotated[int, Field(ge=1, le=24)]
Height: TypeAlias = Annotated[int, Field(ge=1, le=1000)]


def block_map(value: Any) -> Any:
    """A block without options may be a bare word: ``- toc`` is ``- toc:``."""
    return {value: None} if isinstance(value, str) else value


def all_or_list(value: Any) -> Any:
    """Nothing, or ``all``, is everything; a single name a list of one."""
    return None if value in (None, "all") else listify(value)


Names: TypeAlias = Annotated[list[ShellName] | None, BeforeValidator(all_or_list)]


class Heading(Block):
    """A heading. folded: blocks that are hidden beneath it until it is opened."""

    folded: list[AnyBlock] | None = None


class Heading1(Heading):
    """A heading of the first level."""

    h1: Text


class Heading2(Heading):
    """A heading of the second level."""

    h2: Text


class Heading3(Heading):
    """A heading of the third level."""

    h3: Text


class GridBlock(Block):
    """A grid of panels.

    runs: run sets, each a name of the spec's ``runs:`` or written here; all runs where there is none.
    columns, height: of panels without a ``layout`` of their own, on a grid 24 wide.
    colors: of runs by their ids.
    """

    panels: Annotated[list[AnyPanel], Len(0, 20_000)]
    runs: Annotated[list[AnyRunSet], Len(1, 100), BeforeValidator(listify)] | None = None
    hide_runs: bool = False
    columns: Columns = 3
    height: Height = 6
    colors: dict[str, Any] = {}


class SectionBlock(Block):
    """The panels of a workspace's section, in the columns it has there unless told."""

    section: ShellName
    workspace: ShellName | None = None
    columns: Columns | None = None


class MetricsBlock(Block):
    """A table of the catalogue: of all groups, or of the ones named."""

    metrics: Annotated[list[Title] | None, BeforeValidator(all_or_list)] = None


class TroubleshootingBlock(Block):
    """The spec's troubleshooting entries."""

    troubleshooting: None = None


class HealthBlock(Block):
    """The spec's health rules: all, or the ones named."""

    health: Names = None


class PhasesBlock(Block):
    """The spec's phases of training."""

    phases: None = None


class PrioritiesBlock(Block):
    """What the spec's runs are ranked by."""

    priorities: None = None


class PracticesBlock(Block):
    """The spec's good practices."""

    practices: None = None


class CommandsBlock(Block):
    """The spec's commands."""

    commands: None = None


class LinksBlock(Block):
    """The spec's links."""

    links: None = None


class SweepsBlock(Block):
    """The spec's sweeps."""

    sweeps: None = None


class SweepBlock(Block):
    """One of the spec's sweeps: what it searches, in words, and panels of its runs."""

    sweep: ShellName


class CompareBlock(Block):
    """Run sets side by side: what differs between their runs, and a bar chart per headline metric.

    metrics: the ones to compare, where not the headline ones.
    """

    compare: Annotated[list[ShellName], Len(1, 100), BeforeValidator(listify)]
    metrics: Annotated[list[MetricName], Len(1, 100), BeforeValidator(listify)] | None = None
    columns: Columns = 3


class RawBlock(Block):
    """A block as W&B's own JSON."""

    raw: dict[str, Any]


BLOCK_KINDS: dict[str, type[Block]] = {
    "h1": Heading1,
    "h2": Heading2,
    "h3": Heading3,
    "text": TextBlock,
    "quote": QuoteBlock,
    "code": CodeBlock,
    "latex": LatexBlock,
    "image": ImageBlock,
    "list": ListBlock,
    "checklist": ChecklistBlock,
    "callout": CalloutBlock,
    "video": VideoBlock,
    "spotify": SpotifyBlock,
    "soundcloud": SoundcloudBlock,
    "gallery": GalleryBlock,
    "tweet": TweetBlock,
    "markdown": MarkdownBlock,
    "toc": TocBlock,
    "rule": RuleBlock,
    "weave": WeaveBlock,
    "panels": GridBlock,
    "section": SectionBlock,
    "compare": CompareBlock,
    "metrics": MetricsBlock,
    "health": HealthBlock,
    "phases": PhasesBlock,
    "priorities": PrioritiesBlock,
    "practices": PracticesBlock,
    "commands": CommandsBlock,
    "links": LinksBlock,
    "troubleshooting": TroubleshootingBlock,
    "sweeps": SweepsBlock,
    "sweep": SweepBlock,
    "raw": RawBlock,
}


def block_kind(value: Any) -> str | None:
    """The discriminator tag of a block, or None where it does not say what it is.

    `compare` may have `metrics` and every block `raw` beside it, which are kinds where they stand alone.
    """
    found = kinds_in(value, BLOCK_KINDS)
    first = next((kind for kind in found if kind not in ("raw", "metrics")), None)
    return TAG + (first or found[-1 if found[0] == "raw" else 0]) if found else None


AnyBlock: TypeAlias = Annotated[
    Annotated[Heading1, Tag(TAG + "h1")]
    | Annotated[Heading2, Tag(TAG + "h2")]
    | Annotated[Heading3, Tag(TAG + "h3")]
    | Annotated[TextBlock, Tag(TAG + "text")]
    | Annotated[QuoteBlock, Tag(TAG + "quote")]
    | Annotated[CodeBlock, Tag(TAG + "code")]
    | Annotated[LatexBlock, Tag(TAG + "latex")]
    | Annotated[ImageBlock, Tag(TAG + "image")]
    | Annotated[ListBlock, Tag(TAG + "list")]
    | Annotated[ChecklistBlock, Tag(TAG + "checklist")]
    | Annotated[CalloutBlock, Tag(TAG + "callout")]
    | Annotated[VideoBlock, Tag(TAG + "video")]
    | Annotated[SpotifyBlock, Tag(TAG + "spotify")]
    | Annotated[SoundcloudBlock, Tag(TAG + "soundcloud")]
    | Annotated[GalleryBlock, Tag(TAG + "gallery")]
    | Annotated[TweetBlock, Tag(TAG + "tweet")]
    | Annotated[MarkdownBlock, Tag(TAG + "markdown")]
    | Annotated[TocBlock, Tag(TAG + "toc")]
    | Annotated[RuleBlock, Tag(TAG + "rule")]
    | Annotated[WeaveBlock, Tag(TAG + "weave")]
    | Annotated[GridBlock, Tag(TAG + "panels")]
    | Annotated[SectionBlock, Tag(TAG + "section")]
    | Annotated[CompareBlock, Tag(TAG + "compare")]
    | Annotated[MetricsBlock, Tag(TAG + "metrics")]
    | Annotated[HealthBlock, Tag(TAG + "health")]
    | Annotated[PhasesBlock, Tag(TAG + "phases")]
    | Annotated[PrioritiesBlock, Tag(TAG + "priorities")]
    | Annotated[PracticesBlock, Tag(TAG + "practices")]
    | Annotated[CommandsBlock, Tag(TAG + "commands")]
    | Annotated[LinksBlock, Tag(TAG + "links")]
    | Annotated[TroubleshootingBlock, Tag(TAG + "troubleshooting")]
    | Annotated[SweepsBlock, Tag(TAG + "sweeps")]
    | Annotated[SweepBlock, Tag(TAG + "sweep")]
    | Annotated[RawBlock, Tag(TAG + "raw")],
    Discriminator(block_kind),
    BeforeValidator(block_map),
]


class Report(Model):
    """A written report with live panels.

    frame: begin and end with an empty paragraph, as the app wants it.
    was: the ids it had before, the oldest first, which keep its URL.
    """

    was: Annotated[list[ShellName], BeforeValidator(listify)] = []
    adopt: ViewAddress | None = None
    protect: bool | None = None
    title: Title | None = None
    description: Annotated[str, StringConstraints(max_length=2000)] = ""
    width: Literal["readable", "fixed", "fluid"] = "readable"
    frame: bool = True
    blocks: Annotated[list[AnyBlock], Len(0, 5000)] = []
    raw: Raw = None
