"""The points of a grid, held against W&B's own search, which lays it out anew for each question."""

from __future__ import annotations

import json
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from sweeps import SweepRun
from sweeps.grid_search import grid_search_next_runs

from tests.server.sweep_world import world
from wbgen.server import search
from wbgen.server.sweep_config import read_config

scalars = st.one_of(
    st.integers(-2, 3), st.sampled_from([0.5, 1.0, 2.0, -0.0, "a", "1", "é"]), st.booleans(), st.none()
)
values = scalars | st.lists(scalars, max_size=2) | st.dictionaries(st.sampled_from("kl"), scalars, max_size=2)
parameters = st.one_of(
    st.lists(values, min_size=1, max_size=4).map(lambda given: {"values": given}),
    values.map(lambda given: {"value": given}),
    st.integers(1, 2).map(lambda given: {"distribution": "int_uniform", "min": 0, "max": given}),
    st.just({"distribution": "q_uniform", "min": 0.0, "max": 1.0, "q": 0.4}),
)
names = st.sampled_from(["a", "b.c", "d"])
nested = st.dictionaries(names, parameters, min_size=1, max_size=2).map(lambda given: {"parameters": given})
spaces = st.dictionaries(names, parameters | nested, min_size=1, max_size=3)

#: What people may have put in the config of a run that they added.
stray = st.dictionaries(names, st.fixed_dictionaries({"value": values}), max_size=3)


@settings(max_examples=200, deadline=None)
@given(spaces, st.lists(st.booleans(), max_size=30), st.lists(stray, max_size=4))
def test_points_come_as_from_the_search_itself(
    space: dict[str, Any], kept: list[bool], strays: list[dict[str, Any]]
) -> None:
    config = read_config(yaml.safe_dump({"method": "grid", "parameters": space}))
    past, tried = [SweepRun(config=one) for one in strays], [json.dumps(one) for one in strays]
    for keep in [*kept, True]:
        ours = search.untried(config, tried)
        try:
            (theirs,) = grid_search_next_runs(past, dict(config.entries))
        except TypeError:  # a stray value where the space has a map; here such a run is no point
            return
        if theirs is None:
            assert ours is None
            return
        assert json.dumps(ours) == json.dumps(
            {key: {"value": entry["value"]} for key, entry in theirs.config.items()}
        )
        if keep:
            past.append(SweepRun(config=ours))
            tried.append(json.dumps(ours))


def test_a_run_that_a_person_added_with_a_config_of_its_own_is_no_point() -> None:
    with world({"method": "grid", "parameters": {"a": {"values": [1, 2]}}}) as sweep:
        for name, config in (("x", '{"a": 1}'), ("y", '{"a": {}}'), ("z", '{"b": {"value": 1}}')):
            run, _ = sweep.store.runs.put(sweep.project, name, config=config, sweep=sweep.sweep.name)
            sweep.store.runs.close(run.number, "finished")
        sweep.work_off()
        assert sweep.state == "FINISHED"
        assert len(sweep.runs) == 5
