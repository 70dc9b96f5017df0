"""The script and the style of pages with charts: Vega with a little script of ours, all in one text."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from threading import Lock

from wbgen.errors import WbgenError
from wbgen.extras import need
from wbgen.own_folder import own_folder
from wbgen.render.theme import DARK, LIGHT, Theme, chart_config

#: Prints Vega's script. ``-P``: nothing is imported from the folder it is started in.
MAKE = (sys.executable, "-P", "-c", "import vl_convert; print(vl_convert.javascript_bundle())")

CURE = "install it anew: pip install --force-reinstall vl-convert-python"

#: Colours of a theme that the style has as variables.
COLOURS = ("page", "surface", "sunken", "line", "text", "muted", "good", "bad", "changed")


def script() -> str:
    """Vega, Vega-Lite, Vega-Embed and our script. It draws every chart of the page it stands in.

    Raises WbgenError where vl-convert is missing.
    """
    return f"{begin()()}\n{own_script()}"


def style() -> str:
    """The style of panels and what is in them. It takes its colours from the variables of the page."""
    dots = " ".join(
        f'.dot[style*="{color}"] {{ --color: {shade} !important; }}' for color, shade in DARK.instead.items()
    )
    return f"{asset('panels.css')}\n@media (prefers-color-scheme: dark) {{ {dots} }}"


def page_style() -> str:
    """The style of a whole page: the colours on light and on dark ground, its frame, and its panels."""
    dark = f"@media (prefers-color-scheme: dark) {{ :root {{ {variables(DARK)} }} }}"
    return f":root {{ {variables(LIGHT)} }}\n{dark}\n{asset('page.css')}\n{style()}"


def variables(theme: Theme) -> str:
    """The colours of a theme as variables of CSS."""
    soft = f"--line-soft: {theme.soft};"
    return " ".join([f"--{name}: {getattr(theme, name)};" for name in COLOURS] + [soft])


@cache
def own_script() -> str:
    """Our script, told the themes."""
    themes = {
        theme.name: {"config": chart_config(theme), "instead": theme.instead} for theme in (LIGHT, DARK)
    }
    return asset("page.js").replace("/*themes*/null", json.dumps(themes))


@cache
def asset(name: str) -> str:
    """A file of this package."""
    return files("wbgen.render.page").joinpath(name).read_text(encoding="utf-8")


@cache
def begin() -> Callable[[], str]:
    """Vega's script, begun; what is returned waits for it.

    It is made in a process of its own: for two seconds nothing else could run in this one. Those two seconds
    are saved where :func:`own_folder` has it already.
    """
    need("preview")
    folder = own_folder()
    kept = folder / f"vega-{version('vl-convert-python')}.js" if folder else None
    if kept is not None:
        with contextlib.suppress(OSError, UnicodeDecodeError):
            text = inert(kept.read_text(encoding="utf-8"))
            return lambda: text
    process = subprocess.Popen(
        MAKE, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    lock, done = Lock(), list[str]()

    def finished() -> str:
        with lock:
            if not done:
                made = process.communicate()[0].decode("utf-8")
                if process.returncode:
                    begin.cache_clear()  # whatever was wrong, it is tried again when it is next wanted
                    raise WbgenError("vl-convert makes no script for pages", cure=CURE)
                if kept is not None:
                    keep(kept, made)
                done.append(inert(made))
            return done[0]

    return finished


def inert(made: str) -> str:
    """A script that may stand in a page: such marks are in texts, where a backslash adds nothing."""
    return made.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def keep(path: Path, text: str) -> None:
    """Put a file where it is looked for, whole or not at all; where that cannot be, it is made again."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".vega-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
