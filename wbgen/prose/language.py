"""Our own words in the language of a guide; the author's stay as they are.

A phrase is written in English where it is used. A language's table has what it is there; what is missing in
a table, or is asked of a language that has none, stays English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from wbgen.prose.korean import KOREAN
from wbgen.spec.conditions import NUMBER

TABLES: Mapping[str, Mapping[str, str]] = {"ko": KOREAN}

#: Conditions as the spec language has them, and the phrase for each.
CONDITIONS = (
    (re.compile(rf"above\s+({NUMBER.pattern})"), "above {0}"),
    (re.compile(rf"below\s+({NUMBER.pattern})"), "below {0}"),
    (re.compile(rf"is\s+({NUMBER.pattern})"), "is {0}"),
    (re.compile(rf"({NUMBER.pattern})\s+to\s+({NUMBER.pattern})"), "{0} to {1}"),
)

CADENCES = (
    (re.compile(r"step|1 steps?"), "every step"),
    (re.compile(r"epoch|1 epochs?"), "every epoch"),
    (re.compile(r"([0-9]+) steps?"), "every {0} steps"),
    (re.compile(r"([0-9]+) epochs?"), "every {0} epochs"),
    (re.compile(r"once"), "once"),
    (re.compile(r"end"), "at the end"),
)


@dataclass(frozen=True, slots=True)
class Say:
    """Says phrases in a language."""

    table: Mapping[str, str]

    def __call__(self, english: str, *filled: object) -> str:
        """A phrase, its numbered gaps (``{0}``) filled."""
        return self.table.get(english, english).format(*filled)

    def condition(self, text: str) -> str:
        """A condition: ``above 0.7``."""
        return self.first_of(CONDITIONS, text.strip())

    def cadence(self, text: str) -> str:
        """How often something is logged: ``10 steps``."""
        return self.first_of(CADENCES, text)

    def first_of(self, forms: tuple[tuple[re.Pattern[str], str], ...], text: str) -> str:
        """The phrase of the form that a text has; the text itself where it has none."""
        for form, phrase in forms:
            if found := form.fullmatch(text):
                return self(phrase, *found.groups())
        return text


def language(tag: str | None) -> Say:
    """The language of a tag (``ko``, ``pt-BR``): English where there is none, or where we do not speak it."""
    return Say(TABLES.get((tag or "en").partition("-")[0], {}))
