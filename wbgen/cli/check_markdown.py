"""What a check found, as Markdown for comments on pull requests.

Names come from strangers: whatever is no letter or digit of ours stands as a character reference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wbgen.cli.check_text import counted, first_of_each, heading, left_out, sentence
from wbgen.cli.plan_markdown import LIMIT, code, fitting
from wbgen.contract import Checked, Finding
from wbgen.spec.diagnostics import printable, shortened

HEAD = "| Level | Check | What | Cure |\n|---|---|---|---|"


def markdown(checked: Sequence[Checked]) -> str:
    """A table for every run, in one comment."""
    pieces = [f"### wbgen check: {counted(checked) or 'nothing to say'}"]
    pieces += [piece for one in checked for piece in of_run(one)]
    return fitting(pieces, LIMIT, "more runs are not shown here")


def of_run(checked: Checked) -> Iterator[str]:
    """One run: its heading, and its findings."""
    title = f"**{code(heading(checked))}**"
    if not checked.findings:
        yield f"{title} nothing to say"
        return
    rows = [row(one) for one in first_of_each(checked.findings)]
    more = [f"| | {name} | ... and {count} more | |" for name, count in left_out(checked.findings).items()]
    yield "\n".join([title, "", HEAD, *rows, *more])


def row(one: Finding) -> str:
    """A finding as a row."""
    place = f" ({quiet(one.place.file)}:{one.place.line})" if one.place else ""
    cure = quiet(printable(shortened(one.cure))) if one.cure else ""
    return f"| {one.level} | {one.code} | {quiet(sentence(one))}{place} | {cure} |"


def quiet(text: str) -> str:
    """A text in which nothing is Markdown or HTML, and names in backquotes are code."""
    parts = text.split("`")
    return "".join(code(part) if at % 2 else plain(part) for at, part in enumerate(parts))


def plain(text: str) -> str:
    """A text outside of code."""
    return "".join(char if char.isalnum() or char in " .,;:()'" else f"&#{ord(char)};" for char in text)
