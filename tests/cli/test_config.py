"""`wbgen.yaml`: what it may say, and what is said of its mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from wbgen.cli.main import main
from wbgen.config import Target, find_config
from wbgen.config.slurm import SlurmDefaults
from wbgen.errors import WbgenError
from wbgen.spec.diagnostics import SpecError

#: One mistake each: code, place, a part of the cure, the file.
MISTAKES: tuple[tuple[str, str, str, bytes], ...] = (
    ("unknown-key", "1:1", "`targets`", b"target: {}\n"),
    ("unknown-key", "2:10", "`entity`", b"targets:\n  team: {entitty: a}\n"),
    ("unknown-target", "1:10", "`team`", b"default: taem\ntargets: {team: {entity: a}}\n"),
    ("unknown-target", "1:10", "local, wandb", b"default: production\n"),
    ("bad-name", "2:3", "lower-case", b"targets:\n  My Team: {entity: a}\n"),
    ("bad-name", "1:26", "slash", b"targets: {team: {entity: a/b}}\n"),
    ("wrong-type", "1:7", "without quotes", b"port: '80'\n"),
    ("wrong-type", "1:10", "key: value", b"targets: [team]\n"),
    ("wrong-type", "1:17", "key: value", b"targets: {team: my-team}\n"),
    ("out-of-range", "1:7", "lower it", b"port: 70000\n"),
    ("not-a-choice", "1:26", "embedded", b"targets: {team: {server: embeded}}\n"),
    ("not-a-choice", "1:28", "https://", b"targets: {team: {base_url: wandb.example.com}}\n"),
    ("unknown-key", "1:9", "`partition`", b"slurm: {partiton: gpu}\n"),
    ("bad-name", "1:20", "plain word", b"slurm: {partition: 'gpu debug'}\n"),
    ("bad-name", "1:15", "`4:00:00`", b"slurm: {time: 4 hours}\n"),
    ("bad-name", "1:15", "`4:00:00`", b"slurm: {time: 99x}\n"),
    ("bad-name", "1:18", "--mem=8G", b"slurm: {sbatch: [mem=8G]}\n"),
    ("bad-name", "3:7", "one line", b"slurm:\n  setup:\n    - |\n      module load a\n      module load b\n"),
    ("out-of-range", "1:25", "lower it", b"slurm: {gpus_per_agent: 65}\n"),
    ("duplicate-key", "2:1", "line 1", b"port: 1\nport: 2\n"),
    ("not-yaml", "1:7", "`@`", b"port: @\n"),
    ("empty", "1:1", "entity: my-team", b"# nothing yet\n"),
    ("not-a-mapping", "1:1", "entity: my-team", b"- a\n"),
)


@pytest.mark.parametrize(("code", "place", "cure", "data"), MISTAKES, ids=lambda value: str(value)[:30])
def test_mistakes(code: str, place: str, cure: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / "wbgen.yaml").write_bytes(data)
    with pytest.raises(SpecError) as caught:
        find_config(tmp_path)
    (found,) = caught.value.diagnostics
    assert (found.code, f"{found.span.line}:{found.span.column}") == (code, place)
    assert cure in (found.cure or "")
    assert found.file == str(tmp_path / "wbgen.yaml")


def test_several_mistakes_at_once(tmp_path: Path) -> None:
    (tmp_path / "wbgen.yaml").write_text("port: x\ndefalt: a\ntargets: {t: {server: 1}}\n")
    with pytest.raises(SpecError) as caught:
        find_config(tmp_path)
    assert [d.span.line for d in caught.value.diagnostics] == [1, 2, 3]


def test_without_a_file_there_are_the_built_in_targets(tmp_path: Path) -> None:
    config = find_config(tmp_path)
    assert (config.root, config.port, config.home) == (tmp_path, 8086, tmp_path / ".wbgen")
    assert config.target(None) == ("local", Target(server="embedded"))
    assert config.target("wandb") == ("wandb", Target())


def test_the_nearest_file_counts(tmp_path: Path) -> None:
    (tmp_path / "wbgen.yaml").write_text("default: team\ntargets: {team: {entity: a}}\n")
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    config = find_config(below)
    assert (config.root, config.target(None)) == (tmp_path, ("team", Target(entity="a")))
    (below / "wbgen.yaml").write_text("port: 9000\n")
    assert (find_config(below).root, find_config(below).port) == (below, 9000)


@pytest.mark.parametrize("text", ["targets:\n  # team: {entity: a}\n", "targets: {team: }\n", "port: 8087\n"])
def test_what_is_left_out_is_the_default(text: str, tmp_path: Path) -> None:
    (tmp_path / "wbgen.yaml").write_text(text)
    assert find_config(tmp_path).target(None)[0] == "local"


def test_what_agents_on_slurm_ask_for(tmp_path: Path) -> None:
    assert find_config(tmp_path).slurm == SlurmDefaults()
    written = "{partition: gpu, account: lab, time: 4:00:00, gpus_per_agent: 2, setup: module load cuda,"
    (tmp_path / "wbgen.yaml").write_text(f"slurm: {written} sbatch: [--mem=8G, --nice]}}\n")
    assert find_config(tmp_path).slurm == SlurmDefaults(
        "gpu", "lab", "4:00:00", 2, ("module load cuda",), ("--mem=8G", "--nice")
    )
    (tmp_path / "wbgen.yaml").write_text("slurm: {time: 90}\n")
    assert find_config(tmp_path).slurm == SlurmDefaults(time="90")


def test_a_target_may_be_told_otherwise(tmp_path: Path) -> None:
    (tmp_path / "wbgen.yaml").write_text("targets: {local: {entity: me, base_url: 'http://127.0.0.1:1'}}\n")
    assert find_config(tmp_path).target("local")[1].server == "wandb"


@pytest.mark.parametrize(
    ("name", "cure"),
    [("teem", "did you mean `team`?"), ("zzz", "targets: local, wandb, team; add `zzz: {entity: my-team}`")],
)
def test_an_unknown_target(name: str, cure: str, tmp_path: Path) -> None:
    (tmp_path / "wbgen.yaml").write_text("targets: {team: {entity: a}}\n")
    with pytest.raises(WbgenError, match=f"there is no target `{name}`") as caught:
        find_config(tmp_path).target(name)
    assert cure in (caught.value.cure or "")


def test_the_command_line_tells_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for args, expected in (
        (["init"], 0),
        (["plan", "--target", "lokal"], 1),
    ):
        with pytest.raises(SystemExit) as left:
            main(args)
        assert left.value.code == expected
    assert "error: there is no target `lokal`\n  cure: did you mean `local`?\n" in capsys.readouterr().err
    (tmp_path / "wbgen.yaml").write_text("prt: 1\n")
    with pytest.raises(SystemExit) as left:
        main(["plan"])
    assert left.value.code == 1
    assert "wbgen.yaml:1:1: error[unknown-key] `prt` is not a key of the file" in capsys.readouterr().err
    assert not (tmp_path / ".wbgen").exists()
