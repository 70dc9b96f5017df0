"""Media, texts and logged tables among the panels."""

import wandb_workspaces.reports.v2 as wr

from tests.dashboards.dashboard import panels

MEDIA = [
    panels(
        "media",
        """
        - media: samples/images
        - media: [samples/images, samples/depth]
          title: Samples
          columns: 4
          mode: gallery
          gallery_axis: index
        - media: samples/depth
          mode: grid
          grid_x: run
          grid_y: step
        """,
        lambda: [
            wr.MediaBrowser(media_keys=["samples/images"]),
            wr.MediaBrowser(
                media_keys=["samples/images", "samples/depth"],
                title="Samples",
                num_columns=4,
                mode="gallery",
                gallery_axis="index",
            ),
            wr.MediaBrowser(media_keys=["samples/depth"], mode="grid", grid_x_axis="run", grid_y_axis="step"),
        ],
    ),
    panels(
        "texts",
        """
        - markdown: |-
            # Read me

            All layers should converge.
        """,
        lambda: [wr.MarkdownPanel("# Read me\n\nAll layers should converge.")],
    ),
    panels(
        "logged tables",
        "- table: samples/table",
        lambda: [wr.WeavePanelSummaryTable(table_name="samples/table")],
    ),
]
