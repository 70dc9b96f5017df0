"""The catalogue of a pulled view: every name that its panels, axes and run sets use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from wbgen.compile.decode_runsets import keys_named
from wbgen.spec import models
from wbgen.spec.check_names import PanelNames
from wbgen.spec.check_vega import BY_METRIC, ROW_COLUMNS, keys_of
from wbgen.spec.names import can_be_named, escaped, is_built_in

Data = dict[str, Any]


class Names(NamedTuple):
    """What a decoded panel names.

    own: metrics under the key of its kind.  others: other metrics.  columns: of axes and groups.
    slugs: what its id is made of, where it has none.
    """

    own: list[str]
    others: list[str]
    columns: list[str]
    slugs: Sequence[str]

    @property
    def can_be_said(self) -> bool:
        """Whether the language can hold all of them."""
        return all(map(can_be_named, (*self.own, *self.others, *self.columns)))


def kind_of(panel: Data) -> str:
    """The kind of a decoded panel: its first key that is one."""
    return next(key for key in panel if key in models.PANEL_KINDS)


def names_of(panel: Data) -> Names:
    """Every name in a decoded panel."""
    kind = kind_of(panel)
    model = models.PANEL_KINDS[kind].model_validate(panel)
    found = PanelNames(model, kind)
    others: list[str] = []
    match model:
        case models.LinePanel():
            events = model.annotate.events if model.annotate else None
            others = [*model.right, *([events] if events else [])]
        case models.VegaPanel():
            others = [*model.keys, *([model.table] if model.table else [])]
            others += [name for part in ("history", "summary") for name in keys_of(model.query.get(part))]
            others += model.fields.values() if model.query.keys() <= BY_METRIC else ()
            others = [name for name in others if name not in ROW_COLUMNS]
    own, columns = ([name for name, _ in names] for names in (found.metrics, found.columns))
    return Names(own, others, columns, found.slugs)


def catalogue(
    panels: Iterable[tuple[Data, Names]], axes: Iterable[str | None], runs: Iterable[Data] = ()
) -> Data:
    """The ``metrics`` and ``config`` of a spec that hold every name of its panels, axes and run sets."""
    names: dict[str, None] = {}
    config: dict[str, None] = {}
    for axis in axes:
        note(axis, names, config)
    for run_set in runs:
        for key in keys_named(run_set):
            if key.section != "run":
                note(key.name if key.section == "summary" else f"config.{key.name}", names, config)
    histograms: set[str] = set()  # logged as such
    for panel, used in panels:
        if "histogram" in panel and "over" not in panel:
            histograms.update(used.own)
        names.update(dict.fromkeys((*used.own, *used.others)))
        for name in used.columns:
            note(name, names, config)
    groups: dict[str, Data] = {}
    for name in names:
        if not is_built_in(name):
            prefix = name.partition("/")[0] if "/" in name else ""
            attributes = {"type": "histogram"} if name in histograms else {}
            groups.setdefault(prefix or "Metrics", {})[escaped(name)] = attributes
    result: Data = {}
    if config:
        result["config"] = dict.fromkeys(config)
    if groups:
        result["metrics"] = [{"group": title[:128], "of": members} for title, members in groups.items()]
    return result


def note(name: str | None, names: dict[str, None], config: dict[str, None]) -> None:
    """Put a name of an axis or column where it belongs."""
    if name is None or name.startswith("run."):
        return
    if name.startswith("config."):
        config[name.removeprefix("config.").split(".")[0]] = None
    else:
        names[name] = None
