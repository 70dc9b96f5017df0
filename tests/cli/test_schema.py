"""`wbgen schema`: the JSON Schema on stdout, or in a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from wbgen.cli.main import main
from wbgen.cli.templates import render
from wbgen.spec.load import load
from wbgen.spec.tree import plain_data

ROOT = Path(__file__).parents[2]


def run(*args: str) -> int:
    """The exit code of a command."""
    with pytest.raises(SystemExit) as left:
        main([*args])
    return int(left.value.code or 0)


def test_it_prints_what_the_docs_have(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("schema") == 0
    assert capsys.readouterr() == ((ROOT / "docs/spec.schema.json").read_text(encoding="utf-8"), "")


def test_it_writes_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "spec.schema.json"
    assert run("schema", "-o", str(file)) == 0
    assert file.read_bytes() == (ROOT / "docs/spec.schema.json").read_bytes()
    assert capsys.readouterr().out == f"wrote    {file}\n"


def test_a_file_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("schema", "-o", str(tmp_path / "none" / "spec.json")) == 1
    said = capsys.readouterr().err
    assert "cannot write" in said
    assert "cure: " in said


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        (render("init/wbgen.yaml.j2", guide="g", title="T", view_name=None), True),
        ("default: team\nport: 1\ntargets: {team: {entity: a, base_url: https://b.example}, mine: }\n", True),
        ("targets: {Team A: {}}\n", False),
        ("targets: {team: {entity: a/b}}\n", False),
        ("targets: {team: {url: a}}\n", False),
        ("slurm: {partition: gpu, time: 90, setup: module load cuda, sbatch: [--mem=8G]}\n", True),
        ("slurm: {time: 4 hours}\n", False),
        ("port: 0\n", False),
        ("target: team\n", False),
    ],
)
def test_the_schema_of_the_config(text: str, fits: bool, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("schema", "--config") == 0
    schema = json.loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(schema)
    assert Draft202012Validator(schema).is_valid(plain_data(load(text.encode())[0])) is fits
