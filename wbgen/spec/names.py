"""Names: metric patterns with ``<dimension>`` placeholders, globs, and the slugs ids are made of."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping

PLACEHOLDER = re.compile(r"(\\)?<([A-Za-z_][A-Za-z0-9_]*)>")

#: Axes every run has without logging them (W&B's own keys), and the system metrics.
BUILT_INS = ("_step", "_runtime", "_timestamp")
SYSTEM_PREFIX = "system."


def placeholders(pattern: str) -> tuple[str, ...]:
    """The names between ``<`` and ``>`` in order, each once; ``\\<`` is not a placeholder."""
    return tuple(dict.fromkeys(m[2] for m in PLACEHOLDER.finditer(pattern) if not m[1]))


def fill(pattern: str, values: Mapping[str, str]) -> str:
    """The text with the placeholders of ``values`` filled in, others left, and ``\\<`` unescaped."""

    def replacement(found: re.Match[str]) -> str:
        if found[1]:
            return found[0][1:]
        return values.get(found[2], found[0])

    return PLACEHOLDER.sub(replacement, pattern)


def expand(pattern: str, dimensions: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, dict[str, str]]]:
    """Every name a pattern stands for with the values that made it, in the order of the dimensions."""
    names = placeholders(pattern)
    for values in itertools.product(*(dimensions[name] for name in names)):
        chosen = dict(zip(names, values, strict=True))
        yield fill(pattern, chosen), chosen


def is_glob(name: str) -> bool:
    """Whether a name stands for several by ``*``."""
    return "*" in name


def glob_matcher(pattern: str) -> Callable[[str], bool]:
    """A test for names a glob covers: ``*`` is any text within one segment, and never crosses ``/``."""
    parts = (re.escape(part) for part in pattern.split("*"))
    return re.compile("[^/]*".join(parts) + r"\Z").match  # type: ignore[return-value]


def is_built_in(name: str) -> bool:
    """Whether W&B itself provides the name."""
    return name in BUILT_INS or name.startswith(SYSTEM_PREFIX)


def slug(text: str, *, keep: str = "_") -> str:
    """Lower-case Latin letters, digits and hyphens (and ``keep``); empty where the text has none.

    Accents are dropped (``é`` is ``e``); other scripts leave nothing, and then an id must be written.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(rf"[^a-z0-9{re.escape(keep)}]+", "-", plain.lower()).strip("-_")


MAX_SLUG = 60


def panel_slug(kind: str, metrics: Iterable[str]) -> str:
    """The id of a panel nobody named: its kind and its metrics without placeholders.

    A segment that only names its dimension (``layer_<layer>``) says nothing and is left out, so that
    ``line: mlp_direct_loss/layer_<layer>`` is ``line-mlp_direct_loss``.
    """
    parts = [kind, *("-".join(named_segments(metric)) for metric in metrics)]
    whole = slug("-".join(part for part in parts if part))
    return whole if len(whole) <= MAX_SLUG else whole[:MAX_SLUG].rstrip("-_")


def named_segments(metric: str) -> list[str]:
    """The segments of a metric pattern that say something without their placeholders."""
    kept = []
    for segment in metric.split("/"):
        dims = placeholders(segment)
        literal = PLACEHOLDER.sub("", segment).strip("_-. ")
        if not dims or (literal and literal not in dims):
            kept.append(slug(literal or segment))
    return kept or [slug(PLACEHOLDER.sub("", metric))]
