"""How a sweep goes, in words."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Iterable

import click

from wbgen.spec.diagnostics import printable
from wbgen.sweeps.engine import Agent
from wbgen.sweeps.served import TRIED, Best, Progress, ServedSweep


def progress_text(progress: Progress, sweep: ServedSweep, note: str = "") -> str:
    """One line: ``5 of 12 runs tried (1 failed), 2 running; best loss 0.031 (sweep-3)``.

    note: what is to be said of the best, where another one stands beside it.
    """
    bad = [f"{progress.counts[s]} {s}" for s in TRIED if s != "finished" and progress.counts.get(s)]
    of = "" if progress.expected is None else f" of {progress.expected}"
    why = f" ({', '.join(bad)})" if bad else ""
    told = f"{progress.tried}{of} runs tried{why}"
    others = [f"{count} {state}" for state, count in progress.counts.items() if state not in TRIED]
    return "; ".join([", ".join([told, *others]), *best_text(progress.best, sweep, note)])


def best_text(best: Best | None, sweep: ServedSweep, note: str = "") -> list[str]:
    """The best run and its value, which a terminal only shows; nothing where there is none yet."""
    more = f"; {note}" if note else ""
    return [printable(f"best {sweep.metric} {best.value:.6g} ({best.title}{more})")] if best else []


def agents_text(agents: Iterable[Agent]) -> str:
    """How many agents are in each state: ``3 running, 1 failed``."""
    counts = Counter(agent.state for agent in agents)
    return ", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "none"


class Ticker:
    """A line that gives way to the next on a terminal; elsewhere a line whenever something has changed."""

    def __init__(self) -> None:
        self._last = ""
        self._live = sys.stderr.isatty()

    def tell(self, line: str) -> None:
        """Show how it goes. The line may hold a server's own words."""
        line = printable(line)
        if line == self._last:
            return
        self._last = line
        if not self._live:
            click.echo(line, err=True)
            return
        width = shutil.get_terminal_size().columns
        click.echo(f"\r\x1b[K{line[: width - 1]}", err=True, nl=False)

    def say(self, line: str) -> None:
        """A line that stays."""
        line = printable(line)
        click.echo(f"\r\x1b[K{line}" if self._live else line, err=True)
        self._last = ""

    def rest(self) -> None:
        """Let the last line stay."""
        if self._live and self._last:
            click.echo(err=True)
        self._last = ""
