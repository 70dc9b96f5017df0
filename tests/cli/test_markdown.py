"""Plans as Markdown: summary first, details folded, nothing of a stranger acted on, never too long."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.cli.in_the_app import rewrite
from tests.e2e.command import project, wbgen
from tests.plan.acting import applied, planned, resources
from tests.plan.test_decide import spec
from wbgen.apply import Outcome, Status
from wbgen.backends.memory import MemoryBackend
from wbgen.cli.plan_markdown import LIMIT, markdown
from wbgen.compile.resources import View
from wbgen.plan import Action, Change, Conflict, Plan, Target
from wbgen.views.diff import Difference
from wbgen.views.table import Impact

NASTY = (
    "@ana #1 <b>x</b> <!-- | `` ``` ~~~ </details> </code> &lt; [a](http://x) ![b](c) \\| \n\n# h\n- l\n"
    " www.example.com :tada: __b__ *i* $x$\x1b[31m\u202e"
)
TEXT = st.sampled_from([NASTY, "`" * 9, "|", "\\", "</details>", "```\n</details>"]) | st.text(max_size=60)
VALUE = TEXT | st.none() | st.lists(TEXT, max_size=3) | st.text(min_size=2000, max_size=3000)
DIFFERENCES = st.builds(
    Difference,
    st.sampled_from("+-~"),
    st.lists(TEXT, min_size=1, max_size=3).map(tuple),
    VALUE,
    VALUE,
    st.sampled_from(Impact),
)


@st.composite
def changes(draw: st.DrawFn) -> Change:
    kind = draw(st.sampled_from(["workspace", "report"]))
    view = View(f"main/g/{kind}/{draw(TEXT)}", kind, draw(TEXT), draw(TEXT), draw(TEXT), {})
    return Change(
        view,
        draw(st.sampled_from([action for action in Action if action is not Action.UNMANAGED])),
        impact=draw(st.sampled_from(Impact)),
        differences=tuple(draw(st.lists(DIFFERENCES, max_size=8))),
        drift=tuple(draw(st.lists(DIFFERENCES, max_size=2))),
        dropped=tuple(draw(st.lists(TEXT, max_size=2))),
        conflicts=tuple(draw(st.lists(st.builds(Conflict, st.just("main/g/w/x"), TEXT, TEXT), max_size=2))),
        reason=draw(TEXT),
        cure=draw(TEXT),
    )


PLANS = st.builds(
    Plan,
    st.just(Target("t", "e", "https://x")),
    source=TEXT,
    project=TEXT,
    creates_project=st.booleans(),
    changes=st.lists(changes(), max_size=4).map(lambda some: tuple(some * 10)),
    charts=st.just(()),
)


class Tags(HTMLParser):
    """The tags of some HTML, each closed in its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.seen.add(tag)
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


#: What a comment is made of; a link, an image, a list or a quote would be a stranger's.
TAGS = {"h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "pre", "details", "summary"}


def rendered(text: str) -> str:
    """The HTML of a comment, as a site that allows HTML and tables shows it."""
    return MarkdownIt("commonmark", {"html": True}).enable("table").render(text)


def check(text: str) -> None:
    """A comment is short enough and whole, and nothing in it acts."""
    assert len(text) <= LIMIT
    tags = Tags()
    tags.feed(rendered(text))
    assert (tags.open, tags.seen - TAGS) == ([], set())
    assert text.count("<details>\n") == 0
    assert len(re.findall("^<details>", text, re.MULTILINE)) == len(
        re.findall("^</details>$", outside(text), re.M)
    )
    for line in outside(text).splitlines():
        assert not re.search(r"[@\[\]*_~\\]|&(?!#)", line.replace("(t@", "")), line


def outside(text: str) -> str:
    """What stands in no fence. Raises AssertionError where a fence is never closed."""
    kept, fence = [], ""
    for line in text.splitlines():
        if fence:
            fence = "" if line == fence else fence
        elif found := re.match("`{3,}", line):
            fence = found[0]
        else:
            kept.append(line)
    assert not fence
    return "\n".join(kept)


@given(st.lists(PLANS, min_size=1, max_size=3), st.booleans())
def test_any_plan_is_a_whole_comment(plans: list[Plan], done: bool) -> None:
    all_changes = [change for plan in plans for change in plan.changes]
    outcomes = [Outcome(change, Status.FAILED, None, change.reason) for change in all_changes]
    check(markdown(plans, outcomes if done else None))


def test_the_rest_is_pointed_to() -> None:
    data = spec()
    data["workspaces"] = {f"w{n}": {"title": f"View {n}", "sections": []} for n in range(900)}
    text = markdown([planned(resources(data), MemoryBackend())])
    check(text)
    assert text.startswith("### wbgen: 900 to create\n")
    assert re.search(r"^\d+ more rows\. `wbgen plan` shows the rest\.$", text, re.MULTILINE)
    assert re.search(
        r"^\d+ more changes are not shown here\. `wbgen plan` shows the rest\.$", text, re.MULTILINE
    )
    assert len(text) > LIMIT * 0.8


def test_one_change_that_is_too_long_is_left_out_whole() -> None:
    backend = MemoryBackend()
    applied(planned(resources(spec()), backend), backend)
    data = spec("x" * 100)
    (change,) = planned(resources(data), backend).changes
    long = tuple(Difference("~", (f"{n}" * 70,), "a" * 70, "b" * 70, Impact.MEANING) for n in range(1000))
    plan = planned(resources(data), backend)
    object.__setattr__(change, "differences", long)
    object.__setattr__(plan, "changes", (change, *planned(resources(data), backend).changes))
    text = markdown([plan])
    check(text)
    assert text.count("<details>") == 1
    assert "1 more changes are not shown here" in text


@pytest.mark.parametrize("verb", ["plan", "apply"])
def test_on_the_command_line(tmp_path: Path, verb: str) -> None:
    folder = project(tmp_path / "work")
    assert wbgen(folder, "apply").code == 0
    rewrite(folder, ("title: Total loss", "title: 'Loss @ana <b>'"))
    done = wbgen(folder, verb, "--format", "markdown")
    assert (done.code, done.err) == (0, "")
    check(done.out)
    head, *_ = done.out.splitlines()
    assert head == "### wbgen: 2 to change"
    assert '"Total loss" -> "Loss @ana <b>"' in done.out, "in a fence"
    assert ("| updated |" in done.out) == (verb == "apply")
