"""The metric catalogue: groups and patterns expanded to exact names."""

from __future__ import annotations

from wbgen.spec import models
from wbgen.spec.conditions import parse_condition
from wbgen.spec.diagnostics import Collector, did_you_mean, listed
from wbgen.spec.guide import Catalogue, Dimension, Group, Metric, Written
from wbgen.spec.names import expand, fill, is_built_in, is_glob, names_in, placeholders
from wbgen.spec.open_dimensions import OpenDimension, OpenPatterns
from wbgen.spec.resolve import outside_code
from wbgen.spec.tree import Mapping, Span, locate, node_at, value_text

Dimensions = dict[str, tuple[str, ...]]
Open = dict[str, OpenDimension]

MAX_METRICS = 50_000  # of one spec

#: What is said of a group, and not of each of its members.
OF_A_GROUP = {"group", "id", "of", "about", "headline", "logged_by"}


def read_dimensions(spec: models.Spec, root: Mapping, collector: Collector) -> Dimensions:
    """The values of each dimension as text. An open dimension stands for its default values."""
    dimensions: Dimensions = {}
    for name, written in spec.dimensions.items():
        span, _ = locate(root, ("dimensions", name))
        values = written.default if isinstance(written, models.OpenDimension) else written
        texts = tuple(value_text(value) for value in values)
        check_dimension_name(name, root, collector)
        if not texts and not (isinstance(written, models.OpenDimension) and written.open):
            cure = "list its values, or write `{open: true}` if they are known only at run time"
            collector.add("bad-dimension", f"dimension `{name}` has no values", span, cure=cure)
        if len(set(texts)) < len(texts):
            twice = next(text for text in texts if texts.count(text) > 1)
            message = f"dimension `{name}` has the value `{twice}` twice"
            collector.add("bad-dimension", message, span, cure="keep one of them")
        if crossing := [text for text in texts if "/" in text]:
            cure = "give each part between slashes a dimension of its own"
            message = f"the value `{crossing[0]}` of dimension `{name}` holds a `/`"
            collector.add("bad-dimension", message, span, cure=cure)
        dimensions[name] = texts
    return dimensions


def read_open(spec: models.Spec, dimensions: Dimensions, root: Mapping, collector: Collector) -> Open:
    """The dimensions whose values are known only at run time."""
    open: Open = {}
    for name, written in spec.dimensions.items():
        if not isinstance(written, models.OpenDimension) or not written.open:
            continue
        excluded = tuple(value_text(value) for value in written.exclude)
        dimension = OpenDimension(dimensions[name], excluded, digits=written.type == "int")
        for value in dimension.default:
            if not dimension.takes(value) or value in excluded:
                why = "is excluded by `not`" if value in excluded else "is no whole number"
                message = f"the default `{value}` of dimension `{name}` {why}"
                span, _ = locate(root, ("dimensions", name, "default"))
                collector.add("bad-dimension", message, span, cure="take it out of `default`")
        open[name] = dimension
    return open


def open_patterns(
    catalogue: Catalogue, dimensions: Dimensions, open: Open, root: Mapping, collector: Collector
) -> OpenPatterns:
    """The catalogue's patterns with open dimensions; those that a name can belong to alike are collected."""
    exact = {metric.name: metric.pattern for metric in catalogue.metrics.values()}
    patterns = OpenPatterns(catalogue.patterns, exact, dimensions, open)
    groups = {pattern: index for index, group in enumerate(catalogue.groups) for pattern in group.patterns}
    for one, other, name in patterns.overlapping():
        if not {*catalogue.patterns[one]}.isdisjoint(catalogue.patterns[other]):
            continue  # told as a metric that is there twice
        value_span, key_span = locate(root, ("metrics", groups[other], "of", other))
        message = f"`{name}` can be of `{other}` and of `{one}` alike"
        cure = "make one of them longer, or exclude values by `not:` and give those a name of their own"
        collector.add("overlapping-patterns", message, key_span or value_span, cure=cure)
    return patterns


def check_dimension_name(name: str, root: Mapping, collector: Collector) -> None:
    """Collect a dimension that no placeholder can name."""
    if placeholders(f"<{name}>") != (name,):
        value_span, key_span = locate(root, ("dimensions", name))
        cure = "allowed: letters, digits, `_`, `-` and `.`, a letter first"
        message = f"`{name}` cannot be the name of a dimension"
        collector.add("bad-name", message, key_span or value_span, cure=cure)


def read_catalogue(
    spec: models.Spec, dimensions: Dimensions, root: Mapping, collector: Collector
) -> Catalogue:
    """Every metric under its exact name, groups' attributes applied to their members."""
    metrics: dict[str, Metric] = {}
    patterns: dict[str, tuple[str, ...]] = {}
    groups: list[Group] = []
    as_written: dict[str, Written] = {}
    for index, group in enumerate(spec.metrics):
        written = node_at(root, ("metrics", index, "of")) or root
        defaults = group.model_dump(exclude_unset=True, exclude=OF_A_GROUP)
        if group.id is not None and group.id in {other.id for other in groups}:
            span, _ = locate(root, ("metrics", index, "id"))
            message = f"two metric groups have the id `{group.id}`"
            collector.add("duplicate-id", message, span, cure="give one of them another id")
        groups.append(Group(group.group, group.about, bool(group.headline), tuple(group.of), group.id))
        check_conditions(group, ("metrics", index), root, collector)
        for pattern, own in group.of.items():
            value_span, key_span = locate(written, (pattern,))
            check_conditions(own, ("metrics", index, "of", pattern), root, collector)
            place = key_span or value_span
            if not known_dimensions(pattern, dimensions, place, collector):
                continue
            if is_glob(pattern):
                cure = "name each metric, or use a dimension: `loss/layer_<layer>`"
                collector.add("bad-name", f"`{pattern}` is not the name of a metric", place, cure=cure)
                continue
            if len(metrics) + names_in(pattern, dimensions) > MAX_METRICS:
                message = f"with `{pattern}` the catalogue holds more than {MAX_METRICS:,} metrics"
                collector.add("too-many-metrics", message, place, cure="use fewer values or fewer dimensions")
                continue
            inherited = {name: value for name, value in defaults.items() if name not in own.model_fields_set}
            attributes = own.model_copy(update=inherited) if inherited else own
            as_written[pattern] = Written(pattern, group.group, attributes, group.logged_by)
            names = []
            for name, values in expand(pattern, dimensions):
                add_metric(
                    Metric(name, group.group, pattern, values, told(attributes, values), group.logged_by),
                    metrics,
                    place,
                    collector,
                )
                names.append(name)
            patterns[pattern] = tuple(names)
    return Catalogue(tuple(groups), metrics, patterns, as_written, known(spec, dimensions))


def known(spec: models.Spec, dimensions: Dimensions) -> dict[str, Dimension]:
    """The dimensions as a checked spec has them."""
    found = {}
    for name, values in dimensions.items():
        written = spec.dimensions[name]
        if isinstance(written, models.OpenDimension):
            excluded = tuple(value_text(value) for value in written.exclude)
            digits = written.type == "int"
            found[name] = Dimension(name, values, written.open, digits, excluded)
        else:
            found[name] = Dimension(name, values, digits=all(type(value) is int for value in written))
    return found


def told(attributes: models.MetricAttributes, values: dict[str, str]) -> models.MetricAttributes:
    """The attributes with the placeholders of their description filled in."""
    about = attributes.about
    if not about or "<" not in about:
        return attributes
    filled = outside_code(about, lambda text: fill(text, values))
    return attributes.model_copy(update={"about": filled})


def add_metric(metric: Metric, metrics: dict[str, Metric], place: Span, collector: Collector) -> None:
    """Put a metric in the catalogue, unless it is there or W&B keeps the name for itself."""
    if metric.logged_by == "wandb" and not is_built_in(metric.name):
        cure = "leave out `logged_by`, or name a system metric: `system.cpu`"
        message = f"`{metric.name}` is none of the metrics the wandb client logs by itself"
        collector.add("reserved-metric", message, place, cure=cure)
    elif metric.logged_by != "wandb" and is_built_in(metric.name):
        cure = "leave it out: W&B logs it by itself, and panels may use it without the catalogue"
        collector.add("reserved-metric", f"`{metric.name}` is a name of W&B's own", place, cure=cure)
    elif metric.name.startswith("_"):
        message = f"`{metric.name}` begins with `_`, as only names of W&B's own do"
        collector.add("reserved-metric", message, place, cure="log it under another name")
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
