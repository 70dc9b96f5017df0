"""Many writes at once: how many, in which order they are told, and what stops them."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.live import PATIENCE
from tests.plan.acting import planned, resources
from tests.plan.test_decide import spec
from wbgen.apply import Outcome, Status, apply_plans
from wbgen.apply.execute import AT_ONCE
from wbgen.apply.journal import KEPT, Journal, open_journal, unfinished
from wbgen.apply.threads import do_all
from wbgen.backends.base import Again, ViewInput, ViewRecord, ViewType
from wbgen.backends.memory import MemoryBackend
from wbgen.errors import AuthError, BackendError


def many(count: int) -> dict[str, Any]:
    """A spec of so many workspaces."""
    data = spec()
    data["workspaces"] = {f"w{n:03}": {**data["workspaces"]["w"], "title": f"W {n}"} for n in range(count)}
    return data


class Hooked(MemoryBackend):
    """Calls a hook, with the number of the write, before each."""

    def __init__(self, hook: Callable[[int], object]) -> None:
        super().__init__()
        self.hook = hook
        self.begun = 0
        self._counting = threading.Lock()

    def put_view(self, project: str, view: ViewInput, *, again: Again | None = None) -> ViewRecord:
        with self._counting:
            self.begun += 1
            number = self.begun
        self.hook(number)
        return super().put_view(project, view)


def apply(backend: MemoryBackend, count: int, folder: Path, **options: Any) -> tuple[Outcome, ...]:
    return apply_plans([planned(resources(many(count)), backend)], backend, backups=folder, **options)


def statuses(outcomes: tuple[Outcome, ...]) -> list[Status]:
    return [outcome.status for outcome in outcomes]


def test_so_many_writes_at_once_and_no_more(tmp_path: Path) -> None:
    full, under_way, most = threading.Barrier(AT_ONCE), set[int](), [0]

    def hook(number: int) -> None:
        under_way.add(number)
        most[0] = max(most[0], len(under_way))
        full.wait(PATIENCE)  # nobody gets on before all are here
        under_way.discard(number)

    outcomes = apply(Hooked(hook), 3 * AT_ONCE, tmp_path)
    assert set(statuses(outcomes)) == {Status.CREATED}
    assert most == [AT_ONCE]


def test_outcomes_are_told_in_the_order_of_the_plan_whoever_is_first(tmp_path: Path) -> None:
    rest = threading.Barrier(8)
    told: list[tuple[int, int]] = []

    def first_comes_last(number: int) -> None:
        if number <= 8:
            rest.wait(PATIENCE)

    backend = Hooked(first_comes_last)
    plan = planned(resources(many(8)), backend)
    outcomes = apply_plans(
        [plan], backend, backups=tmp_path, at_once=8, progress=lambda done, of: told.append((done, of))
    )
    assert [outcome.change for outcome in outcomes] == list(plan.changes)
    assert told == [(n, 8) for n in range(1, 9)]


@pytest.mark.parametrize("error", [BackendError("refused"), RuntimeError("boom"), KeyError("x")])
def test_a_failure_isolates_its_view_whatever_it_is(tmp_path: Path, error: Exception) -> None:
    def third_fails(number: int) -> None:
        if number == 3:
            raise error

    outcomes = apply(Hooked(third_fails), 6, tmp_path, at_once=1)
    assert statuses(outcomes) == [Status.CREATED] * 2 + [Status.FAILED] + [Status.CREATED] * 3
    known = isinstance(error, BackendError)
    assert outcomes[2].message == ("refused" if known else f"a bug in wbgen: {type(error).__name__}: {error}")
    assert not outcomes[2].refused


def test_a_refused_key_stops_the_rest(tmp_path: Path) -> None:
    def fifth_is_refused(number: int) -> None:
        if number >= 5:
            raise AuthError("the key has expired")

    backend = Hooked(fifth_is_refused)
    outcomes = apply(backend, 40, tmp_path, at_once=4)
    assert statuses(outcomes).count(Status.CREATED) == 4
    assert [outcome.refused for outcome in outcomes].count(True) == 36
    assert backend.begun <= 4 + 4, "only what had begun already met the refusal"


def test_stop_leaves_the_rest_pending_and_a_rerun_does_it(tmp_path: Path) -> None:
    stop = threading.Event()
    backend = Hooked(lambda number: stop.set() if number == 5 else None)
    outcomes = apply(backend, 12, tmp_path, at_once=1, stop=stop)
    assert statuses(outcomes) == [Status.CREATED] * 5 + [Status.PENDING] * 7
    again = apply(backend, 12, tmp_path)
    assert statuses(again) == [Status.UNCHANGED] * 5 + [Status.CREATED] * 7


def test_stop_before_anything_leaves_all(tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    backend = MemoryBackend()
    assert set(statuses(apply(backend, 3, tmp_path, stop=stop))) == {Status.PENDING}
    assert backend.mutations == []


def ctrl_c() -> None:
    """What a terminal sends."""
    os.kill(os.getpid(), signal.SIGINT)


def test_ctrl_c_lets_begun_writes_end(tmp_path: Path) -> None:
    stop = threading.Event()

    def fifth_interrupts(number: int) -> None:
        if number == 5:
            ctrl_c()
        if number >= 5:
            assert stop.wait(PATIENCE)

    outcomes = apply(Hooked(fifth_interrupts), 12, tmp_path, at_once=2, stop=stop)
    written = statuses(outcomes).count(Status.CREATED)
    assert written in (5, 6)
    assert statuses(outcomes).count(Status.PENDING) == 12 - written
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_twice_does_not_wait_for_a_silent_server(tmp_path: Path) -> None:
    stop, answers = threading.Event(), threading.Event()

    def silent(number: int) -> None:
        ctrl_c()
        assert stop.wait(PATIENCE)
        ctrl_c()
        answers.wait(PATIENCE)

    backend = Hooked(silent)
    try:
        with pytest.raises(KeyboardInterrupt):
            apply(backend, 3, tmp_path, at_once=1, stop=stop)
    finally:
        answers.set()
    assert backend.begun == 1
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_handler_of_ones_own_is_kept(tmp_path: Path) -> None:
    seen: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: seen.append(number))
    try:
        outcomes = apply(Hooked(lambda number: ctrl_c()), 1, tmp_path)
    finally:
        signal.signal(signal.SIGINT, before)
    assert (statuses(outcomes), seen) == ([Status.CREATED], [signal.SIGINT])


def test_what_a_job_raises_is_raised_and_nothing_more_is_begun() -> None:
    begun: list[int] = []

    def work(number: int) -> int:
        begun.append(number)
        if number == 1:
            raise ValueError("one")
        return number

    with pytest.raises(ValueError, match="one"):
        do_all(work, range(3), 1)
    assert do_all(work, [], 5) == []
    assert do_all(lambda number: -number, range(50), 7) == [-number for number in range(50)]


class Doubling(MemoryBackend):
    """Keeps names apart by nothing, as a server may: another apply makes a second view just after ours."""

    def put_view(self, project: str, view: ViewInput, *, again: Again | None = None) -> ViewRecord:
        made = super().put_view(project, view)
        self._views["double"] = (project, ViewRecord("double", view.name, view.type, "", "", "{}"))
        return made


def test_a_doubled_view_is_no_success(tmp_path: Path) -> None:
    (outcome,) = apply(Doubling(), 1, tmp_path)
    assert outcome.status is Status.FAILED
    assert "two views of its name" in outcome.message


def test_a_locked_view_whose_marker_is_behind_is_left_in_peace(tmp_path: Path) -> None:
    backend = MemoryBackend()
    apply(backend, 1, tmp_path)
    (record,) = backend.list_views("p", ViewType.WORKSPACE)
    old = record.description.replace("digest=", "digest=0")
    backend.put_view(
        "p", ViewInput(record.type, record.name, record.display_name, old, record.spec, id=record.id)
    )
    plan = planned(resources(many(1)), backend)
    assert plan.changes[0].renew
    backend.lock_view(record.id)
    assert not planned(resources(many(1)), backend).changes[0].renew
    (outcome,) = apply_plans([plan], backend, backups=tmp_path)
    assert outcome.status is Status.UNCHANGED
    backend.lock_view(record.id, locked=False)
    (outcome,) = apply_plans([plan], backend, backups=tmp_path)
    assert outcome.status is Status.UNCHANGED
    assert not planned(resources(many(1)), backend).changes[0].renew


# --- the journal


def test_the_journal_names_what_was_begun_and_not_ended(tmp_path: Path) -> None:
    journal = open_journal(tmp_path)
    seen: list[tuple[str, ...]] = []
    apply(Hooked(lambda _: seen.append(unfinished(tmp_path))), 3, tmp_path, journal=journal, at_once=1)
    addresses = [f"main/g/workspace/w{n:03}" for n in range(3)]
    assert seen == [tuple(addresses[: n + 1]) for n in range(3)], "until all is read back"
    assert unfinished(tmp_path) == ()
    assert journal.path is not None
    lines = [json.loads(line) for line in journal.path.read_text().splitlines()]
    assert [line["state"] for line in lines] == ["opened"] + ["began"] * 3 + ["created"] * 3


def test_a_run_with_nothing_to_write_is_the_last_run_too(tmp_path: Path) -> None:
    backend = MemoryBackend()
    plan = planned(resources(many(1)), backend)
    open_journal(tmp_path).began(plan, plan.changes[0])
    assert unfinished(tmp_path) == ("main/g/workspace/w000",)
    apply(backend, 1, tmp_path)  # by another way, without a journal
    apply(backend, 1, tmp_path, journal=open_journal(tmp_path))
    assert unfinished(tmp_path) == ()


def test_a_journal_that_cannot_be_kept_stops_a_write_and_hides_no_outcome(tmp_path: Path) -> None:
    folder = tmp_path / "journal"
    folder.mkdir()
    journal = Journal(folder / "run.jsonl")

    def vanish(number: int) -> None:
        if number == 2:
            journal.path = tmp_path  # a folder, which takes no lines

    outcomes = apply(Hooked(vanish), 3, tmp_path, journal=journal, at_once=1)
    assert statuses(outcomes) == [Status.CREATED, Status.CREATED, Status.FAILED]
    assert "the journal" in outcomes[2].message


def test_old_journals_go(tmp_path: Path) -> None:
    for _ in range(KEPT + 5):
        open_journal(tmp_path).opened(0)
    assert len(list((tmp_path / "journal").glob("*.jsonl"))) == KEPT
