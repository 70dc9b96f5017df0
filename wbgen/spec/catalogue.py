"""The metric catalogue: groups and patterns expanded to exact names, and the names others use found in it."""

from __future__ import annotations

from wbgen.spec import models
from wbgen.spec.conditions import parse_condition
from wbgen.spec.diagnostics import Collector, did_you_mean, listed
from wbgen.spec.guide import Catalogue, Group, Metric
from wbgen.spec.names import expand, fill, glob_matcher, is_built_in, is_glob, placeholders
from wbgen.spec.tree import Mapping, Span, locate

Dimensions = dict[str, tuple[str, ...]]


def read_dimensions(spec: models.Spec, root: Mapping, collector: Collector) -> Dimensions:
    """The values of each dimension as text. An open dimension stands for its default values."""
    dimensions: Dimensions = {}
    for name, written in spec.dimensions.items():
        span, _ = locate(root, ("dimensions", name))
        values = written.default if isinstance(written, models.OpenDimension) else written
        texts = tuple(str(value).lower() if isinstance(value, bool) else str(value) for value in values)
        if not texts and not (isinstance(written, models.OpenDimension) and written.open):
            cure = "list its values, or write `{open: true}` if they are known only at run time"
            collector.add("bad-dimension", f"dimension `{name}` has no values", span, cure=cure)
        if len(set(texts)) < len(texts):
            twice = next(text for text in texts if texts.count(text) > 1)
            collector.add("bad-dimension", f"dimension `{name}` has the value `{twice}` twice", span)
        if crossing := [text for text in texts if "/" in text]:
            cure = "give each segment a dimension of its own"
            collector.add("bad-dimension", f"the value `{crossing[0]}` crosses a `/`", span, cure=cure)
        dimensions[name] = texts
    return dimensions


def read_catalogue(
    spec: models.Spec, dimensions: Dimensions, root: Mapping, collector: Collector
) -> Catalogue:
    """Every metric under its exact name, groups' attributes applied to their members."""
    metrics: dict[str, Metric] = {}
    patterns: dict[str, tuple[str, ...]] = {}
    groups: list[Group] = []
    for index, group in enumerate(spec.metrics):
        defaults = group.model_dump(exclude_unset=True, exclude={"group", "of", "about", "headline"})
        groups.append(Group(group.group, group.about, bool(group.headline), tuple(group.of)))
        check_conditions(group, ("metrics", index), root, collector)
        for pattern, own in group.of.items():
            path = ("metrics", index, "of", pattern)
            value_span, key_span = locate(root, path)
            check_conditions(own, path, root, collector)
            if not known_dimensions(pattern, dimensions, key_span or value_span, collector):
                continue
            attributes = models.MetricAttributes.model_construct(
                **{**models.MetricAttributes().model_dump(), **defaults, **own.model_dump(exclude_unset=True)}
            )
            names = []
            for name, values in expand(pattern, dimensions):
                add_metric(
                    Metric(name, group.group, pattern, values, told(attributes, values)),
                    metrics,
                    key_span,
                    collector,
                )
                names.append(name)
            patterns[pattern] = tuple(names)
    return Catalogue(tuple(groups), metrics, patterns)


def told(attributes: models.MetricAttributes, values: dict[str, str]) -> models.MetricAttributes:
    """The attributes with the placeholders of their description filled in."""
    if not values or not attributes.about:
        return attributes
    return attributes.model_copy(update={"about": fill(attributes.about, values)})


def add_metric(metric: Metric, metrics: dict[str, Metric], span: Span | None, collector: Collector) -> None:
    """Put a metric in the catalogue, unless it is there or W&B keeps the name for itself."""
    place = span or Span(1, 1, 1, 1)
    if metric.name.startswith("_") or is_built_in(metric.name):
        cure = "W&B logs it by itself; panels may use it without the catalogue"
        collector.add("reserved-metric", f"`{metric.name}` is a name of W&B's own", place, cure=cure)
    elif metric.name in metrics:
        other = metrics[metric.name]
        message = (
            f'`{metric.name}` is in the catalogue already, from `{other.pattern}` in group "{other.group}"'
        )
        collector.add("duplicate-metric", message, place, cure="keep one of them")
    else:
        metrics[metric.name] = metric


def check_conditions(
    attributes: models.MetricAttributes, path: tuple[int | str, ...], root: Mapping, collector: Collector
) -> None:
    """Collect every condition of a metric that does not read as one."""
    written: list[tuple[str | None, tuple[str, ...]]] = [(attributes.healthy, ("healthy",))]
    written += [(text, ("warn", text)) for text in attributes.warn]
    written += [(text, ("critical", text)) for text in attributes.critical]
    for text, where in written:
        if text is None:
            continue
        try:
            parse_condition(text)
        except ValueError as error:
            span, key_span = locate(root, (*path, *where))
            place = key_span if len(where) > 1 and key_span else span
            message, _, cure = str(error).partition(": ")
            collector.add("bad-condition", message, place, cure=cure)


def known_dimensions(name: str, dimensions: Dimensions, span: Span, collector: Collector) -> bool:
    """Whether every placeholder of a name is a dimension; the others are collected."""
    unknown = [dim for dim in placeholders(name) if dim not in dimensions]
    for dim in unknown:
        known = listed(f"<{known}>" for known in dimensions)
        otherwise = (
            f"dimensions: {known}"
            if known
            else "define it under `dimensions:`, or write `\\<` for a plain `<`"
        )
        near = did_you_mean(f"<{dim}>", [f"<{known}>" for known in dimensions], otherwise=otherwise)
        collector.add("unknown-dimension", f"`<{dim}>` is not a dimension of this spec", span, cure=near)
    return not unknown


class MetricFinder:
    """Finds in the catalogue what panels, axes and schedules call their metrics."""

    def __init__(self, catalogue: Catalogue, dimensions: Dimensions, collector: Collector) -> None:
        self.catalogue, self.dimensions, self.collector = catalogue, dimensions, collector
        self.used: set[str] = set()

    def find(self, written: str, span: Span) -> tuple[str, ...]:
        """The exact names a written name stands for; empty, with a diagnostic, where there are none."""
        names = self.lookup(written, span)
        self.used.update(names)
        return names

    def lookup(self, written: str, span: Span) -> tuple[str, ...]:
        metrics = self.catalogue.metrics
        if written in self.catalogue.patterns:
            return self.catalogue.patterns[written]
        if written in metrics or is_built_in(written):
            return (written,)
        if not known_dimensions(written, self.dimensions, span, self.collector):
            return ()
        if is_glob(written):
            names = tuple(filter(glob_matcher(fill(written, {})), metrics))
            return names or self.unknown(written, span)
        if placeholders(written):
            names = tuple(name for name, _ in expand(written, self.dimensions))
            missing = [name for name in names if name not in metrics]
            return (
                self.unknown(written, span, missing[0] if missing else None)
                if missing or not names
                else names
            )
        return self.unknown(written, span)

    def unknown(self, written: str, span: Span, example: str | None = None) -> tuple[str, ...]:
        rivals = [*self.catalogue.patterns, *self.catalogue.metrics]
        otherwise = (
            "add it to `metrics:`" if rivals else "the catalogue is empty; list the metrics under `metrics:`"
        )
        cure = did_you_mean(written, rivals, otherwise=otherwise)
        missing = f" (`{example}` is missing)" if example and example != written else ""
        self.collector.add(
            "unknown-metric", f"no metric `{written}` in the catalogue{missing}", span, cure=cure
        )
        return ()
