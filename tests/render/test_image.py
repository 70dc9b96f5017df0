"""Pictures: well-formed whatever the texts, nothing from outside in them, one mistake costs one panel."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.render.shown import LINE, PNG, bodies, chart, dashboard, panel
from wbgen.render.colors import ON_DARK, PALETTE
from wbgen.render.drawing import Chart, Dashboard, DrawnSection, Gallery, Grid, Picture, Prose
from wbgen.render.image import dashboard_image, panel_image
from wbgen.render.markdown import to_stretches
from wbgen.render.svg.text import clipped, height_of, width_of, wrapped

SVG = "{http://www.w3.org/2000/svg}"


def read(content: bytes) -> ElementTree.Element:
    """A picture, which must be XML."""
    return ElementTree.fromstring(content)


def texts_of(content: bytes) -> str:
    """All that a picture says."""
    return " ".join("".join(node.itertext()) for node in read(content).iter(f"{SVG}text"))


@settings(max_examples=30)
@given(st.text(max_size=60))
@example("</text><script>alert(1)</script>\"'&]]>")
@example("\0\x1b\ud800\ufffe")
def test_any_text_makes_a_picture(text: str) -> None:
    for body in bodies(text)[1:]:
        root = read(panel_image(panel(body, text=text), "svg"))
        assert not [node for node in root.iter() if node.tag.endswith("script")]


def test_a_dashboard_is_one_picture_with_all_its_panels() -> None:
    shown = dashboard("a text")
    content = dashboard_image(shown, "svg")
    assert texts_of(content).count("This chart cannot be drawn") == 0
    assert (
        len(
            [
                node
                for node in read(content).iter(f"{SVG}g")
                if node.get("class") == "mark-group role-frame root"
            ]
        )
        == 2
    )
    png = dashboard_image(shown, "png", scale=1)
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20], "big") == 1440


def test_names_within_charts_do_not_meet() -> None:
    clipped_chart = chart(mark={"type": "line", "clip": True})
    panels = tuple(panel(clipped_chart, f"panel-{at}") for at in range(2))
    content = dashboard_image(Dashboard("", "workspace", (DrawnSection("", panels),)), "svg").decode()
    names = re.findall(r'<clipPath id="([^"]+)"', content)
    assert len(names) == len(set(names)) == 2
    assert set(re.findall(r"url\(#([^)]+)\)", content)) == set(names)


def test_a_picture_holds_nothing_from_outside(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(PNG)
    spec = {
        "data": {"name": "rows"},
        "mark": {"type": "image", "width": 9, "height": 9},
        "encoding": {"url": {"field": "u"}, "href": {"field": "h"}},
    }
    for url in (str(secret), secret.as_uri(), "http://127.0.0.1:9/x.png"):
        for link in ("https://example.org", "javascript:x"):
            drawn = panel(Chart(spec, {"rows": {"u": [url], "h": [link]}}, own=True))
            content = panel_image(drawn, "svg").decode()
            assert ("<image" in content) != ("cannot be drawn" in content)
            assert 'href="' not in content
            assert panel_image(drawn, "png").startswith(b"\x89PNG")


def test_a_chart_that_asks_for_data_elsewhere_says_so(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("x,y\n1,2\n")
    for url in (str(table), table.as_uri(), "http://127.0.0.1:9/x.csv"):
        asking = Chart({**LINE, "data": {"url": url}}, {}, own=True)
        content = panel_image(panel(asking), "svg").decode()
        assert "cannot be drawn" in content or ">2<" not in content


def test_a_chart_that_vega_refuses_costs_its_panel_alone() -> None:
    bad = chart(transform=[{"calculate": "datum.(", "as": "z"}])
    panels = (panel(bad, "panel-a"), panel(chart(), "panel-b"))
    content = dashboard_image(Dashboard("", "workspace", (DrawnSection("", panels),)), "svg")
    assert texts_of(content).count("This chart cannot be drawn") == 1
    assert b"mark-line" in content


def test_what_does_not_fit_is_counted() -> None:
    many = Grid(("a", "b"), tuple((str(n), "x") for n in range(100)))
    assert re.search(r"\d\d more rows", texts_of(panel_image(panel(many), "svg")))
    short = DrawnSection("", (panel(Grid(("a",), (("cell",),))),))
    assert "cell" in texts_of(dashboard_image(Dashboard("", "workspace", (short,)), "svg"))
    media = Gallery(tuple(Picture(str(n), "image/png", PNG) for n in range(200)))
    assert re.search(r"and \d+ more", texts_of(panel_image(panel(media), "svg")))
    tall = tuple(panel(Prose("", (("word\n" * 60, False),)), f"panel-{at}") for at in range(180))
    assert "more panels do not fit" in texts_of(
        dashboard_image(Dashboard("", "workspace", (DrawnSection("", tall),)), "svg")
    )


#: Texts of tables with their widths on DejaVu Sans of 12 pixels, as its own tables have them.
WIDTHS = [
    ("ranked by the priorities of tiny", True, 208.4),
    ("learning_rate", True, 89.9),
    ("offset", True, 39.0),
    ("0.00076021 ±0.00076", False, 136.0),
    ("3.2327e-64 ±1.6e-66 (not above 0.9)", False, 225.2),
]


@pytest.mark.parametrize(("text", "bold", "width"), WIDTHS)
def test_no_text_takes_more_room_than_it_is_given(text: str, bold: bool, width: float) -> None:
    assert width <= width_of(text, 12, bold=bold) <= 1.1 * width


@pytest.mark.parametrize("columns", [3, 8])
def test_cells_of_a_table_do_not_run_into_each_other(columns: int) -> None:
    head = ("ranked by the priorities of a guide",) * columns
    content = panel_image(panel(Grid(head, (("0.00076021 ±0.00076",) * columns,)), w=24), "svg")
    found = [node for node in read(content).iter(f"{SVG}text") if node.get("font-size") == "12"]
    for row in (found[:columns], found[columns:]):
        assert len(row) == columns
        for left, right in pairwise(row):
            bold = left.get("font-weight") == "600"
            room = float(right.get("x", "")) - float(left.get("x", ""))
            assert width_of(left.text or "", 12, bold=bold) <= room - 6


def test_code_is_written_in_letters_of_one_width() -> None:
    source = "As YAML:\n\n```yaml\na:\n  b: 1\n```\n\nAs a command:\n\n```bash\nrun --it\n```"
    content = panel_image(panel(Prose("", to_stretches(source)), w=24, h=12), "svg")
    fonts = {
        node.text: "Mono" in node.get("font-family", "")
        for node in read(content).iter(f"{SVG}text")
        if node.text
    }
    told = {"As YAML:": False, "a:": True, "  b: 1": True, "As a command:": False, "run --it": True}
    assert fonts.items() >= told.items()


def test_a_caption_stands_right_below_its_picture() -> None:
    for width, height in ((64, 32), (32, 64)):
        picture = Picture("caption", "image/png", PNG, width=width, height=height)
        content = panel_image(panel(Gallery((picture,)), w=8, h=6), "svg").decode()
        image = re.search(r'<image x="[0-9.]+" y="([0-9.]+)" width="([0-9.]+)" height="([0-9.]+)"', content)
        caption = re.search(r'<text x="[0-9.]+" y="([0-9.]+)"[^>]*>caption', content)
        assert image
        assert caption
        top, wide, high = map(float, image.groups())
        assert 10 < float(caption[1]) - (top + high) < 16
        assert high <= wide * height / width + 0.1


def test_changed_panels_are_marked_in_their_colour() -> None:
    content = panel_image(panel(bodies()[1], changed="changed"), "svg")
    assert "changed" in texts_of(content)
    assert b'stroke-width="2"' in content


@given(st.text(max_size=200), st.integers(20, 400), st.integers(1, 6))
def test_lines_fit_their_width(text: str, width: int, most: int) -> None:
    lines = wrapped(text, width, 12, most)
    assert len(lines) <= most
    assert all(width_of(line, 12) <= width + 12 for line in lines)
    assert height_of(lines, 10) == len(lines) * 14
    assert width_of(clipped(text, width, 12), 12) <= width + 12


def test_colours_of_runs_are_lighter_on_dark_ground() -> None:
    by_color = {"color": {"value": PALETTE[0]}}
    for own in (False, True):
        spec = {**LINE, "encoding": {**LINE["encoding"], **by_color}}
        drawn = panel(Chart(spec, chart().data, own=own))
        content = panel_image(drawn, "svg", dark=True).decode()
        assert ((ON_DARK[0] in content), (PALETTE[0] in content)) == (not own, own)


def test_dark_and_light_differ() -> None:
    light, dark = (panel_image(panel(bodies()[1]), "svg", dark=is_dark) for is_dark in (False, True))
    assert light != dark


@pytest.mark.parametrize("mime", ["image/svg+xml", "text/html"])
def test_media_that_a_picture_cannot_show_is_named(mime: str) -> None:
    content = panel_image(panel(Gallery((Picture("a", mime, b"<svg/>"),))), "svg")
    assert mime in texts_of(content).replace(" +", "+")
    assert b"<image" not in content
