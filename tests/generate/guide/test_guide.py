"""The written guide: everything in a spec, in its language, from a template that may be the user's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.generate.guide.small import SMALL, write_small
from wbgen.errors import WbgenError
from wbgen.generate.guide import guide_text
from wbgen.generate.guide.write import words
from wbgen.generate.templates import folders
from wbgen.prose.korean import KOREAN
from wbgen.prose.language import language
from wbgen.prose.markdown import code_cell, table
from wbgen.spec.read import read_guide

ROOT = Path(__file__).parents[3]
GOLDENS = ROOT / "tests/goldens/guide"
PROSE = [*(ROOT / "wbgen/prose").glob("*.py"), *(ROOT / "wbgen/generate/guide").glob("*.py")]
TEMPLATES = ROOT / "templates/guide"

PHRASE = re.compile(r"""say\(\s*(["'])(.+?)\1""")


def written(spec: Path) -> str:
    guide, _ = read_guide(spec)
    return guide_text(guide, folders("guide", spec, spec.parent.parent))


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_golden(lang: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    text = written(write_small(tmp_path, lang))
    golden = GOLDENS / f"small.{lang}.md"
    if request.config.getoption("--refresh-goldens"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_an_unknown_language_is_told_in_english(tmp_path: Path) -> None:
    english = written(write_small(tmp_path, "en"))
    assert written(write_small(tmp_path, "pt-BR")) == english


def test_it_is_the_same_wherever_the_spec_is_read_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    absolute = written(write_small(tmp_path))
    monkeypatch.chdir(tmp_path / "specs")
    assert written(Path("small.yaml")) == absolute
    assert str(tmp_path) not in absolute


def test_every_phrase_is_in_korean() -> None:
    texts = [file.read_text(encoding="utf-8") for file in [*PROSE, *TEMPLATES.glob("*.j2")]]
    used = {found[2] for text in texts for found in PHRASE.finditer(text)}
    assert len(used) > 50
    assert used - set(KOREAN) == set()


@pytest.mark.parametrize(("english", "korean"), KOREAN.items())
def test_a_translation_fills_the_same_gaps(english: str, korean: str) -> None:
    assert sorted(re.findall(r"\{\d\}", english)) == sorted(re.findall(r"\{\d\}", korean))


def test_no_word_of_ours_stays_english(tmp_path: Path) -> None:
    """What the Korean guide shares with the English one is the author's."""
    english, korean = (written(write_small(tmp_path, lang)).splitlines() for lang in ("en", "ko"))
    heads = {line for line in english if line.startswith(("## ", "| Metric", "| Panel", "- Cause"))}
    assert len(heads) > 15
    assert heads & set(korean) == set()


@pytest.mark.parametrize(
    ("condition", "korean"),
    [("above 0.7", "0.7 초과"), ("0.01 to 10", "0.01 ~ 10"), ("is 1", "= 1"), ("초반 5", "초반 5")],
)
def test_conditions_are_said(condition: str, korean: str) -> None:
    assert language("ko").condition(condition) == korean
    assert language("en").condition(condition) == condition


# --- templates


def own_template(folder: Path, text: str) -> Path:
    spec = write_small(folder)
    (folder / "templates").mkdir()
    (folder / "templates/guide.md.j2").write_text(text, encoding="utf-8")
    return spec


def test_a_template_of_ones_own_wins(tmp_path: Path) -> None:
    spec = own_template(tmp_path, "# {{ title }}\n\n{{ metrics }}\n")
    text = written(spec)
    assert "### Losses" in text
    assert "## Dashboards" not in text


def test_it_may_say_one_chapter_anew(tmp_path: Path) -> None:
    block = "{% block links %}\n\n## Where to ask\n\nNext door.\n{% endblock %}"
    text = written(own_template(tmp_path, f'{{% extends "chapters.md.j2" %}}\n{block}\n'))
    assert "## Where to ask\n\nNext door." in text
    assert "https://docs.wandb.ai" not in text
    assert "## Dashboards" in text


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("# {{ title }}\n\n{{ metricks }}\n", r"template guide\.md\.j2, line 3: 'metricks' is undefined"),
        ("# {{ title }}\n{% if %}\n", r"template guide\.md\.j2, line 2: "),
        ("{{ title.__class__.__mro__ }}", r"template guide\.md\.j2, line 1: .*__class__"),
    ],
)
def test_a_wrong_template_is_told_by_its_line(template: str, told: str, tmp_path: Path) -> None:
    spec = own_template(tmp_path, template)
    with pytest.raises(WbgenError, match=told):
        written(spec)


def test_templates_are_given_nothing_but_texts(tmp_path: Path) -> None:
    guide, _ = read_guide(write_small(tmp_path))
    given = words(guide, language("en"))
    assert callable(given.pop("say"))
    assert {type(value) for value in given.values()} == {str}


# --- Markdown


TABLES = MarkdownIt("commonmark").enable("table")


#: What a spec may hold: no control characters, nor halves of what lies beyond 16 bits.
TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1)


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), min_size=1, max_size=3))
def test_a_cell_keeps_any_text_to_the_letter(rows: list[list[str]]) -> None:
    markdown = table(["a", "b"], [[f"x{code_cell(cell)}" for cell in row] for row in rows])
    cells = [token for token in TABLES.parse(markdown) if token.type == "inline"][2:]
    shown = [" ".join(cell.split()) for row in rows for cell in row]
    assert len(cells) == len(shown)
    for token, text in zip(cells, shown, strict=True):
        assert [child.content for child in token.children or [] if child.type == "code_inline"] == (
            [text] if text else []
        )


def test_what_looks_like_html_is_shown(tmp_path: Path) -> None:
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(written(write_small(tmp_path)))
    assert "Loss of the term &lt;term&gt;" in html
    assert "<three>" not in html
    assert "It | leaps" in html


def test_every_text_of_the_spec_is_in_it(tmp_path: Path) -> None:
    """Of the small spec, whose every text is ours to check."""
    text = written(write_small(tmp_path)).replace("\\<", "<").replace("\\|", "|")
    for key in ("about", "fix", "cause", "symptom", "title", "check", "run", "url", "practices"):
        for said in re.findall(rf"\b{key}: ([A-Z][^,\[\]{{}}|\"]+?)[,}}\n]", SMALL):
            assert said.strip() in text, said
