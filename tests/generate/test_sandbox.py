"""Templates come from strangers: nothing they are given lets them out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.generate.guide.small import write_small
from wbgen.errors import WbgenError
from wbgen.generate.templates import MOST_CHARACTERS, fill_template
from wbgen.spec.read import read_guide

#: A pickle that makes the file `out` when it is read.
PICKLE = r"cposix\nsystem\n(S\"touch out\"\ntR."

ATTEMPTS = [
    f"""guide.config['seed'].parse_raw('{PICKLE}'.encode('latin1'), proto='pickle', allow_pickle=True)""",
    "guide.config['seed'].parse_file('secret')",
    "guide.config['seed'] | attr('parse_file')",
    "guide.config.values() | map(attribute='model_construct') | list | first",
    "guide.config['seed'].__class__",
    "guide.config.clear()",
]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_no_way_out(attempt: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    guide, _ = read_guide(write_small(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret").write_text("{}")
    (tmp_path / "bad.j2").write_text(f"{{{{ ({attempt}) ~ '' }}}}", encoding="utf-8")
    with pytest.raises(WbgenError, match=r"template bad\.j2.*(unsafe|undefined|no attribute)"):
        fill_template("bad", [tmp_path], {"guide": guide}, {})
    assert not (tmp_path / "out").exists()


def test_what_a_spec_says_is_there(tmp_path: Path) -> None:
    guide, _ = read_guide(write_small(tmp_path))
    (tmp_path / "good.j2").write_text("{{ guide.config['seed'].about }}", encoding="utf-8")
    assert fill_template("good", [tmp_path], {"guide": guide}, {}) == "Draws the data"


def test_no_template_is_read_through_a_link_that_leads_outside(tmp_path: Path) -> None:
    inside = tmp_path / "templates"
    inside.mkdir()
    (tmp_path / "secret").write_text("key")
    (inside / "link.j2").symlink_to(tmp_path / "secret")
    (inside / "includes.j2").write_text("{% include 'link.j2' %}")
    (inside / "own.j2").symlink_to(inside / "real.j2")
    (inside / "real.j2").write_text("fine")
    for name in ("link", "includes"):
        with pytest.raises(WbgenError, match=r"template link\.j2 lies outside its folder"):
            fill_template(name, [inside], {}, {})
    assert fill_template("own", [inside], {}, {}) == "fine"


def test_a_template_has_an_end(tmp_path: Path) -> None:
    (tmp_path / "long.j2").write_text("x" * (MOST_CHARACTERS + 1))
    with pytest.raises(WbgenError, match="is too large"):
        fill_template("long", [tmp_path], {}, {})
