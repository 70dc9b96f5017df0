"""What a team knows of its training, in words: health, phases, priorities, practices, commands, links."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from wbgen.prose.language import Say
from wbgen.prose.markdown import bullets, code, fence, inline, together
from wbgen.spec import models

Rules: TypeAlias = Mapping[str, models.HealthRule]


def troubleshooting(entries: Iterable[models.Trouble], say: Say) -> str:
    """Each symptom with its cause and what helps."""
    return together(trouble(entry, say) for entry in entries)


def trouble(entry: models.Trouble, say: Say) -> str:
    """One entry."""
    title = inline(entry.symptom) if entry.symptom else code(entry.when or "") or say("Trouble")
    items = [
        *([f"{say('When')}: {code(entry.when)}"] if entry.symptom and entry.when else []),
        *([f"{say('Cause')}: {entry.cause}"] if entry.cause else []),
        *(f"{say('Fix')}: {fix}" for fix in entry.fix),
        *(say("Set {0} to {1}", code(key), code(as_written(value))) for key, value in entry.set.items()),
    ]
    return together([f"**{title}**", bullets(items)])


def as_written(value: object) -> str:
    """A value of the config as a spec has it: ``0.5``, ``[14, 15]``, ``true``."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def health(rules: Rules, ids: Sequence[str] | None, say: Say) -> str:
    """Each rule with its level, when it holds and what helps; of the named rules, or of all."""
    chosen = [(id, rule) for id, rule in rules.items() if ids is None or id in ids]
    return together(health_rule(rules, id, rule, say) for id, rule in chosen)


def health_rule(rules: Rules, id: str, rule: models.HealthRule, say: Say) -> str:
    """One rule."""
    about = inline(rule.about) if rule.about else ""
    items = [f"{say('When')}: {condition(rules, rule, say)}", *(f"{say('Fix')}: {fix}" for fix in rule.fix)]
    return together([f"**{name(id, rule)}** ({say(rule.level)})", about, bullets(items)])


def name(id: str, rule: models.HealthRule) -> str:
    """What people call a rule."""
    return inline(rule.title or words(id))


def condition(rules: Rules, rule: models.HealthRule, say: Say) -> str:
    """When a rule holds; others that it counts are told by what people call them."""
    if rule.when is not None:
        return code(rule.when)
    parts = ", ".join(f'"{name(part, rules[part])}"' if part in rules else code(part) for part in rule.of)
    return say("at least {0} of {1}", rule.at_least if rule.at_least is not None else len(rule.of), parts)


def words(id: str) -> str:
    """An id as words: ``mode-collapse`` is ``Mode collapse``."""
    return id.replace("-", " ").replace("_", " ").capitalize()


def health_items(rules: Rules, say: Say) -> list[str]:
    """A text to tick per rule."""
    return [f"{name(id, rule)}: {condition(rules, rule, say)}" for id, rule in rules.items()]


def phases(each: Iterable[models.Phase], say: Say) -> str:
    """Each phase with how far it goes and what to expect of it."""
    return together(phase(one, say) for one in each)


def phase(one: models.Phase, say: Say) -> str:
    """One phase."""
    extent = [
        say("until {0}", one.until) if one.until is not None else "",
        say("{0} steps", one.steps) if isinstance(one.steps, int) else one.steps or "",
    ]
    shown = ", ".join(part for part in extent if part)
    title = f"**{inline(one.title)}**" + (f" ({inline(shown)})" if shown else "")
    return together([title, inline(one.about) if one.about else "", bullets(one.check)])


def priorities(each: Iterable[models.Priority], say: Say) -> str:
    """What runs are ranked by, as a numbered list."""
    return "\n".join(f"{at}. {priority(one, say)}" for at, one in enumerate(each, 1))


#: What of a metric counts.
TAKEN = {
    "last": "last value",
    "best": "best value",
    "mean": "mean",
    "spread": "spread",
    "slope": "slope",
    "first": "how soon",
}


def priority(one: models.Priority, say: Say) -> str:
    """One item of the ranking."""
    title = f"**{inline(one.title)}**: " if one.title else ""
    return f"{title}{ranked_by(one, say)}" + (f". {inline(one.about)}" if one.about else "")


def ranked_by(one: models.Priority, say: Say) -> str:
    """What counts of which metrics."""
    parts = [
        say(TAKEN[one.take]) if one.take else "",
        say.condition(one.want) if one.want else "",
        say(one.goal) if one.goal else "",
        say("within {0} counts as equal", one.tie) if one.tie else "",
        say("weight {0}", f"{one.weight:g}") if one.weight is not None else "",
    ]
    counted = ", ".join(part for part in parts if part)
    return ", ".join(map(code, one.metric)) + (f" ({counted})" if counted else "")


def practices(texts: Iterable[str]) -> str:
    """Good practices as a list."""
    return bullets(texts)


def commands(each: Iterable[models.Command]) -> str:
    """Each command in a box of its own, with what it is for above it."""
    return together(
        together(
            [
                f"**{inline(one.title)}**" if one.title else "",
                inline(one.about) if one.about else "",
                fence(one.run, "bash"),
            ]
        )
        for one in each
    )


def links(each: Iterable[models.Link]) -> str:
    """Links as a list."""
    return "\n".join(f"- [{inline(one.title or one.url)}]({one.url})" for one in each)
