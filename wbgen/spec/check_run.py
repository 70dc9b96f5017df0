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
    texts: list[tuple[tuple[int | str, ...], str | None]] = [
        (("run", key), getattr(spec.run, key)) for key in ("name", "group", "job_type")
    ]
    texts += [(("run", "tags", index), tag) for index, tag in enumerate(spec.run.tags)]
    for path, text in texts:
        for name in placeholders(text or ""):
            if name not in known:
                cure = did_you_mean(
                    name, known, otherwise=f"config keys and dimensions: {listed(known) or 'none'}"
                )
                span, _ = locate(root, path)
                message = f"`<{name}>` in the run's {path[1]} is neither a config key nor a dimension"
                collector.add("unknown-dimension", message, span, cure=cure)
