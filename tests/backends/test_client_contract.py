"""The real wandb client, asked in a subprocess where it finds server, key and app, beside wbgen's answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from wbgen.backends.client_settings import read_client_settings
from wbgen.backends.credentials import app_url, find_api_key, resolve_base_url
from wbgen.backends.hosts import deployment
from wbgen.backends.network import find_network
from wbgen.errors import WbgenError

A, B, C = (letter * 40 for letter in "abc")
ON_PREMISE = "https://wandb.example.com"

CLIENT = """
import json, sys
import wandb
from wandb.errors import AuthenticationError, UsageError
from wandb.sdk import wandb_setup
from wandb.sdk.lib import urls, wbauth
try:
    settings = wandb_setup.singleton().settings
    host = sys.argv[1] or settings.base_url
    auth = wbauth.authenticate_session(host=host, source="test", prompt=False, update_session=False)
    answer = {
        "base_url": urls.forge_upstream_url(host),
        "api_key": getattr(auth, "api_key", None),
        "app_url": wbauth.HostUrl(host).app_url,
        "https_proxy": settings.https_proxy,
        "insecure": settings.insecure_disable_ssl,
    }
except (AuthenticationError, UsageError, ValueError) as error:
    answer = {"refused": True}
print(json.dumps(answer))
"""


@dataclass(frozen=True)
class Case:
    """Variables and files ({home} and {cwd} are folders of the test); host: an explicit target."""

    environ: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    host: str = ""


def machine(*entries: tuple[str, str]) -> str:
    return "".join(f"machine {name}\n  login user\n  password {key}\n" for name, key in entries)


def stored(**settings: str) -> str:
    return "[default]\n" + "".join(f"{name} = {value}\n" for name, value in settings.items())


NETRC, GLOBAL, LOCAL = "home/.netrc", "home/.config/wandb/settings", "cwd/wandb/settings"

CASES = {
    "nothing": Case(),
    "key variable": Case({"WANDB_API_KEY": A}),
    "key variable, prefixed": Case({"WANDB_API_KEY": f"local-{A}"}),
    "key variable, JWT": Case({"WANDB_API_KEY": "e30.e30.sig"}),
    "key variable, short": Case({"WANDB_API_KEY": "a" * 39}),
    "key variable, white space": Case({"WANDB_API_KEY": f" {A}"}),
    "key variable, bad letters": Case({"WANDB_API_KEY": f"{A}!"}),
    "key variable over netrc": Case({"WANDB_API_KEY": A}, {NETRC: machine(("api.wandb.ai", B))}),
    "key variable empty": Case({"WANDB_API_KEY": ""}, {GLOBAL: stored(api_key=A)}),
    "both kinds": Case({"WANDB_API_KEY": A, "WANDB_IDENTITY_TOKEN_FILE": "t"}),
    "server variable": Case({"WANDB_BASE_URL": ON_PREMISE + "/", "WANDB_API_KEY": A}),
    "server variable empty": Case({"WANDB_BASE_URL": ""}),
    "server variable, no URL": Case({"WANDB_BASE_URL": "wandb.example.com"}),
    "server variable, page of the cloud": Case({"WANDB_BASE_URL": "https://wandb.ai"}),
    "server variable, plain cloud": Case({"WANDB_BASE_URL": "http://api.wandb.ai"}),
    "server variable, cloud": Case(
        {"WANDB_BASE_URL": "https://api.wandb.ai"}, {NETRC: machine(("api.wandb.ai", A))}
    ),
    "server variable, forge proxy": Case({"WANDB_BASE_URL": "https://forge.coreweave.com/api/wandb/"}),
    "server variable, forge page": Case({"WANDB_BASE_URL": "https://forge.coreweave.com"}),
    "app variable": Case({"WANDB_APP_URL": "https://page.example.com/x/", "WANDB_BASE_URL": ON_PREMISE}),
    "app of api host": Case({"WANDB_BASE_URL": "https://api.wandb.example.com"}),
    "app of other api host": Case({"WANDB_BASE_URL": "https://api.example.com"}),
    "app of dev": Case({"WANDB_BASE_URL": "https://api.wandb.test"}),
    "app of qa": Case({"WANDB_BASE_URL": "https://api.qa.wandb.ai"}),
    "netrc of the default, new name": Case({}, {NETRC: machine(("api.forge.coreweave.com", A))}),
    "netrc of the default, old name": Case({}, {NETRC: machine(("api.wandb.ai", A))}),
    "netrc, both names": Case({}, {NETRC: machine(("api.wandb.ai", A), ("api.forge.coreweave.com", B))}),
    "netrc, default entry": Case(
        {}, {NETRC: machine(("api.wandb.ai", A)) + f"default login user password {B}\n"}
    ),
    "netrc with port": Case(
        {"WANDB_BASE_URL": "http://127.0.0.1:8086"}, {NETRC: machine(("127.0.0.1", A), ("127.0.0.1:8086", B))}
    ),
    "netrc without the port": Case(
        {"WANDB_BASE_URL": "http://127.0.0.1:8086"}, {NETRC: machine(("127.0.0.1", A))}
    ),
    "netrc elsewhere": Case({"NETRC": "{home}/keys"}, {NETRC: machine(("api.wandb.ai", A)), "home/keys": ""}),
    "netrc under ~": Case({"NETRC": "~/keys"}, {"home/keys": machine(("api.wandb.ai", A))}),
    "netrc for Windows": Case({}, {"home/_netrc": machine(("api.wandb.ai", A))}),
    "netrc malformed": Case({}, {NETRC: "machine api.wandb.ai pasword x\n", GLOBAL: stored(api_key=B)}),
    "netrc with a short key": Case({}, {NETRC: machine(("api.wandb.ai", "short"))}),
    "netrc without a key": Case(
        {}, {NETRC: "machine api.wandb.ai\n  login user\n", GLOBAL: stored(api_key=B)}
    ),
    "settings, global": Case({}, {GLOBAL: stored(base_url=ON_PREMISE, api_key=A)}),
    "settings, local over global": Case(
        {}, {GLOBAL: stored(base_url=ON_PREMISE, api_key=A), LOCAL: stored(base_url="https://b.example.com")}
    ),
    "settings, .wandb": Case(
        {},
        {"cwd/.wandb/settings": stored(base_url=ON_PREMISE), LOCAL: stored(base_url="https://b.example.com")},
    ),
    "settings, WANDB_DIR": Case(
        {"WANDB_DIR": "{home}"}, {"home/wandb/settings": stored(base_url=ON_PREMISE)}
    ),
    "settings, WANDB_DIR and local": Case({"WANDB_DIR": "{home}"}, {LOCAL: stored(base_url=ON_PREMISE)}),
    "settings, WANDB_CONFIG_DIR": Case(
        {"WANDB_CONFIG_DIR": "~/c"}, {"home/c/settings": stored(base_url=ON_PREMISE)}
    ),
    "settings, other section": Case({}, {GLOBAL: f"[other]\nbase_url = {ON_PREMISE}\n"}),
    "settings, malformed": Case({"WANDB_API_KEY": A}, {GLOBAL: f"base_url = {ON_PREMISE}\n"}),
    "settings under a variable": Case(
        {"WANDB_BASE_URL": "https://b.example.com"}, {GLOBAL: stored(base_url=ON_PREMISE)}
    ),
    "settings, key alone": Case({}, {GLOBAL: stored(api_key=A)}),
    "settings, bad key": Case({}, {GLOBAL: stored(api_key="bad")}),
    "netrc over settings": Case({}, {GLOBAL: stored(api_key=A), NETRC: machine(("api.wandb.ai", B))}),
    "explicit host": Case({}, {NETRC: machine(("wandb.example.com", A), ("api.wandb.ai", B))}, ON_PREMISE),
    "explicit host, stored key of another": Case({}, {GLOBAL: stored(api_key=A)}, ON_PREMISE),
    "explicit host, stored key": Case({}, {GLOBAL: stored(base_url=ON_PREMISE, api_key=C)}, ON_PREMISE),
    "proxy setting": Case({"WANDB_HTTPS_PROXY": "http://p.example:1/"}),
    "proxy setting in a file": Case({}, {GLOBAL: stored(https_proxy="http://p.example:1")}),
    "insecure": Case({"WANDB_INSECURE_DISABLE_SSL": "True"}),
    "insecure, no": Case({"WANDB_INSECURE_DISABLE_SSL": "off"}),
}


@pytest.mark.client
@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_wbgen_finds_what_the_client_finds(case: Case, tmp_path: Path) -> None:
    home, cwd = tmp_path / "home", tmp_path / "cwd"
    for folder in (home, cwd):
        folder.mkdir()
    for name, text in case.files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    environ = {name: value.replace("{home}", str(home)) for name, value in case.environ.items()}
    environ |= {"HOME": str(home), "WANDB_ERROR_REPORTING": "false", "WANDB_SILENT": "true"}

    told = subprocess.run(
        [sys.executable, "-c", CLIENT, case.host],
        cwd=cwd,
        env=environ | {"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert _answer(case, environ, cwd) == json.loads(told.stdout.splitlines()[-1])


def _answer(case: Case, environ: dict[str, str], cwd: Path) -> dict[str, object]:
    try:
        url = resolve_base_url(case.host or None, environ, cwd)
        key = find_api_key(url, environ, cwd)
        warnings: list[str] = []
        settings = read_client_settings(environ, cwd)
        network = find_network("https://elsewhere.example", environ, settings, warnings)
    except WbgenError:
        return {"refused": True}
    return {
        "base_url": deployment(url),
        "api_key": key.value if key else None,
        "app_url": app_url(url, environ),
        "https_proxy": network.proxy,
        "insecure": bool(warnings),
    }
