"""The GraphQL documents wbgen sends, and nothing else.

Source: what wandb 0.31 and wandb-workspaces 0.4.13 send for the same jobs. A variable per member,
with the official documents' types, since a server checks them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """An operation: its name, its text, and whether it writes."""

    name: str
    text: str
    writes: bool = False

    def without(self, selection: str) -> Document:
        """The same operation without one selection of its text."""
        return Document(self.name, self.text.replace(selection, ""), self.writes)


#: The one selection a server may not know; it is left out for good once a server has refused it.
UPDATED_BY = "updatedBy { username }"

_PROJECT = "id name entityName internalId"
_VIEW = f"id name type displayName description spec updatedAt {UPDATED_BY}"

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
  $name: String!, $entityName: String!, $viewType: String!, $viewName: String, $after: String
) {{
  project(name: $name, entityName: $entityName) {{
    allViews(viewType: $viewType, viewName: $viewName, first: 100, after: $after) {{
      edges {{ node {{ {_VIEW} }} cursor }}
      pageInfo {{ endCursor hasNextPage }}
    }}
  }}
}}""",
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
