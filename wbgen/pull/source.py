"""Where a view to pull comes from: a file with its JSON, or its URL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from wbgen.errors import WbgenError
from wbgen.views.json import Json, parse
from wbgen.views.records import ViewRecord
from wbgen.views.urls import ViewUrl

MAX_BYTES = 64 * 1024 * 1024

UNKNOWN_PROJECT = "unnamed"


@dataclass(frozen=True, slots=True)
class Source:
    """A view to pull. spec: its parsed body."""

    kind: Literal["workspace", "report"]
    title: str
    description: str
    project: str
    spec: Json


def read_view_file(path: Path) -> Source:
    """A view in a file: its bare body, what ``wbgen build`` wrote, or a backup.

    Raises WbgenError where it is none of those.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        value = parse(data.decode("utf-8-sig"))
    except OSError as error:
        raise WbgenError(f"cannot read {path}: {error.strerror or error}") from None
    except ValueError as error:
        raise WbgenError(f"{path} is not JSON: {error}", cure="give the JSON of a view") from None
    wrapped = value if isinstance(value, dict) and "spec" in value else {"spec": value}
    spec = wrapped["spec"]
    if isinstance(spec, str):
        spec = body(spec, str(path))
    return source(
        spec,
        title=text(wrapped, "title", "display_name", "displayName") or path.stem,
        description=text(wrapped, "description"),
        project=text(wrapped, "project") or UNKNOWN_PROJECT,
        where=str(path),
    )


def source_of_record(record: ViewRecord, project: str) -> Source:
    """A view as a server holds it."""
    spec = body(record.spec, record.display_name)
    return source(spec, record.display_name, record.description, project, record.display_name)


def source(spec: Json, title: str, description: str, project: str, where: str) -> Source:
    """A source of the kind that the body's shape tells."""
    if isinstance(spec, dict) and isinstance(spec.get("section"), dict):
        return Source("workspace", title, description, project, spec)
    if isinstance(spec, dict) and isinstance(spec.get("blocks"), list):
        return Source("report", title, description, project, spec)
    raise WbgenError(f"{where} is not a view", cure="a workspace has a `section`, a report has `blocks`")


def body(text: str, where: str) -> Json:
    """The parsed body of a view. Raises WbgenError where it is not JSON."""
    try:
        return parse(text)
    except ValueError as error:
        raise WbgenError(f"the body of {where} is not JSON: {error}") from None


def text(wrapped: dict[str, Any], *keys: str) -> str:
    """The first of some keys that holds a text; empty where none does."""
    return next((wrapped[key] for key in keys if isinstance(wrapped.get(key), str)), "")


def matching(records: Iterator[ViewRecord] | tuple[ViewRecord, ...], url: ViewUrl) -> ViewRecord:
    """The record that a URL names. Raises WbgenError where none is it."""
    for record in records:
        if url.names(record):
            return record
    raise WbgenError(
        f"{url.entity}/{url.project} has no view {url.key}",
        cure="see that it is saved, shared with you, and not deleted",
    )
