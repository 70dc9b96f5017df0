"""Decoding by the field table: a view's JSON to options of the language, whoever made the view.

What the language can say, it says; the rest is kept to the letter as an overlay. Each decoded part is
encoded again and held against the original, so that building what was decoded always gives the
original back: an option that would not is left to the overlay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from pydantic import ValidationError

from wbgen.compile.decode_charts import MOST_RAW, decode_chart, decode_table
from wbgen.compile.encode import Body, encode_panel
from wbgen.spec import models
from wbgen.views.json import Json, get
from wbgen.views.overlay import DELETE, leaves, residual, written_out
from wbgen.views.table import PANELS, Field, Kind, Path


def decode_panel(panel: Body) -> dict[str, Any]:
    """A panel as the language says it: its kind and options, with ``raw`` for what remains.

    A panel of no known kind, or of which too much would remain, is ``raw`` as a whole.
    """
    for name, kind in PANELS.items():
        if panel.get("viewType") == kind.view_type and fits(panel, kind):
            said = say(name, kind, panel)
            if said is not None:
                return said
    return decode_chart(panel) or decode_table(panel) or whole(panel)


def whole(panel: Body, made: Sequence[str] = ("__id__",)) -> dict[str, Any]:
    """A panel kept to the letter. made: keys that compiling gives a panel without them."""
    gone = [key for key in made if key not in panel]
    return {"raw": {**({DELETE: gone} if gone else {}), **written_out(panel)}}


def fits(panel: Body, kind: Kind) -> bool:
    """Whether a panel's plot type is one of the kind's."""
    return not kind.plot_types or get(panel, ("config", "plotType")) in kind.plot_types


def say(name: str, kind: Kind, panel: Body) -> dict[str, Any] | None:
    """A panel of a kind in the language, or None where too little of it can be said."""
    values = decode_fields(panel, kind.fields)
    if kind.fields[0].option not in values:
        values[kind.fields[0].option] = EMPTY.get(name)
    said = {name: None, **nested(values)}
    options = validated(name, said)
    if options is None:
        return None
    brief, fewest = briefest(name, said, options, panel)
    if encoded(name, fewest) == panel:
        return brief
    whole = encoded(name, options)
    said = essential(name, said, options, whole)
    raw = residual(whole, panel)
    if raw and leaves(raw) > MOST_RAW * leaves(panel):
        return None
    return {**said, "raw": raw} if raw else said


#: What a kind's own key holds where the panel says nothing of it.
EMPTY: dict[str, Any] = {"line": [], "area": [], "bar": [], "media": [], "parallel": [], "runs": "all"}


#: Options that others bring along, so that they may go although they are not the default.
IMPLIED = frozenset({"aggregate"})


def decode_fields(body: Json, fields: Iterable[Field]) -> dict[str, Any]:
    """Every option that can be read off a body and would be written back as it was."""
    values: dict[str, Any] = {}
    for field in fields:
        parts = [get(body, path) for path in field.wire]
        if all(part is None for part in parts) or (len(parts) > 2 and None in parts):
            continue
        wire = parts if len(parts) > 1 else parts[0]
        try:
            value = field.codec.decode(wire)
            if field.codec.encode(value) == wire:
                values[field.option] = value
        except (ValueError, TypeError, KeyError, AttributeError):
            continue  # the codec has no word for it: it stays in the overlay
    return values


def nested(values: dict[str, Any]) -> dict[str, Any]:
    """Options by dotted name as nested maps."""
    result: dict[str, Any] = {}
    for dotted, value in values.items():
        *outer, last = dotted.split(".")
        place = result
        for key in outer:
            place = place.setdefault(key, {})
        place[last] = value
    return result


def validated(name: str, said: dict[str, Any]) -> models.Panel | None:
    """The options as a model; those that the language refuses are taken out of ``said``."""
    for _ in range(len(said) + 1):
        try:
            return models.PANEL_KINDS[name].model_validate(said)
        except ValidationError as error:
            found = error.errors(include_url=False)
            refused = {str(details["loc"][0]) for details in found if details["loc"]}
            if not refused or name in refused:
                return None
            for key in refused:
                said.pop(key, None)
    return None


def encoded(name: str, options: models.Panel) -> Body:
    """What the options compile to by themselves."""
    own = getattr(options, name)
    texts = isinstance(own, list) and all(isinstance(item, str) for item in own)
    shown = list(dict.fromkeys(own)) if texts else None  # each metric once, as panels are compiled
    return encode_panel(name, options, options.wandb_id or "", shown)


def briefest(
    name: str, said: dict[str, Any], options: models.Panel, panel: Body
) -> tuple[dict[str, Any], models.Panel]:
    """The options without all those that may say nothing: most panels come back from the others."""
    kept = dict(said)
    for key in said:
        if may_say_nothing(name, key, panel):
            options = without(options, key)
            del kept[key]
    return kept, options


def may_say_nothing(name: str, key: str, body: Body) -> bool:
    """Whether an option is implied, or its places in a body hold what they hold in a panel without any."""
    if key in (name, "wandb_id"):
        return False
    plain = plain_panel(name)
    return key in IMPLIED or all(get(body, place) == get(plain, place) for place in places_of(name)[key])


def essential(name: str, said: dict[str, Any], options: models.Panel, whole: Body) -> dict[str, Any]:
    """The options without those that change nothing of the whole: what they say is so anyway.

    An option that is not as in a panel without any is not tried: it says something.
    """
    kept = dict(said)
    for key in said:
        if not may_say_nothing(name, key, whole):
            continue
        reduced = without(options, key)
        if encoded(name, reduced) == whole:
            options = reduced
            del kept[key]
    return kept


@cache
def places_of(name: str) -> dict[str, list[Path]]:
    """Where each option of a kind goes, by the first part of its name."""
    places: dict[str, list[Path]] = {}
    for field in PANELS[name].fields:
        places.setdefault(field.option.partition(".")[0], []).extend(field.wire)
    return places


#: What the key of a kind may say where it takes no names of metrics, and no text.
CHOICES = {"runs": "all", "code": "split"}


@cache
def plain_panel(name: str) -> Body:
    """A panel of a kind without any options. It is read, never changed."""
    options = models.PANEL_KINDS[name].model_validate({name: CHOICES.get(name, "any")})
    return encoded(name, options)


def without(options: models.Panel, key: str) -> models.Panel:
    """The options with one as if it was not written."""
    field = type(options).model_fields[key]
    return options.model_copy(update={key: field.get_default(call_default_factory=True, validated_data={})})
