"""What WandbBackend reads and writes, against a server that keeps views as W&B does."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable

import pytest

from tests.backends.conftest import KEY
from tests.backends.scripted import Answer, ScriptedServer, Seen, memory_server
from wbgen import __version__
from wbgen.backends.base import Backend, ProjectContents, ViewInput, ViewType
from wbgen.backends.memory import MemoryBackend
from wbgen.backends.transport import AmbiguousWrite, Limits
from wbgen.backends.wandb import WandbBackend
from wbgen.errors import AuthError, BackendError

WORKSPACE = ViewInput(ViewType.WORKSPACE, "nw-npt-v", "NPT", "marker", '{"a": 1}')


@pytest.fixture(params=["memory", "wandb"])
def either(request: pytest.FixtureRequest, memory: MemoryBackend, backend: WandbBackend) -> Backend:
    return memory if request.param == "memory" else backend


def test_both_backends_keep_views_alike(either: Backend) -> None:
    assert either.entity == "ent"
    assert either.find_project("none") is None
    assert either.list_views("none", ViewType.REPORT) == ()
    made = either.create_project("q")
    assert (made.name, made.entity, made.internal_id) == ("q", "ent", "2")
    assert either.create_project("q") == made == either.find_project("q")

    first = either.put_view("q", WORKSPACE)
    report = either.put_view("q", ViewInput(ViewType.REPORT, "nw-npt-v", "Report", "", "{}"))
    assert report.id != first.id, "a name is unique per type only"
    assert either.get_view("q", ViewType.WORKSPACE, "nw-npt-v") == first
    assert either.get_view("q", ViewType.WORKSPACE, "nw-npt") is None
    assert either.get_view("p", ViewType.WORKSPACE, "nw-npt-v") is None

    changed = ViewInput(ViewType.WORKSPACE, "another-name", "New", "m2", "{}", id=first.id)
    second = either.put_view("q", changed)
    assert (second.id, second.name, second.display_name, second.spec) == (first.id, "nw-npt-v", "New", "{}")
    assert second.updated_at != first.updated_at
    assert either.list_views("q", ViewType.WORKSPACE) == (second,)
    assert either.read_project("q") == ProjectContents(made, (second, report))
    assert either.read_project("none") is None
    with pytest.raises(BackendError, match="refused"):
        either.put_view("q", ViewInput(ViewType.WORKSPACE, "x", "", "", "{}", id="gone"))
    with pytest.raises(BackendError, match="no project nowhere"):
        either.put_view("nowhere", WORKSPACE)
    assert either.create_chart("c", "C", "{}") is True
    either.close()


def test_both_backends_delete_alike(either: Backend) -> None:
    first = either.put_view("p", WORKSPACE)
    report = either.put_view("p", ViewInput(ViewType.REPORT, "r", "Report", "", "{}"))
    assert either.delete_view("p", first) is True
    assert either.delete_view("p", first) is False
    assert either.list_views("p", ViewType.WORKSPACE) == ()
    assert either.put_view("p", WORKSPACE).id not in (first.id, report.id), "no id is given twice"


def test_both_backends_say_what_is_locked(
    memory: MemoryBackend, backend: WandbBackend, server: ScriptedServer
) -> None:
    made = memory.put_view("p", WORKSPACE)
    assert (made.locked, memory.lock_view(made.id).locked) == (False, True)
    for either in (memory, backend):
        assert [view.locked for view in either.list_views("p", ViewType.WORKSPACE)] == [True]
    changed = memory.put_view("p", WORKSPACE)
    assert changed.locked, "a write leaves it as it is"
    assert not memory.lock_view(made.id, locked=False).locked


def test_memory_counts_every_write_and_keeps_the_first_chart() -> None:
    memory = MemoryBackend()
    memory.create_project("p")
    memory.username = "ana"
    assert memory.put_view("p", WORKSPACE).updated_by == "ana"
    assert (memory.create_chart("c", "C", "{}"), memory.create_chart("c", "D", "{}")) == (True, False)
    memory.list_views("p", ViewType.WORKSPACE)
    assert memory.mutations == [
        "upsertModel p",
        "upsertView p/nw-npt-v",
        "createCustomChart c",
        "createCustomChart c",
    ]


def test_requests_carry_the_key_and_the_version(backend: WandbBackend, server: ScriptedServer) -> None:
    server.script(Answer.data(project=None))
    backend.find_project("p")
    headers = server.seen[0].headers
    assert headers["Authorization"] == "Basic " + base64.b64encode(f"api:{KEY}".encode()).decode()
    assert headers["User-Agent"] == f"wbgen/{__version__}"


def test_the_default_entity_is_asked_for_once_and_only_when_needed(
    connect: Callable[..., WandbBackend], memory: MemoryBackend, server: ScriptedServer
) -> None:
    backend = connect(entity=None)
    assert server.seen == []
    assert (backend.entity, backend.entity) == ("ent", "ent")
    backend.find_project("p")
    assert server.operations == ["Viewer", "Project"]


def test_no_viewer_is_a_refused_key(connect: Callable[..., WandbBackend], server: ScriptedServer) -> None:
    server.script(Answer.data(viewer=None))
    with pytest.raises(AuthError, match=rf"from WANDB_API_KEY was refused by 127\.0\.0\.1:{server.port}"):
        _ = connect(entity=None).entity
    server.script(Answer.data(viewer={"entity": None}))
    with pytest.raises(BackendError, match="no default entity"):
        _ = connect(entity=None).entity


def _pages(answers: dict[str | None, tuple[list[str], str | None]]) -> Callable[[Seen], Answer]:
    def respond(seen: Seen) -> Answer:
        names, after = answers[seen.variables["after"]]
        edges = [
            {"node": {"id": name, "name": name, "type": kind, "spec": "{}"}}
            for name in names
            for kind in [("runs/draft" if name == "draft" else "runs")]
        ]
        page = {"endCursor": after, "hasNextPage": after is not None}
        return Answer.data(project={"allViews": {"edges": edges, "pageInfo": page}})

    return respond


def test_views_are_read_over_all_pages_each_once(backend: WandbBackend, server: ScriptedServer) -> None:
    server.respond = _pages({None: (["a", "draft"], "1"), "1": ([], "2"), "2": (["a", "b"], None)})
    assert [view.name for view in backend.list_views("p", ViewType.REPORT)] == ["a", "b"]
    assert backend.get_view("p", ViewType.REPORT, "b") is not None
    assert {seen.variables["viewName"] for seen in server.seen[3:]} == {"b"}


@pytest.mark.parametrize("connection", [None, {}, {"edges": [1]}, {"edges": [{"node": None}]}, {"edges": []}])
def test_a_list_that_is_none(backend: WandbBackend, server: ScriptedServer, connection: object) -> None:
    server.script(Answer.data(project={"allViews": connection}))
    with pytest.raises(BackendError, match="lacks what was asked for"):
        backend.list_views("p", ViewType.REPORT)


def test_a_repeated_cursor_does_not_loop(backend: WandbBackend, server: ScriptedServer) -> None:
    server.respond = _pages({None: ([], "1"), "1": ([], "2"), "2": ([], "1")})
    with pytest.raises(BackendError, match="without an end"):
        backend.list_views("p", ViewType.REPORT)
    assert len(server.seen) == 3


def test_endless_pages_end(backend: WandbBackend, server: ScriptedServer) -> None:
    def endless(seen: Seen) -> Answer:
        page = {"endCursor": str(len(server.seen)), "hasNextPage": True}
        return Answer.data(project={"allViews": {"edges": [], "pageInfo": page}})

    server.respond = endless
    with pytest.raises(BackendError, match="200 pages"):
        backend.list_views("p", ViewType.REPORT)


@pytest.mark.parametrize("unknown", [["updatedBy"], ["locked"], ["updatedBy", "locked"]])
@pytest.mark.parametrize("at_once", [True, False], ids=["all named at once", "one after the other"])
@pytest.mark.parametrize(
    "words", ['Cannot query field "{}" on type "View".', "Field `{}` is undefined", "no '{}' in View"]
)
def test_a_server_that_does_not_know_a_field_is_asked_without_it_for_good(
    backend: WandbBackend,
    memory: MemoryBackend,
    server: ScriptedServer,
    unknown: list[str],
    at_once: bool,
    words: str,
) -> None:
    through = memory_server(memory)

    def old(seen: Seen) -> Answer:
        if asked := [field for field in unknown if field in seen.query]:
            return Answer.errors(*map(words.format, asked if at_once else asked[:1]), status=400)
        return through(seen)

    server.respond = old
    backend.put_view("p", WORKSPACE)
    refused = 1 if at_once else len(unknown)
    assert server.operations == ["UpsertView"] * (refused + 1)
    assert len(backend.list_views("p", ViewType.WORKSPACE)) == 1
    assert backend.read_project("p") is not None
    assert server.operations[refused + 1 :] == ["Views", "ProjectContents"]
    assert memory.mutations == ["upsertView p/nw-npt-v"]
    for field in ("updatedBy", "locked"):
        assert (field in server.seen[-1].query) == (field not in unknown)


def test_a_locked_view_is_no_unknown_field(backend: WandbBackend, server: ScriptedServer) -> None:
    server.script(Answer.errors("the view is locked, and your account is blocked", status=400))
    with pytest.raises(BackendError, match="is locked"):
        backend.put_view("p", WORKSPACE)
    assert len(server.seen) == 1


def _listed(names: list[str], after: str | None) -> dict[str, object]:
    edges = [{"node": {"id": name, "name": name, "spec": "{}"}} for name in names]
    return {"edges": edges, "pageInfo": {"endCursor": after, "hasNextPage": after is not None}}


def test_a_project_is_one_request_and_then_only_the_pages_that_are_missing(
    backend: WandbBackend, server: ScriptedServer
) -> None:
    project = {"id": "1", "name": "p", "entityName": "ent", "internalId": 7}
    server.script(
        Answer.data(project=project | {"workspaces": _listed(["a"], None), "reports": _listed(["r"], "1")}),
        Answer.data(project={"allViews": _listed(["r", "s"], "2")}),
        Answer.data(project={"allViews": _listed(["t"], None)}),
    )
    contents = backend.read_project("p")
    assert contents is not None
    assert contents.project.internal_id == "7"
    assert [(view.type.name, view.name) for view in contents.views] == [
        ("WORKSPACE", "a"),
        ("REPORT", "r"),
        ("REPORT", "s"),
        ("REPORT", "t"),
    ]
    asked = [(seen.operation, seen.variables.get("viewType")) for seen in server.seen]
    assert asked == [("ProjectContents", None), ("Views", "runs"), ("Views", "runs")]


def test_a_project_that_vanishes_between_its_pages(backend: WandbBackend, server: ScriptedServer) -> None:
    project = {"id": "1", "name": "p", "entityName": "ent", "internalId": 7}
    lists = {"workspaces": _listed(["a"], "1"), "reports": _listed([], None)}
    server.script(Answer.data(project=project | lists), Answer.data(project=None))
    contents = backend.read_project("p")
    assert contents is not None
    assert [view.name for view in contents.views] == ["a"]


# A write whose answer is lost: executed or not, and how the answer is lost.

LOST = {
    "dropped": Answer(cut=0),
    "cut mid-body": Answer(body=b'{"data": {"upsertView": {}}}', cut=9),
    "500": Answer(status=500),
    "502": Answer(status=502, body=b"<html>bad gateway</html>"),
    "503": Answer(status=503),
    "504": Answer(status=504),
    "not JSON": Answer(body=b"<html>welcome</html>"),
}


@pytest.mark.parametrize("executed", [True, False])
@pytest.mark.parametrize("lost", LOST.values(), ids=LOST.keys())
@pytest.mark.parametrize("update", [True, False])
def test_a_lost_answer_is_resolved_by_looking(
    backend: WandbBackend,
    memory: MemoryBackend,
    server: ScriptedServer,
    executed: bool,
    lost: Answer,
    update: bool,
) -> None:
    through = memory_server(memory)
    view = WORKSPACE
    if update:
        view = ViewInput(
            **{name: getattr(WORKSPACE, name) for name in WORKSPACE.__slots__} | {"id": "view-1"}
        )
        memory.put_view("p", ViewInput(ViewType.WORKSPACE, "nw-npt-v", "old", "", "{}"))

    def lose_first_write(seen: Seen) -> Answer:
        if server.operations.count("UpsertView") > 1 or seen.operation != "UpsertView":
            return through(seen)
        if executed:
            through(seen)
        return lost

    server.respond = lose_first_write
    memory.mutations.clear()
    assert backend.put_view("p", view).spec == '{"a": 1}'
    assert server.operations == ["UpsertView", "Views"] + ([] if executed else ["UpsertView"])
    assert memory.mutations == ["upsertView p/nw-npt-v"], "written exactly once"


@pytest.mark.parametrize("executed", [True, False])
@pytest.mark.parametrize("lost", LOST.values(), ids=LOST.keys())
def test_a_delete_whose_answer_is_lost_is_resolved_by_looking(
    backend: WandbBackend, memory: MemoryBackend, server: ScriptedServer, executed: bool, lost: Answer
) -> None:
    through = memory_server(memory)
    view = memory.put_view("p", WORKSPACE)

    def lose_first_write(seen: Seen) -> Answer:
        if server.operations.count("DeleteView") > 1 or seen.operation != "DeleteView":
            return through(seen)
        if executed:
            through(seen)
        return lost

    server.respond = lose_first_write
    memory.mutations.clear()
    assert backend.delete_view("p", view) is True
    assert server.operations == ["DeleteView", "Views"] + ([] if executed else ["DeleteView"])
    assert memory.mutations == ["deleteView p/nw-npt-v"], "deleted exactly once"


@pytest.mark.parametrize(
    "answer", [Answer.errors("no such view", status=404), Answer.data(deleteView={"success": False})]
)
def test_a_server_that_deletes_nothing_is_believed_where_the_view_is_gone(
    backend: WandbBackend, memory: MemoryBackend, server: ScriptedServer, answer: Answer
) -> None:
    through = memory_server(memory)
    view = memory.put_view("p", WORKSPACE)
    server.respond = lambda seen: answer if seen.operation == "DeleteView" else through(seen)
    with pytest.raises(BackendError, match=r"refused: no such view|did not delete the view nw-npt-v"):
        backend.delete_view("p", view)
    memory.delete_view("p", view)
    assert backend.delete_view("p", view) is False


@pytest.mark.parametrize("update", [True, False])
def test_a_conflict_is_a_refusal_and_nothing_is_sent_again(
    backend: WandbBackend, memory: MemoryBackend, server: ScriptedServer, update: bool
) -> None:
    id = memory.put_view("p", WORKSPACE).id if update else None
    server.script(Answer.errors("edited meanwhile", status=409))
    with pytest.raises(BackendError, match="refused: edited meanwhile") as caught:
        backend.put_view("p", ViewInput(ViewType.WORKSPACE, "nw-npt-v", "N", "", "{}", id=id))
    assert not isinstance(caught.value, AmbiguousWrite)
    assert server.operations == ["UpsertView"]


def test_a_timed_out_create_is_looked_up(
    connect: Callable[..., WandbBackend], memory: MemoryBackend, server: ScriptedServer
) -> None:
    through = memory_server(memory)
    release = threading.Event()

    def slow(seen: Seen) -> Answer:
        answer = through(seen)
        return Answer(hold=release) if seen.operation == "UpsertModel" else answer

    server.respond = slow
    made = connect(limits=Limits(read=0.2)).create_project("late")
    release.set()
    assert made.name == "late"
    assert server.operations == ["UpsertModel", "Project"]


def test_a_create_never_writes_over_a_view_that_appeared(
    backend: WandbBackend, memory: MemoryBackend, server: ScriptedServer
) -> None:
    memory.put_view("p", ViewInput(ViewType.WORKSPACE, "nw-npt-v", "Ana's", "", '{"hers": 1}'))
    through = memory_server(memory)
    server.respond = lambda seen: Answer(cut=0) if seen.operation == "UpsertView" else through(seen)
    with pytest.raises(AmbiguousWrite, match="appeared"):
        backend.put_view("p", WORKSPACE)
    assert server.operations == ["UpsertView", "Views"]


def test_a_write_stays_unknown_where_nothing_can_be_looked_up(
    backend: WandbBackend, server: ScriptedServer
) -> None:
    server.script(Answer(cut=0))
    with pytest.raises(AmbiguousWrite, match=r"Whether it carried out UpsertView is unknown"):
        backend.put_view("p", WORKSPACE)
    assert server.operations.count("UpsertView") == 1


def test_a_chart_that_is_there_is_no_failure(backend: WandbBackend, server: ScriptedServer) -> None:
    server.script(Answer.errors("exists", status=409))
    assert backend.create_chart("c", "C", "{}") is False
    server.script(Answer(cut=0), Answer(status=409, body=b""))
    assert backend.create_chart("c", "C", "{}") is False
    server.script(Answer.errors("no", status=422))
    with pytest.raises(BackendError, match="refused: no"):
        backend.create_chart("c", "C", "{}")
