"""The server that a URL names, and the API key it may have.

A URL comes from anywhere, so that a host in it proves nothing: a key that names no host goes to the servers
that somebody configured, and to W&B's cloud.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from wbgen.backends.base import Backend
from wbgen.config import find_config


@contextmanager
def opened(base: str, entity: str, target: str | None) -> Iterator[Backend]:
    """The server to read from: a target, or the one of a URL.

    base, entity: of the URL; its scheme and host, and whose the thing is.
    """
    if target is None:
        with closing(open_elsewhere(base, entity)) as backend:
            yield backend
    else:
        from wbgen.cli.session import open_session

        with open_session(target, writing=False) as session:
            yield session.backend


def embedded_target(base: str) -> str | None:
    """The target that is the embedded server, where the URL is one of its."""
    from wbgen.server.discovery import running

    config = find_config(Path.cwd())
    usual = (f"http://127.0.0.1:{config.port}", f"http://localhost:{config.port}")
    if base not in usual and base != running(config.home):
        return None
    return next((name for name, target in config.targets.items() if target.server == "embedded"), None)


def open_elsewhere(base: str, entity: str) -> Backend:
    """The server of a URL by the address that it is configured under; a stranger by the URL's own.

    Raises AuthError where there is no key that it may have.
    """
    from wbgen.backends.hosts import server_of
    from wbgen.cli.session import open_remote

    known = server_of(base, known_addresses(), os.environ)
    return open_remote(known, entity) if known else open_stranger(base, entity)


def known_addresses() -> list[str]:
    """The servers that get a key which names no host: the wandb client's own, those of targets, the cloud."""
    from wbgen.backends.credentials import resolve_base_url
    from wbgen.backends.hosts import DEFAULT_BASE_URL

    targets = find_config(Path.cwd()).targets.values()
    written = [None, *(target.base_url for target in targets if target.server != "embedded")]
    return [*(resolve_base_url(one, os.environ, Path.cwd()) for one in written), DEFAULT_BASE_URL]


def open_stranger(base: str, entity: str) -> Backend:
    """A server that nobody configured, with the key that netrc has for it by name."""
    from wbgen.backends.client_settings import read_client_settings
    from wbgen.backends.credentials import app_url, require_own_key
    from wbgen.backends.hosts import check_base_url
    from wbgen.backends.network import find_network
    from wbgen.backends.wandb import WandbBackend
    from wbgen.cli.session import tell_wait

    url = check_base_url(base, "The URL")
    key = require_own_key(url, os.environ)
    network = find_network(url, os.environ, read_client_settings(os.environ, Path.cwd()))
    page = app_url(url, os.environ)
    return WandbBackend(url, key, entity=entity, app_url=page, network=network, on_wait=tell_wait)
