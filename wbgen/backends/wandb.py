"""A W&B server as a backend: cloud, on premise, or the embedded one."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from wbgen.backends import documents as gql
from wbgen.backends.answers import (
    Object,
    Page,
    optional,
    optional_text,
    page_of,
    project_record,
    required,
    view_record,
)
from wbgen.backends.base import Again, ProjectContents, ProjectRecord, ViewInput, ViewRecord, ViewType
from wbgen.backends.client_settings import read_client_settings
from wbgen.backends.credentials import ApiKey, app_url, require_api_key, resolve_base_url
from wbgen.backends.network import Network, find_network
from wbgen.backends.settle import holds, settle
from wbgen.backends.transport import AmbiguousWrite, Limits, RefusedError, Transport, Variables
from wbgen.backends.wandb_sweeps import WandbSweeps
from wbgen.errors import BackendError

T = TypeVar("T")

_MOST_PAGES = 200
_CONFLICT = 409


class WandbBackend:
    """One entity on one W&B server (the Backend protocol)."""

    def __init__(
        self,
        base_url: str,
        api_key: ApiKey,
        *,
        entity: str | None = None,
        app_url: str | None = None,
        network: Network | None = None,
        limits: Limits | None = None,
        sleep: Callable[[float], None] = time.sleep,
        on_wait: Callable[[float, str], None] | None = None,
        name: str | None = None,
    ) -> None:
        """entity: whose views; None for the default entity of the key's owner, asked for when needed.

        app_url: where people open views; None for the base URL.  network: proxy and certificates;
        None for those of this process's environment.  The rest is as in ``Transport``.
        """
        self._entity = entity
        self._asking = threading.Lock()
        self._app_url = (app_url or base_url).rstrip("/")
        self._unknown: frozenset[str] = frozenset()  # fields of gql.OPTIONAL this server does not know
        self._transport = Transport(
            base_url,
            api_key,
            network or find_network(base_url, os.environ),
            limits=limits,
            sleep=sleep,
            on_wait=on_wait,
            name=name,
        )
        self.sweeps = WandbSweeps(self._transport, lambda: self.entity)

    @property
    def transport(self) -> Transport:
        """The way to the server, for whoever reads what is no view of it."""
        return self._transport

    @property
    def entity(self) -> str:
        """The entity that views are written under. Raises AuthError where the key is nobody's."""
        with self._asking:
            if self._entity is None:
                self._entity = self._default_entity()
            return self._entity

    @property
    def unknown_fields(self) -> frozenset[str]:
        """The optional fields of a view that the server has refused so far (``documents.OPTIONAL``)."""
        return self._unknown

    @property
    def app_url(self) -> str:
        """Where a person opens views, without a trailing slash."""
        return self._app_url

    def find_project(self, name: str) -> ProjectRecord | None:
        """The project, or None where the server has none of that name."""

        def read(data: Object) -> ProjectRecord | None:
            node = optional(data, "project")
            return project_record(node) if node else None

        return self._transport.execute(gql.PROJECT, {"name": name, "entityName": self.entity}, read)

    def create_project(self, name: str) -> ProjectRecord:
        """Make the project; a project that is there already is returned as it is."""
        variables = {"name": name, "entityName": self.entity}

        def send() -> ProjectRecord:
            return self._transport.execute(
                gql.UPSERT_PROJECT,
                variables,
                lambda data: project_record(required(required(data, "upsertModel"), "project")),
            )

        return settle(send, lambda: self.find_project(name))

    def read_project(self, name: str) -> ProjectContents | None:
        """The project and all its views; one request where it has at most 100 of each type."""

        def read(data: Object) -> tuple[ProjectRecord, dict[ViewType, Page]] | None:
            node = optional(data, "project")
            if node is None:
                return None
            pages = {type: page_of(required(node, alias), type) for type, alias in gql.ALIASES.items()}
            return project_record(node), pages

        found = self._execute(gql.PROJECT_CONTENTS, {"name": name, "entityName": self.entity}, read)
        if found is None:
            return None
        project, pages = found
        views = (view for type, page in pages.items() for view in self._views(name, type, None, page))
        return ProjectContents(project, _each_once(views))

    def list_views(self, project: str, type: ViewType, *, page: int = gql.PAGE) -> tuple[ViewRecord, ...]:
        """All views of a type, over all pages of that size; empty where the project does not exist."""
        return _each_once(self._views(project, type, None, size=page))

    def get_view(self, project: str, type: ViewType, name: str) -> ViewRecord | None:
        """The view of that exact name, read afresh; None where there is none."""
        return next((view for view in self._views(project, type, name) if view.name == name), None)

    def put_view(self, project: str, view: ViewInput, *, again: Again | None = None) -> ViewRecord:
        """Create or update; the answer is what the server says it now holds.

        A write whose outcome is unknown is looked up, and sent once more only if it did not happen.
        """
        return settle(lambda: self._upsert(project, view, again), lambda: self._written(project, view), again)

    def delete_view(self, project: str, view: ViewRecord, *, again: Again | None = None) -> bool:
        """Remove the view of that id, with a report's drafts; False where it is gone already.

        A server that refuses, or answers without success, is taken at its word only where the view is
        still listed: what W&B says of a view that is gone is not known.
        """

        def send() -> bool:
            try:
                return self._transport.execute(
                    gql.DELETE_VIEW,
                    {"id": view.id},
                    lambda data: required(data, "deleteView").get("success") is True,
                    again,
                )
            except RefusedError:
                if self._by_id(project, view.type, view.id):
                    raise
                return False

        deleted = settle(send, lambda: None if self._by_id(project, view.type, view.id) else True, again)
        if not deleted and self._by_id(project, view.type, view.id):
            raise BackendError(f"{self._transport.host} did not delete the view {view.name}.")
        return deleted

    def create_chart(self, name: str, display_name: str, spec: str) -> bool:
        """Create a custom chart; False where one of that name is there already."""
        variables = {"entity": self.entity, "name": name, "displayName": display_name, "spec": spec}

        def send() -> bool:
            try:
                return self._transport.execute(
                    gql.CREATE_CHART, variables, lambda data: bool(required(data, "createCustomChart"))
                )
            except RefusedError as refusal:
                if refusal.status == _CONFLICT:
                    return False
                raise

        # Charts cannot be read back, but making one twice does no harm: the second is refused.
        return settle(send, lambda: None)

    def close(self) -> None:
        """Let go of connections."""
        self._transport.close()

    def _default_entity(self) -> str:
        viewer = self._transport.execute(gql.VIEWER, {}, lambda data: optional(data, "viewer"))
        if viewer is None:
            raise self._transport.key_refused()
        if entity := optional_text(viewer, "entity"):
            return entity
        raise BackendError(
            f"The owner of the API key has no default entity on {self._transport.host}.",
            cure="Set `entity` of the target in wbgen.yaml.",
        )

    def _views(
        self,
        project: str,
        type: ViewType,
        name: str | None,
        first: Page | None = None,
        size: int = gql.PAGE,
    ) -> Iterator[ViewRecord]:
        """The views of that type, and of that name if any. first: the first page, where it was read."""
        page = first or self._page(project, type, name, None, size)
        seen: set[str] = set()
        while True:
            yield from page.views
            if page.after is None:
                return
            if page.after in seen or len(seen) + 1 == _MOST_PAGES:
                raise BackendError(
                    f"{self._transport.host} lists the views of {project} without an end "
                    f"({len(seen) + 1} pages read).",
                    cure="Try again; if it stays so, the server is at fault.",
                )
            seen.add(page.after)
            page = self._page(project, type, name, page.after, size)

    def _page(self, project: str, type: ViewType, name: str | None, after: str | None, size: int) -> Page:
        variables = {
            "name": project,
            "entityName": self.entity,
            "viewType": type.value,
            "viewName": name,
            "first": size,
            "after": after,
        }

        def read(data: Object) -> Page:
            node = optional(data, "project")
            return page_of(required(node, "allViews"), type) if node else Page()

        return self._execute(gql.VIEWS, variables, read)

    def _by_id(self, project: str, type: ViewType, id: str) -> ViewRecord | None:
        return next((view for view in self._views(project, type, None) if view.id == id), None)

    def _upsert(self, project: str, view: ViewInput, again: Again | None) -> ViewRecord:
        variables = {
            "id": view.id,
            "entityName": self.entity,
            "projectName": project,
            "name": view.name,
            "type": view.type.value,
            "displayName": view.display_name,
            "description": view.description,
            "spec": view.spec,
        }
        return self._execute(
            gql.UPSERT_VIEW,
            variables,
            lambda data: view_record(required(required(data, "upsertView"), "view"), view.type),
            again,
        )

    def _written(self, project: str, view: ViewInput) -> ViewRecord | None:
        """The view, if it holds what was to be written; None if it does not and may be sent again."""
        if view.id is None:
            found = self.get_view(project, view.type, view.name)
        else:
            found = self._by_id(project, view.type, view.id)
        if found is None or holds(found, view):
            return found
        if view.id is None:  # sending it again would write over someone's view
            raise AmbiguousWrite(
                f"A view named {view.name} has appeared in {project} with other contents.",
                cure="Run plan again.",
            )
        return None

    def _execute(
        self,
        document: gql.Document,
        variables: Variables,
        read: Callable[[Object], T],
        again: Again | None = None,
    ) -> T:
        """Run a document about views, for good without the optional fields a server does not know."""
        while True:
            left_out = self._unknown
            try:
                return self._transport.execute(document.without(left_out), variables, read, again)
            except RefusedError as refusal:
                refused = gql.unknown_fields(refusal.detail) - left_out
                if not refused:
                    raise
                # Another thread's field may get lost here; then it is refused, and learnt, once more.
                self._unknown |= refused


def open_wandb(
    base_url: str | None,
    entity: str | None,
    environ: Mapping[str, str],
    cwd: Path,
    *,
    warnings: list[str] | None = None,
    sleep: Callable[[float], None] = time.sleep,
    on_wait: Callable[[float, str], None] | None = None,
) -> WandbBackend:
    """The server of a target, with the address, key, proxy and certificates the wandb client would use.

    base_url, entity: the target's own, or None.  Sentences a person should see are added to
    ``warnings``. Nothing is sent yet. Raises AuthError for a missing or malformed key and WbgenError
    for an address, proxy or certificate file that cannot be used.
    """
    url = resolve_base_url(base_url, environ, cwd, warnings)
    key = require_api_key(url, environ, cwd, warnings)
    network = find_network(url, environ, read_client_settings(environ, cwd), warnings)
    return WandbBackend(
        url, key, entity=entity, app_url=app_url(url, environ), network=network, sleep=sleep, on_wait=on_wait
    )


def _each_once(views: Iterable[ViewRecord]) -> tuple[ViewRecord, ...]:
    """Pages may overlap where views are made meanwhile; the later reading counts."""
    return tuple({view.id: view for view in views}.values())
