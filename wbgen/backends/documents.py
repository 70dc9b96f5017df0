"""The GraphQL documents wbgen sends, and nothing else.

Source: what wandb 0.31 and wandb-workspaces 0.4.13 send for the same jobs. A variable per member,
with the official documents' types, since a server checks them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from wbgen.views.records import ViewType


@dataclass(frozen=True, slots=True)
class Document:
    """An operation: its name, its text, and whether it writes."""

    name: str
    text: str
    writes: bool = False

    def without(self, fields: Iterable[str]) -> Document:
        """The same operation without the selections of some fields of ``OPTIONAL``."""
        text = self.text
        for field in fields:
            text = text.replace(f" {OPTIONAL[field]}", "")
        return Document(self.name, text, self.writes)


#: Selections of a view that a server may not know, by their fields. One is left out for good once a
#: server has refused it. Both are in the schema that W&B's own app is generated from (``View.updatedBy:
#: User``, ``View.locked: Boolean!``); no official Python client asks for either.
OPTIONAL = {"updatedBy": "updatedBy { username }", "locked": "locked"}

_NAMED_FIELD = re.compile(rf"(?:\bfield\W+|[\"'`])({'|'.join(OPTIONAL)})\b", re.IGNORECASE)

#: Views of a page.
PAGE = 100

_PROJECT = "id name entityName internalId"
_VIEW = " ".join(("id name type displayName description spec updatedAt", *OPTIONAL.values()))
_PAGE = f"edges {{ node {{ {_VIEW} }} cursor }} pageInfo {{ endCursor hasNextPage }}"


def unknown_fields(refusal: str) -> frozenset[str]:
    """The fields of ``OPTIONAL`` that a server's refusal is about: named as fields, or in quotes.

    A bare word will not do: "the view is locked" speaks of a view.
    """
    named = {word.lower() for word in _NAMED_FIELD.findall(refusal)}
    return frozenset(field for field in OPTIONAL if field.lower() in named)


VIEWER = Document(
    "Viewer",
    "query Viewer { viewer { id entity username teams { edges { node { name } } } } }",
)

PROJECT = Document(
    "Project",
    "query Project($name: String!, $entityName: String!) {\n"
    f"  project(name: $name, entityName: $entityName) {{ {_PROJECT} }}\n"
    "}",
)

VIEWS = Document(
    "Views",
    f"""query Views(
  $name: String!, $entityName: String!, $viewType: String!, $viewName: String, $first: Int, $after: String
) {{
  project(name: $name, entityName: $entityName) {{
    allViews(viewType: $viewType, viewName: $viewName, first: $first, after: $after) {{ {_PAGE} }}
  }}
}}""",
)

#: The alias under which ``PROJECT_CONTENTS`` asks for the views of a type.
ALIASES = {ViewType.WORKSPACE: "workspaces", ViewType.REPORT: "reports"}

PROJECT_CONTENTS = Document(
    "ProjectContents",
    "query ProjectContents($name: String!, $entityName: String!) {\n"
    f"  project(name: $name, entityName: $entityName) {{\n    {_PROJECT}\n"
    + "".join(
        f'    {alias}: allViews(viewType: "{type.value}", first: {PAGE}) {{ {_PAGE} }}\n'
        for type, alias in ALIASES.items()
    )
    + "  }\n}",
)

UPSERT_VIEW = Document(
    "UpsertView",
    f"""mutation UpsertView(
  $id: ID, $entityName: String, $projectName: String, $name: String, $type: String,
  $displayName: String, $description: String, $spec: String
) {{
  upsertView(input: {{
    id: $id, entityName: $entityName, projectName: $projectName, name: $name, type: $type,
    displayName: $displayName, description: $description, spec: $spec, createdUsing: WANDB_SDK
  }}) {{ view {{ {_VIEW} }} inserted }}
}}""",
    writes=True,
)

# `wandb_workspaces.reports` deletes a report so, and answers what `success` says. Drafts are what the app
# keeps of a report while someone edits it; they are of no use without it.
DELETE_VIEW = Document(
    "DeleteView",
    """mutation DeleteView($id: ID!) {
  deleteView(input: {id: $id, deleteDrafts: true}) { success }
}""",
    writes=True,
)

UPSERT_PROJECT = Document(
    "UpsertModel",
    f"""mutation UpsertModel($name: String!, $entityName: String!) {{
  upsertModel(input: {{name: $name, entityName: $entityName}}) {{ project {{ {_PROJECT} }} inserted }}
}}""",
    writes=True,
)

CREATE_CHART = Document(
    "CreateCustomChart",
    """mutation CreateCustomChart(
  $entity: String!, $name: String!, $displayName: String!, $spec: JSONString!
) {
  createCustomChart(input: {
    entity: $entity, name: $name, type: "vega2", displayName: $displayName, access: "PRIVATE", spec: $spec
  }) { chart { id } }
}""",
    writes=True,
)
