"""Starting, finding and stopping the server of a ``.wbgen`` folder."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from wbgen.errors import FolderError, WbgenError
from wbgen.server.access import KEY_VARIABLE, kept_key, key_place
from wbgen.server.address import LOOPBACK, base_url, bound, is_loopback, reached_by
from wbgen.server.discovery import locked, recorded, running

if TYPE_CHECKING:
    from types import FrameType

    from wbgen.server.listener import Listener

__all__ = ["embedded", "running", "serve"]

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)

# Seconds `serve` leaves to the page that is asked for first: importing GraphQL would slow it by half.
WARM_UP_DELAY = 1.0


def serve(
    home: Path,
    port: int,
    on_ready: Callable[[str, str | None], None] | None = None,
    *,
    host: str = LOOPBACK,
) -> None:
    """Serve a folder until SIGINT or SIGTERM; port 0 takes any free one.

    host: the address to listen on, or a name of it. One that others than this machine reach, and a key set
    in ``WBGEN_SERVER_KEY``, make every request need the API key (``access``).
    ``on_ready`` is given the base URL, as seen from this machine, once requests are answered, and where the
    key is, or None if none is needed. Raises ``WbgenError`` where the folder is served
    already, the address or port cannot be listened on, or the store cannot be opened.
    """
    _make(home)
    with ExitStack() as stack:
        stack.enter_context(locked(home))
        listening = stack.enter_context(bound(port, host))
        address, port = reached_by(listening), listening.getsockname()[1]
        key = kept_key(home) if _needs_key(listening.getsockname()[0]) else None

        def ready() -> None:
            stack.enter_context(recorded(home, port, address))
            if on_ready:
                on_ready(base_url(port, address), key_place(home) if key else None)

        listener = stack.enter_context(_listener(home, ready, warm_up_after=WARM_UP_DELAY, key=key))
        stack.enter_context(_stopping(listener))
        listener.run([listening])


def _needs_key(address: str) -> bool:
    """On loopback none is needed, but a proxy in front of it may be why its owner set one."""
    return not is_loopback(address) or bool(os.environ.get(KEY_VARIABLE))


@contextmanager
def embedded(home: Path, *, reading: bool = False) -> Iterator[str]:
    """The base URL of a server for a folder: the one that runs, else one within this process for the while.

    The folder is created where it is missing.  reading: nothing will be written, so a store that cannot
    be written to will do. Raises ``WbgenError`` where the store cannot be opened.
    """
    if url := running(home):
        yield url
        return
    _make(home)
    ready = threading.Event()
    with ExitStack() as stack:
        listening = stack.enter_context(bound(0))
        port = listening.getsockname()[1]
        url = base_url(port)
        listener = stack.enter_context(
            _listener(home, ready.set, warm_up_after=0, reading=reading, port=port)
        )

        def run() -> None:
            try:
                listener.run([listening])
            finally:
                ready.set()  # also where it never became so: nobody may wait for ever

        thread = threading.Thread(target=run, name="wbgen-server", daemon=True)
        thread.start()
        ready.wait()
        try:
            if not listener.started:
                raise WbgenError("The embedded server did not start.")
            yield url
        finally:
            listener.should_exit = True
            thread.join()


@contextmanager
def _listener(
    home: Path,
    on_ready: Callable[[], None],
    *,
    warm_up_after: float,
    reading: bool = False,
    key: str | None = None,
    port: int | None = None,
) -> Iterator[Listener]:
    """A server that gets GraphQL ready some seconds after it listens, unless it is asked for earlier.

    port: of one that is there only for the time of a command.
    """
    from wbgen.server.app import create_app
    from wbgen.server.listener import Listener

    app = create_app(home, reading=reading, key=key, port=port)
    warm_up = threading.Timer(warm_up_after, app.state.graphql.warm_up)
    warm_up.daemon = True

    def ready() -> None:
        on_ready()
        warm_up.start()

    try:
        yield Listener(app, ready)
    finally:
        warm_up.cancel()
        app.state.store.close()


@contextmanager
def _stopping(listener: Listener) -> Iterator[None]:
    """Let signals stop the listener, the second one at once; only a main thread can be told of them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        listener.force_exit = listener.should_exit
        listener.should_exit = True

    before = {number: signal.signal(number, stop) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _make(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"The folder {home} cannot be made: {error.strerror}."
        raise FolderError(message, cure="check what is at that path") from error
