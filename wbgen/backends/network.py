"""How requests get out: through which proxy, and whose certificates are believed.

The environment is read here, once, and httpx is told the result (it never reads the environment
itself: its netrc lookup would override the key, and it sends loopback addresses to a proxy).
"""

from __future__ import annotations

import ipaddress
import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import certifi

from wbgen.backends.client_settings import Setting
from wbgen.errors import WbgenError

#: Files or folders of certificates to believe: the first two are the ones wandb-core (Go) reads,
#: the third is that of python-requests.
_CA_VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")
_TRUE = frozenset({"1", "true", "t", "yes", "y", "on"})
_FALSE = frozenset({"", "0", "false", "f", "no", "n", "off"})


@dataclass(frozen=True, slots=True)
class Network:
    """proxy: its URL, or None to connect directly.  tls: what is checked of a server's certificate."""

    proxy: str | None
    tls: ssl.SSLContext

    def __repr__(self) -> str:
        return f"Network(proxied={self.proxy is not None})"  # a proxy's URL may hold a password


def find_network(
    base_url: str,
    environ: Mapping[str, str],
    settings: Mapping[str, Setting] | None = None,
    warnings: list[str] | None = None,
) -> Network:
    """The way to ``base_url``. ``settings`` are the wandb client's; they win over the environment.

    Raises WbgenError for a proxy or a certificate file that cannot be used, and adds a sentence to
    ``warnings`` where the checking of certificates is turned off.
    """
    settings = settings or {}
    proxy = _proxy(base_url, environ, settings)
    if base_url.startswith("https:") or (proxy or "").startswith("https:"):
        return Network(proxy, _tls(environ, settings, warnings))
    return Network(proxy, _bare_context())  # reading the system's certificates takes a while


def _proxy(base_url: str, environ: Mapping[str, str], settings: Mapping[str, Setting]) -> str | None:
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    if _is_loopback(host):
        return None
    name = f"{parts.scheme}_proxy"
    if told := settings.get(name):  # as in the client, not subject to NO_PROXY
        return _checked_proxy(told.value, told.source)
    source = next((v for v in (name.upper(), name) if environ.get(v)), None)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if source is None or _bypassed(host, port, environ):
        return None
    return _checked_proxy(environ[source], source)


def _checked_proxy(url: str, source: str) -> str:
    url = url if "://" in url else f"http://{url}"
    try:
        parts = urlsplit(url)
        usable = (
            url.isprintable()
            and parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and parts.port != 0
        )
    except ValueError:
        usable = False
    if not usable:
        raise WbgenError(
            f"{source} is not the address of an HTTP proxy.",
            cure="Use an address like http://proxy.example.com:3128.",
        )
    return url.rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _bypassed(host: str, port: int, environ: Mapping[str, str]) -> bool:
    """Whether NO_PROXY names the host: a name or a parent domain, host:port, an address range, or *."""
    listed = environ.get("NO_PROXY") or environ.get("no_proxy") or ""
    entries = [entry.strip().lower() for entry in listed.split(",") if entry.strip()]
    return any(entry == "*" or _in_range(host, entry) or _named(host, port, entry) for entry in entries)


def _named(host: str, port: int, entry: str) -> bool:
    name = entry.removesuffix(f":{port}").removeprefix("*").lstrip(".")
    return host == name or host.endswith(f".{name}")


def _in_range(host: str, entry: str) -> bool:
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(entry, strict=False)
    except ValueError:
        return False


def _tls(
    environ: Mapping[str, str], settings: Mapping[str, Setting], warnings: list[str] | None
) -> ssl.SSLContext:
    if _disabled(settings.get("insecure_disable_ssl")):
        if warnings is not None:
            source = settings["insecure_disable_ssl"].source
            warnings.append(
                f"Certificates are not checked, as {source} asks: anyone on the way can read the key."
            )
        context = _bare_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    chosen = {name: environ[name] for name in _CA_VARIABLES if environ.get(name)}
    if not chosen:
        return _system_store()
    context = _bare_context()
    for name, told in chosen.items():
        _believe(context, name, told)
    return context


def _disabled(setting: Setting | None) -> bool:
    word = setting.value.strip().lower() if setting else ""
    if setting and word not in _TRUE | _FALSE:
        raise WbgenError(
            f"{setting.source} has an insecure_disable_ssl that is neither true nor false: {word[:50]!r}.",
            cure="Remove it, so that certificates are checked.",
        )
    return word in _TRUE


def _bare_context() -> ssl.SSLContext:
    """Checks certificates, and believes no authority yet."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _system_store() -> ssl.SSLContext:
    context = ssl.create_default_context()
    paths = ssl.get_default_verify_paths()
    folder = Path(paths.capath) if paths.capath else None
    stored = context.cert_store_stats()["x509_ca"] or (folder is not None and any(folder.iterdir()))
    if not stored:
        context.load_verify_locations(cafile=certifi.where())
    return context


def _believe(context: ssl.SSLContext, name: str, told: str) -> None:
    # SSL_CERT_DIR may list several folders, as PATH does; every file in a folder counts, as in Go.
    places = [Path(part) for part in (told.split(os.pathsep) if name == "SSL_CERT_DIR" else [told])]
    cure = f"Point {name} at the PEM file of the certificate authority, or unset it."
    try:
        files = [
            file for place in places for file in (sorted(place.iterdir()) if place.is_dir() else [place])
        ]
        loaded = [file for file in files if not file.is_dir() and _load(context, file)]
    except OSError as error:
        raise WbgenError(f"{name} cannot be read: {told}: {error.strerror}.", cure=cure) from None
    if not loaded:
        raise WbgenError(f"{name} holds no certificates: {told}.", cure=cure)


def _load(context: ssl.SSLContext, file: Path) -> bool:
    try:
        context.load_verify_locations(cafile=file)
    except ssl.SSLError:
        return False
    return True
