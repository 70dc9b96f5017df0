"""The API key and the server, found where the wandb client finds them, without importing it.

Source: the wandb 0.31 client (``sdk/lib/wbauth``); tests/backends/test_client_contract.py runs the
real one beside this. A key never appears in a message, a repr or a warning: only its source does.
"""

from __future__ import annotations

import netrc
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from wbgen.backends.client_settings import Setting, expand, home, read_client_settings
from wbgen.backends.hosts import (
    CLIENT_DEFAULT_BASE_URL,
    DEFAULT_BASE_URL,
    app_url,
    check_base_url,
    deployment,
    host_of,
    machine_names,
)
from wbgen.errors import AuthError, WbgenError

__all__ = ["ApiKey", "app_url", "find_api_key", "require_api_key", "require_own_key", "resolve_base_url"]

_KEY = "WANDB_API_KEY"
_TOKEN_FILE = "WANDB_IDENTITY_TOKEN_FILE"
_JWT = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+")
_SECRET_LENGTH = 40


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key and where it was found. Only the source is ever shown."""

    value: str = field(repr=False)
    source: str


def resolve_base_url(
    explicit: str | None, environ: Mapping[str, str], cwd: Path, warnings: list[str] | None = None
) -> str:
    """The server to talk to: the target's own, else the client's setting, else W&B's cloud.

    Sentences about settings files that could not be read are added to ``warnings``. Raises
    WbgenError for an address that cannot be one, naming where it is written.
    """
    if explicit is not None:
        return check_base_url(explicit, "The target's base_url")
    if setting := read_client_settings(environ, cwd, warnings).get("base_url"):
        return check_base_url(setting.value, f"The base_url of {setting.source}")
    return DEFAULT_BASE_URL


def require_api_key(
    base_url: str, environ: Mapping[str, str], cwd: Path, warnings: list[str] | None = None
) -> ApiKey:
    """``find_api_key``, or AuthError with what to do about it."""
    if key := find_api_key(base_url, environ, cwd, warnings):
        return key
    raise AuthError(
        f"no API key for {host_of(base_url)}: set {_KEY} or run `wandb login --host {base_url}`",
    )


def require_own_key(base_url: str, environ: Mapping[str, str], warnings: list[str] | None = None) -> ApiKey:
    """The key that netrc has for a server by its name, and no other: for one that nobody configured.

    What names no host (WANDB_API_KEY, netrc's ``default``) was not meant for it. Raises AuthError where
    there is none.
    """
    told = [] if warnings is None else warnings
    if key := _from_netrc(machine_names(base_url, base_url), environ, told, by_name=True):
        return key
    message = f"{host_of(base_url)} is no server of this project, and netrc has no API key for it"
    cure = (
        f"if it may have your key, add a target to wbgen.yaml, `name: {{base_url: '{base_url}'}}`, "
        "or set WANDB_BASE_URL"
    )
    raise AuthError(message, cure=cure)


def find_api_key(
    base_url: str, environ: Mapping[str, str], cwd: Path, warnings: list[str] | None = None
) -> ApiKey | None:
    """The key for a server: WANDB_API_KEY, else netrc, else the client's settings files.

    Sentences about files that could not be used are added to ``warnings``. Raises AuthError for a
    key of a form the client refuses, and where only an identity token is set.
    """
    token_file = environ.get(_TOKEN_FILE)
    if environ.get(_KEY) and token_file:
        raise AuthError(f"Both {_KEY} and {_TOKEN_FILE} are set, which is not allowed.", cure="Unset one.")
    told = [] if warnings is None else warnings
    key = _from_variable(environ) or _from_files(base_url, environ, cwd, told)
    if token_file and key is None:
        raise AuthError(
            f"{_TOKEN_FILE} is set, and wbgen cannot log in with identity tokens.",
            cure=f"Set {_KEY} instead.",
        )
    if token_file and key:
        told.append(f"{_TOKEN_FILE} is not supported by wbgen; the API key from {key.source} is used.")
    return key


def _from_variable(environ: Mapping[str, str]) -> ApiKey | None:
    value = environ.get(_KEY)
    return _checked(value, _KEY) if value else None


def _from_files(base_url: str, environ: Mapping[str, str], cwd: Path, warnings: list[str]) -> ApiKey | None:
    settings = read_client_settings(environ, cwd, warnings)
    configured = _client_base_url(settings.get("base_url"))
    if key := _from_netrc(machine_names(base_url, configured), environ, warnings):
        return key
    stored = settings.get("api_key")
    if stored and stored.value and deployment(configured) == deployment(base_url):
        return _checked(stored.value, stored.source)
    return None


def _client_base_url(told: Setting | None) -> str:
    """The server the client itself would talk to."""
    try:
        return check_base_url(told.value, told.source) if told else CLIENT_DEFAULT_BASE_URL
    except WbgenError:
        # The target names another server, or resolve_base_url has refused this one already.
        return CLIENT_DEFAULT_BASE_URL


def _from_netrc(
    machines: tuple[str, ...], environ: Mapping[str, str], warnings: list[str], *, by_name: bool = False
) -> ApiKey | None:
    """The key of the first machine that has one. by_name: not that of netrc's entry for all others."""
    path = _netrc_file(environ)
    try:
        entries = netrc.netrc(path)
    except FileNotFoundError:
        return None
    except netrc.NetrcParseError as error:
        # The parser's message quotes the token it stumbled over, which may be the key.
        where = f" (line {error.lineno})" if error.lineno else ""
        warnings.append(f"Ignored {path}: it is not a valid netrc file{where}.")
        return None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        warnings.append(f"Ignored {path}: {reason}.")
        return None
    if by_name:
        machines = tuple(name for name in machines if name in entries.hosts and name != "default")
    found = next((entry for name in machines if (entry := entries.authenticators(name))), None)
    if not found:
        return None
    if not found[2]:
        warnings.append(f"{path} has an entry for {machines[0]} without an API key.")
        return None
    return _checked(found[2], str(path))


def _netrc_file(environ: Mapping[str, str]) -> Path:
    if told := environ.get("NETRC"):
        return expand(told, environ)
    names = (home(environ) / ".netrc", home(environ) / "_netrc")
    usual = names[1] if os.name == "nt" else names[0]
    return next((path for path in names if path.exists()), usual)


def _checked(value: str, source: str) -> ApiKey:
    if problem := _problem(value):
        raise AuthError(
            f"The API key from {source} is not valid: {problem}.",
            cure=f"Copy it again from your user settings to {_KEY}, or run `wandb login`.",
        )
    return ApiKey(value, source)


def _problem(key: str) -> str | None:
    """What the client would say against a key, without the key. A JWT passes as a whole."""
    if key != key.strip():
        return "it starts or ends with white space"
    if not key.isprintable():
        return "it holds characters that cannot be sent"
    if _JWT.fullmatch(key):
        return None
    secret = key.split("-", 1)[-1]  # an on-premise key carries a prefix, such as local-
    if not re.fullmatch(r"[\w-]+", secret):
        return "it may hold only letters, digits and underscores"
    if len(secret) < _SECRET_LENGTH:
        return f"it must have {_SECRET_LENGTH} characters or more, and has {len(secret)}"
    return None
