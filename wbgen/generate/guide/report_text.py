"""The texts that a person wrote into reports, as Markdown.

What a report makes of the rest of the spec has chapters of its own in the written guide; a section that a
report shows is named, so that the words around it make sense.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wbgen.prose.language import Say
from wbgen.prose.markdown import bullets, code, fence, inline, together
from wbgen.prose.panels import panels
from wbgen.prose.sweeps import title
from wbgen.spec import models
from wbgen.spec.guide import Block, Comparison, Folding, Guide, PanelGrid, Report, SectionRef, SweepRef


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of a report. level: of a heading, else 0.  own: whether a person wrote it as a text."""

    markdown: str
    level: int = 0
    own: bool = True

    def below(self, level: int) -> str:
        """Its Markdown in a chapter, whose heading is of some level."""
        return f"{'#' * (level + self.level)} {self.markdown}" if self.level else self.markdown


def purpose(guide: Guide) -> str:
    """What the guide is for: the first report's description, and its texts up to the first panels."""
    if not guide.reports:
        return ""
    report = guide.reports[0]
    texts = (text.below(2) for text in headed(opening(guide, report)))
    return together([inline(report.options.description), *texts])


def reports(guide: Guide, say: Say) -> str:
    """What the reports say beyond that."""
    parts = []
    for at, report in enumerate(guide.reports):
        texts = texts_of(guide, report.blocks, say)
        rest = texts[len(opening(guide, report)) :] if at == 0 else texts
        description = inline(report.options.description) if at else ""
        body = together([description, *(text.below(3) for text in headed(rest))])
        parts.append(f"### {inline(report.title)}\n\n{body}" if body else "")
    return together(parts)


def opening(guide: Guide, report: Report) -> list[Text]:
    """The texts that a report begins with, before the part that shows something."""
    found: list[Text] = []
    for block in report.blocks:
        text = text_of(guide, block, Say({}))
        if text is None and isinstance(block, models.TocBlock):
            continue
        if text is None or not text.own:
            parts = [at for at, each in enumerate(found) if each.level == 1 and at]
            return found[: parts[-1]] if parts else found
        found.append(text)
    return found


def headed(texts: Sequence[Text]) -> Iterable[Text]:
    """Texts without the headings that nothing stands under."""
    for at, text in enumerate(texts):
        below = next((each for each in texts[at + 1 :] if not each.level or each.level <= text.level), None)
        if not text.level or (below is not None and not below.level):
            yield text


def texts_of(guide: Guide, blocks: Iterable[Block], say: Say) -> list[Text]:
    """The texts of some blocks, folded ones among them."""
    found: list[Text] = []
    for block in blocks:
        text = text_of(guide, block, say)
        found += [text] if text else []
        if isinstance(block, Folding):
            found += texts_of(guide, block.blocks, say)
    return found


def text_of(guide: Guide, block: Block, say: Say) -> Text | None:
    """What a block says; None where it only stands for another part of the spec."""
    match block:
        case Folding():
            return heading(block.options)
        case models.Heading():
            return heading(block)
        case SectionRef():
            return Text(f"*{say('Panels: {0}', section_title(guide, block))}*", own=False)
        case PanelGrid():
            return Text(panels(block.panels, say), own=False)
        case Comparison():
            names = ", ".join([*(each.id for each in block.runs), *block.metrics])
            return Text(f"*{say('Compared: {0}', inline(names))}*", own=False)
        case SweepRef():
            name = title(block.sweep, guide.sweeps[block.sweep])
            return Text(f"*{say('Panels: runs of the sweep {0}', name)}*", own=False)
        case models.Block():
            markdown = written(block)
            return Text(markdown) if markdown else None


def heading(block: models.Heading) -> Text:
    """A heading of a report."""
    level, text = next((n, getattr(block, f"h{n}")) for n in (1, 2, 3) if hasattr(block, f"h{n}"))
    return Text(inline(text), level)


def section_title(guide: Guide, block: SectionRef) -> str:
    """The title of the section that a report shows."""
    workspace = next(each for each in guide.workspaces if each.id == block.workspace)
    return inline(next(each.title for each in workspace.sections if each.id == block.section))


def written(block: models.Block) -> str:
    """A block that says all there is to say itself; nothing where there is no such text."""
    match block:
        case models.MarkdownBlock():
            return block.markdown.strip()
        case models.TextBlock():
            return block.text.strip()
        case models.QuoteBlock():
            return f"> {inline(block.quote)}"
        case models.CalloutBlock():
            return f"> **{inline(block.callout)}**"
        case models.CodeBlock():
            return fence(block.code, "" if block.language == "plain" else block.language)
        case models.LatexBlock():
            return f"$$\n{block.latex.strip()}\n$$"
        case models.ListBlock():
            marks = (f"{n}." if block.ordered else "-" for n in range(1, len(block.list) + 1))
            return "\n".join(f"{mark} {inline(text)}" for mark, text in zip(marks, block.list, strict=True))
        case models.ChecklistBlock():
            items = block.checklist or []
            return "\n".join(f"- [{'x' if item.done else ' '}] {inline(item.text)}" for item in items)
        case models.ImageBlock():
            return f"![{inline(block.caption)}]({block.image})"
        case models.VideoBlock():
            return f"<{block.video}>"
        case models.GalleryBlock():
            return bullets(card(each) for each in block.gallery)
        case _:
            return ""


def card(item: models.GalleryItem) -> str:
    """A card of a gallery."""
    link = f"[{item.title or item.url}]({item.url})" if item.url else code(item.report or "")
    return f"{link}: {item.description}" if item.description else link
