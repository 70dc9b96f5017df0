"""Vega in a process of its own: a line of JSON in, a line of JSON out, until there are no more.

It runs as a script and imports nothing of wbgen, so that it starts quickly.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any

#: Bytes that it may take. V8 reserves far more addresses than it uses, so these are not what is bounded.
MOST_MEMORY = 3 * 1024**3

#: Characters of a picture.
MOST_CHARS = 32 * 1024 * 1024


def main() -> None:
    """Do what is asked for. Answers: ``svg`` or ``error``."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else writes there
    bounded()
    for line in sys.stdin:
        answers.write(json.dumps(answer(json.loads(line))) + "\n")
        answers.flush()


def bounded() -> None:
    """Take no more memory than there may be, and leave no image of it behind, where the system knows how."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        most = MOST_MEMORY if hard == resource.RLIM_INFINITY else min(hard, MOST_MEMORY)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def answer(asked: Mapping[str, Any]) -> dict[str, str]:
    """What comes of one question. asked: ``do``, ``spec`` (a JSON text) and ``config``."""
    try:
        made = DO[asked["do"]](asked["spec"], asked["config"])
    except (ValueError, RecursionError) as error:
        return {"error": str(error) or "no reason given"}
    return {"svg": made} if len(made) <= MOST_CHARS else {"error": "its picture is too large"}


def svg(spec: str, config: dict[str, Any] | None) -> str:
    """The SVG of a Vega-Lite chart."""
    import vl_convert

    made: str = vl_convert.vegalite_to_svg(spec, config=config, allowed_base_urls=[])
    return made


def check(spec: str, _: dict[str, Any] | None) -> str:
    """Nothing, where a Vega-Lite chart can be compiled."""
    import vl_convert

    vl_convert.vegalite_to_vega(spec)
    return ""


DO: Mapping[str, Callable[[str, dict[str, Any] | None], str]] = {"svg": svg, "check": check}

if __name__ == "__main__":
    main()
