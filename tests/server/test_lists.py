"""A page shows the first few of what there is much of, and leads to all of it, a page at a time."""

import csv
import io
import re
from typing import Any
from uuid import uuid4
from xml.etree.ElementTree import fromstring

import pytest
from django.core.paginator import Page
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from isegoria.server.deliberation.acts import Say, Settle
from isegoria.server.deliberation.models import (
    Amendment,
    Item,
    MinorityStatement,
    Objection,
    Version,
)
from isegoria.server.issues.models import Issue
from isegoria.server.issues.reads import OF_A_PROCESS
from isegoria.server.pages.deliberation.lists import FEW, ROWS
from isegoria.server.pages.web import listing
from isegoria.server.people.models import Participant
from isegoria.server.process.models import Chunk
from isegoria.server.process.seats import GiveSeat
from isegoria.server.process.steps import Appeal, GiveFinding, Vote
from isegoria.server.record.models import Act
from tests.play import Play, to_the_call
from tests.reading import ADDRESSES

pytestmark = pytest.mark.django_db


def said(play: Play, chunk: Chunk, number: int) -> dict[str, Any]:
    return {"number": number, "chunk": chunk, "participant": play.secretary, "at": play.now}


@pytest.fixture
def chunk(play: Play) -> Chunk:
    found = to_the_call(play)
    Objection.objects.bulk_create(
        Objection(**said(play, found, 1000 + n), text=f"Objection {n}.")
        for n in range(2 * ROWS + 5)
    )
    return found


def test_a_chunk_shows_some_objections_how_many_there_are_and_where_all_are(
    play: Play, chunk: Chunk, client: Client
) -> None:
    Objection.objects.filter(number__gt=1001).update(state="addressed", settled_in=5, answer="So.")
    page = " ".join(client.get(f"/chunks/{chunk.pk}/").content.decode().split())
    assert page.count('<li id="o') == FEW
    assert "Objection 0." in page  # what is open comes first
    assert f'href="/chunks/{chunk.pk}/objections/?state=open">open</a> 2' in page
    everything = client.get(f"/chunks/{chunk.pk}/objections/")
    assert [one.number for one in everything.context["page"]] == list(range(1000, 1000 + ROWS))
    there = client.get(f"/chunks/{chunk.pk}/objections/?to=1040").content.decode()
    assert 'id="o1040"' in there
    assert "Page 3 of 3" in there
    assert (
        'href="?state=addressed&amp;page=2"'
        in client.get(f"/chunks/{chunk.pk}/objections/?state=addressed").content.decode()
    )
    assert len(client.get(f"/chunks/{chunk.pk}/objections/?state=open").context["page"]) == 2


def test_objections_come_as_json_with_the_address_of_those_that_follow(
    play: Play, chunk: Chunk, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "_STRETCH", 50)
    Objection.objects.bulk_create(
        Objection(**said(play, chunk, 2000 + n), text="More.") for n in range(10)
    )
    first = client.get(f"/chunks/{chunk.pk}/objections/objections.json").json()
    last = client.get(first["next"]).json()
    assert (len(first["objections"]), len(last["objections"]), last["next"]) == (50, 5, None)
    assert client.get(f"/chunks/{chunk.pk}/chunk.json").json()["objections"] == {"open": 55}


def test_what_is_said_and_answered_can_be_taken_along(
    play: Play, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "_STRETCH", 2)
    monkeypatch.setattr(listing, "_AT_A_TIME", 2)
    chunk = to_the_call(play)
    for who in ("civil-society1", "civil-society2", "governments2"):
        play.do(Vote(chunk, "support", "object", reason="=1+1 costs too much"), who)
        play.do(Say(chunk, text=f"When, asks {who}?", form="question", asked="chairs"), who)
    at = f"/chunks/{chunk.pk}"
    calls = f"{at}/ballots/consensus_call/support/calls"
    first = client.get(f"{calls}.json").json()
    assert [one["answer"] for one in first["calls"]] == ["object", "object"]
    assert [one["name"] for one in client.get(first["next"]).json()["calls"]] == [
        str(play.people["governments2"][0])
    ]
    assert client.get(f"{calls.replace('support', 'nothing')}.json").status_code == 404

    def rows(address: str) -> list[dict[str, str]]:
        answer = client.get(address)
        return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))  # type: ignore[attr-defined]

    assert [one["reason"] for one in rows(f"{calls}.csv")] == [
        "'=1+1 costs too much"
    ] * 3  # a spreadsheet reads no formula
    assert [one["position"] for one in rows(f"{at}/positions/positions.csv")] == ["object"] * 3
    assert [one["group"] for one in rows(f"{at}/discussion/comments.csv")] == [
        "civil-society",
        "civil-society",
        "governments",
    ]
    assert [one["asked"] for one in rows("/questions/questions.csv")] == ["chairs"] * 3
    assert [
        one["days"] for one in client.get("/questions/questions.json").json()["questions"]
    ] != []
    assert rows("/issues/issues.csv")[0]["title"] == chunk.issue.title
    figures = client.get("/warnings/warnings.json").json()
    assert figures["issues"] == [client.get(f"/issues/{chunk.issue_id}/warnings.json").json()]
    assert [
        one["text"]
        for one in rows(f"{at}/items/items.csv") + rows(f"{at}/statements/statements.csv")
    ] == []
    for feed in ("/questions/questions.atom", "/issues/issues.atom"):
        root = fromstring(client.get(feed).content)
        assert len(root.findall("{http://www.w3.org/2005/Atom}entry")) == (
            3 if "questions" in feed else 1
        )
    for page, link in (
        ("/questions/", "questions.csv"),
        ("/issues/", "issues.csv"),
        (f"{at}/positions/", "positions.csv"),
    ):
        assert link in client.get(page).content.decode()
    assert "calls.csv" in client.get(f"{at}/ballots/consensus_call/support/").content.decode()


def test_whoever_may_answer_an_objection_finds_the_link_in_the_list(
    play: Play, client_of: Any
) -> None:
    chunk = to_the_call(play)
    play.do(Vote(chunk, "support", "object", reason="Nobody asked the fishers."), "civil-society2")
    one = Objection.objects.get()
    link = f'href="/chunks/{chunk.pk}/objections/{one.number}/"'
    pages = {
        who: client_of(play.people[who][0]).get(f"/chunks/{chunk.pk}/objections/").content.decode()
        for who in play.people
    }
    assert {who for who, page in pages.items() if link in page} == {
        "governments1",
        "civil-society2",
    }
    play.do(Settle(chunk, text="In May.", answer="addressed", objection=one), "governments1")
    assert (
        link
        not in client_of(play.people["governments1"][0])
        .get(f"/chunks/{chunk.pk}/objections/")
        .content.decode()
    )


def test_minority_statements_and_items_have_pages(play: Play, chunk: Chunk, client: Client) -> None:
    MinorityStatement.objects.bulk_create(
        MinorityStatement(**said(play, chunk, 3000 + n), text=f"I hold {n}.") for n in range(25)
    )
    Item.objects.bulk_create(
        Item(**said(play, chunk, 4000 + n), text=f"Item {n}.") for n in range(25)
    )
    assert "25 statements" in client.get(f"/chunks/{chunk.pk}/").content.decode()
    assert "I hold 24." in client.get(f"/chunks/{chunk.pk}/statements/?page=2").content.decode()
    items = client.get(f"/chunks/{chunk.pk}/items/")
    assert [one.item.number for one in items.context["rows"]] == list(range(4000, 4020))


def test_a_paragraph_shows_its_first_amendments_and_leads_to_all(
    play: Play, chunk: Chunk, client: Client
) -> None:
    written = Version.objects.get(chunk=chunk)
    Amendment.objects.bulk_create(
        Amendment(**said(play, chunk, 5000 + n), version=written, paragraph=1, why=f"Because {n}.")
        for n in range(8)
    )
    text = client.get(f"/chunks/{chunk.pk}/text/").content.decode()
    assert "5 more amendments to this paragraph" in text
    assert "Because 2." in text
    assert "Because 3." not in text
    page = client.get(f"/chunks/{chunk.pk}/text/{written.pk}/p1/").content.decode()
    assert page.count("Because") == 8
    assert client.get(f"/chunks/{chunk.pk}/text/{written.pk}/p9/").status_code == 404


def test_a_process_of_many_issues_has_a_page_of_its_own(play: Play, client: Client) -> None:
    issue = Issue.objects.get(pk=play.raised().issue_id)
    Issue.objects.bulk_create(
        Issue(number=6000 + n, process=issue.process, title=f"Question {n}")
        for n in range(OF_A_PROCESS + 100)
    )
    page = client.get("/issues/").content.decode()
    assert page.count("<strong>Question") + 1 == OF_A_PROCESS
    address = f"/issues/processes/{play.process.pk}/issues/"
    assert address in page
    assert "Question 119" in client.get(f"{address}?page=2").content.decode()
    first = client.get("/issues/issues.json").json()
    assert (len(first["issues"]), len(client.get(first["next"]).json()["issues"])) == (100, 21)


def test_the_panel_is_asked_about_at_once_however_many_sit_on_it(
    play: Play, client: Client
) -> None:
    chunk = to_the_call(play)
    play.do(GiveFinding(chunk, "designation", "no_consensus", reason="no"), "governments1")
    play.do(
        Appeal(chunk, "designation", "consensus_call/designation", reason="wrong"), "civil-society1"
    )
    address, counts = f"/chunks/{chunk.pk}/", []
    for who in ("technical-community1", "governments2", "civil-society1"):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
        play.do_plain(GiveSeat(play.process, "panel", play.people[who][0]))
    assert counts[2] == counts[1] <= counts[0] + 1  # of one alone nobody asks who sits twice


ASKED = [  # what the address says, the page shown, what the reader is told
    ("", 1, ""),
    ("page=2", 2, ""),
    ("page=9999", 3, "There is no page 9999; this is the last of 3."),
    (f"page={'9' * 40}", 3, f"There is no page {'9' * 40}; this is the last of 3."),
    ("page=0", 1, "There is no page 0; this is the first of 3."),
    ("page=-2", 1, "There is no page -2; this is the first of 3."),
    ("page=two", 1, "The page number in this address is not a number. This is page 1 of 3."),
    (
        f"page={'9' * 5000}",
        1,
        "The page number in this address is not a number. This is page 1 of 3.",
    ),
    ("page=9999&state=sustained", 1, "There is no page 9999; this is the only one."),
    ("to=999999&state=sustained", 1, ""),  # nobody asked for a page here
]


@pytest.mark.parametrize(
    ("asked", "number", "told"), ASKED, ids=[one[0][:16] or "nothing" for one in ASKED]
)
def test_whoever_asks_for_a_page_that_is_not_there_sees_the_nearest_and_is_told(
    play: Play, chunk: Chunk, client: Client, asked: str, number: int, told: str
) -> None:
    answer = client.get(f"/chunks/{chunk.pk}/objections/?{asked}")
    assert answer.context["page"].number == number
    assert re.findall(r'<p role="status">(.*?)</p>', answer.content.decode()) == (
        [told] if told else []
    )


def test_every_page_of_a_list_tells_when_there_is_no_such_page(
    play: Play, chunk: Chunk, client_of: Any
) -> None:
    play.do(Vote(chunk, "support", "support"), "civil-society2")
    client, told = client_of(play.secretary), set()
    for path in ADDRESSES:
        process = path.startswith("issues/processes/")
        address = f"/{path}".replace("<int:number>", str(play.process.pk if process else chunk.pk))
        address = address.replace("<str:stage>/<str:name>", "consensus_call/support").replace(
            "<int:paragraph>", "1"
        )
        address = address.replace("<int:version>", str(Version.objects.get().pk))
        if "<" in address or "/enter/" in address:
            continue
        answer = client.get(address, {"page": "9999", "seats": "9999"})
        if any(
            isinstance(value, Page)
            for level in answer.context or ()
            for one in level
            for value in one.values()
        ):
            assert "There is no page 9999" in answer.content.decode(), address
            told.add(path)
    assert len(told) >= 18, told


@pytest.mark.parametrize("acts", [1, 2, 3, 4, 5])
def test_a_file_of_the_record_has_every_act_once_wherever_its_stretches_end(
    client: Client, monkeypatch: pytest.MonkeyPatch, acts: int, db: None
) -> None:
    monkeypatch.setattr("isegoria.server.pages.web.listing._AT_A_TIME", 2)
    Act.objects.bulk_create(
        Act(
            number=number,
            minute=timezone.now(),
            kind="test",
            kind_version=1,
            process="p",
            role="none",
            committed=b"",
            leaf_hash=b"",
            key=uuid4(),
        )
        for number in range(1, acts + 1)
    )
    rows = client.get("/record/acts.csv?kind=test").getvalue().decode().splitlines()[1:]
    assert [int(row.partition(",")[0]) for row in rows] == list(range(acts, 0, -1))
    before = client.get("/record/acts.csv?kind=test&before=3").getvalue().decode().splitlines()[1:]
    assert [int(row.partition(",")[0]) for row in before] == list(range(min(acts, 2), 0, -1))


@pytest.mark.parametrize("kept", [0, 1, 2, 3, 4, 5])
def test_rows_read_in_stretches_are_all_there_in_their_order(
    monkeypatch: pytest.MonkeyPatch, kept: int, db: None
) -> None:
    monkeypatch.setattr(listing, "_AT_A_TIME", 2)
    people = [Participant.objects.create(email=f"{number}@example.org") for number in range(kept)]
    rows = Participant.objects.filter(pk__in=[one.pk for one in people]).order_by("-email")
    found = list(listing.in_stretches(rows))
    assert [one for some in found for one in some] == people[::-1]
    assert all(len(some) <= 2 for some in found)
