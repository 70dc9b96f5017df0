"""The pages of the embedded server: what a person sees at the URLs that apply prints.

Everything is plain HTML made on the server, without scripts. Jinja2 and markdown-it are imported at
the first page, not when the server starts.
"""

from wbgen.server.pages.routes import routes

__all__ = ["routes"]
