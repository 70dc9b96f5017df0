"""Query panels: as blocks by their configuration, and among panels as W&B's own JSON."""

import wandb_workspaces.reports.v2 as wr

from tests.dashboards.dashboard import panels, report

#: The contents of an artifact, by the names of its project and itself.
BLOCK = """
- weave:
    panelConfig:
      exp:
        nodeType: output
        type: &artifact
          type: tagged
          tag:
            type: tagged
            tag: &names {type: typedDict, propertyTypes: {entityName: string, projectName: string}}
            value: {type: typedDict, propertyTypes: {project: project, artifactName: string}}
          value: artifact
        fromOp:
          name: project-artifact
          inputs:
            project:
              nodeType: output
              type: {type: tagged, tag: *names, value: project}
              fromOp:
                name: root-project
                inputs:
                  entityName: {nodeType: const, type: string, val: team}
                  projectName: {nodeType: const, type: string, val: p}
            artifactName: {nodeType: const, type: string, val: weights}
        __userInput: true
      panelInputType: *artifact
      panelConfig: {tabConfigs: {overview: {selectedTab: files}}}
"""

#: The same where the project is the one the panel stands in.
PANEL = """
- layout: [0, 0, 8, 6]
  raw:
    viewType: Weave
    config:
      panel2Config:
        exp:
          nodeType: output
          type: &artifact
            type: tagged
            tag:
              type: tagged
              tag: &names {type: typedDict, propertyTypes: {entityName: string, projectName: string}}
              value: {type: typedDict, propertyTypes: {project: project, artifactName: string}}
            value: artifact
          fromOp:
            name: project-artifact
            inputs:
              project:
                nodeType: var
                type: {type: tagged, tag: *names, value: project}
                varName: project
              artifactName: {nodeType: const, type: string, val: weights}
          __userInput: true
        panelInputType: *artifact
        panelConfig: {tabConfigs: {overview: {selectedTab: lineage}}}
"""

WEAVE = [
    report(
        "an artifact in a report",
        BLOCK,
        lambda: [wr.interface.WeaveBlockArtifact("team", "p", "weights", "files")],
    ),
    panels(
        "an artifact among panels",
        PANEL,
        lambda: [wr.interface.WeavePanelArtifact(artifact="weights", tab="lineage")],
    ),
    panels(
        "a query among panels, and beside it what the library cannot say of one",
        """
        - {raw: {viewType: Weave, config: {query: "runs.summary['loss']"}}, layout: [0, 0, 8, 6]}
        - {table: samples/table, raw: {config: {newOption: 1}}}
        """,
        lambda: [
            wr.interface.WeavePanel(config={"query": "runs.summary['loss']"}),
            wr.WeavePanelSummaryTable(table_name="samples/table"),
        ],
        patch={"1/config/newOption": 1},
    ),
]
