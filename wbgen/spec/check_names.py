"""The names a panel uses: which are metrics, which are columns of runs, and what its id is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wbgen.spec import models
from wbgen.spec.diagnostics import Collector, did_you_mean, listed
from wbgen.spec.expressions.words import RUN_ATTRIBUTES
from wbgen.spec.finder import MetricFinder
from wbgen.spec.names import exact
from wbgen.spec.tree import Span

Where = tuple[int | str, ...]

#: Kinds whose own key holds metrics a run logs.
METRIC_KINDS = frozenset(
    {"line", "area", "bar", "scalar", "importance", "media", "table", "histogram", "heatmap"}
)

#: Options that hold columns of runs: summary values, config keys, run attributes.
COLUMN_OPTIONS: dict[str, tuple[str, ...]] = {
    "scatter": ("scatter", "x", "z"),
    "parallel": ("parallel",),
    "line": ("x",),
    "area": ("x",),
    "histogram": ("x",),
    "heatmap": ("x",),
}

#: How many words of a text panel make its id.
ID_WORDS = 5


@dataclass(frozen=True)
class PanelNames:
    """The names in a panel as written. Two panels with equal names show the same."""

    options: models.Panel
    kind: str

    @cached_property
    def metrics(self) -> tuple[tuple[str, Where], ...]:
        """Names of metrics, each with its place in the panel."""
        if self.kind not in METRIC_KINDS:
            return ()
        written = getattr(self.options, self.kind)
        names = written if isinstance(written, list) else [written]
        return tuple((name, (self.kind, index)) for index, name in enumerate(names))

    @cached_property
    def columns(self) -> tuple[tuple[str, Where], ...]:
        """Names on axes and in groups, each with its place in the panel."""
        found: list[tuple[str, Where]] = []
        for key in COLUMN_OPTIONS.get(self.kind, ()):
            value = getattr(self.options, key)
            if isinstance(value, list):
                found += [(column.metric, (key, index)) for index, column in enumerate(value)]
            elif value is not None:
                found.append((value, (key,)))
        group = getattr(self.options, "group", None)
        if group is not None and group.by is not None:
            found.append((group.by, ("group", "by") if "by" in group.model_fields_set else ("group",)))
        return tuple(found)

    def renamed(self, names: Mapping[str, str]) -> models.Panel:
        """The panel with other names on its axes and in its groups."""
        if all(old == new for old, new in names.items()):
            return self.options
        changed: dict[str, Any] = {}
        for key in COLUMN_OPTIONS.get(self.kind, ()):
            value = getattr(self.options, key)
            if isinstance(value, list):
                changed[key] = [each.model_copy(update={"metric": names[each.metric]}) for each in value]
            elif value is not None:
                changed[key] = names[value]
        group = getattr(self.options, "group", None)
        if group is not None and group.by is not None:
            changed["group"] = group.model_copy(update={"by": names[group.by]})
        return self.options.model_copy(update=changed)

    @cached_property
    def slugs(self) -> list[str]:
        """What the panel's id is made of, where the author gives none."""
        match self.options:
            case models.MarkdownPanel():
                return [" ".join(self.options.markdown.split()[:ID_WORDS])]
            case models.VegaPanel():
                return [self.options.vega if isinstance(self.options.vega, str) else "inline"]
            case models.RawPanel():
                return [str(self.options.raw.get("viewType", "panel"))]
            case models.ScatterPanel() | models.ParallelPanel():
                return [name for name, _ in self.columns]
        regex = getattr(self.options, "regex", None)
        return [name for name, _ in self.metrics] or ([regex] if regex else [])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PanelNames) and (self.kind, self.slugs, self.text) == (
            other.kind,
            other.slugs,
            other.text,
        )

    def __hash__(self) -> int:
        return hash((self.kind, *self.slugs))

    @property
    def text(self) -> Any:
        """The whole text of a text panel."""
        return getattr(self.options, "markdown", None)


class AxisChecker:
    """Checks names on axes and in groups: metrics, ``config.key``, ``run.attribute``."""

    def __init__(self, spec: models.Spec, finder: MetricFinder, collector: Collector) -> None:
        self.config = list(map(exact, spec.config))
        self.finder, self.collector = finder, collector

    def check(self, name: str, span: Span) -> str:
        """The exact name that is meant; one that is none of those is collected, and stays as it is."""
        section, dot, rest = name.partition(".")
        if name in self.finder.catalogue.metrics or not dot or section not in ("config", "run"):
            return self.finder.one(name, span) or name
        if section == "config":
            return f"config.{self.check_config(rest, span)}"
        if rest not in RUN_ATTRIBUTES:
            cure = did_you_mean(rest, RUN_ATTRIBUTES, otherwise=f"attributes: {listed(RUN_ATTRIBUTES, 20)}")
            self.collector.add("unknown-attribute", f"a run has no attribute `{rest}`", span, cure=cure)
        return name

    def check_config(self, written: str, span: Span) -> str:
        """The exact config key; one that the spec does not have is collected. A nested key is known by its
        first part.
        """
        key = exact(written)
        if key in self.config or key.partition(".")[0] in self.config:
            return key
        otherwise = "add it to `config:`"
        cure = did_you_mean(key, self.config, otherwise=otherwise)
        self.collector.add("unknown-config", f"no config key `{key}` in the spec", span, cure=cure)
        return key
