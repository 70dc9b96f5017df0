"""Retries, bounds and sentences, against a server that misbehaves in every way."""

from __future__ import annotations

import base64
import logging
import socket
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.backends.conftest import KEY, Waits
from tests.backends.scripted import Answer, ScriptedServer, scripted_server
from tests.waiting import until
from wbgen.backends.base import ViewInput, ViewType
from wbgen.backends.transport import ATTEMPTS, AmbiguousWrite, Limits
from wbgen.backends.wandb import WandbBackend
from wbgen.errors import AuthError, BackendError, WbgenError

FINE = Answer.data(project=None)
MADE = Answer.data(
    upsertModel={"project": {"id": "1", "name": "p", "entityName": "ent", "internalId": 7}, "inserted": True}
)
BASIC = base64.b64encode(f"api:{KEY}".encode()).decode()


@pytest.mark.parametrize(
    "fault",
    [Answer(status=s) for s in (408, 429, 500, 502, 503, 504, 520)]
    + [Answer(cut=0), Answer(body=b"{}", cut=1)],
    ids=lambda fault: f"{fault.status}-{fault.cut}",
)
def test_a_query_is_tried_again(
    backend: WandbBackend, server: ScriptedServer, waits: Waits, fault: Answer
) -> None:
    server.script(fault, fault, fault, fault, FINE)
    assert backend.find_project("p") is None
    assert len(server.seen) == ATTEMPTS
    assert [seconds for seconds, _ in waits.told] == waits.slept
    for number, seconds in enumerate(waits.slept):
        assert 0.75 * 0.5 * 2**number <= seconds <= 1.25 * 0.5 * 2**number


def test_tries_end(backend: WandbBackend, server: ScriptedServer, waits: Waits) -> None:
    server.script(Answer.errors("the database is away", status=500))
    with pytest.raises(BackendError, match=r"answered HTTP 500 \(the database is away\)"):
        backend.find_project("p")
    assert (len(server.seen), len(waits.slept)) == (ATTEMPTS, ATTEMPTS - 1)


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [
        ("4", 4, 4),
        ("0", 0, 0),
        ("-3", 0, 0),
        ("86400", 60, 60),
        (format_datetime(datetime.now(UTC) + timedelta(days=1), usegmt=True), 60, 60),
        (format_datetime(datetime.now(UTC) - timedelta(days=1), usegmt=True), 0, 0),
        ("soon", 0.3, 0.7),
        ("nan", 0.3, 0.7),
    ],
)
def test_retry_after_is_obeyed_within_bounds(
    backend: WandbBackend, server: ScriptedServer, waits: Waits, header: str, least: float, most: float
) -> None:
    server.script(Answer(status=429, headers={"Retry-After": header}), FINE)
    backend.find_project("p")
    assert least <= waits.slept[0] <= most
    assert waits.told[0][1] == "server busy"


@pytest.mark.parametrize("status", [429, 503])
def test_a_mutation_the_server_put_off_is_sent_again(
    backend: WandbBackend, server: ScriptedServer, status: int
) -> None:
    server.script(Answer(status=status, headers={"Retry-After": "0"}), MADE)
    assert backend.create_project("p").internal_id == "7"
    assert server.operations == ["UpsertModel", "UpsertModel"]


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 520])
def test_a_mutation_that_may_have_happened_is_looked_up_first(
    backend: WandbBackend, server: ScriptedServer, status: int
) -> None:
    server.script(Answer(status=status), FINE, MADE)
    assert backend.create_project("p").internal_id == "7"
    assert server.operations == ["UpsertModel", "Project", "UpsertModel"]


@pytest.mark.parametrize("status", [501, 505])
def test_an_error_that_will_not_pass_is_said_at_once(
    backend: WandbBackend, server: ScriptedServer, status: int
) -> None:
    server.script(Answer(status=status))
    with pytest.raises(BackendError, match=rf"HTTP {status}"):
        backend.find_project("p")
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (Answer(status=401), AuthError, "the API key from WANDB_API_KEY was refused by 127.0.0.1"),
        (Answer.errors("user is not logged in", status=401), AuthError, "was refused"),
        (Answer(status=403, body=b"<html>"), AuthError, "was refused"),
        (Answer.errors("permission denied", status=403, path=["project"]), BackendError, "permission denied"),
        (Answer.errors("permission denied"), BackendError, "permission denied"),
        (Answer.errors("no such project", status=404), BackendError, "no such project"),
        (Answer.errors("\x1b[31mred\r\n" + "x" * 5000), BackendError, r"refused: \[31mred x{100,492}$"),
        (Answer(status=404, body=b"<html>not here"), BackendError, r"like a W&B server \(HTTP 404\)"),
        (Answer(status=418), BackendError, "HTTP 418"),
        (Answer(status=407), BackendError, "proxy asks"),
        (Answer(body=b"<html>welcome</html>"), BackendError, "like a W&B server"),
        (Answer(body=b"\xff\xfe"), BackendError, "like a W&B server"),
        (Answer(body=b"[" * 100_000), BackendError, "like a W&B server"),
        (Answer(body=b"[1]"), BackendError, "like a W&B server"),
        (Answer(body=b'{"data": null}'), BackendError, "like a W&B server"),
        (Answer(body=b'{"data": {"project": [1]}}'), BackendError, "lacks what was asked for"),
        (Answer(body=b'{"data": {"project": {"id": 5}}}'), BackendError, "lacks what was asked for"),
        (
            Answer.data(project={"id": "1", "name": "p", "entityName": "e", "internalId": []}),
            BackendError,
            "lacks",
        ),
        (Answer(body=b"x" * 2_000_000), BackendError, "over 1000000 bytes"),
    ],
)
def test_what_no_other_try_would_change_is_said_at_once(
    connect: Callable[..., WandbBackend], server: ScriptedServer, answer: Answer, error: type, words: str
) -> None:
    server.script(answer)
    with pytest.raises(error, match=words) as caught:
        connect(limits=Limits(answer=1_000_000)).find_project("p")
    assert type(caught.value) is error or error is BackendError
    assert not isinstance(caught.value, AuthError) or error is AuthError
    assert len(server.seen) == 1
    assert str(caught.value).isprintable()


def test_a_redirect_is_not_followed(backend: WandbBackend, server: ScriptedServer) -> None:
    with scripted_server() as elsewhere:
        for to in (f"{elsewhere.base_url}/graphql?state=secret", "/login", "http://[", "//other.example/x"):
            for status in (301, 302, 307, 308):
                server.script(Answer(status=status, headers={"Location": to}))
                with pytest.raises(BackendError, match="redirects to") as caught:
                    backend.create_project("p")
                assert not isinstance(caught.value, AmbiguousWrite)
                assert "secret" not in str(caught.value)
        assert elsewhere.seen == []


def test_a_slow_server_is_given_up(connect: Callable[..., WandbBackend], server: ScriptedServer) -> None:
    release = threading.Event()
    server.script(Answer(hold=release))
    with pytest.raises(BackendError, match=rf"127\.0\.0\.1:{server.port} did not answer in time"):
        connect(limits=Limits(read=0.05)).find_project("p")
    release.set()
    until(lambda: len(server.seen) >= ATTEMPTS)  # the last one may yet be read
    assert len(server.seen) == ATTEMPTS


def test_an_answer_that_trickles_is_given_up(
    connect: Callable[..., WandbBackend], server: ScriptedServer
) -> None:
    server.script(Answer(body=b"x" * 300_000))
    with pytest.raises(BackendError, match="did not answer in time"):
        connect(limits=Limits(total=0)).find_project("p")


def test_nobody_listens(connect: Callable[..., WandbBackend], waits: Waits) -> None:
    with socket.socket() as taken:  # bound and not listening: refused, and nobody else can take it
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        backend = connect(f"http://127.0.0.1:{port}")
        with pytest.raises(BackendError, match=rf"^127\.0\.0\.1:{port} refused the connection\.$") as caught:
            backend.create_project("p")
    assert not isinstance(caught.value, AmbiguousWrite)
    assert caught.value.cure is not None
    assert waits.told[0][1].endswith("refused the connection")
    assert len(waits.slept) == ATTEMPTS - 1


def test_an_unknown_name_is_said_with_the_cure(connect: Callable[..., WandbBackend]) -> None:
    with pytest.raises(BackendError, match=r"No server is called wandb\.invalid\.") as caught:
        connect("https://wandb.invalid").find_project("p")
    assert "base_url" in (caught.value.cure or "")


# The key stays hidden, whatever the server says.

ECHOES = st.sampled_from([KEY, BASIC, BASIC.rstrip("="), f"api:{KEY}", f"Authorization: Basic {BASIC}", "no"])


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    said = draw(st.text(max_size=20)) + draw(ECHOES) + draw(st.sampled_from(["", "\n", "x" * 480, "é"]))
    status = draw(st.sampled_from([200, 302, 400, 401, 403, 404, 409, 429, 500, 503]))
    location = draw(st.sampled_from([f"https://u:{KEY}@evil.example/{KEY}", f"http://{KEY}.example/"]))
    made = Answer.errors(said, status=status, path=draw(st.sampled_from([None, ["project"]])))
    body = draw(st.sampled_from([made.body, said.encode("utf-8", "surrogatepass"), b""]))
    cut = draw(st.sampled_from([None, None, 0, 5]))
    return Answer(status, body, {"Location": location} if status == 302 else {}, cut)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answer=answers(), padding=st.integers(0, 30))
def test_the_key_is_never_shown(
    backend: WandbBackend,
    server: ScriptedServer,
    caplog: pytest.LogCaptureFixture,
    waits: Waits,
    answer: Answer,
    padding: int,
) -> None:
    server.script(answer)
    shown: list[str] = [repr(backend), str(vars(backend))]
    with caplog.at_level(logging.DEBUG):
        for act in (
            lambda: backend.find_project("p"),
            lambda: backend.put_view("p", ViewInput(ViewType.REPORT, "n", "t", "d", "{}")),
            lambda: backend.create_chart("c", "C", "{}"),
        ):
            try:
                act()
            except WbgenError as error:
                shown += [str(error), repr(error), str(error.cure), traceback.format_exc()]
    shown += [reason for _, reason in waits.told] + [caplog.text]
    for text in shown:
        assert KEY not in text
        assert BASIC.rstrip("=") not in text
