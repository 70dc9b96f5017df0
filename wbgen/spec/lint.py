"""Findings that are no errors: what is accepted and not acted on yet, what nothing shows."""

from __future__ import annotations

from collections.abc import Iterator

from wbgen.spec import models
from wbgen.spec.diagnostics import Collector, Severity
from wbgen.spec.guide import Guide
from wbgen.spec.lint_views import lint_views
from wbgen.spec.tree import Mapping, Span, beginning, locate

#: Metric types that a line panel cannot show, so that a line panel is not missed.
NOT_PLOTTED = frozenset({"text", "table", "image", "audio", "video", "media", "histogram"})


def lint(spec: models.Spec, guide: Guide, used: frozenset[str], root: Mapping, collector: Collector) -> None:
    """Collect notes and warnings on a spec that is otherwise in order."""
    for message, span in not_applied(spec, root):
        collector.add("not-applied", message, span, severity=Severity.NOTE)
    lint_views(spec, root, collector)
    if not spec.workspaces and not spec.reports and not spec.sweeps:
        span, _ = locate(root, ())
        cure = "add `workspaces:` with sections and panels"
        message = "the spec has no workspace and no report, so apply makes nothing"
        collector.add(
            "no-workspace",
            message,
            beginning(span),
            cure=cure,
            severity=Severity.WARNING,
        )
    elif spec.workspaces:
        for index, pattern in unused_patterns(spec, guide, used):
            _, key_span = locate(root, ("metrics", index, "of", pattern))
            collector.add(
                "unused-metric",
                f"no panel shows `{pattern}`",
                key_span or Span(1, 1, 1, 1),
                severity=Severity.NOTE,
            )


def unused_patterns(spec: models.Spec, guide: Guide, used: frozenset[str]) -> Iterator[tuple[int, str]]:
    """The patterns of which no panel shows any metric, with the index of their group."""
    metrics = guide.catalogue.metrics
    for index, group in enumerate(spec.metrics):
        for pattern in group.of:
            names = [n for n in guide.catalogue.patterns.get(pattern, ()) if n in metrics]
            if group.logged_by == "wandb" or guide.x in names:
                continue
            if names and used.isdisjoint(names) and metrics[names[0]].attributes.type not in NOT_PLOTTED:
                yield index, pattern


def not_applied(spec: models.Spec, root: Mapping) -> Iterator[tuple[str, Span]]:
    """Every key of the file that is accepted and not acted on yet."""
    for key, purpose in models.NOT_APPLIED.items():
        if key in spec.model_fields_set:
            yield f"nothing is made of `{key}` yet (it is for {purpose})", key_span(root, (key,))


def key_span(root: Mapping, path: tuple[int | str, ...]) -> Span:
    span, at_key = locate(root, path)
    return at_key or beginning(span)
