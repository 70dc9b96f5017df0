"""The front that other tests stand before a server: it counts, delays and fails as it was told.

The faults are played against the backend, which proves both: the front, and that each fault is taken for
what it is, certain or ambiguous.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.backends.conftest import Waits
from tests.fronts import (
    CLOSED,
    HALF_OPEN,
    LOST,
    TIMEOUT,
    Fault,
    Front,
    busy,
    front,
    longest_chain,
    read_operation,
    refused,
    silence_with,
)
from tests.live import PATIENCE, graphql, mutations, request, served
from tests.waiting import until
from wbgen.backends.base import ViewInput, ViewType
from wbgen.backends.transport import AmbiguousWrite, Limits
from wbgen.backends.wandb import WandbBackend
from wbgen.errors import BackendError

VIEW = ViewInput(ViewType.WORKSPACE, "nw-abcdefghijk-v", "T", "marker", '{"section": {}}')


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("front") / ".wbgen") as server:
        yield server.url


@pytest.fixture
def standing(embedded: str) -> Iterator[Front]:
    with front(embedded) as standing:
        yield standing


@pytest.fixture
def client(standing: Front, connect: Callable[..., WandbBackend]) -> WandbBackend:
    return emptied(connect(standing.url, entity="local", limits=Limits(read=PATIENCE)), standing)


def emptied(client: WandbBackend, standing: Front) -> WandbBackend:
    """A client of a project without views, before which nothing has passed."""
    project = client.create_project("p")
    for view in client.list_views(project.name, VIEW.type):
        client.delete_view("p", view)
    standing.reset()
    return client


def test_it_passes_everything_on_and_counts(standing: Front, client: WandbBackend) -> None:
    made = client.put_view("p", VIEW)
    assert client.get_view("p", VIEW.type, VIEW.name) == made
    assert request(standing.url, "GET", "/-/health")[0] == 200
    status, headers, body = request(standing.url, "GET", "/local/p?nw=abcdefghijk")
    assert (status, headers["x-content-type-options"]) == (200, "nosniff")
    assert b"</html>" in body
    assert graphql(standing.url, "{ viewer { username } }") == {"data": {"viewer": {"username": "local"}}}
    assert request(standing.url, "GET", "/nothing/here")[0] == 404
    assert standing.operations == [
        "UpsertView",
        "Views",
        "/-/health",
        "/local/p?nw=abcdefghijk",
        "/graphql",
        "/nothing/here",
    ]
    assert standing.mutations == {"UpsertView": 1}
    assert [passed.status for passed in standing.passed] == [200, 200, 200, 200, 200, 404]
    assert standing.round_trips == 6
    standing.reset()
    assert (standing.passed, standing.round_trips, standing.most_at_once) == ([], 0, 0)


def test_latency_is_per_request_and_threads_share_round_trips(standing: Front, client: WandbBackend) -> None:
    standing.latency = 0.2
    began = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: client.find_project("p"), range(16)))
    assert time.monotonic() - began >= 0.4
    assert len(standing.passed) == 16
    assert standing.round_trips >= 2
    assert 4 <= standing.most_at_once <= 8


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 10)), max_size=7))
def test_the_longest_chain_is_the_longest(drawn: list[tuple[int, int]]) -> None:
    intervals = [(float(start), float(start + length)) for start, length in drawn]

    def best(free: float, left: list[tuple[float, float]]) -> int:
        return max((1 + best(e, left[n + 1 :]) for n, (s, e) in enumerate(left) if s >= free), default=0)

    assert longest_chain(intervals) == best(float("-inf"), sorted(intervals))


@pytest.mark.parametrize(
    ("body", "operation"),
    [
        (b'{"query": "query A { a }", "operationName": "A"}', ("A", False)),
        (b'{"query": "mutation B($x: ID) { b }", "operationName": ""}', ("B", True)),
        (b'{"query": "fragment f on View { id }\\n mutation C { c }"}', ("C", True)),
        (b'{"query": "{ mutation }"}', ("", False)),
        (b'{"query": "mutation { d }", "variables": null}', ("", True)),
        (b'{"query": 5}', ("", False)),
        (b"[]", ("", False)),
        (b"not json", ("", False)),
    ],
)
def test_operations_are_read_from_bodies(body: bytes, operation: tuple[str, bool]) -> None:
    assert read_operation(body) == operation


# How the first of the writes fails: what is sent in all, and how often the server carries it out.
SETTLED: dict[str, tuple[Fault, list[str], int]] = {
    "429": (busy(7), ["UpsertView", "UpsertView"], 1),
    "500": (refused(500), ["UpsertView", "Views", "UpsertView"], 1),
    "502": (refused(502), ["UpsertView", "Views", "UpsertView"], 1),
    "502 after the fact": (refused(502, forwarded=True), ["UpsertView", "Views"], 1),
    "503": (refused(503), ["UpsertView", "Views", "UpsertView"], 1),
    "never answered": (TIMEOUT, ["UpsertView", "Views", "UpsertView"], 1),
    "closed before": (CLOSED, ["UpsertView", "Views", "UpsertView"], 1),
    "closed after": (LOST, ["UpsertView", "Views"], 1),
    "half-open": (HALF_OPEN, ["UpsertView", "Views"], 1),
}


@pytest.mark.parametrize(("fault", "sent", "carried_out"), SETTLED.values(), ids=SETTLED.keys())
@pytest.mark.parametrize("update", [False, True], ids=["create", "update"])
def test_a_fault_is_taken_for_what_it_is(
    embedded: str,
    standing: Front,
    connect: Callable[..., WandbBackend],
    update: bool,
    fault: Fault,
    sent: list[str],
    carried_out: int,
) -> None:
    limits = Limits(read=silence_with([fault]))
    client = emptied(connect(standing.url, entity="local", limits=limits), standing)
    view = VIEW
    if update:
        made = client.put_view("p", VIEW)
        view = ViewInput(VIEW.type, made.name, "T2", "marker", "{}", id=made.id)
        standing.reset()
    standing.faults["UpsertView", 1] = fault
    before = mutations(embedded)
    assert client.put_view("p", view).display_name == view.display_name
    assert standing.operations == sent
    assert mutations(embedded) - before == carried_out
    assert [v.display_name for v in client.list_views("p", VIEW.type)] == [view.display_name]


def test_a_conflict_is_a_certain_refusal(standing: Front, client: WandbBackend) -> None:
    standing.faults[1] = refused(409)
    with pytest.raises(BackendError, match="HTTP 409") as caught:
        client.put_view("p", VIEW)
    assert not isinstance(caught.value, AmbiguousWrite)
    assert standing.operations == ["UpsertView"]
    assert client.list_views("p", VIEW.type) == ()


@pytest.mark.parametrize(
    ("fault", "sent"),
    [(LOST, ["DeleteView", "Views"]), (CLOSED, ["DeleteView", "Views", "DeleteView"])],
)
def test_a_lost_delete_is_settled(
    standing: Front, client: WandbBackend, fault: Fault, sent: list[str]
) -> None:
    made = client.put_view("p", VIEW)
    standing.reset()
    standing.faults[1] = fault
    assert client.delete_view("p", made) is True
    assert standing.operations == sent


def test_retry_after_is_kept_by_each_request_of_many(
    standing: Front, client: WandbBackend, waits: Waits
) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(days=1), usegmt=True)
    for number in range(1, 11):  # so far apart that no view meets them all
        standing.faults["UpsertView", 20 * number] = busy(date if number % 2 else number)
    views = [ViewInput(VIEW.type, f"nw-{n:011}-v", "T", "m", "{}") for n in range(200)]
    with ThreadPoolExecutor(16) as pool:
        made = list(pool.map(lambda view: client.put_view("p", view), views))
    assert [view.name for view in made] == [view.name for view in views]
    assert set(client.list_views("p", VIEW.type)) == set(made)
    assert standing.mutations == {"UpsertView": 210}
    assert sorted(waits.slept) == [2.0, 4.0, 6.0, 8.0, 10.0] + [60.0] * 5


def test_a_hook_comes_before_its_request(embedded: str, standing: Front, client: WandbBackend) -> None:
    made = client.put_view("p", VIEW)
    standing.reset()
    text = 'mutation Ana($id: ID) { upsertView(input: {id: $id, displayName: "hers"}) { inserted } }'
    standing.hooks["Views", 2] = lambda: graphql(embedded, text, {"id": made.id})
    titles = [view.display_name for _ in range(3) for view in client.list_views("p", VIEW.type)]
    assert titles == ["T", "hers", "hers"]
    assert standing.mutations == {}


def test_a_client_that_waits_does_not_keep_the_front_from_ending(embedded: str) -> None:
    done = threading.Event()

    def ask(url: str) -> None:
        with pytest.raises(OSError, match=r".*"):
            request(url, "GET", "/-/health")
        done.set()

    with front(embedded) as standing:
        standing.faults[1] = TIMEOUT
        threading.Thread(target=ask, args=(standing.url,), daemon=True).start()
        until(lambda: standing.passed)
    assert done.wait(PATIENCE)
