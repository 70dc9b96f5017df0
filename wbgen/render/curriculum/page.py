"""A curriculum's picture and table as a page that needs nothing else."""

from __future__ import annotations

import html

from wbgen.render.curriculum.plan import Plan
from wbgen.render.theme import FONT, LIGHT


def page(plan: Plan, svg: str) -> str:
    """A page of the picture and its table, which needs nothing else."""
    title = html.escape(plan.title or "Schedule")
    cells = (
        f"<tr><td>{html.escape(row.stage.label)}</td>"
        + "".join(
            f"<td>{text}</td>" for text in (f"{row.stage.start:,}", f"{row.stage.end:,}", f"{row.steps:,}")
        )
        + f"<td>{row.percent:.1f} %</td></tr>"
        for row in plan.rows
    )
    head = "".join(f"<th>{name}</th>" for name in ("Stage", "Start", "End", "Steps", "Percent"))
    return PAGE.format(
        title=title, svg=svg, head=head, rows="\n".join(cells), font=FONT, text=LIGHT.text, line=LIGHT.line
    )


PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
body {{ font: 14px {font}; color: {text}; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }}
svg {{ max-width: 100%; height: auto }}
table {{ border-collapse: collapse; margin-top: 1.5rem; font-variant-numeric: tabular-nums }}
th, td {{ padding: .35rem .9rem; text-align: right; border-bottom: 1px solid {line} }}
th:first-child, td:first-child {{ text-align: left }}
</style>
{svg}
<table>
<thead><tr>{head}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
</html>
"""
