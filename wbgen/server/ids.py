"""Ids of things on the server: base64 of ``Kind:number``, the way W&B's own look (``Vmlldzo3...``).

The official report client takes the id from a URL's end, pads it with ``=`` and re-encodes it, so an id
must survive that: numbers have seven digits, which makes the base64 of a ``View`` id a multiple of four
characters long, free of ``=``, and no ASCII letter, digit or colon ever yields ``+`` or ``/``. Ids are
read with and without padding.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
import string

#: The one person and the one default entity of the embedded server.
LOCAL = "local"

# 18 digits stay within SQLite's 64-bit integers.
_PLAIN = re.compile(r"([A-Za-z]+):([0-9]{1,18})", re.ASCII)


_NAME_LETTERS = string.ascii_lowercase + string.digits


def new_name() -> str:
    """A name for a run or a sweep: eight letters and digits, as the clients make them."""
    return "".join(secrets.choice(_NAME_LETTERS) for _ in range(8))


def encode(kind: str, number: int) -> str:
    """The id of the thing ``number`` of a kind (``View``, ``Project``, ``Chart``, ``Cursor``)."""
    return base64.b64encode(f"{kind}:{number:07d}".encode()).decode()


def decode(kind: str, id: str) -> int | None:
    """The number within an id, or None where the id is malformed or of another kind."""
    bare = id.rstrip("=")
    try:
        plain = base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    match = _PLAIN.fullmatch(plain)
    return int(match[2]) if match and match[1] == kind else None
