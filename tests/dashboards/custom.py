"""Custom charts: the team's own, and the generic ones for what W&B's panels cannot draw."""

from typing import Any

import wandb_workspaces.reports.v2 as wr

from tests.dashboards.dashboard import ENTITY, panels
from wbgen.compile.charts import definition, lines_chart


def generic(chart: Any, query: dict[str, Any], fields: dict[str, str], **strings: str) -> wr.CustomChart:
    """A panel drawn by one of wbgen's own charts."""
    return wr.CustomChart(
        chart_name=f"{ENTITY}/{chart.name}", query=query, chart_fields=fields, chart_strings=strings
    )


def history(*keys: str) -> dict[str, Any]:
    return {"history": {"keys": [*keys]}}
