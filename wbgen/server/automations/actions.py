"""What automations would do on W&B, in words. Nothing of it is done here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wbgen.server.strict import strict_json

ACTIONS: Mapping[str, str] = {
    "NO_OP": "no_op_action_input",
    "NOTIFICATION": "notification_action_input",
    "GENERIC_WEBHOOK": "generic_webhook_action_input",
}
"""The types of action that are taken, and the member of ``triggeredActionConfig`` that holds each's input."""


def told(action_type: str, action: str) -> str:
    """An action in words; ``action`` is the JSON text of its input."""
    given: Mapping[str, Any] = strict_json(action)
    integration = given.get("integration_id")
    if action_type == "NOTIFICATION":
        said = ": ".join(part for part in (given.get("title"), given.get("message")) if part)
        return f"notify {integration} ({given.get('severity') or 'INFO'}){f': {said}' if said else ''}"
    if action_type == "GENERIC_WEBHOOK":
        return f"call the webhook {integration}"
    return "nothing"
