"""The GraphQL documents of wbgen's own client."""

VIEWER = "query { viewer { id entity username teams { edges { node { name } } } } }"

PROJECT = """query ($name: String!, $entity: String!) {
  project(name: $name, entityName: $entity) { id name entityName internalId }
}"""

VIEWS = """query (
  $project: String!, $entity: String!, $type: String, $name: String, $first: Int, $after: String
) {
  project(name: $project, entityName: $entity) {
    allViews(viewType: $type, viewName: $name, first: $first, after: $after) {
      edges {
        node { id name type displayName description spec createdAt updatedAt updatedBy { username } }
        cursor
      }
      pageInfo { endCursor hasNextPage }
    }
  }
}"""

UPSERT_VIEW = """mutation (
  $id: ID, $entity: String, $project: String, $name: String, $type: String,
  $title: String, $description: String, $spec: String
) {
  upsertView(input: {
    id: $id, entityName: $entity, projectName: $project, name: $name, type: $type,
    displayName: $title, description: $description, spec: $spec, createdUsing: WANDB_SDK
  }) {
    view {
      id name type displayName description spec updatedAt updatedBy { username }
      project { name entityName }
    }
    inserted
  }
}"""

UPSERT_PROJECT = """mutation ($input: UpsertModelInput!) {
  upsertModel(input: $input) { project { id name entityName internalId description } inserted }
}"""

CREATE_CHART = """mutation ($input: CreateCustomChartInput!) {
  createCustomChart(input: $input) { chart { id } }
}"""

LOCK_VIEW = """mutation ($id: ID!, $locked: Boolean) {
  upsertView(input: {id: $id, locked: $locked, createdUsing: WANDB_UI}) {
    view { locked updatedBy { username } }
  }
}"""

SAVE_DRAFT = """mutation ($name: String!, $parent: ID!) {
  upsertView(input: {projectName: "p", name: $name, type: "runs/draft", spec: "{}", parentId: $parent}) {
    view { id parentId }
  }
}"""

DELETE_REPORT = """mutation deleteView($id: ID!, $deleteDrafts: Boolean) {
  deleteView(input: {id: $id, deleteDrafts: $deleteDrafts}) { success pendingDrafts __typename }
}"""

DELETE_VIEW = "mutation ($id: ID!) { deleteView(input: {id: $id, deleteDrafts: true}) { success } }"
