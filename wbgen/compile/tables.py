"""The blocks of a report that are made of the rest of the spec, as Markdown."""

from __future__ import annotations

from wbgen.prose import knowledge, metrics, sweeps
from wbgen.prose.language import language
from wbgen.spec import models
from wbgen.spec.guide import Block, Guide


def generated(guide: Guide, block: Block) -> str | None:
    """The Markdown of a block that is made of the spec; None where the block is not one."""
    known, say = guide.knowledge, language(guide.lang)
    match block:
        case models.MetricsBlock():
            return metrics.metrics(guide.catalogue, block.metrics, say)
        case models.TroubleshootingBlock():
            return knowledge.troubleshooting(guide.troubleshooting, say)
        case models.HealthBlock():
            return knowledge.health(known.health, block.health, say)
        case models.PhasesBlock():
            return knowledge.phases(known.phases, say)
        case models.PrioritiesBlock():
            return knowledge.priorities(known.priorities, say)
        case models.PracticesBlock():
            return knowledge.practices(known.practices)
        case models.CommandsBlock():
            return knowledge.commands(known.commands)
        case models.LinksBlock():
            return knowledge.links(known.links)
        case models.SweepsBlock():
            return sweeps.sweeps(guide, say)
        case _:
            return None


def health_items(guide: Guide) -> list[str]:
    """A text to tick per health rule."""
    return knowledge.health_items(guide.knowledge.health, language(guide.lang))
