"""Which URLs of strangers may be linked to, and which may be loaded."""

from __future__ import annotations

import re

_SCHEME = re.compile(r"[^/?#:]*:")
_IGNORED = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]")
"""Browsers drop these within a scheme, so ``java\\nscript:`` is one too."""


def safe_link(url: str) -> str:
    """The URL where a click may lead (http, https, mailto, relative), else empty."""
    return _allowed(url, ("http:", "https:", "mailto:"))


def safe_image(url: str) -> str:
    """The URL where an image may come from (https, or data of an image type), else empty."""
    allowed = _allowed(url, ("https:", "data:"))
    compact = _IGNORED.sub("", url).casefold()
    if compact.startswith("https:") or compact.startswith("data:image/"):
        return allowed
    return ""


def is_inside(url: str) -> bool:
    """Whether an image is in the URL itself, so that showing it asks no server."""
    return _IGNORED.sub("", url).casefold().startswith("data:image/")


def _allowed(url: str, schemes: tuple[str, ...]) -> str:
    compact = _IGNORED.sub("", url)
    scheme = _SCHEME.match(compact)
    return url.strip() if scheme is None or scheme[0].casefold() in schemes else ""
