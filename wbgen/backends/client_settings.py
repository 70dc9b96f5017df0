"""The wandb client's own settings, read where the client reads them, without importing it.

Source: the wandb 0.31 client (``sdk/lib/settings_file.py``, ``sdk/wandb_setup.py``). The client reads
``wandb/settings`` under the working directory (``.wandb/settings`` where ``.wandb`` exists) over
``~/.config/wandb/settings`` (``WANDB_CONFIG_DIR``), and ``WANDB_*`` over both. ``WANDB_DIR`` moves what
the client writes, not the settings it reads: the files are read before the variables.
"""

from __future__ import annotations

import configparser
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

#: The client's settings wbgen heeds; each has a variable of the same name.
_NAMES = ("base_url", "api_key", "http_proxy", "https_proxy", "insecure_disable_ssl")
_SECTION = "default"


@dataclass(frozen=True, slots=True)
class Setting:
    """A value and where it was written (a variable or a file). The value stays out of the repr."""

    value: str
    source: str

    def __repr__(self) -> str:
        return f"Setting(source={self.source!r})"


def read_client_settings(
    environ: Mapping[str, str], cwd: Path, warnings: list[str] | None = None
) -> dict[str, Setting]:
    """The settings of the client that matter here, each with its source.

    A file that cannot be read is a sentence in ``warnings`` and counts as absent.
    """
    settings: dict[str, Setting] = {}
    for path in (_global_file(environ), _local_file(cwd)):
        found = _read_file(path, warnings)
        settings |= {name: Setting(found[name], str(path)) for name in _NAMES if name in found}
    for name in _NAMES:
        variable = f"WANDB_{name.upper()}"
        if variable in environ:
            settings[name] = Setting(environ[variable], variable)
    return settings


def home(environ: Mapping[str, str]) -> Path:
    """The user's home folder as the environment has it."""
    told = environ.get("USERPROFILE" if os.name == "nt" else "HOME")
    return Path(told) if told else Path.home()


def expand(path: str, environ: Mapping[str, str]) -> Path:
    """A path with a leading ``~`` replaced by the home folder."""
    if path == "~" or path.startswith(("~/", "~" + os.sep)):
        return home(environ) / path[2:]
    return Path(path)


def _global_file(environ: Mapping[str, str]) -> Path:
    if told := environ.get("WANDB_CONFIG_DIR"):
        return expand(told, environ) / "settings"
    return home(environ) / ".config" / "wandb" / "settings"


def _local_file(cwd: Path) -> Path:
    return cwd / (".wandb" if (cwd / ".wandb").exists() else "wandb") / "settings"


def _read_file(path: Path, warnings: list[str] | None) -> dict[str, str]:
    parser = configparser.ConfigParser()
    try:
        parser.read(path)
        return dict(parser.items(_SECTION)) if parser.has_section(_SECTION) else {}
    except (OSError, UnicodeDecodeError, configparser.Error) as error:
        # A parser's message quotes the line, which may hold the key: only the kind is told.
        sentence = f"Ignored the W&B settings in {path}: {_reason(error)}."
        if warnings is not None and sentence not in warnings:
            warnings.append(sentence)
        return {}


def _reason(error: Exception) -> str:
    match error:
        case OSError():
            return error.strerror or "it cannot be read"
        case UnicodeDecodeError():
            return "it is not text"
        case _:
            return "it is not a valid settings file"
