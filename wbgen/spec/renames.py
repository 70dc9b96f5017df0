"""``was: old-id``: a view that was renamed keeps its name on the server, and so its URL."""

from __future__ import annotations

from wbgen.spec import models
from wbgen.spec.diagnostics import Collector
from wbgen.spec.tree import Mapping, locate


def check_renames(spec: models.Spec, root: Mapping, collector: Collector) -> None:
    """Collect former ids that another view has, or had."""
    for kind in ("workspaces", "reports"):
        views: dict[str, models.Workspace | models.Report] = getattr(spec, kind)
        owners: dict[str, str] = {id: id for id in views}
        for id, view in views.items():
            for index, old in enumerate(view.was):
                if (owner := owners.setdefault(old, id)) == id and old != id and view.was.count(old) == 1:
                    continue
                span, _ = locate(root, (kind, id, "was", index))
                message = f"`{old}` is the id of `{owner}`" if owner != id else f"`{old}` stands here already"
                cure = "only one view can have been it; take it out of the others"
                collector.add("duplicate-id", message, span, cure=cure)
