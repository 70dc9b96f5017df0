"""The one door to vl-convert, which runs Vega without a browser and draws SVG as PNG.

Whatever goes through is a stranger's: nothing is fetched, and no text ends the process. Where the chart
itself is someone else's too, it goes through a process that it may end (``apart.py``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from wbgen.extras import need
from wbgen.render.apart import APART

#: What XML has not, as JSON writes it: vl-convert 1.9 aborts the process on such a character in a text; and
#: ends of lines, at which the expressions break that Vega makes of titles.
ESCAPED = re.compile(r"(?<!\\)((?:\\\\)*)\\(u00(?:0[0-8bcef]|1[0-9a-f])|ufff[ef]|u202[89]|[bfrn])")
ENDS_OF_LINES = re.compile("[\u2028\u2029]")
ENDS = ("r", "n", "u2028", "u2029")
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
INSTEAD = "\ufffd"

#: The size of a picture, where it has one.
SIZE = re.compile(r'<svg[^>]*? width="[0-9.]+" height="[0-9.]+"')

ERROR = re.compile(r"^\s*\w*Error: (.*)$", re.MULTILINE)

#: Characters of a reason that are told.
MOST_REASON = 200


class EngineError(Exception):
    """What Vega cannot draw, and why, in its words."""


def to_svg(spec: Mapping[str, Any], config: dict[str, Any] | None = None, *, strangers: bool = False) -> str:
    """The SVG of a Vega-Lite chart with all its data. config: colours and fonts, under the chart's own.

    strangers: whether someone else wrote it: it is drawn in a process that may be ended.
    Raises EngineError where Vega cannot draw it, and WbgenError where vl-convert is missing.
    """
    need("preview")
    import vl_convert

    text = json_text(spec)
    try:
        svg: str = (
            APART.ask("svg", text, config)
            if strangers
            else vl_convert.vegalite_to_svg(text, config=config, allowed_base_urls=[])
        )
    except (ValueError, RecursionError) as error:
        raise EngineError(reason(str(error))) from None
    if not SIZE.match(svg):
        raise EngineError("it has no size")
    return NOT_XML.sub(INSTEAD, svg)  # Vega reads some texts as expressions, with escapes in them


def to_png(svg: str, scale: float) -> bytes:
    """The PNG of an SVG, with so many pixels for each of its own.

    Raises EngineError where it cannot be drawn, and WbgenError where vl-convert is missing.
    """
    need("preview")
    import vl_convert

    try:
        image: bytes = vl_convert.svg_to_png(svg, scale=scale)
    except (ValueError, RuntimeError) as error:
        raise EngineError(reason(str(error))) from None
    return image


def check(spec: Mapping[str, Any]) -> None:
    """Compile a stranger's Vega-Lite chart, to say what is wrong with it. Raises EngineError.

    Without vl-convert nothing is said.
    """
    if find_spec("vl_convert") is None:
        return
    try:
        APART.ask("check", json_text(spec))
    except (ValueError, RecursionError) as error:
        raise EngineError(reason(str(error))) from None


def json_text(spec: Mapping[str, Any]) -> str:
    """A chart as JSON whose texts can all be drawn."""
    return drawable(json.dumps(spec, ensure_ascii=False))


def drawable(written: str) -> str:
    """A JSON text whose texts Vega can all show, here and in a browser; it may be escaped to ASCII or not."""
    shown = ENDS_OF_LINES.sub(" ", NOT_XML.sub(INSTEAD, written))
    if "\\" not in shown:
        return shown
    return ESCAPED.sub(lambda found: found[1] + (" " if found[2] in ENDS else INSTEAD), shown)


def reason(message: str) -> str:
    """What Vega says is wrong, without where in its code it noticed."""
    found = ERROR.search(message)
    return (found[1] if found else message.strip().partition("\n")[0]).strip()[
        :MOST_REASON
    ] or "no reason given"
