"""Files by the URLs that a server gives: bounded, and the key to nobody but the server itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import httpx

from wbgen.backends.transport import Transport

#: Bytes of one file.
MOST_BYTES = 64 * 2**20

#: Redirects that are followed: from the server to the store that keeps the file.
MOST_REDIRECTS = 4

ATTEMPTS = 3
FIRST_WAIT = 0.5
PASSING = frozenset({408, 429, 500, 502, 503, 504})


def download(
    transport: Transport,
    url: str,
    most: int = MOST_BYTES,
    sleep: Callable[[float], None] = time.sleep,
) -> bytes | None:
    """What is at a URL that the server gave; None where there is nothing to be had, or more than ``most``.

    The key goes to the server's own scheme, host and port only, and from an encrypted server no URL leads
    to an unencrypted one. sleep: waits that many seconds.
    """
    for attempt in range(ATTEMPTS):
        if attempt:
            sleep(FIRST_WAIT * 2 ** (attempt - 1))
        try:
            status, content = followed(transport, url, most)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError):
            continue
        if status not in PASSING:
            return content
    return None


def followed(transport: Transport, url: str, most: int) -> tuple[int, bytes | None]:
    """The status and the content at the end of a URL's redirects."""
    for _ in range(MOST_REDIRECTS + 1):
        url = urljoin(f"{transport.base_url}/", url)
        if not is_allowed(url, transport.base_url):
            return 0, None
        auth = httpx.USE_CLIENT_DEFAULT if is_own(url, transport.base_url) else None
        with transport.client.stream("GET", url, auth=auth, headers={"Accept": "*/*"}) as response:
            if not response.is_redirect:
                return response.status_code, bounded(response, most) if response.is_success else None
            url = urljoin(url, response.headers.get("Location", ""))
    return 0, None


def bounded(response: httpx.Response, most: int) -> bytes | None:
    """The content, or None where it is larger."""
    content = bytearray()
    for chunk in response.iter_bytes():
        content += chunk
        if len(content) > most:
            return None
    return bytes(content)


def is_allowed(url: str, base_url: str) -> bool:
    """Whether a URL may be asked for at all."""
    scheme = urlsplit(url).scheme
    return scheme == "https" or (scheme == "http" and urlsplit(base_url).scheme == "http")


def is_own(url: str, base_url: str) -> bool:
    """Whether a URL is the server's own."""
    one, other = urlsplit(url), urlsplit(base_url)
    return (one.scheme, one.netloc) == (other.scheme, other.netloc)
