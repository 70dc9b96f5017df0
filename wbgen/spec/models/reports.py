"""Reports and their blocks."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from annotated_types import Len
from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, StringConstraints, Tag

from wbgen.spec.models.base import TAG, Model, ShellName, Text, Title, kinds_in, listify


def block_map(value: Any) -> Any:
    """A block without options may be a bare word: ``- toc`` is ``- toc:``."""
    return {value: None} if isinstance(value, str) else value


class Heading1(Model):
    """A heading of the first level."""

    h1: Title


class Heading2(Model):
    """A heading of the second level."""

    h2: Title


class Heading3(Model):
    """A heading of the third level."""

    h3: Title


class MarkdownBlock(Model):
    """Text in Markdown."""

    markdown: Text


class TocBlock(Model):
    """The table of contents."""

    toc: None = None


class RuleBlock(Model):
    """A horizontal rule."""

    rule: None = None


class SectionBlock(Model):
    """The panels of a workspace's section."""

    section: ShellName
    workspace: ShellName | None = None


class MetricsBlock(Model):
    """A table of the catalogue: of all groups, or of the ones named."""

    metrics: Annotated[
        list[Title] | None, BeforeValidator(lambda v: None if v in (None, "all") else listify(v))
    ] = None


class TroubleshootingBlock(Model):
    """The spec's troubleshooting entries."""

    troubleshooting: None = None


class LaterBlock(BaseModel):
    """A block that the language has and this version does not write yet."""

    model_config = ConfigDict(extra="allow", frozen=True, defer_build=True)


BLOCK_KINDS: dict[str, type[Model]] = {
    "h1": Heading1,
    "h2": Heading2,
    "h3": Heading3,
    "markdown": MarkdownBlock,
    "toc": TocBlock,
    "rule": RuleBlock,
    "section": SectionBlock,
    "metrics": MetricsBlock,
    "troubleshooting": TroubleshootingBlock,
}
LATER_BLOCK_KINDS = frozenset(
    {"text", "quote", "code", "latex", "image", "list", "checklist", "callout", "video", "spotify"}
    | {
        "soundcloud",
        "gallery",
        "tweet",
        "weave",
        "panels",
        "health",
        "phases",
        "priorities",
        "compare",
        "raw",
    }
)


def block_kind(value: Any) -> str | None:
    """The discriminator tag of a block, or None where it does not say what it is."""
    if found := kinds_in(value, BLOCK_KINDS):
        return TAG + found[0]
    return TAG + "later" if kinds_in(value, LATER_BLOCK_KINDS) else None


AnyBlock: TypeAlias = Annotated[
    Annotated[Heading1, Tag(TAG + "h1")]
    | Annotated[Heading2, Tag(TAG + "h2")]
    | Annotated[Heading3, Tag(TAG + "h3")]
    | Annotated[MarkdownBlock, Tag(TAG + "markdown")]
    | Annotated[TocBlock, Tag(TAG + "toc")]
    | Annotated[RuleBlock, Tag(TAG + "rule")]
    | Annotated[SectionBlock, Tag(TAG + "section")]
    | Annotated[MetricsBlock, Tag(TAG + "metrics")]
    | Annotated[TroubleshootingBlock, Tag(TAG + "troubleshooting")]
    | Annotated[LaterBlock, Tag(TAG + "later")],
    Discriminator(block_kind),
    BeforeValidator(block_map),
]


class Report(Model):
    """A written report with live panels."""

    title: Title | None = None
    description: Annotated[str, StringConstraints(max_length=2000)] = ""
    width: Literal["readable", "fixed", "fluid"] = "readable"
    blocks: Annotated[list[AnyBlock], Len(0, 5000)] = []
