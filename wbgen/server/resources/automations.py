"""Automations of projects, and what they fired.

A name is used once per project; one in use answers HTTP 409 and a missing automation 404, which clients tell
apart. There are no integrations here, since nothing leaves this server: actions that name one are kept as
they are given.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from wbgen.server.automations.actions import ACTIONS
from wbgen.server.automations.events import EventError, read_event
from wbgen.server.resources import projects, runs
from wbgen.server.resources.terms import PAGE_LIMIT, Node, Refusal, Resolvers, connection, page_start
from wbgen.server.store.database import NameTakenError
from wbgen.server.strict import strict_json

if TYPE_CHECKING:
    from wbgen.server.store import Automation, Firing, Store

# The client's own limit.
NAME_LENGTH = 255

# Characters of a description, and of an action's input as JSON.
MAX_TEXT = 64 * 1024

# Firings of one automation or run in an answer.
SHOWN = 100


def node(automation: Automation) -> Node:
    """The fields of an automation under their names in the schema; ``number`` is for resolvers."""
    return {
        "number": automation.number,
        "id": automation.id,
        "name": automation.name,
        "description": automation.description,
        "enabled": automation.enabled,
        "createdAt": automation.created_at,
        "updatedAt": automation.updated_at,
        "problem": automation.problem,
        "parent": automation.project_id,
        "triggeringCondition": {
            "__typename": "FilterEventTriggeringCondition",
            "eventType": automation.event_type,
            "filter": automation.event_filter,
        },
        "triggeredAction": _action_node(automation.action_type, json.loads(automation.action)),
    }


def _action_node(action_type: str, given: dict[str, Any]) -> Node:
    """Of an integration, its id alone is known."""
    id = given.get("integration_id")
    if action_type == "NOTIFICATION":
        slack = {"__typename": "SlackIntegration", "id": id, "teamName": "", "channelName": ""}
        return {"__typename": "NotificationTriggeredAction", **given, "integration": slack}
    if action_type == "GENERIC_WEBHOOK":
        webhook = {"__typename": "GenericWebhookIntegration", "id": id, "name": "", "urlEndpoint": ""}
        payload = given.get("request_payload")
        return {
            "__typename": "GenericWebhookTriggeredAction",
            "integration": webhook,
            "requestPayload": payload,
        }
    return {"__typename": "NoOpTriggeredAction", "noOp": given.get("no_op")}


def triggers_of_project(project: Node, store: Store) -> list[Node]:
    return [node(automation) for automation in store.automations.all(project["id"])]


def projects_of_viewer(_user: Node, store: Store, first: int | None = None, after: str | None = None) -> Node:
    """Everything here is the one person's."""
    size, start = page_start(first, after)
    found = [(int(project.internal_id), projects.node(project)) for project in store.projects.all()]
    return connection([item for item in found if item[0] > start][: size + 1], size)


def projects_of_entity(
    entity: Node, store: Store, first: int | None = None, after: str | None = None
) -> Node:
    return projects.models(None, store, entity["name"], first, after)


def no_integrations(_entity: Node, _store: Store, first: int | None = None, after: str | None = None) -> Node:
    return connection([], 0)


def scope_of_trigger(trigger: Node, store: Store) -> Node | None:
    found = store.projects.by_id(trigger["parent"])
    return projects.node(found) | {"__typename": "Project"} if found else None


def firings_of_trigger(trigger: Node, store: Store) -> list[Node]:
    return [_firing_node(firing) for firing in store.firings.of_automation(trigger["number"], SHOWN)]


def firings_of_run(run: Node, store: Store) -> list[Node]:
    return [_firing_node(firing) for firing in store.firings.of_run(run["number"], SHOWN)]


def _firing_node(firing: Firing) -> Node:
    finite = firing.value is None or math.isfinite(firing.value)
    return {
        "automation": firing.automation,
        "of": firing.run,
        "event": firing.event,
        "action": firing.action,
        "value": firing.value if finite else "Infinity" if firing.value == math.inf else "-Infinity",
        "step": firing.step,
        "createdAt": firing.created_at,
    }


def trigger_of_firing(firing: Node, store: Store) -> Node | None:
    found = store.automations.by_number(firing["automation"])
    return node(found) if found else None


def run_of_firing(firing: Node, store: Store) -> Node | None:
    found = store.runs.by_number(firing["of"])
    return runs.node(found) if found else None


def create_filter_trigger(_root: None, store: Store, input: dict[str, Any]) -> Node:
    project_id = _scope(store, input["scope_type"], input["scope_id"])
    if len(store.automations.all(project_id)) >= PAGE_LIMIT:
        raise Refusal(f"a project has at most {PAGE_LIMIT} automations")
    _check_event(input["triggering_event_type"], input["event_filter"])
    try:
        saved = store.automations.create(
            project_id,
            name=_name(input["name"]),
            description=_description(input.get("description")),
            enabled=input["enabled"],
            event_type=input["triggering_event_type"],
            event_filter=input["event_filter"],
            action_type=input["triggered_action_type"],
            action=_action(input["triggered_action_type"], input["triggered_action_config"]),
        )
    except NameTakenError as error:
        raise Refusal("an automation of that name exists in the project", status=409) from error
    return {"trigger": node(saved)}


def update_filter_trigger(_root: None, store: Store, input: dict[str, Any]) -> Node:
    existing = store.automations.by_id(input["id"])
    if existing is None:
        raise Refusal("automation not found", status=404)
    event_type = input.get("triggering_event_type") or existing.event_type
    _check_event(event_type, input.get("event_filter") or existing.event_filter)
    action_type = input.get("triggered_action_type") or existing.action_type
    config, scope = input.get("triggered_action_config"), input.get("scope_id")
    if config is None and action_type != existing.action_type:
        raise Refusal("another type of action needs its `triggeredActionConfig`")
    try:
        updated = store.automations.update(
            existing.id,
            project_id=_scope(store, input.get("scope_type") or "PROJECT", scope) if scope else None,
            name=_name(input["name"]) if input.get("name") is not None else None,
            description=_description(input.get("description")),
            enabled=input.get("enabled"),
            event_type=event_type,
            event_filter=input.get("event_filter"),
            action_type=action_type,
            action=None if config is None else _action(action_type, config),
        )
    except NameTakenError as error:
        raise Refusal("an automation of that name exists in the project", status=409) from error
    if updated is None:  # deleted by another request a moment ago
        raise Refusal("automation not found", status=404)
    return {"trigger": node(updated)}


def delete_trigger(_root: None, store: Store, input: dict[str, Any]) -> Node:
    return {"success": store.automations.delete(input["trigger_id"])}


def _scope(store: Store, scope_type: str, scope_id: str) -> str:
    """The id of the project an automation is for."""
    if scope_type != "PROJECT":
        raise Refusal("on this server an automation is for a project")
    found = store.projects.by_id(scope_id)
    if found is None:
        raise Refusal("project not found", status=404)
    return found.id


def _name(name: str) -> str:
    if not 1 <= len(name) <= NAME_LENGTH:
        raise Refusal(f"the name of an automation has 1 to {NAME_LENGTH} characters")
    return name


def _description(text: str | None) -> str | None:
    if text is not None and len(text) > MAX_TEXT:
        raise Refusal(f"the description of an automation is longer than {MAX_TEXT} characters")
    return text


def _check_event(event_type: str, event_filter: str) -> None:
    try:
        read_event(event_type, event_filter)
    except EventError as error:
        raise Refusal(str(error)) from error


def _action(action_type: str, config: dict[str, Any]) -> str:
    """The input of an action, as it is kept."""
    if action_type not in ACTIONS:
        raise Refusal(f"this server knows no action {action_type}, only {', '.join(ACTIONS)}")
    given = config.get(ACTIONS[action_type])
    if given is None:
        raise Refusal(f"`triggeredActionConfig` holds no input for the action {action_type}")
    _check_payload(given.get("request_payload"))
    kept = json.dumps(given)
    if len(kept) > MAX_TEXT:
        raise Refusal(f"the action of an automation is longer than {MAX_TEXT} characters")
    return kept


def _check_payload(payload: str | None) -> None:
    try:
        read = {} if payload is None else strict_json(payload)
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise Refusal("`requestPayload` must be a JSON object")


RESOLVERS: Resolvers = {
    "Mutation": {
        "createFilterTrigger": create_filter_trigger,
        "updateFilterTrigger": update_filter_trigger,
        "deleteTrigger": delete_trigger,
    },
    "User": {"projects": projects_of_viewer},
    "Entity": {"projects": projects_of_entity, "integrations": no_integrations},
    "Project": {"triggers": triggers_of_project},
    "Run": {"firings": firings_of_run},
    "Trigger": {"scope": scope_of_trigger, "firings": firings_of_trigger},
    "Firing": {"trigger": trigger_of_firing, "run": run_of_firing},
}
