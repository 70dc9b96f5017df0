"""The script and the style that draw charts, which pages with charts load once."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from wbgen.errors import WbgenError
from wbgen.server.pages import live


class ChartFiles:
    """Endpoints of what ``wbgen.render.page`` makes; they run off the event loop."""

    def script(self, request: Request) -> Response:
        """Vega and what draws with it."""
        from wbgen.render.page.assets import script

        try:
            text = script()
        except WbgenError as error:
            return PlainTextResponse(f"{error} {error.cure or ''}\n", 404)
        return _file(request, text, "text/javascript")

    def style(self, request: Request) -> Response:
        """How panels look."""
        from wbgen.render.page.assets import style

        return _file(request, style(), "text/css")


def _file(request: Request, text: str, media_type: str) -> Response:
    tag = live.tag_of(text)
    if live.is_known(request, tag):
        return live.unchanged(tag)
    return Response(text, media_type=media_type, headers={"ETag": tag, "Cache-Control": "no-cache"})
