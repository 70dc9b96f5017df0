"""Which views are meant: stacks, other projects, several specs, views that are gone, views of others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.in_the_app import PROJECT, changes, copy, held, rewrite, save, title_panel, views
from tests.e2e.command import project, wbgen
from tests.live import served

GONE = ("overview:", "review:")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(tmp_path / "work")


def url_of(folder: Path, name: str = "somebody1") -> str:
    return f"http://127.0.0.1:8086/local/{PROJECT}?nw={name}"


def test_stacks_lie_beside_one_another(folder: Path) -> None:
    assert wbgen(folder, "apply").code == 0
    done = wbgen(folder, "apply", "--stack", "pr-42")
    assert (done.code, done.out.count("created ")) == (0, 2)
    assert sorted(view["displayName"] for view in held(folder)) == ["NPT training", "NPT training (pr-42)"]
    for stack in ([], ["--stack", "pr-42"]):
        quiet = wbgen(folder, "plan", "--detailed-exitcode", *stack)
        assert (quiet.code, "not managed" in quiet.out) == (0, False), "another stack's views are its own"


@pytest.mark.parametrize("name", ["", "A", "a/b", "a b", "-x", "é"])
def test_a_stack_that_cannot_be_one(folder: Path, name: str) -> None:
    assert wbgen(folder, "plan", "--stack", name).code == 2


def test_another_project(folder: Path) -> None:
    assert wbgen(folder, "apply", "--project", "elsewhere").code == 0
    assert (len(held(folder, project="elsewhere")), held(folder)) == (1, [])
    assert wbgen(folder, "plan", "--project", "a/b").code == 2


def test_another_entity_is_not_for_the_embedded_server(folder: Path) -> None:
    done = wbgen(folder, "plan", "--entity", "team")
    assert (done.code, "leave --entity out" in done.err) == (1, True)


def test_folders_and_patterns_of_specs(folder: Path) -> None:
    text = (folder / "specs" / "npt.yaml").read_text(encoding="utf-8")
    for name in ("b", "a"):
        (folder / "teams" / name).mkdir(parents=True)
        spec = folder / "teams" / name / f"{name}.yaml"
        spec.write_text(text.replace("guide: npt", f"guide: team-{name}"), encoding="utf-8")
    (folder / "teams" / "notes.txt").write_text("no spec")
    done = wbgen(folder, "plan", "--format", "json", "teams/**/*", "specs/", "specs/npt.yaml")
    sources = [plan["source"] for plan in done.json["plans"]]
    assert sources == ["teams/a/a.yaml", "teams/b/b.yaml", "specs/npt.yaml"]
    absolute = wbgen(folder, "plan", "--format", "json", f"{folder}/teams/*/*.yaml")
    assert len(absolute.json["plans"]) == 2
    nothing = wbgen(folder, "plan", "nowhere/*.yaml")
    assert (nothing.code, "there is no spec in nowhere/*.yaml" in nothing.err) == (1, True)


def test_a_view_that_is_gone_from_the_spec(folder: Path) -> None:
    assert wbgen(folder, "apply").code == 0
    rewrite(folder, GONE)
    plan = wbgen(folder, "plan")
    assert "1 gone from the spec, deleted with --prune: main/npt/report/overview" in plan.out
    assert "- report overview" not in plan.out
    assert len(held(folder, "runs")) == 1
    pruned = wbgen(folder, "plan", "--prune")
    assert '- report overview  "Multi-layer NPT, how to read a run"' in pruned.out
    assert "1 to create, 1 to delete.   checksum" in pruned.out

    asked = wbgen(folder, "apply", "--prune")
    assert asked.code == 1, "a delete is asked for on the embedded server too"
    assert "nobody can answer whether to write to local" in asked.err
    assert "and delete 1 there" in asked.err
    done = wbgen(folder, "apply", "--prune", "--yes")
    assert (done.code, "deleted    report overview" in done.out) == (0, True)
    assert "what was there: " in done.out
    assert len(held(folder, "runs")) == 1, "the new one"


def test_a_protected_view_is_never_deleted(folder: Path) -> None:
    rewrite(folder, ("  overview:\n", "  overview:\n    protect: true\n"))
    assert wbgen(folder, "apply").code == 0
    rewrite(folder, ("  overview:\n    protect: true\n", "  review:\n"))
    done = wbgen(folder, "apply", "--prune", "--yes", "--force")
    assert (done.code, "protected; gone from the spec" in done.out) == (5, True)
    assert len(held(folder, "runs")) == 2


def test_nothing_is_pruned_where_no_spec_has_a_view(folder: Path) -> None:
    assert wbgen(folder, "apply").code == 0
    text = (folder / "specs" / "npt.yaml").read_text(encoding="utf-8")
    head = text.split("\nworkspaces:")[0]
    (folder / "specs" / "npt.yaml").write_text(head, encoding="utf-8")
    done = wbgen(folder, "apply", "--prune", "--yes")
    assert (done.code, "would delete all of them" in done.err) == (1, True)
    assert len(held(folder)) == 1


def test_views_of_others_are_named_and_left(folder: Path) -> None:
    assert wbgen(folder, "apply").code == 0
    copy(folder, description="")
    done = wbgen(folder, "plan")
    assert (done.code, '1 not managed by wbgen: "Ana\'s"' in done.out) == (0, True)
    (plan,) = wbgen(folder, "plan", "--format", "json").json["plans"]
    (other,) = plan["unmanaged"]
    assert (other["address"], other["title"], other["url"]) == (None, "Ana's", url_of(folder))
    assert wbgen(folder, "apply", "--prune", "--yes").code == 0
    assert len(held(folder)) == 2


def test_a_view_is_adopted_by_its_url(folder: Path) -> None:
    assert wbgen(folder, "apply").code == 0
    copy(folder, description="")
    rewrite(folder, ("guide: npt", "guide: other"))
    given = f"workspace/default={url_of(folder)}"
    plan = wbgen(folder, "plan", "--adopt", given)
    assert (plan.code, '~ workspace default  "NPT training"' in plan.out) == (0, True)
    assert "adopt" in plan.out
    done = wbgen(folder, "apply", "--adopt", given)
    assert (done.code, "adopted    workspace default" in done.out) == (0, True)
    assert url_of(folder) in done.out, "it keeps its URL"
    assert wbgen(folder, "plan", "--detailed-exitcode").code == 0


def test_adopting_what_is_not_there(folder: Path) -> None:
    assert wbgen(folder, "apply").code == 0
    rewrite(folder, ("guide: npt", "guide: other"))
    wrong = wbgen(folder, "plan", "--adopt", f"workspace/default={url_of(folder, 'nobody')}")
    assert (wrong.code, "which the project does not have" in wrong.err) == (1, True)
    misspelt = wbgen(folder, "plan", "--adopt", "workspace/defualt")
    assert "did you mean `main/other/workspace/default`?" in misspelt.err


def test_another_stack_leaves_an_adopted_view_to_the_first(folder: Path) -> None:
    assert wbgen(folder, "apply").code == 0
    copy(folder, description="")
    rewrite(folder, ("guide: npt", "guide: other"))
    rewrite(folder, ("workspaces:\n  default:\n", f"workspaces:\n  default:\n    adopt: {url_of(folder)}\n"))
    assert changes(folder)["workspace/default"]["action"] == "adopt"
    assert changes(folder, "--stack", "pr-1")["workspace/default"]["action"] == "create"


def test_edits_of_a_stack_in_another_project_are_pulled(folder: Path) -> None:
    aim = ("--stack", "pr-42", "--project", "elsewhere")
    assert wbgen(folder, "apply", *aim).code == 0
    with served(folder / ".wbgen") as server:
        (view,) = views(server.url, project="elsewhere")
        spec = json.loads(view["spec"])
        title_panel("Seen in the copy")(spec)
        edited = {**view, "spec": json.dumps(spec), "displayName": "Watched (pr-42)"}
        save(server.url, edited, "elsewhere")
    assert wbgen(folder, "pull", "specs/npt.yaml").out == "specs/npt.yaml: nothing to pull\n"
    done = wbgen(folder, "pull", "specs/npt.yaml", *aim)
    assert (done.code, done.out) == (0, "specs/npt.yaml: 2 edits pulled\n"), done.err
    pulled = (folder / "specs" / "npt.yaml").read_text(encoding="utf-8")
    assert "title: Watched\n" in pulled, "the stack is no part of a spec's title"
    assert "Seen in the copy" in pulled
    assert "project: npt-multi-layer" in pulled
    assert changes(folder, *aim)["workspace/default"]["action"] == "no-op"


def test_a_url_takes_no_stack(folder: Path) -> None:
    done = wbgen(folder, "pull", url_of(folder), "--stack", "pr-42")
    assert (done.code, "leave out --stack" in done.err) == (1, True)
