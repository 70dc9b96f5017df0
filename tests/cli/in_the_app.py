"""The person who works in the app on what the embedded server of a folder holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.e2e.command import wbgen
from tests.live import graphql, served
from tests.server.documents import UPSERT_VIEW

PROJECT = "npt-multi-layer"
VIEWS = """query Views($project: String!, $type: String!) {
  project(name: $project, entityName: "local") {
    allViews(viewType: $type) { edges { node { id name type displayName description spec } } } } }"""
LOCK = """mutation Lock($id: ID, $type: String, $name: String, $locked: Boolean) {
  upsertView(input: {id: $id, type: $type, name: $name, locked: $locked}) { view { id } } }"""


def views(url: str, type: str = "project-view", project: str = PROJECT) -> list[dict[str, Any]]:
    """The views of a project as a server holds them."""
    answer = graphql(url, VIEWS, {"project": project, "type": type}, "Views")
    found = answer["data"]["project"]
    return [edge["node"] for edge in found["allViews"]["edges"]] if found else []


def held(folder: Path, type: str = "project-view", project: str = PROJECT) -> list[dict[str, Any]]:
    """The views that the embedded server of a folder holds."""
    with served(folder / ".wbgen") as server:
        return views(server.url, type, project)


def save(url: str, view: dict[str, Any], project: str = PROJECT) -> None:
    """Save a view as it is; one without an id is new."""
    variables = {
        "id": view.get("id"),
        "project": project,
        "entity": "local",
        "type": view["type"],
        "name": view["name"],
        "title": view["displayName"],
        "description": view["description"],
        "spec": view["spec"],
    }
    answer = graphql(url, UPSERT_VIEW, variables)
    assert "errors" not in answer, answer


def edit(folder: Path, change: Callable[[Any], object], type: str = "project-view", **fields: str) -> None:
    """Change the body of the first view of a type, and fields beside it."""
    with served(folder / ".wbgen") as server:
        view = views(server.url, type)[0]
        spec = json.loads(view["spec"])
        change(spec)
        save(server.url, {**view, "spec": json.dumps(spec), **fields})


def sections(spec: Any) -> Any:
    """The sections of a workspace's body."""
    return spec["section"]["panelBankConfig"]["sections"]


def open_first(spec: Any) -> None:
    """Open the first section, or close it."""
    sections(spec)[0]["isOpen"] = not sections(spec)[0].get("isOpen")


def title_panel(title: str) -> Callable[[Any], None]:
    """Give the first line of the first section another title."""

    def change(spec: Any) -> None:
        sections(spec)[0]["panels"][1]["config"]["chartTitle"] = title

    return change


def lock(folder: Path) -> None:
    """Lock the first workspace."""
    with served(folder / ".wbgen") as server:
        view = views(server.url)[0]
        variables = {key: view[key] for key in ("id", "type", "name")}
        answer = graphql(server.url, LOCK, {**variables, "locked": True}, "Lock")
        assert "errors" not in answer, answer


def copy(folder: Path, **fields: str) -> None:
    """Save a new view like the first workspace."""
    with served(folder / ".wbgen") as server:
        view = {
            **views(server.url)[0],
            "id": None,
            "name": "nw-somebody1-v",
            "displayName": "Ana's",
            **fields,
        }
        save(server.url, view)


def rewrite(folder: Path, *pairs: tuple[str, str], file: str = "npt.yaml") -> None:
    """Change the text of a spec."""
    spec = folder / "specs" / file
    text = spec.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    spec.write_text(text, encoding="utf-8")


def changes(folder: Path, *arguments: str) -> dict[str, dict[str, Any]]:
    """What plan says of each view, by the end of its address."""
    done = wbgen(folder, "plan", "--format", "json", *arguments)
    assert done.out, done.err
    found = [change for plan in done.json["plans"] for change in plan["changes"]]
    return {change["address"].split("/", 2)[2]: change for change in found}
