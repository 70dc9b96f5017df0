"""Measure wbgen against its bars: python benchmarks/run.py [--runs N] [--only NAME] [--write]

Whole processes are run in turn, ours and the baseline's, so that what else the machine does falls on both.
Nothing here fails because of a time; read the last column.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import run_cases
from cases import CASES, scratch
from measure import FailedError
from results import ROOT
from tables import machine, markdown, replace_between, text

PAGE = ROOT / "docs" / "performance.md"


def main() -> int:
    """Run the chosen cases and print their rows."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=15, metavar="N", help="measured runs of each (15)")
    parser.add_argument("--only", choices=CASES, action="append", help="a case; may be repeated")
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.relative_to(ROOT)}")
    parser.add_argument(
        "--rows",
        type=int,
        metavar="N",
        default=run_cases.PUSHED,
        help="rows that a client pushes; others in proportion",
    )
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("--runs must be 1 or more")
    if options.write and options.only:
        parser.error("--write takes all cases, so that the table is of one time")
    run_cases.scale(options.rows)
    shape = f"{machine()}, load {os.getloadavg()[0]:.1f} at the start; {options.runs} runs of each"
    rows = []
    with tempfile.TemporaryDirectory(prefix="wbgen-bench-") as folder:
        for name in options.only or CASES:
            print(f"measuring {name} ...", file=sys.stderr, flush=True)
            place = scratch(Path(folder) / name, os.environ)
            rows += CASES[name].measure(CASES[name].title, options.runs, place)
    print(f"{shape}\n")
    print(text(rows))
    if options.write:
        replace_between(PAGE, "table", f"{shape}.\n\n{markdown(rows)}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except FailedError as error:
        sys.exit(f"error: {error}")
