"""Every list that grows goes on where its last stretch ended; what is not there is said in the form
that was asked for.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.utils import timezone

from isegoria.server.pages.record.views import ACTS
from isegoria.server.pages.sessions import exports
from isegoria.server.people.models import Forum
from isegoria.server.sessions.models import Session
from tests.play import Play, to_the_call
from tests.server.test_faults import routes

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
LISTS = [
    "record/acts",
    "code/decisions/decisions",
    "sessions/sessions",
    "issues/issues",
    "questions/questions",
    "conflicts/cases",
    "outcomes/outcomes",
    "reviews/reviews",
    "warnings/warnings",
    "archives/archives",
    "organisations/organisations",
]


def held(number: int, on: date) -> Session:
    return Session(
        number=number,
        title=f"Session {number}",
        held_on=on,
        words=0,
        turn_count=0,
        source_digest=str(number),
    )


@pytest.fixture
def sessions() -> list[int]:
    """Numbers of seven sessions in the order of their list: the last day first."""
    Forum.objects.create(pk=1, name="Example forum", languages=["en"])
    day = timezone.now().date()
    Session.objects.bulk_create(
        held(number, day - timedelta(abs(4 - number))) for number in range(1, 8)
    )
    return list(Session.objects.values_list("number", flat=True))


def read_on(client: Client, address: str, name: str) -> list[list[int]]:
    """Follow the addresses of what follows to the end."""
    stretches: list[list[int]] = []
    following: str | None = address
    while following:
        told = client.get(following).json()
        stretches.append([one["number"] for one in told[name]])
        following = told["next"]
    return stretches


@pytest.mark.parametrize(
    ("most", "lengths"), [(3, [3, 3, 1]), (7, [7]), (6, [6, 1]), (8, [7]), (1, [1] * 7)]
)
def test_a_list_with_an_order_of_its_own_is_read_to_the_end(
    client: Client, monkeypatch: pytest.MonkeyPatch, sessions: list[int], most: int, lengths: Any
) -> None:
    few = replace(exports.SESSIONS, most=most)
    monkeypatch.setattr("isegoria.server.pages.sessions.views.SESSIONS", few)
    found = read_on(client, "/sessions/sessions.json", "sessions")
    assert [len(one) for one in found] == lengths
    assert [number for one in found for number in one] == sessions


def test_a_list_by_number_is_read_to_the_end_and_keeps_what_was_asked_for(
    client: Client, monkeypatch: pytest.MonkeyPatch, play: Play
) -> None:
    to_the_call(play)
    monkeypatch.setattr("isegoria.server.pages.record.views.ACTS", replace(ACTS, most=4))
    found = read_on(client, "/record/acts.json?kind=chunk.deliver", "acts")
    numbers = [number for one in found for number in one]
    assert numbers == sorted(numbers, reverse=True)
    every = [number for one in read_on(client, "/record/acts.json", "acts") for number in one]
    assert every == list(range(max(every), 0, -1))
    assert set(numbers) < set(every)
    assert len(numbers) > 1


@pytest.mark.parametrize(
    ("asked", "status"),
    [("after=3", 200), ("after=99", 404), ("after=x", 200), ("page=1", 200), ("page=9", 404)],
)
def test_a_place_in_a_list_that_is_not_there_is_told(
    client: Client, sessions: list[int], asked: str, status: int
) -> None:
    answer = client.get(f"/sessions/sessions.json?{asked}")
    assert answer.status_code == status
    assert (answer.json().get("error") == "request.not-found") is (status == 404)
    if asked == "after=3":
        told = [one["number"] for one in answer.json()["sessions"]]
        assert told == sessions[sessions.index(3) + 1 :]


def test_pages_of_a_list_that_were_read_by_number_lead_to_where_they_began(
    client: Client, monkeypatch: pytest.MonkeyPatch, sessions: list[int]
) -> None:
    few = replace(exports.SESSIONS, most=3)
    monkeypatch.setattr("isegoria.server.pages.sessions.views.SESSIONS", few)
    answer = client.get("/sessions/sessions.json?page=2")
    assert answer.headers["location"] == f"/sessions/sessions.json?after={sessions[2]}"
    told = client.get("/sessions/sessions.json?page=3", follow=True).json()
    assert [one["number"] for one in told["sessions"]] == sessions[6:]
    assert client.get("/sessions/sessions.json?page=4").status_code == 404


@pytest.mark.parametrize("address", LISTS)
def test_every_list_says_what_follows(client: Client, play: Play, address: str) -> None:
    to_the_call(play)
    told = client.get(f"/{address}.json").json()
    assert "next" in told
    assert sum(isinstance(one, list) for one in told.values()) >= 1


def test_every_entry_of_every_feed_has_a_date_and_an_address_of_its_own(
    client: Client, play: Play, sessions: list[int]
) -> None:
    chunk = to_the_call(play)
    feeds = [
        f"/{one}".replace("<int:number>", str(chunk.pk))
        for one, _names in routes(get_resolver().url_patterns)
        if one.endswith(".atom")
    ]
    assert len(feeds) == 9
    homes, entries = set(), 0
    for feed in feeds:
        root = fromstring(client.get(feed).content)
        homes.add(root.findtext(f"{ATOM}id"))
        found = root.findall(f"{ATOM}entry")
        entries += len(found)
        assert all(one.findtext(f"{ATOM}updated") for one in found), feed
        assert len({one.findtext(f"{ATOM}id") for one in found}) == len(found), feed
    assert len(homes) == len(feeds)
    assert entries > 25


def test_a_long_list_with_an_order_of_its_own_asks_as_often_as_a_short_one(
    client: Client, sessions: list[int]
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/sessions/sessions.json")
        return len(queries)

    few = asked()
    day = timezone.now().date()
    Session.objects.bulk_create(held(number, day) for number in range(100, 150))
    assert asked() == few


@pytest.mark.parametrize(
    ("address", "kind", "says"),
    [
        ("/chunks/99999/chunk.json", "application/json", '"error": "request.not-found"'),
        ("/chunks/99999/chunk.json", "application/json", "There is no part with this number."),
        ("/nothing.json", "application/json", "The address may be mistyped."),
        ("/chunks/99999/acts.atom", "text/plain", "There is no part with this number."),
        ("/sessions/99999/turns.csv", "text/plain", "There is no session with this number"),
        ("/chunks/99999/", "text/html", "There is no part with this number."),
        ("/nothing/", "text/html", "The address may be mistyped."),
    ],
)
def test_what_is_not_there_is_said_in_the_form_that_was_asked_for(
    client: Client, address: str, kind: str, says: str
) -> None:
    Forum.objects.create(pk=1, name="Example forum", languages=["en"])
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith(kind)
    assert says in answer.content.decode()
