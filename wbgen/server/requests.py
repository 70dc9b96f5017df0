"""What resolvers know of the request they answer."""

from __future__ import annotations

from contextvars import ContextVar

#: Scheme and host the request came to (``http://127.0.0.1:8086``), which absolute URLs in answers begin with.
#: Threads that starlette starts for a request have its value.
base_url: ContextVar[str] = ContextVar("base_url", default="")
