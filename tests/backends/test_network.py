"""Proxies and certificate authorities: the choice, as a table, and proved on the wire."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme

from tests.backends.scripted import Answer, ScriptedServer
from tests.faults import connect_proxy, tls_front
from wbgen.backends.client_settings import Setting
from wbgen.backends.network import find_network
from wbgen.backends.wandb import WandbBackend
from wbgen.errors import BackendError, WbgenError

PROXY = "http://proxy.example:3128"
HIDDEN_HOST = "wandb.invalid"  # no resolver knows it: reached only through a proxy that does


@pytest.mark.parametrize(
    ("base_url", "environ", "proxied"),
    [
        ("https://w.example", {"HTTPS_PROXY": PROXY}, True),
        ("https://w.example", {"https_proxy": PROXY}, True),
        ("https://w.example", {"HTTP_PROXY": PROXY}, False),
        ("http://w.example", {"HTTP_PROXY": PROXY}, True),
        ("https://w.example", {"HTTPS_PROXY": ""}, False),
        ("https://w.example", {"HTTPS_PROXY": "proxy.example:3128"}, True),
        ("https://127.0.0.1:8443", {"HTTPS_PROXY": PROXY}, False),
        ("http://127.8.9.1", {"HTTP_PROXY": PROXY}, False),
        ("https://[::1]:8443", {"HTTPS_PROXY": PROXY}, False),
        ("http://localhost:8086", {"HTTP_PROXY": PROXY, "WANDB_HTTP_PROXY": PROXY}, False),
        ("https://w.example", {"HTTPS_PROXY": PROXY, "NO_PROXY": "w.example"}, False),
        ("https://w.example", {"HTTPS_PROXY": PROXY, "no_proxy": " .example , x"}, False),
        ("https://w.example", {"HTTPS_PROXY": PROXY, "NO_PROXY": "*.EXAMPLE"}, False),
        ("https://w.example", {"HTTPS_PROXY": PROXY, "NO_PROXY": "*"}, False),
        ("https://w.example:8443", {"HTTPS_PROXY": PROXY, "NO_PROXY": "w.example:8443"}, False),
        ("https://w.example", {"HTTPS_PROXY": PROXY, "NO_PROXY": "w.example:443"}, False),
        ("https://w.example:8443", {"HTTPS_PROXY": PROXY, "NO_PROXY": "w.example:443"}, True),
        ("https://xw.example", {"HTTPS_PROXY": PROXY, "NO_PROXY": "w.example"}, True),
        ("https://10.1.2.3", {"HTTPS_PROXY": PROXY, "NO_PROXY": "10.0.0.0/8"}, False),
        ("https://11.1.2.3", {"HTTPS_PROXY": PROXY, "NO_PROXY": "10.0.0.0/8"}, True),
        ("https://w.example", {"HTTPS_PROXY": PROXY, "NO_PROXY": ","}, True),
    ],
)
def test_which_proxy(base_url: str, environ: dict[str, str], proxied: bool) -> None:
    assert find_network(base_url, environ).proxy == (PROXY if proxied else None)


def test_the_clients_own_proxy_setting_wins() -> None:
    told = {"https_proxy": Setting("http://other:1/", "WANDB_HTTPS_PROXY")}
    environ = {"HTTPS_PROXY": PROXY, "NO_PROXY": "*"}
    assert find_network("https://w.example", environ, told).proxy == "http://other:1"


@pytest.mark.parametrize("url", ["socks5://h:1", "http://", "http://h:99999", "http://[", "http://a\nb"])
def test_a_proxy_that_cannot_be_used(url: str) -> None:
    with pytest.raises(WbgenError, match="HTTPS_PROXY is not the address of an HTTP proxy"):
        find_network("https://w.example", {"HTTPS_PROXY": url})


def test_a_proxys_password_is_not_shown() -> None:
    network = find_network("https://w.example", {"HTTPS_PROXY": "http://me:secret@h:1"})
    assert network.proxy is not None
    assert "secret" not in repr(network)


@pytest.fixture
def upstream(server: ScriptedServer) -> ScriptedServer:
    server.script(Answer.data(project=None))
    return server


@pytest.fixture
def front(upstream: ScriptedServer) -> Iterator[tuple[str, str]]:
    with tls_front(upstream.port) as front:
        yield front


def test_an_own_authority_is_believed_by_file_folder_or_bundle(
    connect: Callable[..., WandbBackend], front: tuple[str, str]
) -> None:
    url, ca = front
    for environ in (
        {"SSL_CERT_FILE": ca},
        {"SSL_CERT_DIR": str(Path(ca).parent)},
        {"SSL_CERT_DIR": f"{Path(ca).parent}:{Path(ca).parent}"},
        {"REQUESTS_CA_BUNDLE": ca},
        {"REQUESTS_CA_BUNDLE": str(Path(ca).parent)},
    ):
        assert connect(url, environ).find_project("p") is None


def test_an_unknown_authority_is_refused_at_once(
    connect: Callable[..., WandbBackend], front: tuple[str, str], upstream: ScriptedServer, tmp_path: Path
) -> None:
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    for environ in ({}, {"SSL_CERT_FILE": str(other)}):
        with pytest.raises(BackendError, match="its certificate was refused") as caught:
            connect(front[0], environ).find_project("p")
        assert "SSL_CERT_FILE" in (caught.value.cure or "")
    assert upstream.seen == []


def test_https_to_a_plain_server_is_said(
    connect: Callable[..., WandbBackend], upstream: ScriptedServer
) -> None:
    with pytest.raises(BackendError, match="No trusted encrypted connection"):
        connect(upstream.base_url.replace("http:", "https:")).find_project("p")


def test_checking_can_be_turned_off_with_a_warning(
    connect: Callable[..., WandbBackend], front: tuple[str, str]
) -> None:
    warnings: list[str] = []
    told = {"insecure_disable_ssl": Setting("true", "WANDB_INSECURE_DISABLE_SSL")}
    network = find_network(front[0], {}, told, warnings)
    assert connect(front[0], network=network).find_project("p") is None
    assert "WANDB_INSECURE_DISABLE_SSL" in warnings[0]
    with pytest.raises(WbgenError, match="neither true nor false"):
        find_network(front[0], {}, {"insecure_disable_ssl": Setting("perhaps", "a file")})


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"])
def test_certificates_that_cannot_be_used(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty.pem").write_text("nothing")
    with pytest.raises(WbgenError, match=f"{name} holds no certificates"):
        find_network("https://w.example", {name: str(tmp_path)})
    with pytest.raises(WbgenError, match=f"{name} cannot be read"):
        find_network("https://w.example", {name: str(tmp_path / "none")})


def test_https_goes_through_the_proxy_and_no_proxy_is_honoured(
    connect: Callable[..., WandbBackend], upstream: ScriptedServer
) -> None:
    with tls_front(upstream.port, HIDDEN_HOST) as (url, ca), connect_proxy() as proxy:
        environ = {"HTTPS_PROXY": proxy.url, "SSL_CERT_FILE": ca}
        assert connect(url, environ).find_project("p") is None
        assert proxy.targets == [url.removeprefix("https://")]
        with pytest.raises(BackendError, match=f"No server is called {HIDDEN_HOST}"):
            connect(url, environ | {"NO_PROXY": HIDDEN_HOST}).find_project("p")
        loopback = url.replace(HIDDEN_HOST, "127.0.0.1")
        assert connect(loopback, environ).find_project("p") is None
        assert len(proxy.targets) == 1


def test_plain_http_goes_through_the_proxy(
    connect: Callable[..., WandbBackend], upstream: ScriptedServer
) -> None:
    with connect_proxy() as proxy:
        backend = connect(f"http://{HIDDEN_HOST}:{upstream.port}", {"HTTP_PROXY": proxy.url})
        assert backend.find_project("p") is None
        assert proxy.targets == [f"{HIDDEN_HOST}:{upstream.port}"]


def test_a_proxy_may_itself_be_encrypted(
    connect: Callable[..., WandbBackend], upstream: ScriptedServer
) -> None:
    with connect_proxy() as proxy, tls_front(int(proxy.url.rpartition(":")[2])) as (proxy_url, ca):
        environ = {"HTTP_PROXY": proxy_url, "SSL_CERT_FILE": ca}
        assert connect(f"http://{HIDDEN_HOST}:{upstream.port}", environ).find_project("p") is None
        assert len(proxy.targets) == 1


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_may_ask_for_a_login(
    connect: Callable[..., WandbBackend], upstream: ScriptedServer, scheme: str
) -> None:
    login = "Basic " + base64.b64encode(b"me:secret").decode()
    with tls_front(upstream.port, HIDDEN_HOST) as (tls_url, ca), connect_proxy(login) as proxy:
        url = tls_url if scheme == "https" else f"http://{HIDDEN_HOST}:{upstream.port}"
        environ = {"SSL_CERT_FILE": ca, f"{scheme}_proxy": proxy.url}
        with pytest.raises(BackendError, match=r"[Pp]roxy"):
            connect(url, environ).find_project("p")
        assert (upstream.seen, proxy.targets) == ([], [])
        wrong = environ | {f"{scheme}_proxy": proxy.url.replace("//", "//me:wrong@")}
        with pytest.raises(BackendError, match=r"[Pp]roxy") as caught:
            connect(url, wrong).find_project("p")
        assert "wrong" not in str(caught.value)
        right = environ | {f"{scheme}_proxy": proxy.url.replace("//", "//me:secret@")}
        assert connect(url, right).find_project("p") is None


def test_a_dead_proxy_is_named_as_the_cure(connect: Callable[..., WandbBackend]) -> None:
    with pytest.raises(BackendError, match="through the proxy") as caught:
        connect("https://w.example", {"HTTPS_PROXY": "http://127.0.0.1:9"}).create_project("p")
    assert "HTTPS_PROXY" in (caught.value.cure or "")
