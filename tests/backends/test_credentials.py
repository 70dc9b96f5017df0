"""Where the key and the server come from, in wbgen's own words. test_client_contract has the client's."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wbgen.backends.client_settings import read_client_settings
from wbgen.backends.credentials import ApiKey, app_url, find_api_key, require_api_key, resolve_base_url
from wbgen.backends.hosts import check_base_url
from wbgen.backends.wandb import open_wandb
from wbgen.errors import AuthError, WbgenError

KEY = "0123456789" * 4
HOST = "https://w.example"


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "home").mkdir()
    return {"HOME": str(tmp_path / "home")}


def home(env: dict[str, str]) -> Path:
    return Path(env["HOME"])


def test_the_targets_own_address_wins(env: dict[str, str], tmp_path: Path) -> None:
    env["WANDB_BASE_URL"] = "https://other.example"
    assert resolve_base_url("https://mine.example/", env, tmp_path) == "https://mine.example"
    assert resolve_base_url(None, env, tmp_path) == "https://other.example"
    del env["WANDB_BASE_URL"]
    assert resolve_base_url(None, env, tmp_path) == "https://api.wandb.ai"


@pytest.mark.parametrize(
    ("url", "words", "cure"),
    [
        ("", "is empty", "https://api.wandb.ai"),
        ("w.example", "not a web address", "https://api.wandb.ai"),
        ("ftp://w.example", "not a web address", "https://api.wandb.ai"),
        ("https://w.example:99999", "not a web address", "https://api.wandb.ai"),
        ("https://wandb.ai", "not a W&B API address", "https://api.wandb.ai"),
        ("https://app.wandb.ai", "not a W&B API address", "https://api.wandb.ai"),
        ("https://forge.coreweave.com", "not a W&B API address", "https://api.forge.coreweave.com"),
        ("http://api.wandb.ai", "unencrypted", "https://api.wandb.ai"),
        ("http://api.forge.coreweave.com", "unencrypted", "https://api.forge.coreweave.com"),
        ("https://w\u00e4ndb.example", "not ASCII", "xn--wndb-loa.example"),
        ("https://me:secret@w.example", "user name or password", "wandb login"),
        ("https://w.example/?x=1", "query", "https://api.wandb.ai"),
    ],
)
def test_an_address_that_cannot_be_one(env: dict[str, str], url: str, words: str, cure: str) -> None:
    env["WANDB_BASE_URL"] = url
    with pytest.raises(WbgenError, match=rf"^The base_url of WANDB_BASE_URL .*{words}") as caught:
        resolve_base_url(None, env, Path())
    assert cure in (caught.value.cure or "")
    assert "secret" not in str(caught.value)
    with pytest.raises(WbgenError, match=r"^The target's base_url"):
        resolve_base_url(url, {}, Path())


@given(
    st.text() | st.text().map(lambda s: f"https://{s}") | st.from_regex(r"\Ahttps?://[a-z.\[\]:@/%0-9-]+\Z")
)
def test_any_text_is_an_address_or_a_sentence(text: str) -> None:
    try:
        url = check_base_url(text, "here")
    except WbgenError:
        return
    assert httpx.URL(url).host
    assert app_url(url, {})


def test_a_key_hides_itself() -> None:
    key = ApiKey(KEY, "WANDB_API_KEY")
    assert KEY not in repr(key) + str(key) + f"{key}"
    assert "WANDB_API_KEY" in repr(key)


def test_settings_hide_the_key(env: dict[str, str], tmp_path: Path) -> None:
    assert KEY not in repr(read_client_settings(env | {"WANDB_API_KEY": KEY}, tmp_path))


def test_no_key_is_one_sentence(env: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(AuthError) as caught:
        require_api_key("https://w.example:8443", env, tmp_path)
    assert str(caught.value) == (
        "no API key for w.example:8443: set WANDB_API_KEY or run `wandb login --host https://w.example:8443`"
    )
    with pytest.raises(AuthError, match="no API key"):
        open_wandb(HOST, None, env, tmp_path)


@pytest.mark.parametrize(
    "bad", [KEY[:39], KEY + "!", " " + KEY, KEY + "\n", "\udc80-" + KEY, "no key at all", "a.b." + KEY + "!"]
)
@pytest.mark.parametrize("where", ["variable", "netrc", "settings"])
def test_a_malformed_key_is_named_by_its_source(
    env: dict[str, str], tmp_path: Path, bad: str, where: str
) -> None:
    if where == "variable":
        env["WANDB_API_KEY"] = bad
        source = "WANDB_API_KEY"
    elif where == "netrc":
        path = home(env) / ".netrc"
        path.write_text(f'machine w.example login user password "{bad}"', errors="surrogateescape")
        source = str(path)
    else:
        path = home(env) / ".config" / "wandb" / "settings"
        path.parent.mkdir(parents=True)
        path.write_text(f"[default]\nbase_url = {HOST}\napi_key = {bad}\n", errors="surrogateescape")
        source = str(path)
        if bad.strip() == KEY:
            return  # a settings file cannot hold white space around a value
    warnings: list[str] = []
    if "\udc80" in bad and where != "variable":
        assert find_api_key(HOST, env, tmp_path, warnings) is None
        assert warnings == [warnings[0]]
        assert "it is not text" in warnings[0]
        return
    with pytest.raises(AuthError) as caught:
        find_api_key(HOST, env, tmp_path)
    assert f"The API key from {source} is not valid" in str(caught.value)
    assert bad.strip() not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"machine w.example login user pasword {KEY}\n", "not a valid netrc file (line 1)"),
        (f"machine w.example login user password\n {KEY} {KEY}\n", "not a valid netrc file"),
        (f'machine w.example login "{KEY}\n', None),
        ("machine w.example login user\n", "without an API key"),
        (None, "Is a directory"),
    ],
)
def test_a_netrc_that_cannot_be_read_is_told_without_its_words(
    env: dict[str, str], tmp_path: Path, text: str | None, words: str | None
) -> None:
    path = home(env) / ".netrc"
    if text is None:
        path.mkdir()
    else:
        path.write_text(text)
    warnings: list[str] = []
    assert find_api_key(HOST, env, tmp_path, warnings) is None
    assert KEY not in str(warnings)
    if words is not None:
        assert len(warnings) == 1
        assert str(path) in warnings[0]
        assert words in warnings[0]


@pytest.mark.parametrize(
    "text",
    [
        f"api_key {KEY}\n",
        f"[default]\n{KEY}\n",
        f"[default]\napi_key = {KEY}%(x)s\n",
        "[default]\n[default]\n",
    ],
)
def test_a_settings_file_that_cannot_be_read_is_told_without_its_words(
    env: dict[str, str], tmp_path: Path, text: str
) -> None:
    (tmp_path / "wandb").mkdir()
    (tmp_path / "wandb" / "settings").write_text(text)
    warnings: list[str] = []
    assert resolve_base_url(None, env, tmp_path, warnings) == "https://api.wandb.ai"
    assert find_api_key(HOST, env, tmp_path, warnings) is None
    assert len(warnings) == 1
    assert str(tmp_path / "wandb" / "settings") in warnings[0]
    assert KEY not in warnings[0]


def test_identity_tokens_are_refused_with_a_sentence(env: dict[str, str], tmp_path: Path) -> None:
    env["WANDB_IDENTITY_TOKEN_FILE"] = "token"
    with pytest.raises(AuthError, match="cannot log in with identity tokens"):
        find_api_key(HOST, env, tmp_path)
    with pytest.raises(AuthError, match="Both WANDB_API_KEY and WANDB_IDENTITY_TOKEN_FILE"):
        find_api_key(HOST, env | {"WANDB_API_KEY": KEY}, tmp_path)
    (home(env) / ".netrc").write_text(f"machine w.example login user password {KEY}\n")
    warnings: list[str] = []
    assert find_api_key(HOST, env, tmp_path, warnings) == ApiKey(KEY, str(home(env) / ".netrc"))
    assert "not supported" in warnings[0]


def test_an_old_entry_of_a_sibling_name_never_wins(env: dict[str, str], tmp_path: Path) -> None:
    new, old = "N" * 40, "O" * 40
    (home(env) / ".netrc").write_text(
        f"machine api.wandb.ai login user password {old}\n"
        f"machine api.forge.coreweave.com login user password {new}\n"
    )

    def found(base_url: str, **extra: str) -> str | None:
        key = find_api_key(base_url, env | extra, tmp_path)
        return key.value if key else None

    assert found("https://api.wandb.ai") == new, "the name that the client of today writes under"
    assert found("https://api.wandb.ai", WANDB_BASE_URL="https://api.wandb.ai") == old
    assert found(HOST) is None


def test_a_backend_is_opened_with_what_the_client_would_use(env: dict[str, str], tmp_path: Path) -> None:
    (home(env) / ".netrc").write_text(f"machine api.w.example login user password {KEY}\n")
    backend = open_wandb("https://api.w.example", "team", env, tmp_path)
    assert (backend.entity, backend.app_url) == ("team", "https://app.w.example")
    backend.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(junk=st.text(st.characters(codec="utf-8"), max_size=30), where=st.sampled_from(["netrc", "settings"]))
def test_any_file_is_a_key_a_warning_or_a_sentence(
    env: dict[str, str], tmp_path: Path, junk: str, where: str
) -> None:
    texts = {
        "netrc": (home(env) / ".netrc", f"machine w.example {junk} password {KEY} {junk}"),
        "settings": (
            tmp_path / "wandb" / "settings",
            f"[default]\nbase_url = {HOST}\napi_key = {KEY}{junk}\n",
        ),
    }
    for name, (path, text) in texts.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text if name == where else "", encoding="utf-8")
    warnings: list[str] = []
    try:
        key = find_api_key(HOST, env, tmp_path, warnings)
    except WbgenError as error:
        warnings.append(str(error))
    else:
        assert key is None or len(key.value) >= 40
    assert KEY not in str(warnings)
