"""The best run of a sweep, for people."""

from __future__ import annotations

from wbgen.cli.sweep_best_forms import as_command, as_yaml
from wbgen.cli.sweep_best_found import Best
from wbgen.cli.sweep_table import ENDED, Table, called, heading, short, state_of, taken_text
from wbgen.errors import WbgenError
from wbgen.spec.diagnostics import printable


def as_text(best: Best) -> str:
    """All of it, for people."""
    parts = [headline(best), "\n".join(why(best).lines()), decided_text(best)]
    parts += ["as a spec's config:\n\n" + as_yaml(best), "as an agent starts it:\n\n" + or_why(best)]
    return "\n\n".join(part for part in parts if part)


def headline(best: Best) -> str:
    """Which run it is, and how sure that is."""
    entry, count = best.entry, len(best.ranked.ranking.entries)
    runs = ", ".join(f"{run.label} ({run.id})" for run in entry.runs)
    settings = "one setting" if count == 1 else f"{count:,} settings"
    of = f"of {best.ranked.read:,} runs" + (f" in {settings}" if best.ranked.ranking.grouped else "")
    lines = [f"best {of}: {runs}"]
    unfinished = [run for run in entry.runs if run.state != ENDED]
    if unfinished:
        lines.append(f"not at its end: {state_of(entry)}")
    if best.ranked.read < best.ranked.total:
        lines.append(f"{best.ranked.total - best.ranked.read:,} more runs are not ranked")
    lines += [entry.runs[0].url] if len(entry.runs) == 1 and entry.runs[0].url else []
    return "\n".join(map(printable, lines))


def why(best: Best) -> Table:
    """What it has of every criterion, beside the next one."""
    entries = [best.entry, *([best.next] if best.next else [])]
    head = [f"ranked by {best.ranked.by}", *(called(entry) for entry in entries)]
    rows = [
        [
            heading(criterion) if not criterion.title else f"{criterion.title}: {heading(criterion)}",
            *(taken_text(criterion, entry.taken[at]) for entry in entries),
        ]
        for at, criterion in enumerate(best.ranked.ranking.criteria)
    ]
    return Table(tuple(map(short, head)), tuple(tuple(map(short, row)) for row in rows))


def decided_text(best: Best) -> str:
    """What told it from the next one."""
    if best.next is None:
        return ""
    if best.next.place is None:
        return f"{short(called(best.next))} has no value that ranks it"
    if best.decided is None:
        return f"nothing tells it from {short(called(best.next))}; it was made first"
    criteria = [best.ranked.ranking.criteria[at] for at in best.decided.criteria]
    labels = " and ".join(printable(one.label) for one in criteria)
    match best.decided.kind:
        case "want":
            return (
                f"decided by what is wanted: {labels} ({criteria[0].want.text if criteria[0].want else ''})"
            )
        case "points":
            return f"decided by {labels}, weighed together"
    return f"decided by {labels}"


def or_why(best: Best) -> str:
    """The command lines, or why there are none."""
    try:
        return as_command(best)
    except WbgenError as error:
        return error.message
