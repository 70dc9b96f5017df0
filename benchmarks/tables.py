"""Results as tables, with the shape of the machine they are from."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Sequence
from pathlib import Path

from results import Row

HEADINGS = (
    "What",
    "Measure",
    "wbgen: min / median / max",
    "baseline: min / median / max",
    "Figure",
    "Bar",
    "",
)


def text(rows: Sequence[Row]) -> str:
    """A table for the terminal."""
    cells = [HEADINGS, *(row_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADINGS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in cells]
    return "\n".join(line.rstrip() for line in lines)


def markdown(rows: Sequence[Row]) -> str:
    """The same table in Markdown."""
    cells = [HEADINGS, ("---",) * len(HEADINGS), *(row_cells(row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def row_cells(row: Row) -> tuple[str, ...]:
    """A row as text. A figure is a ratio where there is a baseline."""
    unit = "x" if row.theirs else f" {row.unit}"
    bar = "" if row.bar is None else f"{row.bar:g}{unit}"
    verdict = "" if row.bar is None else "PASS" if row.figure <= row.bar else "over"
    return (
        row.case,
        row.measure,
        spread(row.ours, row.unit),
        spread(row.theirs, row.unit),
        f"{row.figure:.3f}{unit}" if row.unit == "s" else f"{row.figure:.2f}{unit}",
        bar,
        verdict,
    )


def spread(values: Sequence[float], unit: str) -> str:
    """The least, the middle and the greatest of some values."""
    if not values:
        return ""
    digits = 3 if unit == "s" else 0
    three = (min(values), statistics.median(values), max(values))
    shown = [f"{value:.{digits}f}" for value in three]
    if len(set(shown)) == 1:
        shown = shown[:1]
    return f"{' / '.join(shown)} {unit}".rstrip()


def machine() -> str:
    """The shape of this machine: processor, cores, memory, system, Python. No name of it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {'.'.join(platform.release().split('.')[:2])}"
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, {system}, {python}"


def processor() -> str:
    """The processor's model, as far as it can be learned."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())


def replace_between(page: Path, name: str, content: str) -> None:
    """Put content between ``<!-- name -->`` and ``<!-- /name -->`` of a page."""
    start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, found_start, rest = page.read_text(encoding="utf-8").partition(start)
    _, found_end, after = rest.partition(end)
    if not (found_start and found_end):
        raise ValueError(f"{page} has no {start} ... {end}")
    page.write_text(f"{before}{start}\n{content}\n{end}{after}", encoding="utf-8")
