"""A forum is opened to people with all the settings it needs, or not at all; development is said
and never guessed.
"""

import os
import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from shutil import copytree
from time import monotonic, sleep

import pytest
from click.testing import CliRunner, Result

from isegoria.cli import main
from isegoria.server.configuration import Configuration
from isegoria.server.readiness import known_names

HOST = "forum.example.org"
STARTS_WITHIN = 120  # seconds; machines are shared


def complete(home: Path) -> dict[str, str]:
    """Return the settings of a forum that is open to people."""
    return {
        "ISEGORIA_HOME": str(home),
        "ISEGORIA_HOSTS": f'["{HOST}"]',
        "ISEGORIA_PROXY": "1",
        "ISEGORIA_SMTP_URL": "smtp://forum:secret@mail.example.org:587",
        "ISEGORIA_MAIL_FROM": "forum@example.org",
    }


def environment(settings: dict[str, str]) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ISEGORIA_", "DATABASE_URL", "DJANGO_"))
    }
    return kept | settings


def ended(settings: dict[str, str], *arguments: str) -> Result:
    """Give a command that ends before it loads the server."""
    names = {name: None for name in os.environ if name.startswith(("ISEGORIA_", "DATABASE_URL"))}
    return CliRunner().invoke(main, [*arguments], env=names | settings)


def ran(settings: dict[str, str], folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    kept = environment(settings) | {"DJANGO_SETTINGS_MODULE": "isegoria.server.settings"}
    return subprocess.run(
        [sys.executable, *command],
        env=kept,
        cwd=folder,
        text=True,
        capture_output=True,
        check=False,
    )


MISSING = {
    "ISEGORIA_HOME": "Set ISEGORIA_HOME to the folder",
    "ISEGORIA_HOSTS": "Set ISEGORIA_HOSTS to the name",
    "ISEGORIA_PROXY": "Set ISEGORIA_PROXY to the number",
    "ISEGORIA_SMTP_URL": "Set ISEGORIA_SMTP_URL to the server",
    "ISEGORIA_MAIL_FROM": "Set ISEGORIA_MAIL_FROM to the address",
}
WRONG = {
    "home": ({"ISEGORIA_HOME": "forum"}, "ISEGORIA_HOME is “forum”"),
    "hosts that are no list": ({"ISEGORIA_HOSTS": HOST}, f"ISEGORIA_HOSTS is “{HOST}”"),
    "no host": ({"ISEGORIA_HOSTS": "[]"}, "ISEGORIA_HOSTS is “[]”"),
    "every host": ({"ISEGORIA_HOSTS": '["*"]'}, "ISEGORIA_HOSTS has “*”"),
    "an address as host": (
        {"ISEGORIA_HOSTS": f'["https://{HOST}"]'},
        f"ISEGORIA_HOSTS has “https://{HOST}”",
    ),
    "a port at a host": ({"ISEGORIA_HOSTS": f'["{HOST}:443"]'}, f"ISEGORIA_HOSTS has “{HOST}:443”"),
    "every host below a name": (
        {"ISEGORIA_HOSTS": '[".example.org"]'},
        "ISEGORIA_HOSTS has “.example.org”; name each host",
    ),
    "some hosts below a name": (
        {"ISEGORIA_HOSTS": f'["{HOST}", "*.example.org"]'},
        "ISEGORIA_HOSTS has “*.example.org”",
    ),
    "an empty host": (
        {"ISEGORIA_HOSTS": f'["{HOST}", ""]'},
        "ISEGORIA_HOSTS has “”; write the name of a host",
    ),
    "a blank host": (
        {"ISEGORIA_HOSTS": f'[" {HOST}"]'},
        f"ISEGORIA_HOSTS has “ {HOST}”; write the name of a host",
    ),
    "a host with a path": (
        {"ISEGORIA_HOSTS": f'["{HOST}/forum"]'},
        f"ISEGORIA_HOSTS has “{HOST}/forum”",
    ),
    "a host with a dot behind": (
        {"ISEGORIA_HOSTS": f'["{HOST}."]'},
        f"ISEGORIA_HOSTS has “{HOST}.”",
    ),
    "a host with somebody before": (
        {"ISEGORIA_HOSTS": f'["me@{HOST}"]'},
        f"ISEGORIA_HOSTS has “me@{HOST}”",
    ),
    "a number as host": ({"ISEGORIA_HOSTS": "[7]"}, "ISEGORIA_HOSTS is “7”"),
    "this machine as host": ({"ISEGORIA_HOSTS": '["127.0.0.1"]'}, "Set ISEGORIA_HOSTS to the name"),
    "proxies": ({"ISEGORIA_PROXY": "nginx"}, "ISEGORIA_PROXY is “nginx”"),
    "too many proxies": ({"ISEGORIA_PROXY": "10"}, "ISEGORIA_PROXY is “10”"),
    "mail server": (
        {"ISEGORIA_SMTP_URL": "mail.example.org"},
        "ISEGORIA_SMTP_URL is “mail.example.org”",
    ),
    "mail port": (
        {"ISEGORIA_SMTP_URL": "smtp://me:hidden@mail:x"},
        "ISEGORIA_SMTP_URL is “smtp://me:…@mail:x”",
    ),
    "sender": (
        {"ISEGORIA_MAIL_FROM": "forum@localhost"},
        "ISEGORIA_MAIL_FROM is “forum@localhost”",
    ),
    "database": ({"DATABASE_URL": "mysql://me:hidden@db/x"}, "DATABASE_URL is “mysql://me:…@db/x”"),
    "an option of the database": (
        {"DATABASE_URL": "postgres://me:hidden@db/x?ssl=true"},
        "DATABASE_URL is “postgres://me:…@db/x?ssl=true”; “ssl” is not known; sslmode,",
    ),
    "worker": (
        {"ISEGORIA_WORKER": "outside"},
        "ISEGORIA_WORKER is “outside”; write inside or separate.",
    ),
    "development": ({"ISEGORIA_DEVELOPMENT": "perhaps"}, "ISEGORIA_DEVELOPMENT is “perhaps”"),
    "development for others": (
        {"ISEGORIA_DEVELOPMENT": "true"},
        f"ISEGORIA_HOSTS names “{HOST}”, but this is development",
    ),
    "half a provider": (
        {"ISEGORIA_OIDC_SERVER": "https://id.example.org"},
        "Set ISEGORIA_OIDC_SECRET too",
    ),
    "a plain provider": (
        {"ISEGORIA_OIDC_SERVER": "http://id.example.org"},
        "ISEGORIA_OIDC_SERVER is “http://id.example.org”",
    ),
    "misspelt": (
        {"ISEGORIA_SMTP_ULR": "smtp://a"},
        "ISEGORIA_SMTP_ULR is not a setting; did you mean ISEGORIA_SMTP_URL?",
    ),
    "unknown": ({"ISEGORIA_XYZ": "1"}, "ISEGORIA_XYZ is not a setting"),
    "a misspelt prefix": (
        {"ISEGORA_PROXY": "1"},
        "ISEGORA_PROXY is not a setting; did you mean ISEGORIA_PROXY?",
    ),
    "a misspelt database": (
        {"DATABASE_URI": "postgres://db/x"},
        "DATABASE_URI is not a setting; did you mean DATABASE_URL?",
    ),
    "form of the log": (
        {"ISEGORIA_LOG_FORMAT": "xml"},
        "ISEGORIA_LOG_FORMAT is “xml”; write plain or json.",
    ),
    "access log": (
        {"ISEGORIA_ACCESS_LOG": "yes"},
        "ISEGORIA_ACCESS_LOG is “yes”; write off, on or addresses.",
    ),
}


@pytest.mark.parametrize("name", MISSING)
def test_without_a_setting_the_forum_is_not_opened_and_one_sentence_says_which(
    name: str, tmp_path: Path
) -> None:
    settings = complete(tmp_path / "home")
    del settings[name]
    start = ended(settings, "up")
    assert start.exit_code == 2
    said = [line for line in start.output.splitlines() if "ISEGORIA_" in line]
    assert len(said) == 1
    assert said[0].startswith(MISSING[name])
    assert list(tmp_path.iterdir()) == []  # nothing was made


@pytest.mark.parametrize(("settings", "sentence"), WRONG.values(), ids=WRONG)
def test_with_a_wrong_value_the_forum_is_not_opened(
    settings: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    start = ended(complete(tmp_path / "home") | settings, "up")
    assert start.exit_code == 2
    assert sentence in start.output
    assert "hidden" not in start.output


def test_all_that_is_missing_is_said_at_once(tmp_path: Path) -> None:
    start = ran({}, tmp_path, "-m", "isegoria", "up")
    assert start.returncode == 2
    assert "Traceback" not in start.stderr
    assert list(tmp_path.iterdir()) == []
    assert all(sentence in start.stderr for sentence in MISSING.values())
    assert "isegoria up --development" in start.stderr


def test_a_file_of_a_key_that_is_empty_is_named(tmp_path: Path) -> None:
    (tmp_path / "secret-key").touch()
    assert f"The file {tmp_path / 'secret-key'} is empty" in ended(complete(tmp_path), "up").output


@pytest.mark.parametrize(
    "command",
    ["link", "recompute 1", "remind", "seat-judge 1 a@example.org", "signals --issue 1", "worker"],
)
def test_no_command_passes_over_a_misspelt_setting(command: str, tmp_path: Path) -> None:
    done = ended(complete(tmp_path) | {"ISEGORIA_HOST": HOST}, *command.split())
    assert done.exit_code == 2
    assert "ISEGORIA_HOST is not a setting" in done.output


def test_development_listens_on_this_machine_alone(tmp_path: Path) -> None:
    start = ended({"ISEGORIA_HOME": str(tmp_path)}, "up", "--development", "--host", "0.0.0.0")
    assert start.exit_code == 2
    assert "--host is 0.0.0.0" in start.output


def test_another_server_opens_no_forum_without_its_settings_either(tmp_path: Path) -> None:
    load = "from django.core.wsgi import get_wsgi_application; get_wsgi_application()"
    done = ran({"ISEGORIA_HOME": str(tmp_path / "home")}, tmp_path, "-c", load)
    assert done.returncode != 0
    assert MISSING["ISEGORIA_SMTP_URL"] in done.stderr


def test_a_command_of_an_open_forum_sends_no_mail_to_nowhere(tmp_path: Path) -> None:
    send = (
        "import django; django.setup(); from django.core.mail import send_mail; send_mail('s',"
        " 't', None, ['a@example.org'])"
    )
    done = ran({"ISEGORIA_HOME": str(tmp_path / "home")}, tmp_path, "-c", send)
    assert "ConnectionError: ISEGORIA_SMTP_URL is not set, so the mail was not sent." in done.stderr
    assert not (tmp_path / "home" / "mail").exists()


def test_every_setting_is_known_by_its_name() -> None:
    assert len(known_names()) == len(Configuration.model_fields)
    assert {"DATABASE_URL", *MISSING} <= known_names()


class Answer:
    def __init__(self, port: int, path: str, method: str = "GET", **headers: str) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        body = headers.pop("body", None)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body=body, headers={"Host": HOST} | named)
        answer = connection.getresponse()
        self.status, self.headers, self.text = answer.status, answer.headers, answer.read().decode()
        self.cookies = "; ".join(
            one.split(";")[0] for one in answer.headers.get_all("Set-Cookie") or []
        )
        connection.close()


@contextmanager
def opened(settings: dict[str, str], folder: Path, *arguments: str) -> Iterator[tuple[int, str]]:
    """Open a forum, and give its port and what it printed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = (folder / "said").open("w+")
    command = [sys.executable, "-m", "isegoria", "up", "--port", str(port), *arguments]
    kept = environment(settings) | {"PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen(command, env=kept, cwd=folder, stdout=said, stderr=subprocess.STDOUT)
    try:
        until = monotonic() + STARTS_WITHIN
        while True:
            assert server.poll() is None, (folder / "said").read_text()
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert monotonic() < until
            sleep(0.2)
        yield port, (folder / "said").read_text()
    finally:
        server.kill()
        server.wait()
        said.close()


def entered(port: int, said: str, **headers: str) -> str:
    """Enter by the administrator's link, and return the cookies."""
    link = re.search(r"/enter/[^/]+/", said)[0]  # type: ignore[index]
    form = Answer(port, link, **headers)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)[1]  # type: ignore[index]
    sent = Answer(
        port,
        link,
        "POST",
        body=f"csrfmiddlewaretoken={token}",
        Cookie=form.cookies,
        Referer=f"https://{HOST}{link}",
        Content_Type="application/x-www-form-urlencoded",
        **headers,
    )
    assert sent.status == 302, sent.text
    return sent.cookies


@pytest.fixture
def home(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a forum with its tables, which take long to make."""
    made = tmp_path_factory.getbasetemp() / "made"
    if not made.exists():
        assert (
            ran(
                {"ISEGORIA_HOME": str(made)}, tmp_path, "-m", "django", "migrate", "-v", "0"
            ).returncode
            == 0
        )
    copytree(made, tmp_path / "home")
    return tmp_path / "home"


def test_a_forum_with_all_its_settings_is_open_to_people_and_to_their_proxy(
    home: Path, tmp_path: Path
) -> None:
    through = {"X_Forwarded_Proto": "https", "X_Forwarded_For": "192.0.2.7"}
    with opened(complete(home), tmp_path) as (port, said):
        assert f"Open https://{HOST}/" in said
        assert "/enter/" not in said, "others may read the log"
        linked = ran(complete(home), tmp_path, "-m", "isegoria", "link").stdout
        assert f"Administrator, once only: https://{HOST}/enter/" in linked
        assert Answer(port, "/").status == 200
        assert Answer(port, "/", Host="evil.example.org").status == 400
        assert "max-age" in Answer(port, "/", **through).headers["Strict-Transport-Security"]
        assert "Secure" in Answer(port, "/accounts/login/", **through).headers["Set-Cookie"]
        assert Answer(port, "/mail/").status == 404
        cookies = entered(port, linked, **through)
        assert Answer(port, "/set-up/", Cookie=cookies, **through).status == 200
        assert Answer(port, "/mail/", Cookie=cookies, **through).status == 404
    assert not (home / "mail").exists()


def test_nobody_is_believed_to_be_a_proxy_that_was_not_declared(home: Path, tmp_path: Path) -> None:
    with opened(complete(home) | {"ISEGORIA_PROXY": "0"}, tmp_path) as (port, _said):
        answer = Answer(port, "/", X_Forwarded_Proto="https", X_Forwarded_For="192.0.2.7")
        assert answer.status == 200
        assert "Strict-Transport-Security" not in answer.headers


def test_a_fault_stands_in_the_log_of_the_server_under_the_number_on_its_page(
    home: Path, tmp_path: Path
) -> None:
    with opened(complete(home), tmp_path) as (port, _said):
        with closing(sqlite3.connect(home / "forum.sqlite3")) as database:
            database.execute("ALTER TABLE isegoria_forum RENAME TO gone")
        answer = Answer(port, "/record/?q=asked-for-this")
        assert answer.status == 500
        number = re.search(r"\b[0-9a-f]{8}\b", answer.text)[0]  # type: ignore[index]
        log = (tmp_path / "said").read_text()
        assert f"fault {number}: GET /record/\nTraceback" in log
        assert "no such table: isegoria_forum" in log
        assert "asked-for-this" not in log


def test_in_development_a_stranger_reads_no_mail_whatever_the_proxy_in_front_says(
    home: Path, tmp_path: Path
) -> None:
    with opened({"ISEGORIA_HOME": str(home)}, tmp_path, "--development") as (port, said):
        assert "This is development" in said
        local = {"Host": f"127.0.0.1:{port}"}
        for headers in (
            {},
            {"X_Forwarded_For": "127.0.0.1"},
            {"X_Forwarded_Host": "127.0.0.1", "X_Forwarded_Proto": "http"},
        ):
            assert Answer(port, "/mail/", **local, **headers).status == 404
        assert Answer(port, "/mail/", Cookie=entered(port, said, **local), **local).status == 200


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("", "is empty; delete it"),
        (" \n", "is empty; delete it"),
        ("changeme", "has 8 letters, so that it can be guessed"),
    ],
)
@pytest.mark.parametrize(
    ("command", "development"), [("up", "true"), ("up", "false"), ("link", "true")]
)
def test_no_command_works_with_a_key_that_is_of_no_use(
    home: Path, tmp_path: Path, key: str, says: str, command: str, development: str
) -> None:
    (home / "secret-key").write_text(key)
    tried = {"ISEGORIA_HOME": str(home), "ISEGORIA_DEVELOPMENT": "true"}
    settings = tried if development == "true" else complete(home)
    done = ran(settings, tmp_path, "-m", "isegoria", command)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert (home / "secret-key").read_text() == key
