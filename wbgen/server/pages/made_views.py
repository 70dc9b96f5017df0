"""Views that no person made: what the pages of a run and of a sweep draw, in W&B's own JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wbgen.views.json import Json

if TYPE_CHECKING:
    from wbgen.server.sweep_config import SweepConfig

#: Parameters of a sweep that are axes of its plot, and levels of them that are looked into.
MOST_AXES, MOST_LEVELS = 12, 6


def run_view() -> Json:
    """A workspace whose panels the app makes by itself: one for each key, in sections by prefix."""
    return _workspace([], automatic=True)


def own_view(spec: Json) -> Json:
    """A workspace as one run is drawn by it: without its run sets, which might leave the run out."""
    if not isinstance(spec, dict) or not isinstance(section := spec.get("section"), dict):
        return run_view()
    return {**spec, "section": {**section, "runSets": []}}


def sweep_view(config: SweepConfig | None) -> Json:
    """A workspace of a sweep's parameters against its metric, as the app has it for every sweep."""
    metric = config.metric if config else None
    if config is None or metric is None:
        return _workspace([], automatic=True)
    names = [name for name, _ in _searched(config.parameters)][:MOST_AXES]
    accessors = [*map(_accessor, names), f"summary:{metric}"]
    columns: list[Json] = [{"accessor": accessor} for accessor in accessors]
    search: list[Json] = [
        _panel("Parallel Coordinates Plot", f"Parameters and {metric}", columns=columns),
        _panel("Parameter Importance", f"Importance for {metric}", targetKey=metric),
        _panel(
            "Scatter Plot",
            f"{metric} by creation, and the best so far",
            xAxis="run:createdAt",
            yAxis=f"summary:{metric}",
            **{"showMaxYAxisLine" if config.maximizes else "showMinYAxisLine": True},
        ),
    ]
    progress: list[Json] = [_panel("Run History Line Plot", f"{metric} by step", metrics=[metric])]
    return _workspace([("Search", 1, search[:1]), ("Parameters", 2, search[1:]), ("Progress", 1, progress)])


def _searched(parameters: Mapping[str, Any], prefix: str = "", level: int = 0) -> Iterator[tuple[str, Any]]:
    """The parameters that a sweep chooses, by dotted name; fixed ones are none."""
    for name, body in parameters.items():
        inner = body.get("parameters") if isinstance(body, dict) else None
        if isinstance(inner, dict) and level < MOST_LEVELS:
            yield from _searched(inner, f"{prefix}{name}.", level + 1)
        elif isinstance(body, dict) and "value" not in body:
            yield f"{prefix}{name}", body


def _accessor(name: str) -> str:
    """A config key as a column: ``config:optim.value.lr``."""
    first, dot, rest = name.partition(".")
    return f"config:{first}.value{dot}{rest}"


def _panel(view_type: str, title: str, **config: Json) -> Json:
    return {"__id__": view_type, "viewType": view_type, "config": {"chartTitle": title, **config}}


def _workspace(sections: Sequence[tuple[str, int, list[Json]]], *, automatic: bool = False) -> Json:
    made: list[Json] = [
        {"name": name, "isOpen": True, "panels": panels, "flowConfig": {"columnsPerPage": columns}}
        for name, columns, panels in sections
    ]
    settings: Json = {"shouldAutoGeneratePanels": automatic}
    return {"section": {"panelBankConfig": {"sections": made}, "settings": settings}}
