"""Reports said in the language and built again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import wandb_workspaces.reports.v2 as wr
from hypothesis import given
from hypothesis import strategies as st
from wandb_workspaces.reports.v2 import interface

from tests.compile.reports import built
from tests.compile.test_blocks import PAIRS, by_hand
from tests.corpus import files
from wbgen.compile.blocks import decode_report
from wbgen.compile.decode import decode_panel
from wbgen.views.overlay import leaves, same
from wbgen.views.table.blocks import BLOCKS


@pytest.mark.parametrize("path", files("viewspecs", "*report*.json"))
def test_real_reports_are_said_and_built_again(path: Path) -> None:
    view = json.loads(path.read_text(encoding="utf-8"))
    said = decode_report(view, decode_panel, "p")
    share = raw_leaves(said) / leaves(view)
    print(f"{path.stem}: {share:.1%} raw")
    assert "raw" not in said
    names = names_in(view)
    assert same(rebuilt_with(said, names), view)


def names_in(node: Any) -> set[str]:
    """Texts that may be names of metrics or config keys."""
    if isinstance(node, dict):
        return set().union(*map(names_in, node.values()))
    if isinstance(node, list):
        return set().union(*map(names_in, node))
    return {node} if isinstance(node, str) else set()


def rebuilt_with(said: dict[str, Any], names: set[str]) -> Any:
    """The report built in a spec that knows the names."""
    metrics = {name.removeprefix("summary:") for name in names if 0 < len(name) < 100 and name.isascii()}
    config = {name[7:-6] for name in names if name.startswith("config:")} | {"lr"}
    return built(
        said,
        metrics=[{"group": "g", "of": {name: {} for name in sorted(metrics) if ok(name)}}],
        config={key: {} for key in sorted(config)},
    )


def ok(name: str) -> bool:
    """Whether a text may stand as a metric in a catalogue."""
    return not name.startswith(("_", "system.")) and not set(name) & set("<>*$[]{}?\\ ")


def raw_leaves(node: Any) -> int:
    """How many values of what was decoded are under ``raw``."""
    if isinstance(node, dict):
        return sum(leaves(value) if key == "raw" else raw_leaves(value) for key, value in node.items())
    return sum(map(raw_leaves, node)) if isinstance(node, list) else 0


TEXTS = st.text(st.sampled_from("ab `[]()$\\\n1é"), max_size=12)
INLINE = st.lists(
    st.one_of(
        TEXTS,
        TEXTS.map(wr.InlineCode),
        TEXTS.map(wr.InlineLatex),
        st.builds(wr.Link, TEXTS, TEXTS),
    ),
    min_size=1,
    max_size=4,
)
LIBRARY_BLOCKS = st.recursive(
    st.one_of(
        st.builds(wr.P, INLINE),
        st.builds(wr.BlockQuote, INLINE),
        st.builds(wr.CalloutBlock, INLINE),
        st.builds(wr.CodeBlock, TEXTS, st.sampled_from(["python", "yaml", None])),
        st.builds(wr.Image, TEXTS, INLINE),
        st.builds(wr.OrderedList, st.lists(INLINE, max_size=3)),
        st.builds(wr.UnorderedList, st.lists(INLINE, max_size=3)),
        st.builds(wr.CheckedList, st.lists(st.builds(wr.CheckedListItem, INLINE, st.booleans()), max_size=3)),
        st.builds(
            wr.Gallery,
            st.lists(
                st.one_of(TEXTS.map(interface.GalleryReport), TEXTS.map(interface.GalleryURL)), max_size=3
            ),
        ),
        *(
            TEXTS.map(kind)
            for kind in (
                wr.MarkdownBlock,
                wr.LatexBlock,
                wr.Video,
                interface.Spotify,
                interface.SoundCloud,
                interface.Twitter,
            )
        ),
        st.sampled_from([wr.TableOfContents(), wr.HorizontalRule(), wr.PanelGrid()]),
    ),
    lambda inner: st.builds(wr.H2, INLINE, st.lists(inner, min_size=1, max_size=3)),
    max_leaves=6,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "x", "$y", "paragraph"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "children", "text", "$a", "level", "metadata", "runSets"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=10,
)


def body_of(blocks: list[Any]) -> Any:
    """A report's body with blocks in it."""
    spec = by_hand_report()
    return {**spec, "blocks": [spec["blocks"][0], *blocks, spec["blocks"][-1]]}


def by_hand_report() -> Any:
    report = wr.Report(project="", entity="e", title="T")._to_model().spec
    return json.loads(report.model_dump_json(by_alias=True, exclude_none=True))


@given(st.lists(LIBRARY_BLOCKS, max_size=4))
def test_whatever_the_library_makes_is_built_again(blocks: list[Any]) -> None:
    view = body_of([by_hand(block) for block in blocks])
    assert same(built(decode_report(view, decode_panel, "p")), view)


@given(
    st.lists(
        JSON
        | st.fixed_dictionaries(
            {"type": st.sampled_from([row.type for row in BLOCKS])},
            optional={
                "children": JSON,
                "content": JSON,
                "level": st.integers(0, 4),
                "url": JSON,
                "links": JSON,
                "ordered": JSON,
                "metadata": JSON,
                "collapsedChildren": JSON,
            },
        ),
        max_size=3,
    )
)
def test_any_blocks_are_built_again(blocks: list[Any]) -> None:
    blocks = [block for block in blocks if isinstance(block, dict)]
    view = body_of(blocks)
    assert same(built(decode_report(view, decode_panel, "p")), view)


@given(st.lists(LIBRARY_BLOCKS, min_size=1, max_size=3), st.data())
def test_edited_blocks_are_built_again(blocks: list[Any], data: st.DataObject) -> None:
    """Keys the app adds, and values it changes, anywhere in a block."""
    made = [by_hand(block) for block in blocks]
    for block in made:
        for _ in range(data.draw(st.integers(1, 3))):
            node = block
            while isinstance(node, dict) and node and data.draw(st.booleans()):
                below = node[data.draw(st.sampled_from(sorted(node)))]
                node = (
                    below
                    if isinstance(below, dict)
                    else below[0]
                    if below and isinstance(below, list)
                    else node
                )
                if not isinstance(node, dict):
                    break
            if isinstance(node, dict):
                node[data.draw(st.sampled_from(["new", "text", "url", "$z", *sorted(node)]))] = data.draw(
                    JSON
                )
    view = body_of(made)
    assert same(built(decode_report(view, decode_panel, "p")), view)


def test_library_made_blocks_leave_little_raw() -> None:
    view = body_of([by_hand(official) for _, official in PAIRS])
    said = decode_report(view, decode_panel, "p")
    assert raw_leaves(said) == 0
