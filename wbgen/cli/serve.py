"""``wbgen serve``: the embedded server, for looking and for real clients."""

from __future__ import annotations

from pathlib import Path

import click

from wbgen.errors import FolderError, WbgenError

READY = """\
{url}   (Ctrl-C stops)
runs log here with WANDB_BASE_URL={url} WANDB_API_KEY={key}"""


@click.command()
@click.option(
    "--port",
    "-p",
    type=click.IntRange(0, 65535),
    help="Where to listen (default: 8086, or `port:` of wbgen.yaml).",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen on: one of this machine's, a name of it, or 0.0.0.0 for all.",
)
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to serve (default: .wbgen beside wbgen.yaml).",
)
def serve(port: int | None, host: str, home: Path | None) -> None:
    """Serve the embedded W&B on this machine until Ctrl-C.

    Its pages are at the URLs that apply prints. The wandb client can use it too: set WANDB_BASE_URL to
    its address and WANDB_API_KEY to any 40 characters.

    It listens on 127.0.0.1 unless told. On any other address everyone needs its API key: the one in
    WBGEN_SERVER_KEY, else one that is made and kept in .wbgen/server-key. Browsers ask for it as a password.
    The connection is not encrypted; put a proxy with TLS in front where others can listen in.

    \b
    Examples:
      wbgen serve
      wbgen serve --port 9000 --home /tmp/scratch
      wbgen serve --host 0.0.0.0
    """
    from wbgen.config import find_config
    from wbgen.server.lifecycle import serve as serve_until_stopped

    config = find_config(Path.cwd())
    chosen = config.port if port is None else port
    try:
        serve_until_stopped(
            home or config.home,
            chosen,
            say_ready,
            host=host,
        )
    except FolderError as error:
        cure = f"{error.cure}, or use another folder with --home"
        raise WbgenError(error.message, cure=cure) from error


def say_ready(url: str, key_place: str | None) -> None:
    """Tell where the server is, and how runs log to it."""
    from wbgen.server.access import LOCAL_KEY

    click.echo(READY.format(url=url, key=f"<the key in {key_place}>" if key_place else LOCAL_KEY))
    if key_place:
        click.echo(f"every request needs the API key in {key_place}")
