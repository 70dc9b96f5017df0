"""`wbgen schedule`: the picture and the table of a curriculum."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from wbgen.cli.main import main
from wbgen.render.curriculum.chart import chart
from wbgen.render.curriculum.plan import plan_of
from wbgen.spec.stages import read_parts

NPT = Path(__file__).parents[2] / "specs" / "npt.yaml"
STAGES = "teacher:5000,mixed:5000:0.3,mixed:5000:0.7,student:15000"
TABLE = """\
stage     start     end   steps  percent  ratio
teacher       0   5,000   5,000   16.7 %      0
mixed     5,000  10,000   5,000   16.7 %    0.3
mixed    10,000  15,000   5,000   16.7 %    0.7
student  15,000  30,000  15,000   50.0 %      1
total                    30,000    100 %
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*args: str) -> int:
    """The exit code of a command."""
    with pytest.raises(SystemExit) as left:
        main(["schedule", *args])
    return int(left.value.code or 0)


def several(schedules: str) -> str:
    """A spec with these schedules."""
    Path("spec.yaml").write_text(
        "wbgen: 1\nguide: g\ntitle: T\nproject: p\nconfig: {max_steps: {type: int, default: 12}}\n"
        "metrics: [{group: G, of: {stage: {values: {0: a, 1: b}}}}]\n"
        f"schedules: {schedules}\n",
        encoding="utf-8",
    )
    return "spec.yaml"


def test_the_guides_schedule(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(STAGES, "-o", "plan.png", "-o", "plan.svg", "-o", "plan.html") == 0
    said = capsys.readouterr()
    assert said.out == TABLE
    assert said.err == "wrote    plan.png\nwrote    plan.svg\nwrote    plan.html\n"
    assert Path("plan.png").read_bytes().startswith(b"\x89PNG")
    svg, page = (Path(f"plan.{end}").read_text(encoding="utf-8") for end in ("svg", "html"))
    for text in ("teacher", "mixed 0.3", "mixed 0.7", "student", "mixing ratio", "15,000", "0.25"):
        assert f">{text}<" in svg
    assert svg in page
    assert "<td>15,000</td><td>30,000</td><td>15,000</td><td>50.0 %</td>" in page
    assert "<script" not in page
    assert "src=" not in page


def test_a_spec_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    for args in ((str(NPT),), (str(NPT), "curriculum")):
        assert run(*args) == 0
        assert capsys.readouterr() == (TABLE, "")


def test_what_a_run_does_not_reach_is_warned_of(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(NPT), "--max-steps", "12000", "--format", "json") == 0
    said = capsys.readouterr()
    assert said.err == (
        "warning: the schedule takes 30,000 steps and a run ends after 12,000 (max_steps): 18,000 steps"
        " (60 %) are never reached; `mixed 0.7` is cut to 2,000 of its 5,000 steps;"
        " no run gets to `student`\n"
    )
    told = json.loads(said.out)
    assert (told["steps"], told["max_steps"], told["never_reached"]) == (30_000, 12_000, 18_000)
    assert [stage["never_reached"] for stage in told["stages"]] == [0, 0, 3000, 15_000]
    assert [stage["ratio"] for stage in told["stages"]] == [0, 0.3, 0.7, 1]


def test_the_length_is_the_specs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(several("{s: {metric: stage, stages: 'a:10,b:10'}}")) == 0
    assert "a run ends after 12 (max_steps): 8 steps (40 %)" in capsys.readouterr().err
    assert run(STAGES, "--max-steps", "30000") == 0
    assert capsys.readouterr().err == ""


def test_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("warm up|now:1, next_one:3", "--format", "markdown") == 0
    assert capsys.readouterr().out.splitlines() == [
        "| stage | start | end | steps | percent | ratio |",
        "|---|---:|---:|---:|---:|---:|",
        r"| warm up\|now | 0 | 1 | 1 | 25.0 % | 0 |",
        "| `next_one` | 1 | 4 | 3 | 75.0 % | 0 |",
    ]


def test_a_name_that_is_nearly_one_is_asked_about(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("studnt:10") == 0
    assert "`studnt` is a stage of its own; did you mean `student`?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("args", "message", "cure"),
    [
        (
            ["teacher:5x, :3,a:1:2,,b"],
            "not a schedule: `5x` is not a number of steps; `:3` is not a stage: a name and a number of steps"
            " belong to it; `2` is not a ratio from 0 to 1; a stage is missing; `b` is not a stage: a name"
            " and a number of steps belong to it",
            "write `name:steps` or `name:steps:ratio`, separated by commas",
        ),
        (["a:0," * 9 + "b:1"], "`0` is not a number of steps, and 4 more", "write `name:steps`"),
        (["x" * 20_001], "the stages are longer than 20,000 characters", "write `name:steps`"),
        ([""], "a stage is missing", "write `name:steps`"),
        ([STAGES, "curriculum"], "no name like curriculum", "name a spec first"),
        (
            [STAGES, "-o", "plan.gif"],
            "plan.gif has no ending of a picture",
            "end it with .png, .svg or .html",
        ),
        ([STAGES, "-o", "none/plan.svg"], "none/plan.svg cannot be written: No such file", "another file"),
        ([str(NPT), "curiculum"], "has no schedule curiculum", "did you mean `curriculum`?"),
        (["gone.yaml"], "gone.yaml", ""),
    ],
)
def test_what_is_wrong_is_said(
    capsys: pytest.CaptureFixture[str], args: list[str], message: str, cure: str
) -> None:
    assert run(*args) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert message in said.err
    assert cure in said.err
    assert list(Path().iterdir()) == []


def test_one_of_several_has_to_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    both = "{s: {metric: stage, stages: 'a:1'}, t: {metric: stage, stages: 'b:1'}}"
    assert run(several(both)) == 1
    assert "cure: name one: s, t" in capsys.readouterr().err
    assert run(several("{}")) == 1
    assert "spec.yaml has no schedule" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "max_steps"), [("whole", None), ("cut", 12_000)])
def test_the_chart_is_the_golden_one(
    golden: Callable[[str, str], None], name: str, max_steps: int | None
) -> None:
    stages = [part.stage for part in read_parts(STAGES) if part.stage]
    drawn = chart(plan_of(stages, max_steps, "A curriculum"))
    del drawn["config"]  # of all charts
    text = json.dumps(drawn, indent=2)
    golden(f"schedule/{name}.json", f"{text}\n")


def test_stages_without_a_ratio_are_a_bar_alone() -> None:
    stages = [part.stage for part in read_parts("warmup:10,decay:90,tiny:1") if part.stage]
    drawn = chart(plan_of(stages))
    assert len(drawn["vconcat"]) == 1
    values = drawn["vconcat"][0]["data"]["values"]
    assert [value["label"] for value in values] == ["warmup", "decay", ""]
    assert len({value["colour"] for value in values}) == 3
