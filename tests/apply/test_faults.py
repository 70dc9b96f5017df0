"""Every fault on every request of an apply: it succeeds or says what failed, and a rerun converges."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.apply.small import SCENES, client
from tests.fronts import CLOSED, HALF_OPEN, LOST, TIMEOUT, Fault, Which, busy, front, refused, silence_with
from tests.live import Served
from wbgen.apply import DONE, Outcome, Status
from wbgen.errors import BackendError

#: Cases under way at a time: most of a case is waiting.
AT_ONCE = 4

#: What goes wrong with one request, and whether wbgen gets over it by itself.
FAULTS: dict[str, tuple[Fault, bool]] = {
    "429": (busy(7), True),
    "500": (refused(500), True),
    "500 after the fact": (refused(500, forwarded=True), True),
    "502": (refused(502), True),
    "409": (refused(409), False),
    "never answered": (TIMEOUT, True),
    "half-open": (HALF_OPEN, True),
    "closed before": (CLOSED, True),
    "closed after": (LOST, True),
}

#: What a server does from some request on, for good.
BROKEN: dict[str, Fault] = {
    "429": busy(7),
    "500": refused(500),
    "409": refused(409),
    "closed before": CLOSED,
    "closed after": LOST,
}


class FromThenOn(dict[Which, Fault]):
    """The same fault for a request and for all that come after it."""

    def __init__(self, first: int, fault: Fault) -> None:
        super().__init__()
        self.first, self.fault = first, fault

    def get(self, which: Which, default: Fault | None = None) -> Fault | None:  # type: ignore[override]
        return self.fault if isinstance(which, int) and which >= self.first else default


@dataclass(frozen=True)
class Case:
    """An apply of a scene through a front with faults."""

    server: Served
    scene: str
    entity: str
    folder: Path

    def run(self, faults: dict[Which, Fault]) -> tuple[int, tuple[Outcome, ...]]:
        """How many requests it took, and its outcomes: none where it did not get as far as a plan."""
        scene = SCENES[self.scene](self.server.url, self.entity, self.folder)
        outcomes: tuple[Outcome, ...] = ()
        with front(self.server.url) as before:
            before.faults = faults
            backend = client(before.url, self.entity, silence_with(faults.values()))
            with contextlib.suppress(BackendError):  # one request of the plan failed for good
                outcomes = scene.run(scene.plans(backend), backend, at_once=1)
            assert outcomes or not before.mutations
            backend.close()
        scene.check_outcomes(outcomes)
        scene.converge()
        scene.direct.close()
        return len(before.passed), outcomes


@pytest.fixture(params=SCENES)
def cases(
    request: pytest.FixtureRequest, server: Served, new_entity: Callable[[], str], tmp_path: Path
) -> Callable[[Callable[[int], dict[Which, Fault]]], list[tuple[Outcome, ...]]]:
    """Runs a scene once for each of its requests, with the faults made for its number."""

    def run(number: int, faults: dict[Which, Fault]) -> tuple[int, tuple[Outcome, ...]]:
        entity = new_entity()
        return Case(server, request.param, entity, tmp_path / entity).run(faults)

    def run_all(faults: Callable[[int], dict[Which, Fault]]) -> list[tuple[Outcome, ...]]:
        requests, outcomes = run(0, {})
        assert {outcome.status for outcome in outcomes} <= DONE
        with ThreadPoolExecutor(AT_ONCE) as pool:
            done = pool.map(lambda number: run(number, faults(number)), range(1, requests + 1))
            return [outcomes for _, outcomes in done]

    return run_all


Cases = Callable[[Callable[[int], dict[Which, Fault]]], list[tuple[Outcome, ...]]]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_on_every_request(cases: Cases, fault: str) -> None:
    what, recovers = FAULTS[fault]
    outcomes = cases(lambda number: {number: what})
    failed = [one for each in outcomes for one in each if one.status is Status.FAILED]
    if recovers:
        assert not failed
        assert all(outcomes), "and every plan was made"
    else:
        assert failed


@pytest.mark.parametrize("fault", BROKEN)
def test_a_server_that_breaks_at_every_request(cases: Cases, fault: str) -> None:
    outcomes = cases(lambda number: FromThenOn(number, BROKEN[fault]))
    failed = [[one.status for one in each].count(Status.FAILED) for each in outcomes if each]
    assert all(failed), "success is never claimed of what could not be read back"
