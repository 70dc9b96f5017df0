"""What a person does to a workspace in the app: one named edit each, as functions from spec to spec.

An edit is of the effective view (:mod:`wbgen.views.effective`) and says what the person wanted, not how the
app stores it; ``tests.app.app_save`` stores it. An edit of something the view has not raises LookupError.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

Body = dict[str, Any]
Edit = Callable[[Body], Body]

LINE, BAR, SCALAR, SCATTER = "Run History Line Plot", "Bar Chart", "Scalar Chart", "Scatter Plot"


def edit(find: Callable[[Body], Any], act: Callable[[Any], object]) -> Edit:
    """The edit that does something to what is found in a copy of the view."""

    def done(spec: Body) -> Body:
        edited = copy.deepcopy(spec)
        act(find(edited))
        return edited

    return done


def setting(**values: Any) -> Callable[[Body], None]:
    """Sets keys; None takes one away."""

    def act(owner: Body) -> None:
        for key, value in values.items():
            if value is None:
                owner.pop(key, None)
            else:
                owner[key] = value

    return act


# --- where things are


def section_of(spec: Body) -> Body:
    body: Body = spec["section"]
    return body


def bank(spec: Body) -> Body:
    body: Body = spec["section"]["panelBankConfig"]
    return body


def sections(spec: Body) -> list[Body]:
    found: list[Body] = bank(spec)["sections"]
    return found


def first(spec: Body) -> Body:
    """The first section that has panels."""
    return next_of(entry for entry in sections(spec) if entry["panels"])


def run_set(spec: Body) -> Body:
    body: Body = section_of(spec)["runSets"][0]
    return body


def next_of(found: Any) -> Body:
    for item in found:
        body: Body = item
        return body
    raise LookupError("the view has nothing of the kind")


def config_of(view_type: str) -> Callable[[Body], Body]:
    """The configuration of the first panel of a kind."""

    def find(spec: Body) -> Body:
        panels = (panel for entry in sections(spec) for panel in entry["panels"])
        body: Body = next_of(panel for panel in panels if panel["viewType"] == view_type)["config"]
        return body

    return find


def panel(view_type: str, **values: Any) -> Edit:
    return edit(config_of(view_type), setting(**values))


def section(**values: Any) -> Edit:
    return edit(first, setting(**values))


def flow(**values: Any) -> Edit:
    return edit(lambda spec: first(spec).setdefault("flowConfig", {}), setting(**values))


def section_curves(**values: Any) -> Edit:
    return edit(lambda spec: first(spec).setdefault("localPanelSettings", {}), setting(**values))


def workspace(**values: Any) -> Edit:
    return edit(lambda spec: section_of(spec).setdefault("settings", {}), setting(**values))


def bank_settings(**values: Any) -> Edit:
    return edit(lambda spec: bank(spec).setdefault("settings", {}), setting(**values))


def runs(**values: Any) -> Edit:
    return edit(run_set, setting(**values))


def moved_within(spec: Body) -> None:
    """The last panel of the first section with several comes to its front."""
    panels = next_of(entry for entry in sections(spec) if len(entry["panels"]) > 1)["panels"]
    panels.insert(0, panels.pop())


def moved_across(spec: Body) -> None:
    """The first panel of the first section goes between those of the last."""
    source, target = first(spec), sections(spec)[-1]
    if source is target:
        raise LookupError("the view has one section only")
    target["panels"].insert(1, source["panels"].pop(0))


def added_section(spec: Body) -> None:
    panels = [{**copy.deepcopy(NEW_PANEL), "__id__": "inTheNewSection"}]
    sections(spec).insert(0, {"name": "New section", "isOpen": True, "panels": panels})


def moved_section(spec: Body) -> None:
    if len(sections(spec)) < 2:
        raise LookupError("the view has one section only")
    sections(spec).insert(0, sections(spec).pop())


def metrics_without_last(config: Body) -> None:
    if len(config["metrics"]) < 2:
        raise LookupError("the panel has one metric only")
    config["metrics"].pop()


NEW_PANEL: Body = {
    "__id__": "addedInTheApp",
    "viewType": LINE,
    "config": {"metrics": ["added/in_the_app"], "xAxis": "_runtime"},
}
UNKNOWN_PANEL: Body = {
    "__id__": "unknownKind",
    "viewType": "Panel Of The Future",
    "config": {"nested": {"keys": [1, 2.5]}},
}
ONE_FILTER: Body = {
    "filterFormat": "filterV2",
    "filters": [{"key": {"section": "run", "name": "state"}, "op": "=", "value": "finished"}],
}


def whole(act: Callable[[Body], object]) -> Edit:
    return edit(lambda spec: spec, act)


EDITS: dict[str, Edit] = {
    "panel title": panel(LINE, chartTitle="Renamed in the app"),
    "panel smoothing": panel(LINE, smoothingWeight=0.85),
    "panel smoothing kind": panel(LINE, smoothingType="gaussian"),
    "panel smoothing of an unknown kind": panel(LINE, smoothingType="kalman"),
    "panel y log": panel(LINE, yLogScale=True),
    "panel y range": panel(LINE, yAxisMin=0.25, yAxisMax=4),
    "panel x range": panel(LINE, xAxisMin=100),
    "panel x axis": panel(LINE, xAxis="_runtime"),
    "panel metric added": edit(config_of(LINE), lambda config: config["metrics"].append("added/metric")),
    "panel metric removed": edit(config_of(LINE), metrics_without_last),
    "panel grouping": panel(LINE, groupBy="group", aggregate=True, groupAgg="median"),
    "panel outliers": panel(LINE, ignoreOutliers=True),
    "panel legend": panel(LINE, legendPosition="west"),
    "panel series title": panel(LINE, overrideSeriesTitles={"run:loss": "Loss"}),
    "panel max runs": panel(LINE, limit=25),
    "panel option unknown to the library": panel(LINE, ofTheFuture={"on": True}),
    "bar direction": panel(BAR, vertical=True),
    "scalar aggregate": panel(SCALAR, groupAgg="max"),
    "scatter log": panel(SCATTER, xAxisLogScale=True),
    "markdown text": panel("Markdown Panel", value="Rewritten *in the app*"),
    "chart strings": edit(
        config_of("Vega2"), lambda config: config["stringSettings"].update(title="Of the app")
    ),
    "panel moved": whole(moved_within),
    "panel moved to another section": whole(moved_across),
    "panel removed": edit(first, lambda entry: entry["panels"].pop()),
    "panel added": edit(first, lambda entry: entry["panels"].append(copy.deepcopy(NEW_PANEL))),
    "panel of an unknown kind": edit(
        first, lambda entry: entry["panels"].append(copy.deepcopy(UNKNOWN_PANEL))
    ),
    "section renamed": section(name="Renamed in the app"),
    "section collapsed": edit(first, lambda entry: entry.update(isOpen=not entry.get("isOpen", False))),
    "section pinned": edit(first, lambda entry: entry.update(pinned=not entry.get("pinned", False))),
    "section columns": flow(columnsPerPage=5),
    "section rows": flow(rowsPerPage=4),
    "section height": flow(boxHeight=300.5),
    "section smoothing": section_curves(
        smoothingType="exponential", smoothingWeight=0.35, smoothingActive=True
    ),
    "section x axis": section_curves(xAxis="train/epoch", xAxisActive=True),
    "section outliers": section_curves(ignoreOutliers=True),
    "section moved": whole(moved_section),
    "section added": whole(added_section),
    "section removed": whole(lambda spec: sections(spec).remove(first(spec))),
    "workspace smoothing": workspace(
        smoothingType="exponentialTimeWeighted", smoothingWeight=0.6, smoothingActive=True
    ),
    "workspace x axis": workspace(xAxis="_timestamp", xAxisActive=True),
    "workspace x range": workspace(xAxisMin=10, xAxisMax=5000, xAxisActive=True),
    "workspace max runs": workspace(maxRuns=42),
    "workspace outliers": workspace(ignoreOutliers=True),
    "workspace legends": workspace(suppressLegends=True),
    "workspace tooltip": workspace(tooltipNumberOfRuns="all_runs"),
    "workspace points": workspace(pointVisualizationMethod="sampling"),
    "workspace grouping in panels": workspace(useRunsTableGroupingInPanels=False),
    "workspace automatic panels": workspace(shouldAutoGeneratePanels=True),
    "panels sorted": bank_settings(sortAlphabetically=True),
    "panels searched": bank_settings(searchQuery="loss"),
    "runs filtered": runs(filters=ONE_FILTER),
    "runs searched": runs(search={"query": "seed-1"}),
    "runs searched by regex": runs(search={"query": "seed-[12]", "isRegex": True}),
    "runs grouped": runs(grouping=[{"section": "config", "name": "model.value"}]),
    "runs sorted": runs(sort={"keys": [{"key": {"section": "summary", "name": "loss"}, "ascending": True}]}),
    "runs hidden": runs(selections={"root": 1, "bounds": [], "tree": ["run1", "run2"]}),
    "runs picked": runs(selections={"root": 0, "bounds": [], "tree": ["run1"]}),
    "run coloured": edit(
        section_of, lambda body: body.setdefault("customRunColors", {}).update(run1="#ff0000")
    ),
    "run set renamed": runs(name="Renamed in the app"),
    "column pinned": edit(run_set, lambda body: body["runFeed"].update(columnPinned={"summary:loss": True})),
}
"""Every edit by its name."""
