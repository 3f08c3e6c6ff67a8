"""The forum behind the proxy of deploy/: what an attacker sends arrives as it should, or not at all.

The proxy and the forum are those of compose.yaml, started without containers.
"""

import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.running import Forum, free_port, running

DEPLOY = Path(__file__).parents[2] / "deploy"
HOST = "forum.example.org"
SECONDS = 60


def test_every_service_of_the_compose_file_is_confined() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    assert set(services) == {"forum", "worker", "db", "proxy"}
    for name, service in services.items():
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["restart"] == "unless-stopped"
        assert ("ports" in service) is (name == "proxy"), "the proxy alone can be reached"
    for name in ("forum", "worker"):
        assert (services[name]["cap_drop"], services[name]["read_only"]) == (["ALL"], True)
    assert services["forum"]["image"] == services["worker"]["image"]


def test_the_settings_of_the_compose_file_and_the_units_are_settings() -> None:
    from isegoria.server.readiness import known_names  # noqa: PLC0415 -- settings of their own

    written = [DEPLOY / "compose.yaml", DEPLOY / ".env.example", *DEPLOY.glob("systemd/*")]
    named = {name for path in written for name in re.findall(r"ISEGORIA_[A-Z_]+", path.read_text())}
    assert named <= known_names()


def test_the_image_runs_as_nobody_in_particular() -> None:
    lines = (DEPLOY / "Dockerfile").read_text().splitlines()
    [user] = [line for line in lines if line.startswith("USER")]
    assert user == "USER 10001:10001"
    assert any("--require-hashes" in line for line in lines)
    assert not any("latest" in line for line in lines if line.startswith("FROM"))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
@pytest.mark.parametrize("unit", ["isegoria", "isegoria-worker"])
def test_the_units_are_hardened(unit: str) -> None:
    asked = ["systemd-analyze", "security", "--offline=true", DEPLOY / f"systemd/{unit}.service"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    if "Overall exposure" not in said:
        pytest.skip("this systemd-analyze does not look at files")
    assert float(said.rpartition("service: ")[2].split()[0]) < 2


@dataclass(frozen=True)
class Front:
    """A forum and the proxy in front of it."""

    forum: Forum
    plain: int
    secure: int

    def connected(self, name: str = HOST) -> ssl.SSLSocket:
        trusts = ssl.create_default_context()
        trusts.check_hostname, trusts.verify_mode = False, ssl.CERT_NONE
        return trusts.wrap_socket(
            socket.create_connection(("127.0.0.1", self.secure), SECONDS), server_hostname=name
        )

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        client = http.client.HTTPConnection("127.0.0.1", self.secure, timeout=SECONDS)
        client.sock = self.connected()
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        client.request(method, path, body, {"Host": HOST, "Accept-Encoding": "gzip", **given})
        answer = client.getresponse()
        found = answer.status, answer.headers, answer.read()
        client.close()
        return found

    def lines(self) -> list[dict[str, Any]]:
        """Return the access log."""
        written = self.forum.log.read_text().splitlines()
        found = [json.loads(line) for line in written if line.startswith("{")]
        return [one for one in found if one["logger"] == "isegoria.access"]


def until(is_so: Callable[[], object]) -> bool:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.1)
    return False


@contextmanager
def proxied(forum: Forum, home: Path) -> Iterator[Front]:
    front = Front(forum, free_port(), free_port())
    environment = os.environ | {
        "FORUM_HOST": HOST,
        "FORUM_TLS": "tls internal",
        "FORUM_UPSTREAM": f"127.0.0.1:{forum.port}",
        "HTTP_PORT": str(front.plain),
        "HTTPS_PORT": str(front.secure),
        "XDG_DATA_HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "HOME": str(home),
    }
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile")]
    with (
        (home / "caddy.log").open("wb") as log,
        subprocess.Popen(command, env=environment, stdout=log, stderr=log) as process,
    ):
        try:
            assert until(lambda: _is_open(front)), (home / "caddy.log").read_text()
            yield front
        finally:
            process.kill()


def _is_open(front: Front) -> bool:
    try:
        return front.ask("/health")[0] == 200
    except OSError:
        return False


@pytest.fixture(scope="module")
def front(
    tmp_path_factory: pytest.TempPathFactory, with_tables: Callable[[Path], None]
) -> Iterator[Front]:
    home = tmp_path_factory.mktemp("proxied")
    with_tables(home)
    settings = {
        "development": "false",
        "hosts": f'["{HOST}"]',
        "proxy": "1",
        "smtp_url": "smtp://127.0.0.1:1",
        "mail_from": "forum@example.org",
        "log_format": "json",
        "access_log": "addresses",
        "metrics_token": "a-token",
        "request_seconds": "5",
    }
    with running(home, **settings) as forum, proxied(forum, home) as found:
        yield found


whole = [
    pytest.mark.whole,
    pytest.mark.skipif(shutil.which("caddy") is None, reason="needs caddy"),
]


def marked(test: Callable[..., None]) -> Callable[..., None]:
    for mark in whole:
        test = mark(test)
    return test


@marked
def test_who_comes_without_https_is_led_to_it(front: Front) -> None:
    client = http.client.HTTPConnection("127.0.0.1", front.plain, timeout=SECONDS)
    client.request("GET", "/accounts/login/", headers={"Host": HOST})
    answer = client.getresponse()
    assert answer.status == 308
    assert answer.headers["Location"].startswith(f"https://{HOST}")
    assert "Set-Cookie" not in answer.headers


@marked
@pytest.mark.parametrize("path", ["/", "/record/acts.json", "/static/isegoria/style.css"])
def test_browsers_are_told_to_stay_with_https(front: Front, path: str) -> None:
    status, headers, _body = front.ask(path)
    assert status == 200
    assert headers.get_all("Strict-Transport-Security") == ["max-age=31536000"]
    assert "Server" not in headers


@marked
@pytest.mark.parametrize(
    ("newest", "taken"),
    [
        (ssl.TLSVersion.TLSv1_1, ""),
        (ssl.TLSVersion.TLSv1_2, "TLSv1.2"),
        (ssl.TLSVersion.TLSv1_3, "TLSv1.3"),
    ],
)
def test_old_versions_of_tls_are_refused(front: Front, newest: ssl.TLSVersion, taken: str) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")  # the client would take anything
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, newest
    with socket.create_connection(("127.0.0.1", front.secure), SECONDS) as plain:
        if taken:
            with context.wrap_socket(plain, server_hostname=HOST) as secure:
                assert secure.version() == taken
        else:
            with pytest.raises(ssl.SSLError, match=r"(?i)protocol.version"):
                context.wrap_socket(plain, server_hostname=HOST)


@marked
def test_cookies_go_over_https_only(front: Front) -> None:
    for forged in ({}, {"X_Forwarded_Proto": "http"}):
        cookies = front.ask("/accounts/login/", **forged)[1].get_all("Set-Cookie") or []
        assert cookies
        for one in cookies:
            assert "Secure" in one
            assert "SameSite=Lax" in one


@marked
def test_nobody_chooses_the_address_under_which_they_are_counted(front: Front) -> None:
    forged = {
        "X_Forwarded_For": "203.0.113.9, 203.0.113.10",
        "X_Real_IP": "203.0.113.9",
        "Forwarded": "for=203.0.113.9",
    }
    assert front.ask("/?forged", **forged)[0] == 200
    assert until(front.lines)
    assert {one["client"] for one in front.lines()} == {"127.0.0.1"}


@marked
def test_a_forged_host_reaches_no_page(front: Front) -> None:
    for more in (
        {"Host": "evil.example"},
        {"Host": f"{HOST}:444"},
        {"Host": f"{HOST}@evil.example"},
    ):
        status, _headers, body = front.ask("/", **more)
        assert status >= 400 or body == b"", more
    _status, _headers, body = front.ask(
        "/accounts/password/reset/", X_Forwarded_Host="evil.example"
    )
    assert b"evil" not in body


@marked
def test_a_name_that_is_not_the_forums_gets_no_certificate(front: Front) -> None:
    with pytest.raises(ssl.SSLError):
        front.connected("evil.example")


@marked
def test_a_body_that_is_too_large_is_refused_before_it_is_sent(front: Front) -> None:
    for size in (6_000_000, 70_000_000, 10**12):
        with front.connected() as client:
            head = (
                f"POST /accounts/login/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {size}\r\n\r\n"
            )
            client.sendall(head.encode() + b"x" * 1000)
            client.settimeout(SECONDS)
            assert b" 413 " in client.recv(100), size


@marked
def test_a_request_with_two_lengths_is_refused(front: Front) -> None:
    two = b"Content-Length: 4\r\nContent-Length: 5\r\n\r\naaaaa"
    with front.connected() as client:
        client.sendall(f"POST / HTTP/1.1\r\nHost: {HOST}\r\n".encode() + two)
        assert b" 400 " in client.recv(100)


@marked
def test_slow_clients_hold_up_nobody(front: Front) -> None:
    with ExitStack() as stack:
        for number in range(60):
            client = stack.enter_context(front.connected())
            begun = f"POST /accounts/login/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 100\r\n\r\n"
            client.sendall(begun.encode() if number % 2 else b"GET / HTTP/1.1\r\nHost: ")
        began = time.monotonic()
        assert front.ask("/")[0] == 200
        assert time.monotonic() - began < 10
        unfinished = front.connected()
        stack.enter_context(unfinished)
        unfinished.sendall(b"GET / HTTP/1.1\r\nHost: ")
        unfinished.settimeout(SECONDS)
        assert unfinished.recv(100) == b""  # the proxy closes what has no head in ten seconds


@marked
def test_figures_are_not_for_the_network(front: Front) -> None:
    assert front.ask("/metrics", Authorization="Bearer a-token")[0] == 404
    status, body = front.forum.get("/health")
    assert (status, b"ok" in body) == (200, True)


@marked
def test_styles_are_kept_and_compressed(front: Front) -> None:
    page = front.ask("/", Accept_Encoding="identity")[2].decode()
    [address] = re.findall(r'href="(/static/isegoria/style\.[0-9a-f]{12}\.css)"', page)
    status, headers, body = front.ask(address)
    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    assert headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert len(body) < 9000
