"""What a check found, for terminals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import click

from wbgen.cli.show import COLOURS
from wbgen.contract import CHECKS, Checked, Finding
from wbgen.spec.diagnostics import Severity, printable, shortened

#: Findings of one code that are shown of a run.
MOST_SHOWN = 12

INDENT = " " * 11


def text(checked: Sequence[Checked]) -> str:
    """Every run with its findings under their headings, and the sum."""
    lines = [line for one in checked for line in (*run_lines(one), "")]
    if len(checked) > 1:
        lines.append(f"{len(checked)} runs: {counted(checked) or 'nothing to say'}")
    return "\n".join(lines)


def run_lines(checked: Checked) -> Iterator[str]:
    """One run."""
    yield click.style(printable(heading(checked)), bold=True)
    groups: dict[str, list[Finding]] = defaultdict(list)
    for one in checked.findings:
        groups[CHECKS[one.code].group].append(one)
    for group, found in groups.items():
        yield ""
        yield group
        for one in found if len(found) <= MOST_SHOWN else first_of_each(found):
            yield from finding_lines(one)
        for code, more in left_out(found).items():
            yield f"  ... and {more} more of {code}"
    yield ""
    yield counted([checked]) or "nothing to say"


def heading(checked: Checked) -> str:
    """What a run is called, and how far it got."""
    run = checked.run
    name = run.label if run.label == run.id else f"{run.label} ({run.id})"
    reached = f"step {checked.last_step:,}" if checked.last_step >= 0 else "no rows"
    scale = f"scaled by {checked.scale:g}" if checked.scale != 1 else ""
    return "  ".join([name, ", ".join(filter(None, [run.state, reached, scale]))])


def finding_lines(one: Finding) -> Iterator[str]:
    """One finding: its level and code, what is so, where the spec says otherwise, and what to do."""
    level = click.style(f"{one.level:<7}", fg=COLOURS[one.level])
    yield f"  {level}  {sentence(one)}  [{one.code}]"
    if one.place is not None:
        yield f"{INDENT}{printable(one.place.file)}:{one.place.line}"
    if one.cure:
        yield f"{INDENT}cure: {printable(shortened(one.cure))}"


def sentence(one: Finding) -> str:
    """The message as it may be shown."""
    return printable(shortened(one.message))


def first_of_each(found: Iterable[Finding]) -> Iterator[Finding]:
    """At most so many findings of each code."""
    seen: dict[str, int] = defaultdict(int)
    for one in found:
        seen[one.code] += 1
        if seen[one.code] <= MOST_SHOWN:
            yield one


def left_out(found: Iterable[Finding]) -> dict[str, int]:
    """How many findings of each code are not shown."""
    counts: dict[str, int] = defaultdict(int)
    for one in found:
        counts[one.code] += 1
    return {code: count - MOST_SHOWN for code, count in counts.items() if count > MOST_SHOWN}


def counted(checked: Sequence[Checked]) -> str:
    """How many findings of each level there are: ``2 errors, 1 note``; empty for none."""
    counts = {level: sum(one.count(level) for one in checked) for level in Severity}
    return ", ".join(f"{n} {level}{'s' if n != 1 else ''}" for level, n in counts.items() if n)


def tell_notes(notes: Iterable[str]) -> None:
    """What there is to say of the runs themselves, on stderr."""
    for note in notes:
        click.echo(f"{click.style('note:', fg='blue')} {printable(note)}", err=True)
