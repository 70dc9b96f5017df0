"""Random configurations of sweeps: what W&B's validator may accept, and sometimes does not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Config = dict[str, Any]

NAMES = st.sampled_from(["lr", "batch_size", "optim.lr", "model-dim", "_x", "seed", "use_lora"])
WORDS = st.text("abcxyzé한 $<>#:'\"-", max_size=6) | st.sampled_from(
    ["on", "null", "1e-4", "0x1F", "~", "${a}", "$x"]
)
WHOLE = st.integers(-50, 200)
FRACTIONS = st.floats(-50, 200, allow_nan=False).map(lambda number: round(number, 6))
NUMBERS = WHOLE | FRACTIONS | st.sampled_from([1e-5, 3e-4, 1e-12, 2.5e8])
SINGLE = st.none() | st.booleans() | NUMBERS | WORDS
VALUES = (
    SINGLE | st.lists(SINGLE, max_size=2) | st.dictionaries(st.sampled_from(["k", "l"]), SINGLE, max_size=2)
)

LISTED = st.one_of(
    st.fixed_dictionaries({"value": VALUES}),
    st.fixed_dictionaries({"values": st.lists(VALUES, min_size=1, max_size=4)}),
    st.fixed_dictionaries(
        {"values": st.lists(NUMBERS, min_size=1, max_size=4), "distribution": st.just("categorical")}
    ),
)
WEIGHED = st.sampled_from([[1.0], [0.25, 0.75], [0.1, 0.2, 0.7]]).flatmap(
    lambda shares: st.fixed_dictionaries(
        {
            "values": st.lists(SINGLE, min_size=len(shares), max_size=len(shares)),
            "probabilities": st.just(shares),
        }
    )
)


def spread(*names: str, **keys: st.SearchStrategy[Any]) -> st.SearchStrategy[Config]:
    """A parameter of one of some distributions, with keys of which those named ``opt_`` may be left out."""
    needed = {key: how for key, how in keys.items() if not key.startswith("opt_")}
    optional = {key.removeprefix("opt_"): how for key, how in keys.items() if key.startswith("opt_")}
    return st.fixed_dictionaries({**needed, "distribution": st.sampled_from(names)}, optional=optional)


QUANTA = st.sampled_from([1, 2, 8, 0.1, 0.5, 2.5])
COUNTED = st.one_of(
    spread("int_uniform", min=WHOLE, max=WHOLE),
    st.fixed_dictionaries({"min": WHOLE, "max": WHOLE}),
    spread("q_uniform", min=WHOLE | FRACTIONS, max=WHOLE | FRACTIONS, opt_q=QUANTA),
)
POSITIVE = st.sampled_from([1e-5, 1e-3, 0.1, 1, 16, 100.0])
ENDLESS = st.one_of(
    st.fixed_dictionaries({"min": FRACTIONS, "max": FRACTIONS}),
    spread("uniform", min=NUMBERS, max=NUMBERS),
    spread("log_uniform_values", "inv_log_uniform_values", min=POSITIVE, max=POSITIVE),
    spread("q_log_uniform_values", min=POSITIVE, max=POSITIVE, opt_q=QUANTA),
    spread("normal", "log_normal", opt_mu=st.floats(-2, 2), opt_sigma=st.floats(0, 2)),
    spread("q_normal", "q_log_normal", opt_mu=st.floats(-2, 2), opt_sigma=st.floats(0, 2), opt_q=QUANTA),
    spread("beta", opt_a=st.floats(0.5, 3), opt_b=st.integers(1, 3)),
    spread("q_beta", opt_a=st.floats(0.5, 3), opt_b=st.integers(1, 3), opt_q=QUANTA),
    WEIGHED,
)


def parameters(one: st.SearchStrategy[Config]) -> st.SearchStrategy[Config]:
    """Parameters, and parameters within them."""
    flat = st.dictionaries(NAMES, one, min_size=1, max_size=3)
    nested = st.fixed_dictionaries({"parameters": flat})
    return st.dictionaries(NAMES, one | one | nested, min_size=1, max_size=4)


METRICS = st.fixed_dictionaries(
    {"name": st.sampled_from(["loss", "val/loss", "a<b>", "x.y z", "_runtime"])},
    optional={
        "goal": st.sampled_from(["minimize", "maximize"]),
        "target": NUMBERS,
        "impute": st.sampled_from(["latest", "best", "worst"]),
        "impute_while_running": st.sampled_from(["latest", "false"]),
    },
)
EARLY = st.fixed_dictionaries(
    {"type": st.just("hyperband"), "min_iter": st.integers(1, 9)},
    optional={"eta": st.sampled_from([2, 3.5]), "strict": st.booleans()},
)
MORE = {
    "program": st.sampled_from(["train.py", "src/main.py"]),
    "name": st.text("abc ÄÖ한$-", min_size=1, max_size=20).filter(str.strip),
    "description": WORDS,
    "project": st.sampled_from(["p", "my project"]),
    "command": st.lists(
        st.sampled_from(["${env}", "python", "${program}", "${args}", "--n", 5, "${envvar:X}"]), max_size=4
    ),
    "run_cap": st.integers(1, 99),
    "controller": st.just({"type": "cloud"}),
    "kind": st.just("sweep"),
}


def configs() -> st.SearchStrategy[Config]:
    """A configuration of a sweep of any method that W&B's own server searches."""
    grid = st.fixed_dictionaries(
        {"method": st.just("grid"), "parameters": parameters(LISTED | COUNTED)},
        optional={**MORE, "metric": METRICS},
    )
    others = st.fixed_dictionaries(
        {
            "method": st.sampled_from(["random", "bayes"]),
            "parameters": parameters(LISTED | COUNTED | ENDLESS),
            "metric": METRICS,
        },
        optional={**MORE, "early_terminate": EARLY},
    )
    return grid | others
