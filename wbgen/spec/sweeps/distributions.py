"""How a parameter's values are spread: what each distribution needs, and what it gives.

After W&B's own schema of sweep configurations (package ``sweeps``, ``config/schema.json``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wbgen.spec import models

BOUNDS = frozenset({"min", "max"})
NORMAL = frozenset({"mu", "sigma"})
BETA = frozenset({"a", "b"})
QUANTUM = frozenset({"q"})

#: All keys that say something of a distribution.
KEYS = BOUNDS | NORMAL | BETA | QUANTUM | {"value", "values", "probabilities"}


@dataclass(frozen=True, slots=True)
class Distribution:
    """One way to spread values. needs, takes: its keys that must, and that may be given.

    in_grids: whether a grid can go through its values.  positive: whether its bounds lie above 0.
    exponents: the distribution by values that says what is most often meant by this one, whose bounds are
    exponents of e.
    """

    needs: frozenset[str]
    takes: frozenset[str] = frozenset()
    in_grids: bool = False
    positive: bool = False
    exponents: str | None = None

    @property
    def is_listed(self) -> bool:
        """Whether its values are written down, one by one."""
        return "value" in self.needs or "values" in self.needs


DISTRIBUTIONS: dict[str, Distribution] = {
    "constant": Distribution(frozenset({"value"}), in_grids=True),
    "categorical": Distribution(frozenset({"values"}), in_grids=True),
    "categorical_w_probabilities": Distribution(frozenset({"values", "probabilities"})),
    "int_uniform": Distribution(BOUNDS, in_grids=True),
    "uniform": Distribution(BOUNDS),
    "q_uniform": Distribution(BOUNDS, QUANTUM, in_grids=True),
    "log_uniform": Distribution(BOUNDS, exponents="log_uniform_values"),
    "log_uniform_values": Distribution(BOUNDS, positive=True),
    "q_log_uniform": Distribution(BOUNDS, QUANTUM, exponents="q_log_uniform_values"),
    "q_log_uniform_values": Distribution(BOUNDS, QUANTUM, positive=True),
    "inv_log_uniform": Distribution(BOUNDS, exponents="inv_log_uniform_values"),
    "inv_log_uniform_values": Distribution(BOUNDS, positive=True),
    "normal": Distribution(frozenset(), NORMAL),
    "q_normal": Distribution(frozenset(), NORMAL | QUANTUM),
    "log_normal": Distribution(frozenset(), NORMAL),
    "q_log_normal": Distribution(frozenset(), NORMAL | QUANTUM),
    "beta": Distribution(frozenset(), BETA),
    "q_beta": Distribution(frozenset(), BETA | QUANTUM),
}


def given(parameter: models.SweepParameter) -> frozenset[str]:
    """The keys of a distribution that a parameter says. ``value: null`` is one, another null is none."""
    said = parameter.model_fields_set & KEYS
    return frozenset(key for key in said if key == "value" or getattr(parameter, key) is not None)


def distribution_of(parameter: models.SweepParameter, type_: str | None = None) -> str | None:
    """The distribution that is meant: the one named, else the one that the keys say, as W&B reads them.

    type_: that of the argument, which decides between whole numbers and others.  None where the keys say
    none, or where one bound is whole and the other is not, and no type decides.
    """
    if parameter.distribution is not None:
        return parameter.distribution
    keys = given(parameter)
    if "value" in keys:
        return "constant"
    if "values" in keys:
        return "categorical_w_probabilities" if "probabilities" in keys else "categorical"
    if parameter.min is None or parameter.max is None:
        return None
    if type_ in ("int", "float"):
        return "int_uniform" if type_ == "int" else "uniform"
    kinds = {type(parameter.min), type(parameter.max)}
    return {frozenset({int}): "int_uniform", frozenset({float}): "uniform"}.get(frozenset(kinds))


def leaves(
    parameters: models.SweepParameters, path: tuple[int | str, ...] = (), before: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], tuple[int | str, ...], models.SweepParameter]]:
    """The parameters that have values, within others too: names from the outermost, place, parameter."""
    for key, parameter in parameters.items():
        if parameter.parameters is None:
            yield (*before, key), (*path, key), parameter
        else:
            yield from leaves(parameter.parameters, (*path, key, "parameters"), (*before, key))
