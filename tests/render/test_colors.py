"""The colours of runs stand out and apart, and those that people write are read."""

from __future__ import annotations

from itertools import combinations
from math import atan2, dist, radians, remainder, tau
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbgen.render.colors import ON_DARK, PALETTE, color_of, group_of, in_turn
from wbgen.render.gradient import DEFAULT, color_at, color_scale, stops_of
from wbgen.render.theme import DARK, LIGHT

#: What a colour becomes for people without red cones and without green ones, in linear sRGB.
#: Source: Machado, Oliveira and Fernandes 2009, severity 1.
NORMAL = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
NO_RED = ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998))
NO_GREEN = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881))


def linear(color: str) -> list[float]:
    """A colour's linear red, green and blue."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def luminance(color: str) -> float:
    red, green, blue = linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of WCAG 2."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def oklab(rgb: list[float]) -> tuple[float, float, float]:
    """Lightness and two hues as people see them apart (Ottosson 2020)."""
    red, green, blue = rgb
    long = max(0.0, 0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = max(0.0, 0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = max(0.0, 0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short,
    )


def seen(color: str, eyes: tuple[tuple[float, ...], ...]) -> tuple[float, float, float]:
    """A colour as some eyes see it."""
    rgb = linear(color)
    return oklab([min(1.0, max(0.0, sum(a * b for a, b in zip(row, rgb, strict=True)))) for row in eyes])


@pytest.mark.parametrize("color", PALETTE)
def test_each_stands_out_on_light_and_dark(color: str) -> None:
    assert min(contrast(color, "#ffffff"), contrast(color, "#161b22")) > 2.6


@pytest.mark.parametrize("color", PALETTE)
def test_on_dark_ground_each_stands_out_more_in_its_hue(color: str) -> None:
    shade = DARK.shade(color)
    assert contrast(shade, DARK.surface) > 4
    hues = [atan2(*reversed(oklab(linear(one))[1:])) for one in (color, shade)]
    assert abs(remainder(hues[0] - hues[1], tau)) < radians(11)
    assert LIGHT.shade(color) == color


@pytest.mark.parametrize("eyes", [NORMAL, NO_RED, NO_GREEN])
@pytest.mark.parametrize("colors", [PALETTE, ON_DARK])
def test_no_two_look_alike(eyes: tuple[tuple[float, ...], ...], colors: tuple[str, ...]) -> None:
    assert min(dist(seen(a, eyes), seen(b, eyes)) for a, b in combinations(colors, 2)) > 0.09
    assert min(dist(seen(a, eyes), seen(b, eyes)) for a, b in combinations(colors[:5], 2)) > 0.14


def test_after_the_last_the_first_comes_again() -> None:
    assert list(in_turn(12)) == [*PALETTE, *PALETTE[:2]]


@pytest.mark.parametrize(
    ("written", "color"),
    [
        ("#ABCDEF", "#abcdef"),
        ("#abc", "#aabbcc"),
        ("#abcd", "#aabbcc"),
        ("#a1b2c3d4", "#a1b2c3"),
        ("rgb(255, 0, 16)", "#ff0010"),
        ("rgba(1, 2, 3, 0.5)", "#010203"),
        (" Tomato ", "#ff6347"),
        *((bad, None) for bad in ("#ab", "#abcde", "rgb(256, 0, 0)", "url(x)", "red;", "", None, 7, ["red"])),
    ],
)
def test_colours_that_people_write(written: Any, color: str | None) -> None:
    assert color_of(written) == color


@given(st.text(), st.text())
def test_any_key_of_the_map_of_colours_is_read(name: str, run_set: str) -> None:
    for text in (name, f"run-color-group:{name}", f"{run_set}-{name}"):
        group = group_of(text, run_set)
        assert group is None or all(isinstance(part, str) for pair in group for part in pair)


def test_gradients() -> None:
    written = [
        {"color": "#00ff00", "offset": 100},
        {"color": "red", "offset": 0},
        {"color": "?", "offset": 50},
    ]
    assert stops_of(written) == [(0.0, "#ff0000"), (1.0, "#00ff00")]
    assert stops_of([{"color": "red"}]) == stops_of("x") == DEFAULT
    assert color_scale(stops_of(written), 2.0, 6.0)["domain"] == [2.0, 6.0]
    log = color_scale(DEFAULT, 1.0, 100.0, log=True)
    assert (log["type"], log["domain"]) == ("log", pytest.approx([1.0, 10.0, 100.0]))
    assert color_scale(DEFAULT, 3.0, 3.0)["domain"] == [2.5, 3.0, 3.5]
    ends = stops_of(written)
    assert [color_at(ends, share) for share in (0.0, 0.5, 1.0, 7.0)] == [
        "#ff0000",
        "#808000",
        "#00ff00",
        "#00ff00",
    ]
