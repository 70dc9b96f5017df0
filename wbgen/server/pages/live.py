"""What a page that is open asks again and again: its parts that change, where they have changed.

The address is the page's own with ``live=1``. The answer is JSON: ``fragments``, digest and HTML by the name
of the element that the HTML goes into, and on pages with charts ``sections``, the panels of each piece asked
for, without the HTML of those whose digests the page names (``have``) since it shows them. Its ETag stands
for all that the page shows: one that has it is answered with 304, and nothing is drawn.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from wbgen.server.strict import strict_dump


def is_asked(request: Request) -> bool:
    """Whether a page asks for what has changed."""
    return request.query_params.get("live") == "1"


def tag_of(*parts: object) -> str:
    """An ETag for what these parts decide."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(repr(part).encode("utf-8", "replace") + b"\0")
    return f'"{digest.hexdigest()[:32]}"'


def is_known(request: Request, tag: str) -> bool:
    """Whether the page that asks has what the tag stands for."""
    return request.headers.get("if-none-match") == tag


def unchanged(tag: str) -> Response:
    """There is nothing new."""
    return Response(status_code=304, headers=_headers(tag))


def changed(tag: str, content: Mapping[str, Any]) -> Response:
    """What the page is to show."""
    return Response(strict_dump(content), headers=_headers(tag), media_type="application/json")


def digest_of(html: str) -> str:
    """What tells one HTML from another."""
    return tag_of(html)[1:17]


def told(fragments: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Fragments as answers hold them."""
    return {name: {"digest": digest_of(html), "html": html} for name, html in fragments.items()}


def page_of_fragments(request: Request, fragments: Mapping[str, str]) -> Response:
    """The fragments of a page without charts, if they are not the ones it has."""
    tag = tag_of(sorted(fragments.items()))
    return unchanged(tag) if is_known(request, tag) else changed(tag, {"fragments": told(fragments)})


def _headers(tag: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": "no-cache"}
