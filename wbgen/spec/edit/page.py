"""The page a canonical text is written on: lines, blank lines, and comments in their places."""

from __future__ import annotations

from typing import NamedTuple

from wbgen.spec.edit.source import Comment, Source


class Level(NamedTuple):
    """A block collection being written: its column in the source, and on the page."""

    source_column: int
    column: int


class Page:
    """Collects lines. Everything is written in the order of the source; comments come in between."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.lines: list[str] = []
        self.line = ""
        self.pending = list(reversed(source.comments))
        self.levels: list[Level] = []
        self.written_to = 0
        self.open_ends: set[int] = set()

    def write(self, text: str, end: int) -> None:
        """Add to the line what the source has up to an offset."""
        self.line += text
        self.written_to = max(self.written_to, end)

    def has_comment(self, before: int) -> bool:
        """Whether a comment stands between what was written and an offset."""
        return bool(self.pending) and self.pending[-1].start < before

    def new_line(self, offset: int, column: int, levels: int | None = None) -> None:
        """Begin a line for what stands at an offset, after the comments and a blank line before it.

        levels: how many collections the line lies in; the comments before it may belong to deeper
        ones, which their column in the source tells.
        """
        depth = len(self.levels) if levels is None else levels
        while self.has_comment(offset):
            comment = self.pending.pop()
            if comment.trailing and self.line and self.line.lstrip()[:1] != "#":
                self.line += f"  {comment.text}"
                self.finish()
                continue
            self.finish()
            self.blank(comment.start)
            self.line = " " * self.comment_column(comment, column, depth) + comment.text
            self.written_to = comment.start + len(comment.text)
        self.finish()
        self.blank(offset)
        del self.levels[depth:]
        self.line = " " * column

    def comment_column(self, comment: Comment, column: int, depth: int) -> int:
        """The column of an own-line comment: that of the deepest collection it can belong to."""
        place = self.source.column(comment.start)
        ending = [level.column for level in self.levels[depth:] if level.source_column <= place]
        return max([column, *ending])

    def blank(self, offset: int) -> None:
        """One blank line where the source has some before an offset, unless a text would take it."""
        start = self.source.line_start(offset)
        above = self.source.line_start(start - 1) if start else 0
        is_blank = above >= self.written_to and not self.source.text[above:start].strip()
        if self.lines and is_blank and len(self.lines) not in self.open_ends:
            self.lines.append("")

    def finish(self) -> None:
        """End the line that is being written."""
        if self.line.strip():
            self.lines.append(self.line.rstrip())
        self.line = ""

    def body(self, lines: list[str], end: int, *, keep: bool) -> None:
        """Lines to write as they are, below the present one: those of a text.

        keep: a blank line after them would be part of the text.
        """
        self.lines += [self.line.rstrip(), *lines]
        self.line = ""
        self.written_to = end
        if keep:
            self.open_ends.add(len(self.lines))


def spread(lines: list[str], keys: list[int], open_ends: set[int]) -> list[str]:
    """The lines with a blank one between entries of the file of which one has several lines.

    keys: the lines of the entries' keys.  open_ends: lines before which no blank line may come.
    """
    bounds = [*keys, len(lines)]
    ends = [entry_end(lines, stop) for stop in bounds[1:]]
    several = [end - start > 1 for start, end in zip(keys, ends, strict=True)]
    spaced: list[str] = []
    position = 0
    for index, end in enumerate(ends[:-1]):
        between = lines[end : keys[index + 1]]
        spaced += lines[position:end]
        if (several[index] or several[index + 1]) and "" not in between and end not in open_ends:
            spaced.append("")
        position = end
    return spaced + lines[position:]


def entry_end(lines: list[str], stop: int) -> int:
    """Where the lines of an entry end, given where the next one begins."""
    while lines[stop - 1] == "" or lines[stop - 1].startswith("#"):
        stop -= 1
    return stop
