"""A curriculum's table in words: for terminals, as JSON, and as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from wbgen.cli.show import as_json
from wbgen.spec.diagnostics import printable

if TYPE_CHECKING:
    from wbgen.render.curriculum.plan import Plan, Row

HEAD = ("stage", "start", "end", "steps", "percent", "ratio")


def text(plan: Plan) -> str:
    """The table in columns."""
    rows = [HEAD, *map(cells, plan.rows), ("total", "", "", f"{plan.steps:,}", "100 %", "")]
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEAD))]
    lines = ("  ".join(placed(row, widths)).rstrip() for row in rows)
    return "\n".join(lines)


def placed(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    """A row's cells in their columns: names to the left, numbers to the right."""
    first, *rest = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
    return [row[0].ljust(len(first)), *rest]


def cells(row: Row) -> tuple[str, ...]:
    """The cells of a stage."""
    stage = row.stage
    numbers = (f"{stage.start:,}", f"{stage.end:,}", f"{row.steps:,}")
    return (printable(stage.name), *numbers, f"{row.percent:.1f} %", f"{stage.share:g}")


def markdown(plan: Plan) -> str:
    """The table for a document."""
    head = [f"| {' | '.join(HEAD)} |", f"|---|{'---:|' * (len(HEAD) - 1)}"]
    return "\n".join([*head, *(f"| {' | '.join(escaped(cells(row)))} |" for row in plan.rows)])


def escaped(row: Sequence[str]) -> Iterator[str]:
    """Cells in which nothing is Markdown: a name stands in code."""
    first, *rest = row
    yield f"`{first}`" if first.isidentifier() else "".join(f"\\{c}" if c in MARKS else c for c in first)
    yield from rest


#: What Markdown would act on.
MARKS = frozenset("\\`*_{}[]()<>#+-.!|~&@:")


def json_text(plan: Plan) -> str:
    """The table for other programs. ratio: as meant, also where none is written."""
    stages = [
        {
            "name": row.stage.name,
            "start": row.stage.start,
            "end": row.stage.end,
            "steps": row.steps,
            "percent": round(row.percent, 3),
            "ratio": row.stage.share,
            "never_reached": row.missed,
        }
        for row in plan.rows
    ]
    told = {"steps": plan.steps, "max_steps": plan.max_steps, "never_reached": plan.missed}
    return as_json({"version": 1, "stages": stages, **told})


def warnings(plan: Plan) -> Iterator[str]:
    """What a person should know of a schedule and the length of a run."""
    if not plan.missed:
        return
    share = 100 * plan.missed / plan.steps
    missed = [f"`{printable(row.stage.label)}`" for row in plan.rows if row.missed == row.steps]
    cut = next((row for row in plan.rows if 0 < row.missed < row.steps), None)
    parts = [f"no run gets to {', '.join(missed)}"] if missed else []
    if cut:
        left = f"{cut.steps - cut.missed:,} of its {cut.steps:,} steps"
        parts.insert(0, f"`{printable(cut.stage.label)}` is cut to {left}")
    yield (
        f"the schedule takes {plan.steps:,} steps and a run ends after {plan.max_steps:,} (max_steps):"
        f" {plan.missed:,} steps ({share:.0f} %) are never reached; {'; '.join(parts)}"
    )


TEXTS: Mapping[str, Callable[[Plan], str]] = {"text": text, "json": json_text, "markdown": markdown}
