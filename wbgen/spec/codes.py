"""Every diagnostic code with its meaning; ``docs/diagnostics.md`` is written from this table."""

from __future__ import annotations

CODES: dict[str, str] = {
    # reading
    "unreadable": "The file cannot be read.",
    "too-large": "The file is larger than wbgen reads.",
    "not-utf8": "The file is not UTF-8 text.",
    "not-yaml": "The text is not YAML.",
    "empty": "The file holds no spec.",
    "not-a-mapping": "A spec is a mapping of keys; this is something else.",
    "several-documents": "One file holds one spec.",
    "too-deep": "Lists and maps are nested deeper than wbgen reads.",
    "too-many-nodes": "The file holds, or its aliases expand to, more values than wbgen reads.",
    "bad-alias": "An alias refers to an anchor that is not there, or to a value it is part of.",
    "bad-key": "A key is not a word or text, or is empty, or a YAML merge (`<<`).",
    "duplicate-key": "A key stands twice in one map.",
    "tag": "YAML tags are not part of the language.",
    "bad-character": "A control character, or half of a surrogate pair.",
    # variables and placeholders
    "undefined-variable": "A `$name` that `vars` does not define.",
    "nested-variable": "A variable that refers to a variable.",
    "variable-in-text": "A list or map variable inside a longer text or a key.",
    "unknown-dimension": "A `<name>` that `dimensions` does not define.",
    "bad-dimension": "A dimension without values, or with the same value twice.",
    # shape
    "unknown-key": "A key the language does not have at this place.",
    "missing-key": "A key that must be given is not.",
    "wrong-type": "A value of another type than the key takes.",
    "not-a-choice": "A value that is none of those the key takes.",
    "out-of-range": "A number or a text outside the bounds of the key.",
    "bad-name": "A name with characters its place does not allow.",
    "bad-condition": "A condition that does not read as one.",
    "wrong-version": "The language version is not one this wbgen speaks.",
    # catalogue
    "duplicate-metric": "A metric that the catalogue holds twice.",
    "unknown-metric": "A metric that the catalogue does not hold.",
    "not-one-metric": "A pattern that stands for several metrics, or for none, where one is meant.",
    "too-many-metrics": "Patterns stand for more metrics than wbgen keeps.",
    "unknown-config": "A config key that the spec does not have.",
    "unknown-attribute": "An attribute that runs do not have.",
    "reserved-metric": "A metric name that W&B keeps for itself.",
    # views
    "no-kind": "A panel or block that does not say what it is.",
    "two-kinds": "A panel, block or threshold that says it is two things.",
    "no-id": "An id is needed, since the title gives none.",
    "duplicate-id": "Two things in one place have the same id.",
    "illegal-title": "A title that W&B refuses as the name of a view.",
    "unknown-section": "A report shows a section that no workspace has.",
    "unknown-workspace": "A report names a workspace that the spec does not have.",
    "unknown-group": "A report names a metric group that the catalogue does not have.",
    "no-threshold": "Thresholds are asked for, but the metrics say nothing of them.",
    "mixed-cadence": "One chart holds metrics that are logged at different steps.",
    "chart-name": "A metric whose name a generic chart cannot carry.",
    "chart-option": "An option that a generic chart does not draw.",
    "annotate-axis": "Boundaries counted in steps on an axis that is not steps.",
    "draw-series": "Something that cannot be drawn as a logged series.",
    # schedules
    "bad-schedule": "A schedule that does not read as `name:steps[:ratio],...`.",
    "unknown-stage": "A stage that is not among the values of the schedule's metric.",
    "unknown-schedule": "A panel refers to a schedule that the spec does not have.",
    # wbgen.yaml
    "unknown-target": "A default target that is not among the targets.",
    # lint
    "more": "There are more findings than are shown.",
    "not-applied": "A key that the language accepts and this version of wbgen does not act on yet.",
    "unused-metric": "A metric that no panel shows.",
    "no-workspace": "A spec without any workspace or report.",
}
