"""What to say of a single value that its key does not take."""

from __future__ import annotations

from typing import Any, NamedTuple

from pydantic_core import ErrorDetails

from wbgen.spec.places import Path, place_name


class Words(NamedTuple):
    """What to say of one finding; ``at_key`` points at the key rather than at its value."""

    message: str
    cure: str | None = None
    at_key: bool = False
    code: str = ""


#: What a value should be, by pydantic's error type.
EXPECTED: dict[str, str] = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a smaller number",
    "float_type": "a number",
    "bool_type": "`true` or `false`",
    "list_type": "a list",
    "dict_type": "a map",
    "model_type": "a map",
    "model_attributes_type": "a map",
    "none_required": "empty",
}

#: The cure for a value that is not what is expected; a later entry is for types without one of their own.
CURES: dict[str, str] = {
    "text": "put it in quotes",
    "a whole number": "write a number without a point and without quotes",
    "a number": "write a number without quotes, as 0.1 or 1e-4",
    "`true` or `false`": "write `true` or `false`, without quotes",
    "a list": "write `[...]`, or begin every item with `- `",
    "a map": "write `key: value` pairs under it",
    "empty": "leave out what follows the `:`",
}

#: What is meant by the patterns of the models (by how they begin), for people, and the code to tell it under.
PATTERNS: dict[str, tuple[str, str]] = {
    "[a-z][a-z0-9_-]": (
        "bad-name",
        "use lower-case letters, digits, `-` and `_`, a letter first, at most 60",
    ),
    "[A-Za-z_][A-Za-z0-9_.-]*": ("bad-name", "use letters, digits, `_`, `-` and `.`, a letter or `_` first"),
    "[A-Za-z_][A-Za-z0-9_-]": (
        "bad-name",
        "write a file's name, as `train.py`: letters, digits, `_` and `-`",
    ),
    "[A-Za-z0-9_-]+(": ("bad-name", "write a path below the templates, as `npt.py.j2`"),
    "[A-Za-z0-9_-]{1,128}": ("bad-name", "write a run's id, as it stands at the end of its URL"),
    "[^/": ("bad-name", "use at most 128 characters, no slash, backslash, `#`, `?`, `%` or `:`"),
    "(step|epoch": ("not-a-choice", "write `step`, `epoch`, `once`, `end`, `10 steps` or `5 epochs`"),
    "[a-z]{2,3}": ("bad-name", "write a language as `en`, `ko` or `pt-BR`"),
    "(100|": ("out-of-range", "write a share as `30%`, from `0%` to `100%`"),
    "[A-Za-z0-9_.,:+@=/-]": ("bad-name", "write one plain word, as `gpu`"),
    "([0-9]{1,9}(:": (
        "bad-name",
        "write a limit of time as `90` (minutes), `4:00:00`, `1-12` or `UNLIMITED`",
    ),
    "--?[a-z]": ("bad-name", "write it as on sbatch's command line, as `--mem=8G`"),
    "[^\\x00": ("bad-name", "write one line, and each line as an item of its own"),
    "https?": ("not-a-choice", "write an address as `https://wandb.example.com`"),
}


#: Keys whose values are metrics: a number there is no text that lacks its quotes.
METRIC_KEYS = frozenset({"line", "bar", "scalar", "x", "metric", "ratio"})


def about_values(errors: list[ErrorDetails], path: Path) -> Words:
    """A value of another type than the key takes, which may be one of several."""
    value = errors[0]["input"]
    expected = list(dict.fromkeys(EXPECTED.get(details["type"], told(details)) for details in errors))
    if "a number" in expected:
        expected = [kind for kind in expected if kind != "a whole number"]
    message = f"{place_name(path)} should be {' or '.join(expected)}, {found(value)}"
    if value is None:
        return Words(message, "give it a value, or leave the key out")
    if METRIC_KEYS.intersection(step for step in path[-2:] if isinstance(step, str)):
        return Words(message, "write a metric's name")
    if "text" in expected and isinstance(value, bool | int | float):
        return Words(message, CURES["text"])
    cures = [CURES[kind] for kind in expected if kind in CURES and kind != "text"]
    return Words(message, next(iter(cures), "write a single text"))


def about_bounds(details: ErrorDetails, path: Path) -> Words:
    """A number, a text or a list outside the bounds of its key."""
    place, context = place_name(path), details.get("ctx", {})
    match details["type"]:
        case "string_too_short":
            return Words(f"{place} is empty", "write some text, or leave the key out")
        case "string_too_long":
            return Words(f"{place} is longer than {context['max_length']:,} characters", "shorten it")
        case "too_short" | "too_long" if context.get("min_length") == 2 or context.get("max_length") == 2:
            return Words(f"{place} should hold two numbers", "write `[low, high]`; `null` leaves an end open")
        case "too_short":
            return Words(f"{place} is empty", "give it at least one item")
        case "too_long":
            return Words(f"{place} holds more than {context['max_length']:,} items", "split it")
        case "greater_than_equal":
            return Words(f"{place} should be at least {context['ge']}, {found(details['input'])}", "raise it")
        case "greater_than":
            return Words(f"{place} should be above {context['gt']}, {found(details['input'])}", "raise it")
        case "less_than_equal":
            return Words(f"{place} should be at most {context['le']}, {found(details['input'])}", "lower it")
        case "finite_number":
            return Words(f"{place} should be a finite number, {found(details['input'])}", "write a number")
        case _:
            return Words(f"{place} ends before it begins", "write the lower bound first")


def about_name(details: ErrorDetails, path: Path, *, at_key: bool) -> Words:
    """A name, or a text with a form of its own, that does not have that form."""
    pattern = str(details.get("ctx", {}).get("pattern", "")).lstrip("^")
    code, cure = next(words for start, words in PATTERNS.items() if pattern.startswith(start))
    if at_key:
        return Words(f"`{path[-1]}` cannot be a key of {place_name(path[:-1])}", cure, True, code)
    return Words(f"`{details['input']}` cannot be {place_name(path)}", cure, code=code)


def told(details: ErrorDetails) -> str:
    """What pydantic itself says a value should be."""
    return details["msg"].removeprefix("Input should be ")


def found(value: Any) -> str:
    """What stands there instead, in words."""
    match value:
        case None:
            return "it is empty"
        case bool():
            return f"it is `{str(value).lower()}`"
        case dict():
            return "it is a map"
        case list():
            return f"it is a list of {len(value)}"
        case _:
            shown = str(value)
            kind = "the text " if isinstance(value, str) else ""
            return f"it is {kind}`{shown[:60]}{'...' if len(shown) > 60 else ''}`"
