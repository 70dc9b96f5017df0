"""A sweep of W&B's own in the language: as a spec of its own, or within one that is there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, cast

from wbgen.compile.sweeps import config_of_file
from wbgen.errors import WbgenError
from wbgen.pull.catalogue import Data
from wbgen.pull.new import UNNAMED, Pulled, head, pulled, titled
from wbgen.pull.source import UNKNOWN_PROJECT
from wbgen.spec import models
from wbgen.spec.edit.edits import Edit, Insert, Set
from wbgen.spec.edit.splice import splice
from wbgen.spec.guide import Guide
from wbgen.spec.load import load
from wbgen.spec.names import can_be_named, escaped, is_built_in, title_slug
from wbgen.spec.read import parse_guide
from wbgen.spec.resolve import unresolved
from wbgen.spec.sweeps.distributions import leaves
from wbgen.spec.tree import Mapping, Sequence
from wbgen.views.marker import read_marker

#: What the language calls otherwise.
RENAMED = {"name": "title", "description": "about"}

#: Characters of a description in the language.
MOST_TEXT = 20_000

#: The address of a spec's sweep, with what the spec calls it.
ADDRESS = re.compile(r"[^/]+/[^/]+/sweep/([a-z][a-z0-9_-]{0,59})\Z")

#: The group of metrics that only sweeps name.
GROUP = "Sweeps"


def spec_of_sweep(
    sweep: models.SweepFile, stem: str, guide: str | None = None, id: str | None = None
) -> Pulled:
    """A spec with one sweep, the config keys it tries and the metrics it looks for.

    stem: what the sweep is called where it has no name.  guide: the id of the guide.  id: of the sweep, as
    the spec that made it calls it; None where no spec did.
    Raises WbgenError for a sweep that no spec can say, SpecError where the spec does not hold together.
    """
    parts: Data = {}
    if config := config_keys(sweep):
        parts["config"] = config
    metrics = metrics_of(sweep)
    if metrics:
        parts["metrics"] = [{"group": GROUP, "of": metrics}]
    start = head(sweep.name or stem or UNNAMED, sweep.project or UNKNOWN_PROJECT, guide)
    data = {**start, **parts, "sweeps": {id or id_of(sweep, stem): said(sweep, metrics)}}
    made = pulled(cast(Data, unresolved(cast(Any, data))))
    parse_guide(made.text.encode(), "<the pulled spec>")
    return made


def sweep_into(
    source: bytes, guide: Guide, sweep: models.SweepFile, stem: str, id: str | None = None
) -> tuple[bytes, str]:
    """The text of a guide's spec with the sweep in it, and the name it has there.

    What the spec does not know yet, config keys and metrics, comes in with it.  stem, id: as of
    ``spec_of_sweep``.
    Raises WbgenError where the spec cannot take it, SpecError where it would not hold together with it.
    """
    root, _ = load(source, guide.file)
    id = id or id_of(sweep, stem)
    if id in guide.sweeps:
        raise WbgenError(f"{guide.file} has a sweep `{id}` already", cure="rename one of them")
    config = {key: value for key, value in config_keys(sweep).items() if key not in guide.config}
    metrics = {name: how for name, how in metrics_of(sweep).items() if not knows(guide, name)}
    edits = [*entries(root, "config", config), *entries(root, "sweeps", {id: said(sweep, metrics)})]
    if metrics:
        group = {"group": GROUP, "of": metrics}
        known = root.get("metrics")
        edits.append(
            Insert(("metrics",), len(known.items), plain(group))
            if isinstance(known, Sequence)
            else Set(("metrics",), plain([group]))
        )
    text = splice(source, edits)
    parse_guide(text, f"{guide.file}, with the sweep")
    return text, id


def entries(root: Mapping, key: str, new: Data) -> Iterable[Edit]:
    """New entries of a map of the spec, which may not be there yet."""
    if not new:
        return []
    if not isinstance(root.get(key), Mapping):
        return [Set((key,), plain(new))]
    return [Set((key, name), plain(value)) for name, value in new.items()]


def plain(value: Any) -> Any:
    """A value as a spec writes it."""
    return unresolved(value)


def knows(guide: Guide, name: str) -> bool:
    """Whether a metric, as a spec writes it, is in the guide's catalogue."""
    catalogue = guide.catalogue
    return name in catalogue.metrics or name in catalogue.patterns or catalogue.owner(name) is not None


def id_of(sweep: models.SweepFile, stem: str) -> str:
    """What the sweep is called in a spec."""
    for name in (sweep.name or "", stem):
        made = title_slug(name)
        if made and made[0].isalpha():
            return made
    return "sweep"


def served_sweep(
    sweep: models.SweepFile, title: str, description: str, project: str
) -> tuple[models.SweepFile, str | None]:
    """A sweep with the words that its server has for it, and what the spec that made it calls it.

    title, description: empty where they are the configuration's own.  project: where it is.
    The name is None where no spec made it, or what its marker says is no name.
    """
    about, marker = read_marker(description)
    words = {"name": titled(title) if title else None, "description": about.strip()[:MOST_TEXT] or None}
    known = {key: text for key, text in words.items() if text is not None}
    named = ADDRESS.match(marker.address) if marker else None
    return sweep.model_copy(update={**known, "project": project}), named[1] if named else None


def said(sweep: models.SweepFile, new: Data) -> Data:
    """The sweep in the language: W&B's configuration, but for the project, which is the guide's.

    new: the metrics that come into the catalogue with it, their goals too.
    """
    config = config_of_file(sweep)
    config.pop("project", None)
    for key in ("metric", "metrics"):
        if key in config:
            config[key] = with_names(config[key], new)
    if "parameters" in config:
        config["parameters"] = {name: short(value) for name, value in config["parameters"].items()}
    return {RENAMED.get(key, key): value for key, value in config.items()}


def with_names(metric: Any, new: Data) -> Any:
    """A metric, or a list of them, as the language names it, without a goal that the catalogue tells."""
    if isinstance(metric, list):
        return [with_names(one, new) for one in metric]
    name = escaped(metric["name"])
    rest = {key: value for key, value in metric.items() if key != "goal" or name not in new}
    return name if rest.keys() == {"name"} else {**rest, "name": name}


def short(parameter: Data) -> Any:
    """A parameter in its short form: a list for its values, a single value for that value."""
    if "parameters" in parameter:
        return {"parameters": {name: short(value) for name, value in parameter["parameters"].items()}}
    if parameter.keys() == {"values"}:
        return parameter["values"]
    if parameter.keys() == {"value"} and isinstance(parameter["value"], str | int | float):
        return parameter["value"]
    return parameter


def metrics_of(sweep: models.SweepFile) -> Data:
    """The metrics to put into a catalogue, by the names a spec writes."""
    found: Data = {}
    for metric in [*([sweep.metric] if sweep.metric else []), *(sweep.metrics or [])]:
        if not can_be_named(metric.name):
            message = f"the sweep looks for `{metric.name}`, which no spec can name"
            raise WbgenError(message, cure="log the metric under another name")
        if not is_built_in(metric.name):
            found[escaped(metric.name)] = {"goal": metric.goal} if metric.goal else {}
    return found


# --- config


def config_keys(sweep: models.SweepFile) -> Data:
    """A config key for each parameter, of the type that its values have."""
    found: dict[str, list[models.SweepParameter]] = {}
    for names, _, parameter in leaves(sweep.parameters):
        found.setdefault(".".join(names), []).append(parameter)
    return {key: config_key(parameters) for key, parameters in found.items()}


def config_key(parameters: list[models.SweepParameter]) -> Data:
    """What is known of a key: its type, and the value it has where it is not varied."""
    types = {type_of(parameter) for parameter in parameters}
    key: Data = {}
    if len(types) == 1 and (found := types.pop()) is not None:
        key["type"] = found
    constants = [one.value for one in parameters if "value" in one.model_fields_set]
    if len(constants) == len(parameters) == 1 and isinstance(constants[0], bool | int | float | str):
        key["default"] = constants[0]
    return key


def type_of(parameter: models.SweepParameter) -> str | None:
    """The type that all values of a parameter have; None where they have several, or it is not certain."""
    if parameter.values is not None or "value" in parameter.model_fields_set:
        values = parameter.values if parameter.values is not None else [parameter.value]
        return TYPES.get(frozenset(type(value) for value in values))
    bounds = frozenset(type(bound) for bound in (parameter.min, parameter.max) if bound is not None)
    whole = parameter.distribution in (None, "int_uniform") and bounds == {int}
    if whole:
        return "int"
    return (
        "float"
        if not (parameter.distribution or "").startswith("q_") and parameter.distribution != "int_uniform"
        else None
    )


#: The type of a config key by the types of its values.
TYPES: dict[frozenset[type], str] = {
    frozenset({bool}): "bool",
    frozenset({int}): "int",
    frozenset({float}): "float",
    frozenset({int, float}): "float",
    frozenset({str}): "str",
}
