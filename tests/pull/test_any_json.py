"""Law 4 for views that nobody would save: they come back, or are refused in a sentence."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pull.views import Body, built, source_of, views
from wbgen.errors import WbgenError
from wbgen.spec.diagnostics import SpecError
from wbgen.views.overlay import same

#: Keys and texts that mean something somewhere in a view, or in the language.
WORDS = [
    *("filters", "op", "key", "section", "name", "value", "viewType", "config", "metrics", "xAxis", "panels"),
    *("type", "children", "text", "id", "__id__", "runSets", "settings", "layout", "x", "h", "blocks", "w"),
    *("metadata", "smoothingWeight", "groupBy", "flowConfig", "Run History Line Plot", "Vega2", "panel-grid"),
    *("a<b>", "<layer>", "\\<x>", "$x", "${a}", "$$", "$delete", "loss/*", "*", "_x", "_step", "run:loss"),
    *("config.lr", "run.", "a\r\nb", "a\x07b", "\u2028", "\ue000", "x" * 300, "1", "true", "null", "- a", ""),
]
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    LEAVES | st.sampled_from(WORDS) | st.text(max_size=9),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(WORDS), below, max_size=3),
    max_leaves=6,
)


def places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every map and list of a view with each of its keys."""
    for key in range(len(node)) if isinstance(node, list) else list(node) if isinstance(node, dict) else ():
        yield node, key
        yield from places(node[key])


@st.composite
def changed(draw: st.DrawFn) -> Body:
    """A view with some places changed: another value, one more, one less, one from elsewhere."""
    name = draw(st.sampled_from([name for name in views() if not name.startswith("gh_")]))  # those are long
    view = copy.deepcopy(views()[name])
    chance = random.Random(draw(st.integers(0, 2**32)))
    for _ in range(draw(st.integers(1, 3))):
        owner, key = chance.choice(list(places(view)))
        match draw(st.sampled_from(["set", "add", "take", "copy"])):
            case "set":
                owner[key] = draw(VALUES)
            case "add" if isinstance(owner, list):
                owner.insert(key, copy.deepcopy(owner[key]))
            case "add":
                owner[draw(st.sampled_from(WORDS))] = draw(VALUES)
            case "take":
                del owner[key]
            case "copy":
                other, place = chance.choice(list(places(view)))
                owner[key] = copy.deepcopy(other[place])
    return view


def is_view(spec: Body) -> bool:
    """Whether the shape tells that it is a view, which is asked when one is read."""
    return isinstance(spec.get("section"), dict) or isinstance(spec.get("blocks"), list)


@settings(max_examples=250, deadline=None)
@given(changed().filter(is_view))
def test_any_view_comes_back_or_is_refused(spec: Body) -> None:
    try:
        view, text, raw = built(source_of(spec))
    except SpecError as error:
        raise AssertionError(error.diagnostics) from error
    except (ValueError, WbgenError) as refusal:
        said, module = str(refusal), type(refusal).__module__
    else:
        assert same(view, spec), text
        assert 0 <= raw <= 1
        return
    assert 0 < len(said) < 200
    assert module.startswith(("builtins", "wbgen.")), "a library's own error is no sentence of ours"


def test_a_panel_that_cannot_be_said_is_kept_alone() -> None:
    spec = copy.deepcopy(views()["rich"])
    first, *_ = spec["section"]["panelBankConfig"]["sections"][0]["panels"]
    _, _, before = built(source_of(spec))
    first["config"].update(metrics=["a", "_private"], xAxis="run.nothing")
    view, text, raw = built(source_of(spec))
    assert same(view, spec)
    assert before < raw < 0.5
    assert text.count("- raw:") == 1
