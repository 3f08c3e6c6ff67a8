"""Every answer tells browsers what not to do with it, and cookies belong to the forum's own host."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from isegoria.server.front.assets import Assets
from isegoria.server.front.safe_headers import SafeHeaders, came_by_https
from isegoria.server.front.turning_away import turning_away
from isegoria.server.operating.health import Health
from tests.running import run_alone
from tests.server.test_operating import WELL, elsewhere, scope

WANTED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


def headers_of(app: Any, asked: dict[str, Any], *, by_https: bool = True) -> dict[str, str]:
    """Return the headers of an answer; none of them comes twice."""
    said: list[Any] = []

    async def send(message: Any) -> None:
        said.append(message)

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    run_alone(SafeHeaders(app, lambda _scope: by_https, 31_536_000)(asked, receive, send))
    found = [(name.decode().lower(), value.decode()) for name, value in said[0]["headers"]]
    assert len({name for name, _value in found}) == len(found)
    return dict(found)


async def refusing(scope: Any, receive: Any, send: Any) -> None:
    await turning_away(lambda *_given: b"<p>No.</p>")(scope, receive, send, 503, 0)


async def with_its_own(_scope: Any, _receive: Any, send: Any) -> None:
    headers = [(b"Content-Security-Policy", b"script-src 'self'"), (b"X-Frame-Options", b"DENY")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


@pytest.mark.parametrize(
    ("app", "path"),
    [
        pytest.param(Assets(elsewhere), "/static/isegoria/style.css", id="a style"),
        pytest.param(Assets(elsewhere), "/static/isegoria/icon.svg", id="a picture"),
        pytest.param(Health(elsewhere, lambda: WELL), "/health", id="health"),
        pytest.param(refusing, "/", id="a refusal in front of Django"),
        pytest.param(elsewhere, "/nothing", id="anything else"),
    ],
)
def test_every_answer_says_what_browsers_must_not_do(app: Any, path: str) -> None:
    found = headers_of(app, scope(path))
    assert WANTED.items() <= found.items()
    assert "default-src 'none'" in found["content-security-policy"]
    assert "camera=()" in found["permissions-policy"]
    assert found["strict-transport-security"] == "max-age=31536000"


def test_what_a_page_says_itself_stays() -> None:
    found = headers_of(with_its_own, scope("/"))
    assert found["content-security-policy"] == "script-src 'self'"


def test_https_is_asked_for_where_it_was_used_alone() -> None:
    assert "strict-transport-security" not in headers_of(elsewhere, scope("/"), by_https=False)


@pytest.mark.parametrize(
    ("proxies", "development", "sent", "by_https"),
    [
        pytest.param(1, False, ["https"], True, id="the proxy says so"),
        pytest.param(1, False, ["http"], False, id="the proxy says http"),
        pytest.param(0, False, ["https"], False, id="nobody is a proxy"),
        pytest.param(1, True, ["https"], False, id="in development"),
        pytest.param(1, False, ["http", "https"], False, id="somebody added one"),
        pytest.param(1, False, [], False, id="nothing is said"),
    ],
)
def test_a_forged_header_makes_no_https(
    proxies: int, development: bool, sent: list[str], by_https: bool
) -> None:
    asked = scope("/")
    asked["headers"] = [(b"x-forwarded-proto", one.encode()) for one in sent]
    assert came_by_https(proxies=proxies, development=development)(asked) is by_https


ASK = """
import json
from isegoria.server import settings
names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "KNOWN_BROWSER_COOKIE_NAME")
more = ("SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE")
print(json.dumps({one: getattr(settings, one) for one in (*names, *more)}))
"""


@pytest.mark.parametrize(("development", "begins"), [("false", "__Host-"), ("true", "")])
def test_no_other_host_of_the_domain_can_set_a_cookie_of_the_forum(
    tmp_path: Path, development: str, begins: str
) -> None:
    told = os.environ | {"ISEGORIA_HOME": str(tmp_path), "ISEGORIA_DEVELOPMENT": development}
    ran = subprocess.run([sys.executable, "-c", ASK], env=told, capture_output=True, check=True)
    found = json.loads(ran.stdout)
    assert found == {
        "SESSION_COOKIE_NAME": f"{begins}sessionid",
        "CSRF_COOKIE_NAME": f"{begins}csrftoken",
        "KNOWN_BROWSER_COOKIE_NAME": f"{begins}came_in",
        "SESSION_COOKIE_SECURE": bool(begins),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
    }
