"""--target team: another server, behind TLS with its own authority, a proxy and a netrc.

This is also how the README's `wbgen apply --target team` is covered, which its own tests cannot run.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import subprocess
import termios
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.backends.scripted import Answer, scripted_server
from tests.e2e.command import COMMAND, Done, environment, project, tree, wbgen
from tests.faults import ConnectProxy, connect_proxy, tls_front
from tests.live import PATIENCE, Served, mutations, served

KEY = "s3cr3t" + "K" * 34
HOST = "wandb.team.invalid"  # no resolver knows it: only the proxy leads there


@dataclass(frozen=True)
class Team:
    """A folder whose target `team` is a server that only the proxy reaches."""

    folder: Path
    server: Served
    proxy: ConnectProxy
    env: dict[str, str]
    netloc: str

    def run(self, *arguments: str) -> Done:
        done = wbgen(self.folder, *arguments, "--target", "team", **self.env)
        assert KEY not in done.out + done.err
        return done

    def netrc(self, text: str) -> None:
        (self.folder / "home" / ".netrc").write_text(text)


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    with (
        served(tmp_path / "elsewhere") as server,
        tls_front(urlsplit(server.url).port or 0, HOST) as (url, ca),
        connect_proxy() as proxy,
    ):
        config = f"targets:\n  team: {{entity: ana, base_url: '{url}'}}\n"
        folder = project(tmp_path / "work", config=config)
        env = {"HTTPS_PROXY": proxy.url, "SSL_CERT_FILE": ca}
        environment(folder)
        made = Team(folder, server, proxy, env, urlsplit(url).netloc)
        made.netrc(f"machine {made.netloc}\n  login user\n  password {KEY}\n")
        yield made


def test_apply_goes_through_the_proxy_with_the_key_of_the_netrc(team: Team) -> None:
    before = tree(team.folder)
    planned = team.run("plan")
    assert (planned.code, planned.err) == (0, "")
    assert f"-> team  https://{team.netloc}/ana/npt-multi-layer" in planned.out
    done = team.run("apply", "--yes")
    assert (done.code, done.err) == (0, "")
    assert all(url.startswith(f"https://{team.netloc}/ana/npt-multi-layer") for url in done.urls.values())
    assert "open: wbgen serve" not in done.out
    assert set(team.proxy.targets) == {team.netloc}
    assert mutations(team.server.url) == 5  # project, two charts, workspace, report
    made = tree(team.folder).keys() - before.keys()
    assert {Path(name).parts[:2] for name in made} <= {(".wbgen",), (".wbgen", "journal")}, "and no store"
    again = team.run("apply")
    assert (again.code, "nothing to do" in again.out) == (0, True), "nothing to ask where nothing is written"


def test_nobody_can_answer(team: Team) -> None:
    done = team.run("apply")
    assert done.code == 1
    where = f"team (https://{team.netloc}/ana)"
    assert done.err == f"error: nobody can answer whether to write to {where}\n  cure: add --yes\n"
    assert mutations(team.server.url) == 0


def test_json_asks_as_well(team: Team) -> None:
    done = team.run("apply", "--format", "json")
    assert (done.code, done.out) == (1, "")
    assert mutations(team.server.url) == 0


@pytest.mark.parametrize(
    ("answer", "code", "writes"), [("y", 0, 5), ("n", 1, 0), ("", 1, 0), ("\x03", 130, 0)]
)
def test_a_person_answers(team: Team, answer: str, code: int, writes: int) -> None:
    code_seen, text = on_terminal(team, answer)
    assert "write to team (" in text
    assert "[y/N]" in text
    assert (code_seen, mutations(team.server.url)) == (code, writes)
    assert ("not written" in text, "interrupted" in text) == (code == 1, code == 130)
    assert "Traceback" not in text
    assert KEY not in text


def test_json_shows_the_plan_before_it_asks(team: Team) -> None:
    code, text = on_terminal(team, "n", "--format", "json")
    assert code == 1
    assert -1 < text.find("+ workspace default") < text.find("[y/N]") < text.find("not written")
    assert '"plans"' not in text


def on_terminal(team: Team, answer: str, *more: str) -> tuple[int, str]:
    """apply on a terminal of its own: a person reads the question and types an answer."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "apply", "--target", "team", *more],
        cwd=team.folder,
        env=environment(team.folder, **team.env),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        # Ctrl-C reaches only those whose terminal it is.
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(theirs)
    seen = b""
    asked = False
    while True:
        try:
            # A signal just before the process waits for a line wakes nothing: a person presses again.
            while asked and answer == "\x03" and b"interrupted" not in seen:
                if select.select([ours], [], [], 1)[0]:
                    break
                os.write(ours, b"\x03")
            chunk = os.read(ours, 4096)
        except OSError:  # how a terminal says on Linux that its last user has gone
            break
        if not chunk:
            break
        seen += chunk
        if not asked and b"[y/N]" in seen:
            asked = True
            os.write(ours, answer.encode() + (b"" if answer == "\x03" else b"\n"))
    os.close(ours)
    return process.wait(PATIENCE), seen.decode()


def test_no_key(team: Team) -> None:
    team.netrc("")
    for arguments in (["plan"], ["apply", "--yes"]):
        done = team.run(*arguments)
        assert done.code == 3
        assert done.err.lower().startswith(f"error: no api key for {team.netloc}")
        assert ("WANDB_API_KEY" in done.err, "wandb login" in done.err) == (True, True)
        assert len(done.err.splitlines()) <= 2
    assert mutations(team.server.url) == 0


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key(tmp_path: Path, status: int) -> None:
    with scripted_server() as server:
        server.script(Answer.errors("no", status=status))
        folder = project(
            tmp_path / "work", config=f"targets: {{team: {{entity: ana, base_url: '{server.base_url}'}}}}\n"
        )
        for arguments in (["plan"], ["apply", "--yes"]):
            done = wbgen(folder, *arguments, "--target", "team", WANDB_API_KEY=KEY)
            assert (done.code, done.out) == (3, "")
            assert done.err.startswith("error: ")
            assert len(done.err.splitlines()) <= 2
            assert "WANDB_API_KEY" in done.err
            assert KEY not in done.err


def test_an_authority_nobody_trusts(team: Team) -> None:
    team.env.pop("SSL_CERT_FILE")
    done = team.run("plan")
    assert done.code == 1
    assert "certificate" in done.err.lower()
    assert "Traceback" not in done.err


def test_an_unknown_target(tmp_path: Path) -> None:
    folder = project(tmp_path / "work", config="targets: {team: {entity: ana}}\n")
    done = wbgen(folder, "plan", "--target", "tean")
    assert done.code == 1
    assert done.err == "error: there is no target `tean`\n  cure: did you mean `team`?\n"
