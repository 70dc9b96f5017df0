"""The backend against the embedded server, bare and behind TLS, a proxy and a netrc."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from graphql import build_schema, parse, validate

from tests.faults import connect_proxy, tls_front
from tests.live import served
from wbgen.backends import documents
from wbgen.backends.base import Backend, ProjectContents, ViewInput, ViewType
from wbgen.backends.documents import Document
from wbgen.backends.wandb import open_wandb
from wbgen.errors import BackendError
from wbgen.server.execution import schema_text

KEY = "k" * 40
DOCUMENTS = [value for value in vars(documents).values() if isinstance(value, Document)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_documents_fit_the_schema(document: Document) -> None:
    schema = build_schema(schema_text())
    for unknown in ([], ["locked"], ["updatedBy"], ["updatedBy", "locked"]):
        form = document.without(unknown)
        assert validate(schema, parse(form.text)) == []
        assert not any(field in form.text for field in unknown)


def _use(backend: Backend) -> None:
    view = ViewInput(ViewType.WORKSPACE, "nw-abcdefghijk-v", "T", "marker", '{"section": {}}')
    assert backend.find_project("p") is None
    with pytest.raises(BackendError):
        backend.put_view("p", view)
    project = backend.create_project("p")
    assert backend.create_project("p") == project == backend.find_project("p")
    made = backend.put_view("p", view)
    assert made == backend.get_view("p", view.type, view.name)
    changed = backend.put_view("p", ViewInput(view.type, "ignored", "T2", "marker", "{}", id=made.id))
    assert (changed.id, changed.name, changed.spec) == (made.id, made.name, "{}")
    assert backend.list_views("p", view.type) == (changed,)
    assert backend.list_views("p", ViewType.REPORT) == ()
    report = backend.put_view("p", ViewInput(ViewType.REPORT, "abcdefghijk", "R", "", "{}"))
    assert backend.read_project("p") == ProjectContents(project, (changed, report))
    assert backend.read_project("q") is None
    assert (backend.delete_view("p", report), backend.delete_view("p", report)) == (True, False)
    assert backend.list_views("p", ViewType.REPORT) == ()
    assert (backend.create_chart("c", "C", "{}"), backend.create_chart("c", "C", "{}")) == (True, False)
    backend.close()


def test_the_embedded_server_bare(tmp_path: Path) -> None:
    with served(tmp_path / ".wbgen") as server:
        environ = {"HOME": str(tmp_path), "WANDB_BASE_URL": server.url, "WANDB_API_KEY": KEY}
        backend = open_wandb(None, None, environ, tmp_path)
        assert (backend.entity, backend.app_url) == ("local", server.url)
        _use(backend)


def test_the_embedded_server_behind_tls_a_proxy_and_a_netrc(tmp_path: Path) -> None:
    with (
        served(tmp_path / ".wbgen") as server,
        tls_front(urlsplit(server.url).port or 0, "wandb.invalid") as (url, ca),
        connect_proxy() as proxy,
    ):
        host = urlsplit(url).netloc
        (tmp_path / ".netrc").write_text(f"machine {host}\n  login user\n  password {KEY}\n")
        environ = {"HOME": str(tmp_path), "HTTPS_PROXY": proxy.url, "SSL_CERT_FILE": ca}
        _use(open_wandb(url, None, environ, tmp_path))
        assert set(proxy.targets) == {host}
