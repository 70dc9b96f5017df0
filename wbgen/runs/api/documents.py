"""What is asked of a W&B server about runs.

Source: what wandb 0.31 sends for the same (``Run``, ``Runs``, ``RunFullHistory``, ``RunFiles`` of its Python
part, ``HistoryPage`` and ``SampledHistoryPage`` of wandb-core), so that every server that works with the
client answers. The client sends one spec of a sample at a time; W&B's own app sends several, as is done here.
"""

from __future__ import annotations

from wbgen.backends.documents import Document

#: Runs of one answer. Each comes whole: config, summary and the names in its history.
PAGE = 20

_NODE = """id name displayName tags state config group jobType sweepName createdAt heartbeatAt notes
      summaryMetrics historyLineCount historyKeys user { name username }"""

RUN = Document(
    "Run",
    f"""query Run($entity: String!, $project: String!, $name: String!) {{
  project(name: $project, entityName: $entity) {{
    run(name: $name) {{ {_NODE} }}
  }}
}}""",
)

RUNS = Document(
    "Runs",
    f"""query Runs(
  $entity: String!, $project: String!, $cursor: String, $perPage: Int, $order: String, $filters: JSONString
) {{
  project(name: $project, entityName: $entity) {{
    runCount(filters: $filters)
    runs(filters: $filters, after: $cursor, first: $perPage, order: $order) {{
      edges {{ node {{ {_NODE} }} cursor }}
      pageInfo {{ endCursor hasNextPage }}
    }}
  }}
}}""",
)

#: The names of some runs, to offer the nearest where one is not there.
RUN_NAMES = Document(
    "RunNames",
    """query RunNames($entity: String!, $project: String!, $perPage: Int, $order: String) {
  project(name: $project, entityName: $entity) {
    runs(first: $perPage, order: $order) { edges { node { name displayName } cursor } }
  }
}""",
)

PROJECT_NAMES = Document(
    "GetProjects",
    """query GetProjects($entity: String, $perPage: Int) {
  models(entityName: $entity, first: $perPage) { edges { node { name } } }
}""",
)

HISTORY_PAGE = Document(
    "HistoryPage",
    """query HistoryPage(
  $entity: String!, $project: String!, $name: String!, $minStep: Int64!, $maxStep: Int64!, $samples: Int!
) {
  project(name: $project, entityName: $entity) {
    run(name: $name) { history(minStep: $minStep, maxStep: $maxStep, samples: $samples) }
  }
}""",
)

SAMPLED_PAGE = Document(
    "SampledHistoryPage",
    """query SampledHistoryPage(
  $entity: String!, $project: String!, $name: String!, $specs: [JSONString!]!
) {
  project(name: $project, entityName: $entity) {
    run(name: $name) { sampledHistory(specs: $specs) }
  }
}""",
)

EVENTS = Document(
    "RunFullHistory",
    """query RunFullHistory($entity: String!, $project: String!, $name: String!, $samples: Int) {
  project(name: $project, entityName: $entity) {
    run(name: $name) { eventsLineCount events(samples: $samples) }
  }
}""",
)

FILES = Document(
    "RunFiles",
    """query RunFiles($entity: String!, $project: String!, $name: String!, $fileNames: [String] = []) {
  project(name: $project, entityName: $entity) {
    run(name: $name) {
      files(names: $fileNames) { edges { node { name directUrl sizeBytes md5 } } }
    }
  }
}""",
)
