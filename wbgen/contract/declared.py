"""What a spec declares, as it is meant for one run: with the values that dimensions have there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wbgen.runs.values import find
from wbgen.spec.guide import Catalogue, Guide
from wbgen.spec.models import MetricAttributes
from wbgen.spec.names import expand, fill, is_built_in, placeholders
from wbgen.spec.open_dimensions import OpenDimension, OpenPatterns, pieces
from wbgen.spec.tree import value_text
from wbgen.views.json import Json

#: Values of a dimension that are taken from a run's config, at most.
MOST_VALUES = 10_000


@dataclass(frozen=True, slots=True)
class Declared:
    """A metric of one run. pattern: as the author wrote it.  values: what each dimension is in its name."""

    name: str
    pattern: str
    attributes: MetricAttributes
    values: Mapping[str, str]


class Declarations:
    """The script's metrics that one run is to log.

    exact: by name, those whose names are known.  open: the patterns with a dimension whose values only runs
    know.  dimensions: the values of each dimension, of open ones the default.
    """

    def __init__(self, guide: Guide, config: Mapping[str, Json]) -> None:
        catalogue = guide.catalogue
        self.catalogue = catalogue
        self.dimensions = dimensions_of(guide, config)
        self.unknown = {name for name, one in catalogue.dimensions.items() if one.open}
        self.exact: dict[str, Declared] = {}
        self.open: list[str] = []
        for pattern, written in catalogue.written.items():
            if written.logged_by == "wandb" or is_built_in(pattern):
                continue
            if self.unknown.isdisjoint(placeholders(pattern)):
                for name, values in expand(pattern, self.dimensions):
                    self.exact[name] = Declared(name, pattern, written.attributes, values)
            else:
                self.open.append(pattern)
        self._patterns = patterns_of(catalogue, self.dimensions, self.exact)
        self._matchers = dict(self._patterns.matchers)

    def find(self, name: str) -> Declared | None:
        """What is declared of a logged name; None where nothing is."""
        if name in self.exact:
            return self.exact[name]
        pattern = self._patterns.owner(name)
        if pattern is None or pattern not in self._matchers:
            return None
        found = self._matchers[pattern].match(name)
        inside = [dimension for _, dimension in pieces(pattern) if dimension is not None]
        values = dict(zip(inside, found.groups(), strict=True)) if found else {}
        return Declared(name, pattern, self.catalogue.written[pattern].attributes, values)

    def closed_names(self, pattern: str) -> Iterator[tuple[str, dict[str, str]]]:
        """A pattern with the values of all but its open dimensions filled in."""
        inside = placeholders(pattern)
        one = {name: (f"<{name}>",) for name in inside if name in self.unknown}
        for _, values in expand(pattern, {**self.dimensions, **one}):
            closed = {name: value for name, value in values.items() if name not in self.unknown}
            yield fill(pattern, closed), closed


def dimensions_of(guide: Guide, config: Mapping[str, Json]) -> dict[str, tuple[str, ...]]:
    """The values of each dimension in a run.

    A closed dimension whose values are the default of a config key has the values that the run has there.
    """
    found = {}
    for name, dimension in guide.catalogue.dimensions.items():
        own = None if dimension.open else values_in_config(guide, config, name, dimension.values)
        found[name] = own or dimension.values
    return found


def values_in_config(
    guide: Guide, config: Mapping[str, Json], dimension: str, values: tuple[str, ...]
) -> tuple[str, ...] | None:
    """The values that a run's config has for a dimension; None where it does not say.

    Of several keys with the same default, the one that has the dimension's name in its own counts.
    """
    keys = [key for key, one in guide.config.items() if values and texts(one.default) == values]
    for key in sorted(keys, key=lambda key: dimension not in key):
        own = texts(find(config, key))
        if own and len(own) <= MOST_VALUES and not any("/" in text for text in own):
            return tuple(dict.fromkeys(own))
    return None


def texts(value: object) -> tuple[str, ...] | None:
    """The single values of a list as text; None for anything else."""
    if not isinstance(value, list | tuple) or not all(isinstance(item, str | int | float) for item in value):
        return None
    return tuple(value_text(item) for item in value)


def patterns_of(
    catalogue: Catalogue, dimensions: Mapping[str, tuple[str, ...]], exact: Mapping[str, Declared]
) -> OpenPatterns:
    """The patterns with open dimensions, by which logged names are told."""
    known = catalogue.dimensions
    open = {
        name: OpenDimension(one.values, one.excluded, one.digits) for name, one in known.items() if one.open
    }
    owners = {name: one.pattern for name, one in exact.items()}
    return OpenPatterns(catalogue.written, owners, dimensions, open)
