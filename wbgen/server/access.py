"""The API key that is demanded where others than this machine's user may come.

On a loopback address none is: whoever reaches it is a user of this machine already. Anywhere else every
request needs the key, loopback peers included. Behind a proxy or a tunnel that ends on this machine, or a
container's published port, all the world is a loopback peer, and the usual proxy even writes a loopback
``Host``: neither proves anything. So the commands of this machine send the key too; they read it where the
server keeps it.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
from base64 import b64decode
from collections.abc import Mapping
from pathlib import Path

from wbgen.errors import FolderError, WbgenError

KEY_VARIABLE = "WBGEN_SERVER_KEY"
KEY_FILE = "server-key"

# The wandb client sends no key shorter than forty characters; one made here looks like W&B's classic ones.
KEY = re.compile(r"[!-~]{40,1024}", re.ASCII)
MADE_BYTES = 20

#: What a client sends where no key is demanded, for it sends none that is shorter.
LOCAL_KEY = "local" * 8


def found_key(home: Path, environ: Mapping[str, str] = os.environ) -> str | None:
    """The key of a folder's server as this process may know it: the variable's, else the kept one, or None.

    Raises ``WbgenError`` where one is there that cannot be a key.
    """
    if given := environ.get(KEY_VARIABLE):
        return _checked(given, f"The key in {KEY_VARIABLE}")
    path = home / KEY_FILE
    try:
        kept = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return None
    except OSError as error:
        message = f"The key in {path} cannot be read: {error.strerror}."
        raise FolderError(message, cure="make it readable for yourself") from error
    return _checked(kept.strip(), f"The key in {path}")


def key_place(home: Path, environ: Mapping[str, str] = os.environ) -> str:
    """Where ``found_key`` looks, to tell a person: a key itself is not for terminals and logs."""
    return f"${KEY_VARIABLE}" if environ.get(KEY_VARIABLE) else str(home / KEY_FILE)


def kept_key(home: Path, environ: Mapping[str, str] = os.environ) -> str:
    """The key to demand: as found, else one made now and kept beside the store, for its owner to read."""
    if key := found_key(home, environ):
        return key
    key = secrets.token_hex(MADE_BYTES)
    path = home / KEY_FILE
    fresh = path.with_name(f"{KEY_FILE}.{os.getpid()}")
    try:
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key + "\n")
        fresh.replace(path)
    except OSError as error:
        raise FolderError(
            f"The server's key cannot be kept in {path}: {error.strerror}.",
            cure=f"make the folder writable, or set {KEY_VARIABLE}",
        ) from error
    return key


def grants(key: str, authorization: str | None) -> bool:
    """Whether a request's ``Authorization`` carries a key, as the password of HTTP Basic.

    The wandb client's user name is ``api``; a browser's prompt takes any, so any will do.
    """
    scheme, _, encoded = (authorization or "").partition(" ")
    if scheme.lower() != "basic":
        return False
    try:
        _, _, password = b64decode(encoded.strip(), validate=True).partition(b":")
    except ValueError:
        return False
    return hmac.compare_digest(password, key.encode())


def _checked(key: str, what: str) -> str:
    if not KEY.fullmatch(key):
        raise WbgenError(
            f"{what} cannot be a key: the wandb client sends at least 40 characters, ASCII without spaces.",
            cure="make one with `openssl rand -hex 20`",
        )
    return key
