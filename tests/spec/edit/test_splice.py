"""Edits in place: the data they make, and every other line as it was."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.spec.edit.data import SCALARS, TEXTS, WORDS, WRITTEN_MAPS, Scribe, data, read
from wbgen.spec.edit.edits import Delete, Edit, EditError, Insert, Set, edited, gather
from wbgen.spec.edit.fmt import comments
from wbgen.spec.edit.same import same_data
from wbgen.spec.edit.source import Piece, Source
from wbgen.spec.edit.splice import splice

NPT = (Path(__file__).parents[3] / "specs" / "npt.yaml").read_bytes()
VALUES = st.one_of(SCALARS, TEXTS, data())


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The paths of a value and of all that it holds."""
    members = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    return [path, *(place for step, item in members for place in places(item, (*path, step)))]


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def random_edits(random: Random, value: Any, values: list[Any], keys: list[str]) -> list[Edit]:
    """Edits that do not meet, as many of each kind as comes."""
    chosen: list[Edit] = []
    for new in values:
        path = random.choice(places(value))
        target = at(value, path)
        options: list[Edit] = []
        if path:
            options += [Set(path, new), Delete(path)]
        if isinstance(target, list):
            options.append(Insert(path, random.randint(0, len(target)), new))
        if isinstance(target, dict):
            options.append(Set((*path, random.choice(keys)), new))
        edit = random.choice(options)
        try:
            gather(value, [*chosen, edit])
        except EditError:
            continue
        chosen.append(edit)
    return chosen


EDITS = st.tuples(
    st.integers(0, 2**32), st.lists(VALUES, min_size=1, max_size=4), st.lists(WORDS, min_size=1, max_size=3)
)


@given(WRITTEN_MAPS, st.integers(0, 2**32), EDITS)
def test_the_data_are_as_edited(value: dict[str, Any], seed: int, how: Any) -> None:
    text = Scribe(seed).document(value)
    edits = random_edits(Random(how[0]), value, *how[1:])
    refused = ""
    try:
        result = splice(text.encode(), edits)
    except EditError as error:
        refused = error.message
    if refused:
        assert "comment inside the brackets" in refused
        return
    assert same_data(read(result), edited(value, gather(value, edits)))
    check_untouched(text, result.decode(), value, edits)


@given(st.lists(EDITS, min_size=1, max_size=4))
def test_edits_of_the_npt_spec(rounds: list[Any]) -> None:
    source = NPT
    for how in rounds:
        value = read(source)
        edits = random_edits(Random(how[0]), value, *how[1:])
        result = splice(source, edits)
        assert same_data(read(result), edited(value, gather(value, edits)))
        check_untouched(source.decode(), result.decode(), value, edits)
        source = result


def check_untouched(before: str, after: str, value: Any, edits: list[Edit]) -> None:
    """Lines that no edit touches are there as they were, in their order, with all their comments."""
    old, new = (re.split("(?<=\n)", text) for text in (before, after))
    touched = touched_lines(before, value, edits)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    position = 0
    for index, line in enumerate(old):
        if index in touched or not line.strip():
            continue
        found = next(
            (i for i in range(position, len(new)) if new[i].rstrip("\r\n") == line.rstrip("\r\n")), None
        )
        assert found is not None, (line, matcher.ratio(), edits)
        position = found + 1


def touched_lines(text: str, value: Any, edits: list[Edit]) -> set[int]:
    """Line numbers, from 0, that the edits may change: those of the edited nodes with their comments."""
    source = Source(text)
    numbers = {start: index for index, start in enumerate(source.line_starts)}

    def lines(start: int, end: int) -> range:
        return range(numbers[source.line_start(start)], numbers[source.line_start(end)] + 1)

    found: set[int] = set()
    for edit in edits:
        path = (*edit.path, edit.index) if isinstance(edit, Insert) else edit.path
        holder, start, index = resolved(source, path)
        gone = [e for e in edits if isinstance(e, Delete) and e.path[:-1] == path[:-1]]
        if holder.flow or len(gone) == len(holder.items):
            found.update(lines(start, holder.end), attached(text, lines(start, holder.end), below=True))
            continue
        if not isinstance(edit, Insert) and index < len(holder.items):
            item = lines(holder.items[index].start, holder.items[index].end)
            found.update(item, attached(text, item, below=True))
            found.update(attached(text, item, below=False) if isinstance(edit, Delete) else ())
        first = holder.items[0].start
        if not source.leads_line(first) and not isinstance(edit, Set):
            heir = holder.items[min(index + isinstance(edit, Delete), len(holder.items) - 1)]
            found.update(lines(first, heir.start) if isinstance(edit, Delete) or not index else ())
    return found


def resolved(source: Source, path: tuple[str | int, ...]) -> tuple[Piece, int, int]:
    """The collection that an edit is in (the outermost in brackets), where its entry begins, its index."""
    piece, start = source.root, source.root.start
    for depth, step in enumerate(path):
        steps = [i if item.key is None else item.key.value for i, item in enumerate(piece.items)]
        index = steps.index(step) if step in steps else len(steps)
        if depth == len(path) - 1 or piece.flow or index == len(steps):
            return piece, start, index
        start, piece = piece.items[index].start, piece.items[index].value
    raise AssertionError("a path has a step")


def attached(text: str, lines: range, *, below: bool) -> set[int]:
    """Lines of comments next to others."""
    all_lines = [line.strip() for line in re.split("(?<=\n)", text)]
    step = 1 if below else -1
    index = lines.stop if below else lines.start - 1
    found: set[int] = set()
    while 0 <= index < len(all_lines) and (
        all_lines[index].startswith("#") or (below and not all_lines[index])
    ):
        found.add(index)
        index += step
    return found


SOURCE = """\
# head
a: 1  # one

# about b
b:
  - x: 1  # x
    # about y
    y: 2
  # second
  - z
  - - n  # n
    - m
c: {p: 1, q: [1, 2]}  # flow
d: |  # lit
  text

e:
f: &f 3
g: *f
"""

CASES = {
    "a value": ([Set(("a",), 2)], ["-a: 1  # one", "+a: 2  # one"]),
    "a value to a map": ([Set(("a",), {"k": 1})], ["-a: 1  # one", "+a:  # one", "+  k: 1"]),
    "a null": ([Set(("e",), "on")], ["-e:", "+e: 'on'"]),
    "a null to a list": ([Set(("e",), [{"k": 1}])], ["+  - k: 1"]),
    "a text": ([Set(("d",), 5)], ["-d: |  # lit", "-  text", "+d: 5  # lit"]),
    "to a text": ([Set(("b", 1), "x\ny\n")], ["-  - z", "+  - |", "+    x", "+    y"]),
    "a new key": ([Set(("b", 0, "k"), 3)], ["+    k: 3"]),
    "a new key in brackets": (
        [Set(("c", "r"), "a, b")],
        ["-c: {p: 1, q: [1, 2]}  # flow", "+c: {p: 1, q: [1, 2], r: 'a, b'}  # flow"],
    ),
    "delete": ([Delete(("b", 1))], ["-  # second", "-  - z"]),
    "delete first behind a dash": ([Delete(("b", 2, 0))], ["-  - - n  # n", "-    - m", "+  - - m"]),
    "delete before a comment": ([Delete(("b", 0, "x"))], ["-  - x: 1  # x", "+  -"]),
    "delete all": (
        [Delete(("b", 0, "x")), Delete(("b", 0, "y"))],
        ["-  - x: 1  # x", "-    # about y", "-    y: 2", "+  - {}"],
    ),
    "insert": ([Insert(("b",), 1, ["v"])], ["+  - [v]"]),
    "insert first": ([Insert(("b", 2), 0, "k")], ["-  - - n  # n", "+  - - k", "+    - n  # n"]),
    "in brackets": (
        [Delete(("c", "q", 0)), Insert(("c", "q"), 2, 3)],
        ["-c: {p: 1, q: [1, 2]}  # flow", "+c: {p: 1, q: [2, 3]}  # flow"],
    ),
}


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("name", CASES)
def test_lines(name: str, line_end: str) -> None:
    edits, expected = CASES[name]
    source = "\ufeff" + SOURCE.replace("\n", line_end)
    result = splice(source.encode(), edits).decode()
    assert result.startswith("\ufeff")
    assert result.replace(line_end, "").count("\n") == 0
    diff = difflib.unified_diff(source.split(line_end), result.split(line_end), n=0, lineterm="")
    assert [line for line in diff if not line.startswith(("---", "+++", "@@"))] == expected


@pytest.mark.parametrize(
    "edits",
    [
        [Set(("f",), 1)],
        [Set(("g",), 1)],
        [Delete(("g",))],
        [Set((), 1)],
        [Set(("a", "k"), 1)],
        [Delete(("nothing",))],
        [Set(("b", 9), 1)],
        [Insert(("b",), 4, 1)],
        [Insert(("a",), 0, 1)],
        [Set(("a",), 1), Delete(("a",))],
        [Delete(("b",)), Set(("b", 0, "x"), 1)],
        [Set(("n",), 1), Set(("n",), 2)],
    ],
)
def test_refused(edits: list[Edit]) -> None:
    with pytest.raises(EditError):
        splice(SOURCE.encode(), edits)


def test_a_shared_value_is_not_edited_through_its_alias() -> None:
    with pytest.raises(EditError, match="anchor or alias"):
        splice(b"a: &x {b: 1}\nc: *x\n", [Set(("c", "b"), 2)])
    with pytest.raises(EditError, match="anchor or alias"):
        splice(b"a: &x\n  b: 1\nc: *x\n", [Set(("a", "b"), 2)])


def test_a_comment_inside_brackets_is_not_lost() -> None:
    source = b"a: [1,  # one\n  2]\n"
    with pytest.raises(EditError, match="comment"):
        splice(source, [Delete(("a", 0))])
    assert splice(source, [Set(("a", 1), 3)]) == b"a: [1,  # one\n  3]\n"


@pytest.mark.parametrize(
    ("source", "edit", "result"),
    [
        (b"a: 1", Set(("b",), 2), b"a: 1\nb: 2\n"),
        (b"a: 1", Set(("a",), 2), b"a: 2"),
        (b"a: |\n  x", Set(("b",), 2), b"a: |-\n  x\nb: 2\n"),
        (b"a: 1", Set(("a",), "x\ny\n"), b"a: |\n  x\n  y\n"),
        (b"a: 1\n\nb:\n  c: 1\n", Delete(("b",)), b"a: 1\n"),
        (b"a: 1\n\nb: 2\n\nc: 3\n", Delete(("b",)), b"a: 1\n\nc: 3\n"),
        (b"a: |+\n  x\n\nb: 2\n\nc: 3\n", Delete(("b",)), b"a: |+\n  x\n\nc: 3\n"),
        (b"a: 1\n", Delete(("a",)), b"{}\n"),
        (b"{a: 1}", Set(("b",), 2), b"{a: 1, b: 2}"),
        (b"a: {}\n", Set(("a", "b"), 2), b"a:\n  b: 2\n"),
        (b"a: [\n  1,\n  2,\n]\n", Insert(("a",), 2, 3), b"a: [\n  1,\n  2,\n  3,\n]\n"),
        (b"a:\n- 1\n- 2\n", Insert(("a",), 1, {"b": 1}), b"a:\n- 1\n- b: 1\n- 2\n"),
        (b"a:\n  b: 1\n  # c: 2\nd: 3\n", Set(("a", "e"), 4), b"a:\n  b: 1\n  e: 4\n  # c: 2\nd: 3\n"),
        (b"a:\n- b\n\n  # c\n- d\n", Set(("a", 0), "x\ny"), b'a:\n- "x\\ny"\n\n  # c\n- d\n'),
        (b"a:\n  b: 1\n  # c: 2\n", Set(("d",), 4), b"a:\n  b: 1\n  # c: 2\nd: 4\n"),
    ],
)
def test_ends(source: bytes, edit: Edit, result: bytes) -> None:
    assert splice(source, [edit]) == result


def test_comments_of_a_whole_spec_stay() -> None:
    value = read(NPT)
    edits: list[Edit] = [Set(("workspaces", "default", "sections", i, "title"), f"T{i}") for i in range(8)]
    edits += [Set(("config", "seed", "default"), 1), Set(("workspaces", "default", "name"), "n")]
    result = splice(NPT, edits)
    assert comments(Source(result.decode())) == comments(Source(NPT.decode()))
    assert same_data(read(result), edited(value, gather(value, edits)))
    changed = [
        line
        for line in difflib.ndiff(NPT.decode().split("\n"), result.decode().split("\n"))
        if line[0] in "+-"
    ]
    assert len(changed) == 2 * 9 + 1
