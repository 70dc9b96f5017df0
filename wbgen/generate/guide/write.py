"""A guide's chapters, and the template that puts them in order."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wbgen.generate.guide.report_text import purpose, reports
from wbgen.generate.templates import fill_template
from wbgen.prose import knowledge, metrics, panels, settings, sweeps
from wbgen.prose.language import Say, language
from wbgen.prose.markdown import cell, code, inline
from wbgen.spec.guide import Guide

TEMPLATE = "guide.md.j2"
#: The first words of every written guide: by them a file is known as one, and may be written anew.
MARK = "<!-- Written by `wbgen guide`"


def guide_text(guide: Guide, places: Sequence[Path]) -> str:
    """The guide as Markdown. places: the folders of templates, the first wins.

    Raises WbgenError where the template is wrong.
    """
    say = language(guide.lang)
    filters = {"inline": inline, "cell": cell, "code": code}
    text = fill_template(TEMPLATE, places, words(guide, say), filters)
    return f"{MARK} from {Path(guide.file).name}: change the spec instead. -->\n\n{text.strip()}\n"


def is_ours(text: str) -> bool:
    """Whether a file is a written guide, which may be written anew."""
    return text.startswith(MARK)


def words(guide: Guide, say: Say) -> dict[str, object]:
    """What a template may speak of: texts alone, since templates come from strangers too."""
    known = guide.knowledge
    return {
        "say": say.__call__,
        "id": guide.id,
        "title": guide.title,
        "project": guide.project,
        "lang": guide.lang or "en",
        "purpose": purpose(guide),
        "scripts": settings.scripts(guide, say),
        "config": settings.config(guide.config, say),
        "naming": settings.naming(guide.run, say),
        "run_sets": settings.run_sets(guide, say),
        "metrics": metrics.metrics(guide.catalogue, None, say, heading="### {0}"),
        "dimensions": metrics.dimensions(guide.catalogue, say),
        "schedules": settings.schedules(guide, say),
        "workspaces": panels.workspaces(guide, say),
        "health": knowledge.health(known.health, None, say),
        "phases": knowledge.phases(known.phases, say),
        "sweeps": sweeps.sweeps(guide, say),
        "priorities": knowledge.priorities(known.priorities, say),
        "practices": knowledge.practices(known.practices),
        "troubleshooting": knowledge.troubleshooting(guide.troubleshooting, say),
        "commands": knowledge.commands(known.commands),
        "links": knowledge.links(known.links),
        "roles": settings.roles(guide, say),
        "former_names": metrics.former_names(guide.catalogue, say),
        "reports": reports(guide, say),
    }
