"""Packages that come with an extra of wbgen only, and what to say where one is missing."""

from __future__ import annotations

from importlib.util import find_spec

from wbgen.errors import WbgenError

#: The modules of each extra, with what they are needed for.
EXTRAS = {
    "runs": (("numpy", "polars"), "reading runs"),
    "preview": (("polars", "vl_convert"), "drawing"),
}


def need(extra: str) -> None:
    """Raise WbgenError, with the command that installs it, where a part of an extra is missing."""
    modules, job = EXTRAS[extra]
    missing = [module for module in modules if find_spec(module) is None]
    if missing:
        raise WbgenError(f"{job} needs {' and '.join(missing)}", cure=f"pip install 'wbgen[{extra}]'")
