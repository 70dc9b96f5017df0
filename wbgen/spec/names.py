"""Names: metric patterns with ``<dimension>`` placeholders, globs, and the slugs ids are made of."""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

DIMENSION = r"[A-Za-z_][A-Za-z0-9_.-]*"
PLACEHOLDER = re.compile(rf"\\<|<({DIMENSION})>")

#: Axes every run has without logging them (W&B's own keys), and the system metrics.
BUILT_INS = ("_step", "_runtime", "_timestamp")
SYSTEM_PREFIX = "system."


def placeholders(pattern: str) -> tuple[str, ...]:
    """The names between ``<`` and ``>`` in order, each once; ``\\<`` is not a placeholder."""
    if "<" not in pattern:
        return ()  # as nearly all names
    return tuple(dict.fromkeys(m[1] for m in PLACEHOLDER.finditer(pattern) if m[1]))


def fill(pattern: str, values: Mapping[str, str]) -> str:
    """The text with the placeholders of ``values`` filled in, others left, and ``\\<`` unescaped."""

    def replacement(found: re.Match[str]) -> str:
        return values.get(found[1], found[0]) if found[1] else "<"

    return PLACEHOLDER.sub(replacement, pattern)


def exact(name: str) -> str:
    """A literal name as the view holds it: a backslash before ``<`` says that no dimension is meant."""
    return fill(name, {}) if "\\" in name else name


def escaped(name: str) -> str:
    """The inverse of :func:`exact`: a literal name as a spec holds it."""
    return PLACEHOLDER.sub(lambda found: f"\\{found[0]}", name) if "<" in name else name


def expand(pattern: str, dimensions: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, dict[str, str]]]:
    """Every name a pattern stands for with the values that made it, in the order of the dimensions."""
    if "<" not in pattern:
        yield pattern, {}
        return
    names = placeholders(pattern)
    for values in itertools.product(*(dimensions[name] for name in names)):
        chosen = dict(zip(names, values, strict=True))
        yield fill(pattern, chosen), chosen


def names_in(pattern: str, dimensions: Mapping[str, tuple[str, ...]]) -> int:
    """How many names :func:`expand` gives."""
    return math.prod(len(dimensions[name]) for name in placeholders(pattern))


def is_glob(name: str) -> bool:
    """Whether a name stands for several by ``*``."""
    return "*" in name


def glob_matcher(pattern: str) -> Callable[[str], bool]:
    """A test for names a glob covers: ``*`` is any text within one segment, and never crosses ``/``."""
    first, *rest = (re.escape(part) for part in pattern.split("*"))
    # Atomic groups: a star takes as little as it can and never takes it back, so the time stays linear.
    middle = "".join(f"(?>[^/]*?{part})" for part in rest[:-1])
    last = f"[^/]*{rest[-1]}" if rest else ""
    return re.compile(rf"{first}{middle}{last}\Z").match  # type: ignore[return-value]


def is_built_in(name: str) -> bool:
    """Whether W&B itself provides the name."""
    return name in BUILT_INS or name.startswith(SYSTEM_PREFIX)


def can_be_named(name: str) -> bool:
    """Whether the language can hold a metric's name: no glob, and none of W&B's private names."""
    return bool(name) and not {"*", "\\"} & {*name} and (not name.startswith("_") or is_built_in(name))


#: What is no part of a slug.
NOT_SLUG = re.compile(r"[^a-z0-9_]+")


def slug(text: str) -> str:
    """Lower-case Latin letters, digits, underscores and hyphens; empty where the text has none.

    Accents are dropped (``é`` is ``e``); other scripts leave nothing, and then an id must be written.
    """
    plain = text
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return NOT_SLUG.sub("-", plain.lower()).strip("-_")


MAX_SLUG = 60

#: Unicode categories that the official library refuses in the name of a workspace.
REFUSED_CATEGORIES = ("So", "Sk", "Sm", "Sc", "Cs")


def refused_in_name(name: str) -> tuple[str, ...]:
    """The characters that keep a text from being the name of a workspace, each once."""
    return tuple(dict.fromkeys(c for c in name if unicodedata.category(c) in REFUSED_CATEGORIES))


def legal_name(name: str) -> str:
    """The text without what is refused in the name of a workspace; it may be empty."""
    refused = refused_in_name(name)
    return " ".join("".join(c for c in name if c not in refused).split())


def title_slug(title: str) -> str:
    """The id that a title gives: its slug, no longer than an id may be."""
    return slug(title)[:MAX_SLUG].rstrip("-_")


def panel_slug(kind: str, metrics: Iterable[str]) -> str:
    """The id of a panel nobody named: its kind and its metrics without placeholders.

    A segment that only names its dimension (``layer_<layer>``) says nothing and is left out, so that
    ``line: mlp_direct_loss/layer_<layer>`` is ``line-mlp_direct_loss``.
    """
    parts = [kind, *("-".join(named_segments(metric)) for metric in metrics)]
    return title_slug("-".join(part for part in parts if part))


def named_segments(metric: str) -> list[str]:
    """The segments of a metric pattern that say something without their placeholders."""
    kept = []
    for segment in metric.split("/"):
        dims = placeholders(segment)
        literal = (PLACEHOLDER.sub("", segment) if "<" in segment else segment).strip("_-. ")
        if not dims or (literal and literal not in dims):
            kept.append(slug(literal or segment))
    return kept or [slug(PLACEHOLDER.sub("", metric))]


def short_labels(metrics: Sequence[str]) -> tuple[str, ...]:
    """The names without the leading segments that all of them share."""
    parts = [name.split("/") for name in metrics]
    shared = 0
    while len(parts) > 1 and all(len(p) > shared + 1 and p[shared] == parts[0][shared] for p in parts):
        shared += 1
    return tuple("/".join(p[shared:]) for p in parts)
