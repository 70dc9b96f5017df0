"""What is asked of a W&B server about a sweep while it runs.

Source: what wandb 0.31 sends for the same (``GetSweep``, ``Runs``, ``UpsertSweep``). No answer grows with the
sweep: runs are counted by the server, and of them all only the first few come along, the best before all.
"""

from __future__ import annotations

from wbgen.backends.documents import Document

#: States of runs that are counted, each under its own name in the answer.
COUNTED = ("finished", "running", "pending", "failed", "crashed", "killed", "preempting", "preempted")

SWEEP = Document(
    "GetSweep",
    """query GetSweep($name: String!, $project: String, $entity: String) {
  project(name: $project, entityName: $entity) {
    sweep(sweepName: $name) { id name displayName state description config runCountExpected }
  }
}""",
)

#: Runs that come along: one is the best, unless a server puts runs without a number first.
FIRST = 5

WRITTEN = Document(
    "SweepConfig",
    """query SweepConfig($name: String!, $project: String, $entity: String) {
  project(name: $project, entityName: $entity) {
    sweep(sweepName: $name) { displayName description config }
  }
}""",
)

_FILTERS = ", ".join(f"${state}: JSONString" for state in COUNTED)
_COUNTS = " ".join(f"{state}: runCount(filters: ${state})" for state in COUNTED)

PROGRESS = Document(
    "SweepProgress",
    f"""query SweepProgress(
  $name: String!, $project: String, $entity: String, $order: String, $measured: JSONString, {_FILTERS}
) {{
  project(name: $project, entityName: $entity) {{
    sweep(sweepName: $name) {{ state runCountExpected }}
    {_COUNTS}
    runs(filters: $measured, first: {FIRST}, order: $order) {{
      edges {{ node {{ name displayName config summaryMetrics }} }}
    }}
  }}
}}""",
)

SET_STATE = Document(
    "UpsertSweep",
    """mutation UpsertSweep($id: ID, $entityName: String, $projectName: String, $state: String) {
  upsertSweep(input: {id: $id, entityName: $entityName, projectName: $projectName, state: $state}) {
    sweep { name state }
  }
}""",
    writes=True,
)
