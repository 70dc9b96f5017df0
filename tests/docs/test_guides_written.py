"""Nothing of a team's guide is missing from the written one: what each statement maps to is told there."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.docs.test_guides_page import ROOT, write
from wbgen.generate.guide import guide_text
from wbgen.generate.templates import folders
from wbgen.prose.knowledge import TAKEN
from wbgen.prose.language import Say, language
from wbgen.spec import models
from wbgen.spec.guide import Guide
from wbgen.spec.names import placeholders
from wbgen.spec.read import read_guide
from wbgen.spec.tree import Mapping, Node, Scalar, Sequence, value_text

#: Ids, names of other parts of the spec that are told in their own place, and how a view looks.
NOT_TOLD = frozenset(
    [
        "id",
        "wandb_id",
        "was",
        "section",
        "workspace",
        "use",
        "template",
        "vega",
        "raw",
        "runs",
        "h1",
        "h2",
        "h3",
        "each",
        "every_run",
        "columns",
        "rows",
        "height",
        "width",
        "open",
        "pinned",
        "folded",
        "frame",
        "smoothing",
        "draw",
        "layout",
        "colors",
        "widths",
        "marks",
        "font",
        "legend",
        "titles",
        "x_range",
        "y_range",
        "z_range",
        "points",
        "max_runs",
        "max_bars",
        "vertical",
        "x_title",
        "y_title",
        "y2_title",
        "mode",
        "gallery_axis",
        "group_by_prefix",
        "ignore_outliers",
        "over",
        "bins",
        "spread",
        "gradient",
        "tooltip",
        "strings",
        "fields",
    ]
)
#: Maps whose keys are the author's.
NAMED = frozenset({"of", "config", "warn", "critical", "values", "set", "parameters"})


def plain(text: str) -> str:
    """A text without what Markdown needs: escapes, quotes of code, line ends."""
    return " ".join(re.sub(r"\\(?=[<|])|[`*]", "", text).split())


def told_forms(text: str, say: Say, guide: Guide) -> Iterator[str]:
    """The ways in which a text of the spec may be told."""
    if text in TAKEN:
        yield say(TAKEN[text])
    yield from (text, say.table.get(text, text), say.condition(text), say.cadence(text))
    if re.fullmatch(r"-?[0-9.]+(e-?[0-9]+)?", text):
        yield f"{float(text):g}"
    for name in placeholders(text):
        if name in guide.catalogue.dimensions:
            yield text.replace(f"<{name}>", guide.catalogue.dimensions[name].values[0])


def leaves(node: Node, key: str) -> Iterator[tuple[str, str]]:
    """Every text below a node that is to be told, with its key; names that the author chose among them."""
    match node:
        case Scalar(value=str() | int() | float()) if not isinstance(node.value, bool):
            yield key, value_text(node.value)
        case Sequence():
            for item in node.items:
                bare = key == "blocks" and isinstance(item, Scalar)
                yield from () if bare else leaves(item, key)
        case Mapping():
            for entry in node.entries:
                if key in NAMED:
                    yield key, entry.name
                if key in NAMED or entry.name not in NOT_TOLD:
                    yield from leaves(entry.value, entry.name)


def named(path: str) -> Iterator[tuple[str, str]]:
    """The metric or config key that a path leads to, which stands in no text below it."""
    steps = [step for step in path.split(" > ") if step != "of"]
    attributes = models.MetricGroup.model_fields
    if len(steps) == {"metrics": 3, "config": 2}.get(steps[0]) and steps[-1] not in attributes:
        yield "of", steps[-1]


def missing(guide: str) -> Iterator[str]:
    """What the map of a guide leads to and the written guide does not tell."""
    file = write.spec_file(guide)
    checked, _ = read_guide(file)
    say = language(checked.lang)
    text = plain(guide_text(checked, folders("guide", file, ROOT)))
    root = write.tree(guide)
    for path in dict.fromkeys(path for entry in write.entries_of(guide) for path in entry.spec):
        place = write.find(root, path)
        for key, leaf in [*named(path), *leaves(place.node, place.name)]:
            if key == "of" and leaf in checked.health:
                continue  # told by its title
            if not any(plain(form) in text for form in told_forms(leaf, say, checked)):
                yield f"{path}: {key}: {leaf}"


@pytest.mark.parametrize("guide", write.guides())
def test_every_statement_is_told(guide: str) -> None:
    assert list(missing(guide)) == []


def test_what_is_left_out_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above can fail: a guide without its metrics lacks them."""
    for guide in write.guides():
        with monkeypatch.context() as patched:
            patched.setattr("wbgen.prose.metrics.metrics", lambda *_, **__: "")
            assert any(line.startswith("metrics > ") for line in missing(guide))
