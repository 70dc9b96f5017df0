"""URLs of views, as people copy them from a browser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from wbgen.errors import WbgenError
from wbgen.views.records import ViewRecord, ViewType

URL_CURE = "copy it from the browser: https://HOST/ENTITY/PROJECT?nw=... or .../reports/...--ID"


@dataclass(frozen=True, slots=True)
class ViewUrl:
    """A view by its URL. base: scheme and host.  key: the part that names a workspace, or a report's id."""

    base: str
    entity: str
    project: str
    type: ViewType
    key: str

    def names(self, record: ViewRecord) -> bool:
        """Whether a view is the one meant."""
        if record.type is not self.type:
            return False
        if self.type is ViewType.REPORT and record.id.rstrip("=") == self.key.rstrip("="):
            return True
        return record.name in (self.key, f"nw-{self.key}-v")


def parse_view_url(url: str) -> ViewUrl:
    """What a view's URL says. Raises WbgenError where it is not one."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise WbgenError(f"{url} is not the URL of a saved view", cure=URL_CURE) from None
    segments = [unquote(segment) for segment in parts.path.strip("/").split("/")]
    base = f"{parts.scheme}://{parts.netloc}"
    if "reports" in segments[2:-1] and (found := re.search(r"--([A-Za-z0-9+/_-]+=*)\Z", segments[-1])):
        place = segments.index("reports", 2)
        return ViewUrl(base, segments[place - 2], segments[place - 1], ViewType.REPORT, found[1])
    views = parse_qs(parts.query).get("nw", [])
    segments = segments[:-1] if segments[-1] in ("workspace", "table") else segments
    if len(segments) >= 2 and views and all(segments[-2:]):
        return ViewUrl(base, segments[-2], segments[-1], ViewType.WORKSPACE, views[0])
    raise WbgenError(f"{url} is not the URL of a saved view", cure=URL_CURE)
