"""Which addresses are W&B servers, which of them are one deployment, and where people look at it.

Source of the facts: the wandb 0.31 client (``sdk/lib/urls.py``, ``wbauth/host_url.py`` and
``util.api_to_app_url``); tests/backends/test_client_contract.py compares the answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from pydantic import AnyHttpUrl, TypeAdapter, ValidationError

from wbgen.errors import WbgenError

DEFAULT_BASE_URL = "https://api.wandb.ai"
#: What the client uses where nothing is configured; the same deployment as ``DEFAULT_BASE_URL``.
CLIENT_DEFAULT_BASE_URL = "https://api.forge.coreweave.com"

#: Where people open what W&B's cloud serves.
CLOUD_PAGES = (
    "https://wandb.ai",
    "https://app.wandb.ai",
    "https://api.wandb.ai",
    "https://forge.coreweave.com/wandb",
    "https://api.forge.coreweave.com",
)

#: A CoreWeave Forge host to the W&B API host behind it. ``api.<forge host>`` serves the same API.
_FORGE_HOSTS = {
    "forge.coreweave.com": "api.wandb.ai",
    "qa.forge.coreweave.com": "api.qa.wandb.ai",
}
_FORGE_PROXY_PATH = "/api/wandb"
_HTTP_URL = TypeAdapter(AnyHttpUrl)
_CURE = f"Use an address like {DEFAULT_BASE_URL} or https://wandb.example.com."


def check_base_url(url: str, source: str) -> str:
    """The address in the form requests are sent to, without a trailing slash.

    url: as a person wrote it.  source: where it was written, for the message.
    Raises WbgenError where it is no http(s) URL, holds credentials, a query or a fragment, is the
    page of wandb.ai and not its API, or would carry a key to W&B's cloud unencrypted.
    """
    try:
        read = _HTTP_URL.validate_python(url, strict=True)
    except ValidationError:
        what = "is empty" if not url else f"is not a web address: {url[:200]!r}"
        raise WbgenError(f"{source} {what}.", cure=_CURE) from None
    parts = urlsplit(url)
    if "@" in parts.netloc:
        raise WbgenError(
            f"{source} holds a user name or password.",
            cure="Leave the address bare; the API key comes from WANDB_API_KEY or `wandb login`.",
        )
    if not parts.netloc.isascii():
        raise WbgenError(
            f"{source} has a host that is not ASCII: {url!r}.", cure=f"Write the host as {read.host}."
        )
    if parts.query or parts.fragment:
        raise WbgenError(f"{source} holds a query or a fragment: {url!r}.", cure=_CURE)
    if parts.hostname in _FORGE_HOSTS:
        direct = f"https://api.{parts.hostname}"
        if (parts.scheme, parts.port, parts.path.rstrip("/")) == ("https", None, _FORGE_PROXY_PATH):
            return direct
        raise WbgenError(f"{source} is not a W&B API address: {url!r}.", cure=f"Use {direct}.")
    cloud = re.search(r"wandb\.ai[^.]*$", url) is not None
    if cloud and "api." not in url:
        raise WbgenError(f"{source} is not a W&B API address: {url!r}.", cure=f"Use {DEFAULT_BASE_URL}.")
    if (cloud or _forge_host(url)) and parts.scheme != "https":
        raise WbgenError(
            f"{source} would send the API key unencrypted: {url!r}.",
            cure=f"Use https://{parts.netloc}.",
        )
    return url.rstrip("/")


def app_url(base_url: str, environ: Mapping[str, str]) -> str:
    """Where a person opens what ``base_url`` serves, without a trailing slash (WANDB_APP_URL wins)."""
    return (environ.get("WANDB_APP_URL") or _app_of(base_url)).rstrip("/")


def page_urls(base_url: str, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Every address under which people open what ``base_url`` serves, without a trailing slash."""
    others = CLOUD_PAGES if deployment(base_url) == deployment(DEFAULT_BASE_URL) else ()
    return app_url(base_url, environ), base_url, *others


def server_of(url: str, addresses: Iterable[str], environ: Mapping[str, str]) -> str | None:
    """The first of the addresses whose pages are on a URL's host; None where none are."""
    host = host_of(url).lower()
    return next(
        (one for one in addresses if host in {host_of(page).lower() for page in page_urls(one, environ)}),
        None,
    )


def host_of(url: str) -> str:
    """Host and port as written, for messages."""
    return urlsplit(url).netloc.rpartition("@")[2]


def deployment(base_url: str) -> str:
    """One address per deployment: equal for every address of the same one."""
    forge = _forge_host(base_url)
    return f"https://{_FORGE_HOSTS[forge]}" if forge else base_url


def machine_names(base_url: str, configured: str) -> tuple[str, ...]:
    """The netrc machines that may hold a key for ``base_url``, in the order to try them.

    ``configured`` is what the client itself would talk to: the name it looks under goes first, so
    that a stale entry of a sibling name never wins over the one ``wandb login`` last wrote.
    """
    names = [host_of(base_url)]
    if deployment(configured) == deployment(base_url):
        names.insert(0, host_of(configured))
    if forge := _forge_host(base_url):
        names += [_FORGE_HOSTS[forge], f"api.{forge}"]
    return tuple(dict.fromkeys(names))


def _forge_host(url: str) -> str | None:
    host = urlsplit(url).hostname
    return next((f for f, api in _FORGE_HOSTS.items() if host in (f, f"api.{f}", api)), None)


def _app_of(base_url: str) -> str:
    if forge := _forge_host(base_url):
        return f"https://{forge}/wandb"
    if "://api.wandb." in base_url and "://api.wandb.test" not in base_url:
        return base_url.replace("://api.", "://")
    return base_url.replace("://api.", "://app.")
