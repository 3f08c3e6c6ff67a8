"""How many bytes a page takes and from whom, and what is said to those whose request is not
taken.
"""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from isegoria.server.pages.sessions.forms import LARGEST_UPLOAD, ImportForm
from isegoria.server.pages.web.turned_away import turned_away
from isegoria.server.pages.web.uploads import largest_body
from isegoria.server.people.reads import administrator

FORM = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
UPLOAD = 10 * 2**20


def scope(path: str, cookie: str = "", **headers: str) -> dict[str, Any]:
    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"path": path, "headers": [*sent, *([(b"cookie", cookie.encode())] if cookie else [])]}


@pytest.fixture
def cookies(client: Client, db: None) -> dict[str, str]:
    """The cookies of people of all kinds."""
    client.get("/accounts/login/")
    name = settings.SESSION_COOKIE_NAME
    client.force_login(administrator(), backend=settings.AUTHENTICATION_BACKENDS[0])
    signed_in = client.cookies[name].value
    client.logout()
    ended = signed_in
    client.force_login(administrator(), backend=settings.AUTHENTICATION_BACKENDS[0])
    return {
        "signed in": f"a=b; {name}={client.cookies[name].value}; c=d",
        "nobody": "",
        "made up": f"{name}=abcdefghijklmnopqrstuvwxyz123456",
        "ended": f"{name}={ended}",
        "unreadable": f"{name}=\x7f;;=",
    }


@pytest.mark.parametrize("who", ["signed in", "nobody", "made up", "ended", "unreadable"])
@pytest.mark.parametrize(
    ("path", "upload"),
    [
        ("/sessions/import/", True),
        ("/sessions/import", False),
        ("/accounts/login/", False),
        ("/nowhere/", False),
        ("", False),
    ],
)
def test_only_who_is_signed_in_uploads_and_only_where_a_page_takes_it(
    path: str, upload: bool, who: str, cookies: dict[str, str]
) -> None:
    most = UPLOAD if upload and who == "signed in" else FORM
    assert largest_body(scope(path, cookies[who])) == most


def test_an_upload_page_takes_all_files_that_its_form_takes() -> None:
    files = sum(type(field).__name__ == "FileField" for field in ImportForm.base_fields.values())
    assert files * LARGEST_UPLOAD < UPLOAD


@pytest.mark.parametrize(
    ("status", "limit", "says", "rule"),
    [
        (408, 30, "within 30 seconds", "request.too-slow"),
        (413, FORM, "5.0\xa0MB", "request.too-big"),
        (413, UPLOAD, "10.0\xa0MB", "request.too-big"),
        (503, 0, "half a minute", "request.busy"),
    ],
)
def test_whoever_is_turned_away_reads_the_limit_and_what_to_do(
    status: int, limit: int, says: str, rule: str
) -> None:
    page = turned_away(scope("/"), status, limit).decode()
    assert says in page
    assert "Nothing was changed" in page
    assert "rowser still has what you typed" in page
    assert f'data-rule="{rule}"' in page


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({}, 'lang="en" dir="ltr"'),
        ({"accept_language": "ar"}, 'lang="ar" dir="rtl"'),
        ({"accept_language": "fr-CA,fr;q=0.8"}, 'lang="fr" dir="ltr"'),
        ({"accept_language": "fr", "cookie": "django_language=ar"}, 'lang="ar" dir="rtl"'),
        ({"accept_language": "\x00;;;q="}, 'lang="en" dir="ltr"'),
    ],
)
def test_it_is_said_in_the_language_of_the_reader(headers: dict[str, str], language: str) -> None:
    assert language in turned_away(scope("/", **headers), 408, 30).decode()
