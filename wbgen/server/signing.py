"""URLs of files that carry their own permission.

``wandb-core`` sends no API key with an upload: it takes every upload URL for a signed one, as those of
object stores are. So a URL here names a record, a file and a time until which it holds, and a code that only
this store can have made (HMAC-SHA256 with a secret of its own).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import time
from dataclasses import dataclass
from urllib.parse import quote

from wbgen.server.requests import base_url

PREFIX = "/-/files/"

#: Seconds a URL holds: a client that finds no server goes on trying for a week.
LIFETIME = 8 * 24 * 3600

HOUR = 3600

_TOKEN = re.compile(r"([a-z]{1,16})([0-9]{1,18})\.([0-9]{1,12})\.([A-Za-z0-9_-]{43})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a URL permits, with one method. kind, number: the record.  name: of the file."""

    kind: str
    number: int
    name: str


def signed_url(secret: bytes, method: str, grant: Grant) -> str:
    """An absolute URL that permits a method (``PUT``, ``GET``) for ``LIFETIME`` seconds, or an hour less.

    Within an hour it is the same one, so that a page which is made again is the same page.
    """
    expiry = (int(time.time()) + LIFETIME) // HOUR * HOUR
    token = f"{grant.kind}{grant.number}.{expiry}.{_code(secret, method, grant, expiry)}"
    return f"{base_url.get()}{PREFIX}{token}/{quote(grant.name)}"


def read_token(secret: bytes, method: str, token: str, name: str) -> Grant | None:
    """What the token permits with that name and method, or None: forged, meant for another, too old."""
    match = _TOKEN.fullmatch(token)
    if match is None:
        return None
    kind, number, expiry, code = match[1], int(match[2]), int(match[3]), match[4]
    grant = Grant(kind, number, name)
    good = hmac.compare_digest(code, _code(secret, method, grant, expiry))
    return grant if good and expiry >= time.time() else None


def _code(secret: bytes, method: str, grant: Grant, expiry: int) -> str:
    # The name comes last: whatever is in it, no other set of fields makes the same text.
    text = f"{method} {grant.kind} {grant.number} {expiry} {grant.name}"
    code = hmac.new(secret, text.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(code).decode().rstrip("=")
