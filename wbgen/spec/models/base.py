"""What all models share: small types, and the model that knows no unknown keys."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from annotated_types import Len
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints


def listify(value: Any) -> Any:
    """A single value as a list of one."""
    return value if isinstance(value, list) else [value]


def empty_map(value: Any) -> Any:
    """A key written without a value (``loss/total:``) as an empty map."""
    return {} if value is None else value


def smoothing_map(value: Any) -> Any:
    """``smoothing: 0.6`` is short for ``smoothing: {weight: 0.6}``."""
    return value if isinstance(value, dict) else {"weight": value}


def ascending(value: list[float | None]) -> list[float | None]:
    """Bounds as they are, if the lower one comes first."""
    low, high = value
    if low is not None and high is not None and low >= high:
        raise ValueError("the lower bound comes first")
    return value


ShellName: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,59}$")]
ProjectName: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[^/\\#?%:\x00-\x1f]{1,128}$")]
Text: TypeAlias = Annotated[str, StringConstraints(max_length=20_000)]
#: The URL of a view, as people copy it from a browser.
ViewAddress: TypeAlias = Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=2000)]
Title: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=128)]
MetricName: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=256)]
MetricNames: TypeAlias = Annotated[list[MetricName], Len(1, 200), BeforeValidator(listify)]
Values: TypeAlias = list[str | int | float | bool]
Bounds: TypeAlias = Annotated[list[float | None], Len(2, 2), AfterValidator(ascending)]
Cadence: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^(step|epoch|once|end|[1-9][0-9]* (steps?|epochs?))$")
]
SmoothingKind: TypeAlias = Literal["exponential", "time_weighted", "gaussian", "average", "none"]
Raw: TypeAlias = dict[str, Any] | None


class Model(BaseModel):
    """A map of the language: no unknown keys, no silent conversions, no change after reading."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        defer_build=True,
        allow_inf_nan=False,
    )


class Smoothing(Model):
    """How lines are smoothed; ``weight`` is 0 to 1 for exponential kinds, a width otherwise."""

    weight: Annotated[float, Field(ge=0, le=1000)]
    kind: SmoothingKind = "exponential"


class CurveSmoothing(Smoothing):
    """How the lines of one panel are smoothed, which alone can keep the values as logged behind them."""

    original: bool | None = None


SmoothingOption: TypeAlias = Annotated[Smoothing, BeforeValidator(smoothing_map)]
CurveSmoothingOption: TypeAlias = Annotated[CurveSmoothing, BeforeValidator(smoothing_map)]


#: Discriminator tags carry this prefix, which no key can have, so that error locations can drop them.
TAG = "\0kind:"


def kinds_in(value: Any, kinds: Any) -> list[str]:
    """The keys of a map that say what kind of thing it is."""
    return [key for key in value if key in kinds] if isinstance(value, dict) else []
