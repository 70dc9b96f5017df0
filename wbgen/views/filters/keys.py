"""How W&B spells a key of a run, place by place, and back.

A config key `lr` is `lr` in filters and sorting, `lr.value` in grouping, `config.lr.value` on a line plot's
axis, `config:lr.value` in columns, scatter and parallel plots, and `config.lr` in the public API. The
`value` is the envelope the client puts each top-level key into; of `optim.lr` it comes after `optim`.
Taken from wandb_workspaces 0.4.13 (expr.py, reports/v2/interface.py) and `wandb.Api().runs`, against which
the tests compare.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from wbgen.spec.expressions.nodes import Key
from wbgen.spec.expressions.words import Section
from wbgen.views.json import Json

S = TypeVar("S")

#: What W&B calls the attributes of a run (``FE_METRIC_NAME_MAP`` has its words for people).
RUN_NAMES: dict[str, str] = {
    "state": "state",
    "name": "displayName",
    "id": "name",
    "tags": "tags",
    "created": "createdAt",
    "user": "username",
    "group": "group",
    "job_type": "jobType",
    "sweep": "sweep",
    "runtime": "duration",
    "host": "host",
}
RUN_WORDS = {wire: word for word, wire in RUN_NAMES.items()}

#: What stands before a name, by section: on a line plot's axis, in a column, in the public API.
AXIS: dict[Section, str] = {"config": "config.", "summary": "summary_metrics.", "run": ""}
COLUMN: dict[Section, str] = {"config": "config:", "summary": "summary:", "run": "run:"}
MONGO: dict[Section, str] = {"config": "config.", "summary": "summary_metrics.", "run": ""}


def filter_key(key: Key) -> dict[str, Json]:
    """A key in filters and sorting: ``{"section": "config", "name": "lr"}``."""
    return {"section": key.section, "name": plain(key)}


def group_key(key: Key) -> dict[str, Json]:
    """A key in grouping: ``{"section": "config", "name": "lr.value"}``."""
    return {"section": key.section, "name": enveloped(key)}


def line_axis(key: Key) -> str:
    """A key on the axis of a line plot: ``config.lr.value``; a logged metric is its own name there."""
    return AXIS[key.section] + enveloped(key)


def column(key: Key) -> str:
    """A key as a column of the runs table, in scatter and in parallel plots: ``config:lr.value``."""
    return COLUMN[key.section] + enveloped(key)


def mongo_path(key: Key) -> str:
    """A key in the queries of the public API: ``config.lr``, ``summary_metrics.loss``, ``createdAt``."""
    return MONGO[key.section] + plain(key)


def key_of_filter(written: Json) -> Key | None:
    """The key a filter or sorting names; None where it is none of ours."""
    section, name = section_and_name(written)
    return known(Key(section, RUN_WORDS.get(name, "") if section == "run" else name)) if section else None


def key_of_group(written: Json) -> Key | None:
    """The key a grouping names; None where it is none of ours."""
    section, name = section_and_name(written)
    return reread(section, name, written, group_key) if section else None


def key_of_line_axis(written: str) -> Key | None:
    """The key on an axis; None where it is a metric."""
    return prefixed(written, AXIS, line_axis)


def key_of_column(written: str) -> Key | None:
    """The key of a column; None where it is none of ours."""
    return prefixed(written, COLUMN, column)


def plain(key: Key) -> str:
    """The name of a key, W&B's word for an attribute."""
    return RUN_NAMES[key.name] if key.section == "run" else key.name


def enveloped(key: Key) -> str:
    """The name of a key, with the envelope of config keys."""
    if key.section != "config":
        return plain(key)
    first, dot, rest = key.name.partition(".")
    return f"{first}.value{dot}{rest}"


def section_and_name(written: Json) -> tuple[Section | None, str]:
    """The two parts of a key that is written as a dictionary."""
    match written:
        case {"section": "config" | "summary" | "run" as section, "name": str(name), **rest} if not rest:
            return section, name
        case _:
            return None, ""


def prefixed(written: str, prefixes: dict[Section, str], spell: Callable[[Key], str]) -> Key | None:
    """The key that is spelled so with one of the prefixes."""
    for section, prefix in prefixes.items():
        if written.startswith(prefix):
            return reread(section, written.removeprefix(prefix), written, spell)
    return None


def reread(section: Section, name: str, written: S, spell: Callable[[Key], S]) -> Key | None:
    """The key of a name in its envelope, if it is spelled so again."""
    if section == "run":
        key = Key(section, RUN_WORDS.get(name, ""))
    elif section == "config":
        first, _, rest = name.partition(".")
        key = Key(section, first + rest.removeprefix("value"))
    else:
        key = Key(section, name)
    return key if known(key) and spell(key) == written else None


def known(key: Key) -> Key | None:
    """The key, if it names something."""
    return key if key.name.strip() and (key.section != "run" or key.name in RUN_NAMES) else None
