"""Which of the views on a server a resource may be, and whose each of them is."""

from __future__ import annotations

from collections.abc import Collection

from wbgen.compile.ids import natural_name
from wbgen.compile.resources import View
from wbgen.errors import WbgenError
from wbgen.views.marker import read_marker
from wbgen.views.records import ViewRecord
from wbgen.views.urls import parse_view_url

#: The pair of a marker that notes the server's name of a view, where it is not the one its address gives.
NAME = "name"

#: The pair of a marker that notes that a view is not to be deleted, also once its spec is gone.
PROTECT = "protect"


def find(view: View, records: Collection[ViewRecord], url: str = "") -> tuple[ViewRecord, ...]:
    """The records that a view may be.

    It is the one of its name, or one whose marker notes another name that it goes by: a view that was taken
    over, or that the server named. A marker under a name that it does not note is in a person's copy, and
    that is theirs. Else it is the one at the URL, of the command (``url``) or of its spec. Raises WbgenError
    where there is nothing at the URL, or the command asks for another view than the one there is.
    """
    by_name = tuple(record for record in records if record.name == view.name)
    marked = (record for record in records if marker_address(record) in (view.address, *view.former))
    known = by_name or tuple(record for record in marked if noted_name(record) == record.name)
    if not (url or view.adopt) or (known and not url):
        return known
    wanted = parse_view_url(url or view.adopt)
    found = tuple(record for record in records if wanted.names(record))
    if not found:
        raise WbgenError(
            f"{view.address} is to adopt {url or view.adopt}, which the project does not have",
            cure="see that it is of this project, saved, and not deleted",
        )
    if known and {record.id for record in known} != {record.id for record in found}:
        raise WbgenError(
            f"{view.address} is there already, so that it cannot take over {url}",
            cure="delete or rename one of the two",
        )
    return found


def marker_address(record: ViewRecord) -> str | None:
    """Whose marker a record carries."""
    marker = read_marker(record.description)[1]
    return marker.address if marker else None


def noted_name(record: ViewRecord) -> str | None:
    """The name that a record's marker notes."""
    marker = read_marker(record.description)[1]
    return marker.extra.get(NAME) if marker else None


def is_protected(record: ViewRecord) -> bool:
    """Whether a record's marker notes that it is not to be deleted."""
    marker = read_marker(record.description)[1]
    return marker is not None and PROTECT in marker.extra


def is_copy(record: ViewRecord) -> bool:
    """Whether a marked view is a person's copy of one of ours, marker and all."""
    address = marker_address(record)
    if address is None or len(address.split("/")) < 3:
        return False
    return record.name not in (natural_name(address), noted_name(record))
