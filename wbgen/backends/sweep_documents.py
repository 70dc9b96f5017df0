"""The GraphQL documents about sweeps that wbgen sends. Source: what wandb 0.31 sends for the same jobs."""

from __future__ import annotations

from wbgen.backends.documents import Document

#: Sweeps, and runs, of a page.
PAGE = 100

_SWEEP = "id name displayName state description config runCount createdAt"

SWEEPS = Document(
    "Sweeps",
    f"""query Sweeps($name: String!, $entityName: String!, $first: Int, $after: String) {{
  project(name: $name, entityName: $entityName) {{
    sweeps(first: $first, after: $after) {{
      edges {{ node {{ {_SWEEP} }} cursor }} pageInfo {{ endCursor hasNextPage }}
    }}
  }}
}}""",
)

SWEEP_AGENTS = Document(
    "SweepAgents",
    """query SweepAgents($name: String!, $entityName: String!, $sweep: String!) {
  project(name: $name, entityName: $entityName) {
    sweep(sweepName: $sweep) { agents { edges { node { name host state } } } }
  }
}""",
)

#: Runs by a filter, each with its hyperparameters, its end and how long it took.
SWEEP_RUNS = Document(
    "SweepRuns",
    """query SweepRuns(
  $name: String!, $entityName: String!, $filters: JSONString, $order: String, $first: Int, $after: String
) {
  project(name: $name, entityName: $entityName) {
    runs(filters: $filters, order: $order, first: $first, after: $after) {
      edges { node { name state config summaryMetrics createdAt heartbeatAt } cursor }
      pageInfo { endCursor hasNextPage }
    }
  }
}""",
)

# null leaves what is there as it is, and does nothing in a new sweep.
UPSERT_SWEEP = Document(
    "UpsertSweep",
    f"""mutation UpsertSweep(
  $id: ID, $entityName: String, $projectName: String, $config: String, $description: String,
  $displayName: String, $state: String, $priorRunsFilters: JSONString
) {{
  upsertSweep(input: {{
    id: $id, entityName: $entityName, projectName: $projectName, config: $config,
    description: $description, displayName: $displayName, state: $state,
    priorRunsFilters: $priorRunsFilters
  }}) {{ sweep {{ {_SWEEP} }} }}
}}""",
    writes=True,
)
