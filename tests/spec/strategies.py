"""Random specs that are right: hypothesis strategies over the whole language, for the laws of every stage.

:func:`guides` draws a spec as plain data, :func:`to_yaml` writes it down, :func:`shuffled` permutes the
options of its things and leaves its collections in order.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.spec.writing import Data, shuffled, to_yaml

__all__ = ["Data", "guides", "shuffled", "to_yaml"]

Draw = st.DrawFn

WORDS = st.sampled_from(["loss", "acc", "norm", "reward", "time", "entropy", "kl", "ratio"])
PROSE = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="$<\\`", include_characters=" \n"
    ),
    max_size=30,
)
NUMBERS = st.one_of(st.integers(-1000, 1000), st.floats(-1e6, 1e6, allow_nan=False))
SMALL = st.integers(1, 12)
CADENCES = st.sampled_from(["step", "10 steps", "500 steps", "epoch", "5 epochs", "once", "end"])
COUNTS = st.integers(1, 1000)


def options(**strategies: st.SearchStrategy[Any]) -> st.SearchStrategy[Data]:
    """A map with any of the given keys."""
    return st.fixed_dictionaries({}, optional=strategies)


def ranges() -> st.SearchStrategy[list[float | int | None]]:
    """Two bounds, the lower one first, either of them open."""
    closed = st.tuples(st.integers(-100, 0), st.integers(1, 100)).map(list)
    return (
        closed | st.tuples(st.none(), st.integers()).map(list) | st.tuples(st.integers(), st.none()).map(list)
    )


def conditions() -> st.SearchStrategy[str]:
    """A condition in words."""
    number = st.integers(0, 100) | st.floats(0, 1)
    return st.one_of(
        st.builds("above {}".format, number),
        st.builds("below {}".format, number),
        st.builds("is {}".format, number),
        st.tuples(st.integers(0, 5), st.integers(6, 9)).map("{0[0]} to {0[1]}".format),
    )


def attributes() -> st.SearchStrategy[Data]:
    """What may be said of a metric or of a whole group."""
    return options(
        goal=st.sampled_from(["minimize", "maximize"]),
        unit=st.sampled_from(["s", "tokens/s", "%"]),
        range=ranges(),
        healthy=conditions(),
        warn=st.dictionaries(conditions(), PROSE, max_size=2),
        critical=st.dictionaries(conditions(), PROSE, max_size=2),
        typical=NUMBERS | PROSE,
        every=CADENCES,
        about=PROSE,
        was_logged_as=st.just("old/name") | st.just(["old/a", "old/b"]),
        summary=st.sampled_from(["min", ["last", "max"]]),
        type=st.sampled_from(["scalar", "flag", "event"]),
    )


@st.composite
def dimensions(draw: Draw) -> tuple[Data, Data]:
    """Variables and dimensions; some dimensions are written as a variable."""
    names = draw(st.lists(st.sampled_from(["layer", "head", "split-name"]), unique=True, max_size=3))
    variables: Data = {}
    dims: Data = {}
    for name in names:
        values = draw(
            st.lists(st.integers(0, 40), min_size=1, max_size=3, unique=True)
            | st.lists(st.sampled_from(["train", "val", "test"]), min_size=1, max_size=3, unique=True)
        )
        form = draw(st.sampled_from(["list", "variable", "open"]))
        if form == "variable":
            variables[f"{name.replace('-', '_')}s"] = values
            dims[name] = f"${name.replace('-', '_')}s"
        else:
            dims[name] = values if form == "list" else {"default": values, "open": True}
    return variables, dims


@st.composite
def groups(draw: Draw, dims: list[str]) -> list[Data]:
    """Metric groups; every metric's name begins with a part of its own."""
    number = 0
    made = []
    for index in range(draw(st.integers(1, 3))):
        members: Data = {}
        for _ in range(draw(st.integers(1, 3))):
            number += 1
            name = f"{draw(WORDS)}{number}"
            if dims and draw(st.booleans()):
                name += f"/{draw(WORDS)}_<{draw(st.sampled_from(dims))}>"
            members[name] = draw(attributes() | st.none())
        group = {"group": f"Group {index} {draw(WORDS)}", **draw(attributes()), "of": members}
        made.append({**group, **draw(options(headline=st.booleans()))})
    values = {"0": "teacher", "1": "mixed", "2": "student"}
    stage = {"stage/index": {"type": "category", "values": values}, "stage/ratio": {"range": [0, 1]}}
    return [*made, {"group": "Stages", "of": stage}] if draw(st.booleans()) else made


@st.composite
def schedules(draw: Draw) -> Data:
    """A curriculum over the stages' metric."""
    stages = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["teacher", "mixed", "student"]), COUNTS, st.sampled_from(["", ":0.3", ":1"])
            ),
            min_size=1,
            max_size=4,
        )
    )
    text = ",".join(f"{name}:{steps}{ratio}" for name, steps, ratio in stages)
    return {
        "curriculum": {"metric": "stage/index", "stages": text, **draw(options(ratio=st.just("stage/ratio")))}
    }


@st.composite
def panels(draw: Draw, data: Data) -> list[Data]:
    """Panels of all kinds. Ids are written where two different panels might come to the same."""
    patterns = [pattern for group in data["metrics"] for pattern in group["of"]]
    one = st.sampled_from(patterns)
    several = st.lists(one, min_size=1, max_size=2, unique=True)
    titles = st.builds("A {} panel".format, WORDS)
    common = {"title": titles, "max_runs": COUNTS, "x_title": titles, "y_title": titles, "x_range": ranges()}
    smoothing = st.just(0.5) | options(kind=st.just("gaussian"), original=st.booleans()).map(
        lambda more: {"weight": 3, **more}
    )
    line = options(
        **common, y_range=ranges(), x_log=st.booleans(), y_log=st.booleans(), smoothing=smoothing,
        ignore_outliers=st.booleans(), x=one.filter(lambda name: "<" not in name) | st.just("_runtime"),
    )  # fmt: skip
    thresholds = st.one_of(
        NUMBERS,
        st.lists(NUMBERS, min_size=1, max_size=2),
        st.lists(st.fixed_dictionaries({"at": NUMBERS}, optional={"label": WORDS}), min_size=1, max_size=2),
    )
    charted = options(title=titles, y_log=st.booleans(), draw=st.sampled_from(["chart", "series"]))
    kinds = st.one_of(
        st.builds(lambda metrics, more: {"line": metrics, **more}, several | one, line),
        st.builds(
            lambda metric, at, more: {"line": metric, "thresholds": at, **more}, one, thresholds, charted
        ),
        st.builds(
            lambda metrics, more: {"bar": metrics, **more},
            several | one,
            options(**common, vertical=st.booleans(), max_bars=COUNTS),
        ),
        st.builds(
            lambda metric, more: {"scalar": metric, **more},
            one,
            options(
                title=titles, aggregate=st.sampled_from(["mean", "min", "max", "median", "sum", "samples"])
            ),
        ),
        st.builds(lambda text: {"markdown": text}, PROSE),
    )
    made = draw(st.lists(kinds, max_size=4))
    if data.get("schedules") and draw(st.booleans()):
        made.append({"line": ["stage/index"], "annotate": "curriculum", "x": "_step"})
    ids = [f"{draw(WORDS)}-{index}" for index in range(len(made))]
    own = [draw(st.booleans()) for _ in made]
    return [
        {**panel, "id": id} if wanted or "markdown" in panel else panel
        for panel, id, wanted in zip(made, ids, own, strict=True)
    ]


@st.composite
def workspaces(draw: Draw, data: Data) -> Data:
    """Workspaces with their settings, sections and panels."""
    axis = {"x": st.just("_step"), "x_range": ranges(), "smoothing": st.just(0.6)}
    made: Data = {}
    for name in draw(st.lists(st.sampled_from(["default", "compare", "debug_2"]), unique=True, max_size=2)):
        sections = []
        for index in range(draw(st.integers(0, 3))):
            titled = draw(st.booleans())
            title = (
                {"title": f"Section {index} ({draw(WORDS)})"}
                if titled
                else {"title": "실험 🎉", "id": f"s{index}"}
            )
            settings = options(
                **axis, note=PROSE, open=st.booleans(), pinned=st.booleans(), columns=SMALL, rows=SMALL
            )
            sections.append({**title, **draw(settings), "panels": draw(panels(data))})
        settings = options(
            **axis,
            title=st.just("NPT, training (1)"),
            name=st.just("Legal name"),
            ignore_outliers=st.booleans(),
            sort_panels=st.booleans(),
            group_by_prefix=st.sampled_from(["first", "last"]),
            legends=st.booleans(),
            tooltip=st.sampled_from(["default", "all_runs", "single"]),
            tooltip_colors=st.booleans(),
            max_runs=COUNTS,
            points=st.sampled_from(["bucketing", "sampling"]),
            auto_panels=st.booleans(),
        )
        made[name] = {**draw(settings), "sections": sections}
    return made


@st.composite
def reports(draw: Draw, data: Data) -> Data:
    """Reports with blocks of all kinds."""
    titles = st.builds("About {}".format, WORDS)
    sections = [
        {"section": section.get("id") or slug_of(section["title"]), "workspace": name}
        for name, workspace in data["workspaces"].items()
        for section in workspace["sections"]
    ]
    groups = [group["group"] for group in data["metrics"]]
    kinds = [
        st.sampled_from(["toc", "rule", "metrics", "troubleshooting", {"metrics": "all"}, {"toc": None}]),
        st.fixed_dictionaries({"h1": titles}),
        st.fixed_dictionaries({"h2": titles}),
        st.fixed_dictionaries({"h3": titles}),
        st.fixed_dictionaries({"markdown": PROSE}),
        st.fixed_dictionaries(
            {"metrics": st.sampled_from(groups) | st.lists(st.sampled_from(groups), max_size=2)}
        ),
        *([st.sampled_from(sections)] if sections else []),
    ]
    settings = options(title=titles, description=PROSE, width=st.sampled_from(["readable", "fixed", "fluid"]))
    names = draw(st.lists(st.sampled_from(["overview", "for_the_paper"]), unique=True, max_size=2))
    return {
        name: {**draw(settings), "blocks": draw(st.lists(st.one_of(*kinds), max_size=6))} for name in names
    }


def slug_of(title: str) -> str:
    """The id of the titles made here."""
    return title.lower().replace("(", "").replace(")", "").replace(" ", "-")


@st.composite
def guides(draw: Draw) -> Data:
    """A spec without mistakes, as plain data."""
    variables, dims = draw(dimensions())
    data: Data = {
        "wbgen": 1,
        "guide": draw(st.sampled_from(["npt", "g-2_x"])),
        "title": "A guide",
        "project": "실험 1",
    }
    if variables:
        data["vars"] = variables
    if dims:
        data["dimensions"] = dims
    data["config"] = draw(
        st.dictionaries(
            st.sampled_from(["learning_rate", "seed", "use-lora"]),
            st.none()
            | options(type=st.sampled_from(["int", "float", "str"]), about=PROSE, observed=st.booleans()),
        )
    )
    names = "".join(f"_<{key}>" for key in data["config"])
    data["run"] = draw(
        options(name=st.just(f"run{names}"), tags=st.just("a") | st.just(["a", "b"]), group=st.just("g"))
    )
    data["metrics"] = draw(groups(list(dims)))
    if data["metrics"][-1]["group"] == "Stages" and draw(st.booleans()):
        data["schedules"] = draw(schedules())
    data["workspaces"] = draw(workspaces(data))
    data["reports"] = draw(reports(data))
    data["troubleshooting"] = draw(
        st.lists(
            st.fixed_dictionaries(
                {"symptom": PROSE}, optional={"cause": PROSE, "fix": PROSE | st.lists(PROSE, max_size=2)}
            ),
            max_size=2,
        )
    )
    return data
