"""The normal form of what a server holds, and what code wanted of it last."""

from __future__ import annotations

from typing import Any

from wbgen.views.json import Json, parse
from wbgen.views.marker import Marker
from wbgen.views.merge import Sums, read_parts, read_sums, sums_of
from wbgen.views.normal import VERSION, digest, normal_form
from wbgen.views.records import ViewRecord

Form = dict[str, Any]


def read_form(record: ViewRecord, visible: str, entity: str) -> tuple[dict[str, Json] | None, str]:
    """The normal form of what a server holds, or None with the reason it has none."""
    try:
        form = normal_form(record.display_name, visible, parse(record.spec), entity)
        digest(form)
        return form, ""
    except UnicodeEncodeError:
        return None, "what it holds cannot be read (a lone surrogate is no character)"
    except ValueError as error:
        return None, f"what it holds cannot be read ({error})"


def base_of(marker: Marker, held: Form) -> Sums | None:
    """Digests of the parts that code wanted last; None where nothing tells them.

    A marker without them (of an older wbgen) is enough as long as nobody edited the view since.
    """
    if marker.norm != VERSION:
        return None
    if marker.parts:
        return read_sums(marker.parts)
    return sums_of(read_parts(held)) if digest(held) == marker.digest else None


def who_and_when(record: ViewRecord) -> str:
    """Who saved a view last, and when, as far as the server says."""
    who = f" by {record.updated_by}" if record.updated_by else ""
    return f"{who} at {record.updated_at}" if record.updated_at else who
