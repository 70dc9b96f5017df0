"""Plans: what has to change on a server so that it holds what the specs say.

``changes`` is the data, ``decide`` what is to be done with one view, ``make`` a whole plan, ``destroy`` one
that deletes, ``narrow`` plans that do less, ``guards`` what speaks against carrying plans out, ``file``
plans as files, ``moved`` what became of a server since, ``urls`` where people look. Planning compares; it
reads nothing and writes nothing.
"""

from wbgen.plan.changes import (
    TYPES,
    UNKNOWN,
    Action,
    Change,
    Conflict,
    Existing,
    Plan,
    Target,
    fingerprint,
)
from wbgen.plan.forms import read_form
from wbgen.plan.make import Options, make_plan
from wbgen.plan.urls import view_url

__all__ = [
    "TYPES",
    "UNKNOWN",
    "Action",
    "Change",
    "Conflict",
    "Existing",
    "Options",
    "Plan",
    "Target",
    "fingerprint",
    "make_plan",
    "read_form",
    "view_url",
]
