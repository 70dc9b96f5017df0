"""The run's name, tags and group: their placeholders are dimensions or config keys."""

from __future__ import annotations

from wbgen.spec import models
from wbgen.spec.catalogue import Dimensions
from wbgen.spec.diagnostics import Collector, did_you_mean, listed
from wbgen.spec.names import placeholders
from wbgen.spec.tree import Mapping, locate


def check_run(spec: models.Spec, dimensions: Dimensions, root: Mapping, collector: Collector) -> None:
    """Collect every placeholder of the run that nothing fills."""
    known = [*spec.config, *dimensions]
    texts = [("name", spec.run.name), ("group", spec.run.group), ("job_type", spec.run.job_type)]
    for key, text in texts:
        for name in placeholders(text or ""):
            if name not in known:
                cure = did_you_mean(
                    name, known, otherwise=f"config keys and dimensions: {listed(known) or 'none'}"
                )
                span, _ = locate(root, ("run", key))
                message = f"`<{name}>` in the run's {key} is neither a config key nor a dimension"
                collector.add("unknown-dimension", message, span, cure=cure)
