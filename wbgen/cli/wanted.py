"""What was asked for on the command line, and what is meant by it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from wbgen.compile.resources import Resources
from wbgen.errors import WbgenError
from wbgen.plan import Options, Plan
from wbgen.plan.addresses import part_addresses
from wbgen.spec.diagnostics import did_you_mean, listed
from wbgen.spec.guide import Guide


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for, in addresses as a person typed them.

    adopt: ``ADDRESS``, or ``ADDRESS=URL``.  stack, project: see :func:`read_resources`; None for the usual.
    """

    overwrite: Sequence[str] = ()
    keep: Sequence[str] = ()
    adopt: Sequence[str] = ()
    prune: bool = False
    stack: str | None = None
    project: str | None = None


def read_resources(guides: Sequence[Guide], wanted: Wanted) -> list[Resources]:
    """What the guides compile to: in a stack of its own, or aimed at another project, where that is asked."""
    from wbgen.compile import compile_guide

    aimed = [replace(guide, project=wanted.project or guide.project) for guide in guides]
    return [compile_guide(guide, stack_of(wanted)) for guide in aimed]


def stack_of(wanted: Wanted) -> str:
    """The stack that is meant."""
    from wbgen.compile.ids import STACK

    return wanted.stack or STACK


def options_of(wanted: Wanted, compiled: Sequence[Resources]) -> Options:
    """What was asked for, in whole addresses. Raises WbgenError for one that nothing has."""
    views = [view for resources in compiled for view in resources.views]
    known = [view.address for view in views]
    parts = list(dict.fromkeys((*known, *(address for view in views for address in view.addresses.values()))))
    if wanted.prune and not known:
        raise WbgenError("no spec has any view, so that --prune would delete all of them")
    adopt = dict(given.partition("=")[::2] for given in wanted.adopt)
    options = Options(
        frozenset(part_address(given, known, parts) for given in wanted.overwrite),
        frozenset(part_address(given, known, parts) for given in wanted.keep),
        {full_address(given, known): url for given, url in adopt.items()},
        wanted.prune,
    )
    if both := sorted({*options.overwrite} & {*options.keep}):
        raise WbgenError(f"`{both[0]}` is to be overwritten and to be kept", cure="name it once")
    return options


def part_address(given: str, views: Sequence[str], parts: Sequence[str]) -> str:
    """The address of a view or of a part of one; parts that no spec names follow a colon."""
    view, colon, part = given.partition(":")
    return full_address(view, parts if not colon else views) + colon + part


def full_address(given: str, known: Sequence[str]) -> str:
    """The address meant by a whole one or by its end (``workspace/default``). Raises WbgenError."""
    matching = [address for address in known if address == given or address.endswith(f"/{given}")]
    if len(matching) == 1:
        return matching[0]
    if matching:
        raise WbgenError(f"`{given}` could be any of {listed(matching)}", cure="write the whole address")
    raise unknown(given, known)


def unknown(given: str, known: Collection[str]) -> WbgenError:
    """The error for an address that nothing has."""
    cure = did_you_mean(given, known, otherwise=f"addresses: {listed(known) or 'none'}")
    return WbgenError(f"no view has the address `{given}`", cure=cure)


def check_parts(options: Options, plans: Sequence[Plan]) -> None:
    """Raise WbgenError for a part behind a colon that its view does not have, here or on the server."""
    wanted = sorted(address for address in (*options.overwrite, *options.keep) if ":" in address)
    if not wanted:
        return
    known = [
        address
        for plan in plans
        for change in plan.changes
        for address in part_addresses(change, plan.target.entity)
    ]
    for address in wanted:
        if address not in known:
            raise unknown(address, [one for one in known if ":" in one])
