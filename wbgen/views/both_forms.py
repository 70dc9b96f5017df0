"""A workspace written in both of W&B's forms, where the app has migrated it.

The app reads the modern blocks of settings before the legacy ones, so that a write of the legacy form
alone could be passed over (see ``wbgen.views.effective``). The modern block says what counts, without the
flags beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from wbgen.views.effective import SMOOTHING, X_RANGE, Body, listed
from wbgen.views.json import Json, get, with_at
from wbgen.views.table import SECTION, WORKSPACE, Field, Path

#: Settings that are in force only where the flag beside them says so.
FLAGGED = {
    **dict.fromkeys(SMOOTHING, "smoothingActive"),
    **dict.fromkeys(("xAxis", *X_RANGE), "xAxisActive"),
}

#: What a modern block holds that the app made for itself.
REFERENCE = "ref"


def in_both_forms(spec: Any, like: Any) -> Json:
    """The spec with modern blocks beside the legacy ones, wherever a view has them that is like it.

    like: the body the server holds; sections are matched by their names.
    """
    if not (is_workspace(spec) and is_workspace(like)):
        return cast(Json, spec)
    section, other = spec["section"], like["section"]
    whole = with_modern(spec, like, WORKSPACE, ("section", "workspaceSettings"))
    bank, their_bank = section.get("panelBankConfig"), other.get("panelBankConfig")
    if not (isinstance(bank, dict) and isinstance(their_bank, dict)):
        return whole
    named = {entry.get("name"): entry for entry in reversed(listed(their_bank, "sections")) if is_map(entry)}
    sections = [
        with_modern(entry, named.get(entry.get("name"), {}), SECTION, ("sectionSettings",))
        if is_map(entry)
        else entry
        for entry in listed(bank, "sections")
    ]
    bank = {**whole["section"]["panelBankConfig"], "sections": sections}
    return {**whole, "section": {**whole["section"], "panelBankConfig": bank}}


def is_workspace(spec: Any) -> bool:
    """Whether a body is a workspace's."""
    return is_map(spec) and is_map(spec.get("section"))


def is_map(value: Any) -> bool:
    """Whether a value is a map."""
    return isinstance(value, dict)


def with_modern(owner: Body, like: Any, fields: Iterable[Field], block: Path) -> Body:
    """The owner of settings with a modern block made from the legacy one, if the other has one."""
    theirs = get(like, block)
    if not isinstance(theirs, dict) or not theirs.keys() - {REFERENCE}:
        return owner
    made: Body = {**(get(owner, block) or {}), **{key: theirs[key] for key in (REFERENCE,) if key in theirs}}
    result = with_at(owner, block, made)
    for field in fields:
        for old, new in zip(field.wire, field.modern, strict=False):
            value = get(owner, old)
            settings = get(owner, old[:-1]) or {}
            if value is not None and settings.get(FLAGGED.get(old[-1], ""), True):
                result = with_at(result, new, value)
    return result
