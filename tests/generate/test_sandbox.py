"""Templates come from strangers: nothing they are given lets them out."""

from __future__ import annotations

import resource
import signal
from pathlib import Path
from threading import Thread

import pytest

from tests.generate.guide.small import write_small
from wbgen.errors import WbgenError
from wbgen.generate import bounds
from wbgen.generate.templates import fill_template, folders
from wbgen.spec.read import read_guide

#: A pickle that makes the file `out` when it is read.
PICKLE = r"cposix\nsystem\n(S\"touch out\"\ntR."

ATTEMPTS = [
    f"""guide.config['seed'].parse_raw('{PICKLE}'.encode('latin1'), proto='pickle', allow_pickle=True)""",
    "guide.config['seed'].parse_file('secret')",
    "guide.config['seed'] | attr('parse_file')",
    "guide.config.values() | map(attribute='model_construct') | list | first",
    "guide.config['seed'].__class__",
    "guide.config.clear()",
]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_no_way_out(attempt: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    guide, _ = read_guide(write_small(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret").write_text("{}")
    (tmp_path / "bad.j2").write_text(f"{{{{ ({attempt}) ~ '' }}}}", encoding="utf-8")
    with pytest.raises(WbgenError, match=r"template bad\.j2.*(unsafe|undefined|no attribute)"):
        fill_template("bad", [tmp_path], {"guide": guide}, {})
    assert not (tmp_path / "out").exists()


def test_what_a_spec_says_is_there(tmp_path: Path) -> None:
    guide, _ = read_guide(write_small(tmp_path))
    (tmp_path / "good.j2").write_text("{{ guide.config['seed'].about }}", encoding="utf-8")
    assert fill_template("good", [tmp_path], {"guide": guide}, {}) == "Draws the data"


def own(folder: Path, text: str) -> str:
    (folder / "own.j2").write_text(text, encoding="utf-8")
    return fill_template("own", [folder], {}, {})


def test_links_lead_nowhere(tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "templates").mkdir(parents=True)
    (tmp_path / "secret.j2").write_text("secret", encoding="utf-8")
    (project / "templates/link.j2").symlink_to(tmp_path / "secret.j2")
    with pytest.raises(WbgenError, match=r"`link\.j2` is a link that leads out of its folder"):
        own(project / "templates", "{% include 'link.j2' %}")
    assert folders("script", project / "a.yaml", project)
    (project / "templates/script").symlink_to(tmp_path)
    with pytest.raises(WbgenError, match=r"the folder .*script is a link that leads elsewhere"):
        folders("script", project / "a.yaml", project)
    (project / "templates/script").unlink()
    (project / "templates/script").symlink_to("script")
    with pytest.raises(WbgenError, match="leads elsewhere"):
        folders("script", project / "a.yaml", project)


SLOW, LARGE = ("more than 0.2 s", 0.2), ("more than 1024 MiB of memory", bounds.SECONDS)
BOMBS = [
    ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", *SLOW),
    ("{{ 7 ** 99999999 }}", *SLOW),
    ("{{ 'a' * 9999999999 }}", *LARGE),
    ("{{ '%9999999999d' | format(1) }}", *LARGE),
]


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="the system has no such bounds")
@pytest.mark.parametrize(("bomb", "said", "seconds"), BOMBS)
def test_what_a_template_takes_is_bounded(
    bomb: str, said: str, seconds: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "SECONDS", seconds)
    before = signal.getsignal(signal.SIGVTALRM), resource.getrlimit(resource.RLIMIT_DATA)
    with pytest.raises(WbgenError, match=said):
        own(tmp_path, bomb)
    assert (signal.getsignal(signal.SIGVTALRM), resource.getrlimit(resource.RLIMIT_DATA)) == before
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)


def test_outside_the_main_thread_there_are_no_bounds(tmp_path: Path) -> None:
    found: list[str] = []
    thread = Thread(target=lambda: found.append(own(tmp_path, "{{ 1 + 1 }}")))
    thread.start()
    thread.join()
    assert found == ["2"]
