"""The closed room of an office: those inside read what is said, everyone else who was there, when,
and what was decided. Tried by everybody who would like to read more.
"""

from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from isegoria.server.conduct.codes import PublishCode, default_code
from isegoria.server.conduct.erasing import EraseAccount, EraseWords
from isegoria.server.conduct.measures import HideWords, ShowWords
from isegoria.server.conduct.models import Measure
from isegoria.server.deliberation.closed_rooms import SayWhatWasDecided, WriteInClosedRoom
from isegoria.server.issues.acts import BeginProcess
from isegoria.server.pages.deliberation.closed_rooms import PAGE
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Process, Seat
from isegoria.server.process.seats import EndSeat, GiveSeat
from isegoria.server.process.steps import GiveRuling
from isegoria.server.record.door import perform
from isegoria.server.record.models import Act, Opening, Sealed
from isegoria.server.rulebooks.reads import model_or_404
from isegoria.terms import Refused
from tests.people import speaks_for
from tests.server.test_panels_of_groups import (
    APPELLANT,
    EDITOR,
    JUDGES,
    PANEL,
    contested,
    recomputed,
)
from tests.server.test_text_under_decision import newest

pytestmark = pytest.mark.django_db
SECRET = "Between us, the chair hurried it."
RULES = PANEL.replace("seats: 3}", "seats: 3, room: closed}").replace(
    "outcomes: {",
    "recusals: {own: {title: Not a colleague, from: panel, who: [same_organisation], scope: vote}}\n"
    "outcomes: {",
)
RULE, NO_ROOM = "harbour.plan/offices/panel", "harbour.plan/offices"
OTHERS = ("visitor", "secretariat", EDITOR, APPELLANT, "civil-society2")


class Room:
    """A panel of three to which a finding was appealed, and a note of its first member."""

    def __init__(self) -> None:
        self.play, self.chunk = contested(RULES, "panel", 3)
        self.note = self.play.do(self.writes(SECRET), JUDGES[0]).number

    def writes(self, text: str, office: str = "panel") -> WriteInClosedRoom:
        return WriteInClosedRoom(newest(self.chunk), office, text)

    @property
    def address(self) -> str:
        return f"/chunks/{self.chunk.pk}/closed-rooms/panel/"

    def client(self, who: str) -> Client:
        client = Client()
        if who != "visitor":
            client.force_login(
                self.play.people[who][0] if who in self.play.people else self.play.secretary,
                backend="allauth.account.auth_backends.AuthenticationBackend",
            )
        return client

    def page(self, who: str) -> str:
        return self.client(who).get(self.address).content.decode()


@pytest.fixture
def room() -> Room:
    return Room()


def everywhere(room: Room) -> list[str]:
    chunk, process = room.chunk, room.play.process
    author = room.play.people[JUDGES[0]][0].pk
    return [
        room.address,
        "/",
        "/record/",
        "/record/acts.json",
        "/record/acts.csv",
        "/record/acts.atom",
        "/record/acts.json?kind=closed-room.note",
        "/record/acts.csv?kind=closed-room.note",
        f"/record/{room.note}/",
        f"/record/{room.note}/act.json",
        f"/record/{room.note}/openings/text.json",
        f"/record/{room.note}/openings/present.json",
        f"/chunks/{chunk.pk}/",
        f"/chunks/{chunk.pk}/chunk.json",
        f"/chunks/{chunk.pk}/acts.atom",
        f"/chunks/{chunk.pk}/history/",
        f"/chunks/{chunk.pk}/new/",
        f"/chunks/{chunk.pk}/discussion/",
        f"/chunks/{chunk.pk}/discussion/comments.json",
        f"/chunks/{chunk.pk}/discussion/comments.csv",
        f"/chunks/{chunk.pk}/evidence/",
        f"/chunks/{chunk.pk}/evidence/evidence.json",
        f"/chunks/{chunk.pk}/do/rule/found/",
        f"{room.address}write/",
        f"{room.address}decide/",
        f"/outcomes/{chunk.pk}/",
        f"/people/{author}/",
        f"/issues/processes/{process.pk}/",
        f"/issues/processes/{process.pk}/room/",
        f"/issues/{chunk.issue_id}/",
    ]


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_reads_what_is_said_there_at_any_address(
    room: Room, who: str, now: dict[str, Any]
) -> None:
    now["now"] = room.play.now
    client = room.client(who)
    for address in everywhere(room):
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code in {200, 302, 404}, address
        assert b"hurried" not in content, address
    assert client.get(f"/record/{room.note}/openings/text.json").status_code == 404
    assert client.get(f"/record/{room.note}/openings/who.json").status_code == 200


def test_the_record_commits_to_the_words_and_keeps_them_nowhere_else(room: Room) -> None:
    act = Act.objects.get(pk=room.note)
    assert act.body == {"office": "panel", "sealed": ["text"]}
    assert {"text", "present", "who"} <= set(act.commitments)
    assert "hurried" not in str([(one.body, bytes(one.leaf)) for one in Act.objects.all()])
    assert not Opening.objects.filter(act=act, field="text").exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        Sealed.objects.update(content=b"something else")
    assert recomputed(room.chunk) == []


@pytest.mark.parametrize("who", JUDGES)
def test_those_inside_read_it_on_the_page_alone(room: Room, who: str) -> None:
    assert "the chair hurried it" in room.page(who)
    client = room.client(who)
    for address in everywhere(room)[1:]:
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"hurried" not in content, address


@pytest.mark.parametrize("who", OTHERS)
def test_everyone_sees_who_was_there_who_wrote_and_what_was_decided(room: Room, who: str) -> None:
    decided = SayWhatWasDecided(newest(room.chunk), "panel", "We hear both sides on Monday.")
    room.play.do(decided, JUDGES[1])
    page = room.page(who)
    assert "We hear both sides on Monday." in page
    assert page.count("In the room:") == 2
    for judge in JUDGES:
        assert page.count(str(room.play.people[judge][0])) >= 3  # now, and at each act
    assert f'href="/record/{room.note}/"' in page
    assert "sealed" in page
    assert "/write/" not in page


@pytest.mark.parametrize("who", [None, EDITOR, APPELLANT, "civil-society2"])
def test_nobody_else_writes_or_decides_there(room: Room, who: str | None) -> None:
    assert room.play.refused(room.writes("May I?"), who) == RULE
    said = SayWhatWasDecided(newest(room.chunk), "panel", "It is dismissed.")
    assert room.play.refused(said, who) == RULE
    with pytest.raises(Refused, match="participant"):
        perform(room.writes("As the operator."), by=None, now=room.play.now)


@pytest.mark.parametrize("office", ["editor", "nobody", "governments", ""])
def test_who_has_no_closed_room_has_none(room: Room, office: str) -> None:
    assert room.play.refused(room.writes("May I?", office), JUDGES[0]) == NO_ROOM
    client = room.client(JUDGES[0])
    assert client.get(f"/chunks/{room.chunk.pk}/closed-rooms/{office or '-'}/").status_code == 404


@pytest.mark.parametrize("text", ["", "  ", "x" * 20_001])
def test_a_note_has_words_and_is_not_too_long(room: Room, text: str) -> None:
    assert room.play.refused(room.writes(text), JUDGES[0]).startswith("text.")
    said = SayWhatWasDecided(newest(room.chunk), "panel", text)
    assert room.play.refused(said, JUDGES[0]).startswith("text.")


def test_who_has_to_stay_out_of_the_case_is_out_of_the_room_whatever_the_scope(room: Room) -> None:
    """Here somebody who works where the appellant works; they may talk, and only not vote."""
    colleague = room.play.people[JUDGES[1]][0]
    speaks_for(colleague, "civil-society", organisation="Office of civil-society 1")
    assert "hurried" not in room.page(JUDGES[1])
    assert room.play.refused(room.writes("Let me in."), JUDGES[1]) == RULE
    later = room.play.do(room.writes("We are two."), JUDGES[2])
    [present] = Opening.objects.filter(act=later, field="present")
    assert str(room.play.people[JUDGES[1]][0]) not in bytes(present.content).decode()
    assert "hurried" in room.page(JUDGES[2])


def test_who_left_the_panel_reads_nothing_any_more_and_who_came_reads_all(room: Room) -> None:
    seat = Seat.objects.get(participant=room.play.people[JUDGES[0]][0], holder="panel")
    room.play.do_plain(EndSeat(seat, "The term is over."), JUDGES[0])
    assert "hurried" not in room.page(JUDGES[0])  # not even their own note
    assert room.play.refused(room.writes("Once more."), JUDGES[0]) == RULE
    new = room.play.newcomer("Nora", "civil-society")
    room.play.people["nora"] = new
    assert "hurried" not in room.page("nora")
    room.play.do_plain(GiveSeat(room.play.process, "panel", new[0]))
    assert "hurried" in room.page("nora")


def test_a_seat_elsewhere_opens_no_door(room: Room) -> None:
    """The panel of another process, and the panel of another part alone."""
    begun = room.play.do_plain(BeginProcess("Other", model_or_404("harbour.plan")))
    room.play.people["max"] = room.play.newcomer("Max", "civil-society")
    elsewhere = Process.objects.get(pk=begun.number)
    room.play.do_plain(GiveSeat(elsewhere, "panel", room.play.people["max"][0]))
    assert "hurried" not in room.page("max")
    aside = room.play.raised("governments2")
    room.play.do_plain(
        EndSeat(Seat.objects.get(participant=room.play.people[JUDGES[2]][0]), "another part"),
        JUDGES[2],
    )
    room.play.do_plain(
        GiveSeat(room.play.process, "panel", room.play.people[JUDGES[2]][0], chunk=aside)
    )
    assert "hurried" not in room.page(JUDGES[2])


def test_to_write_there_is_no_part_in_the_case(room: Room) -> None:
    """Else nobody who deliberates could judge."""
    members = room.play.process.members
    assert not members.filter(participant=room.play.people[JUDGES[0]][0]).exists()
    for who in JUDGES[:2]:
        room.play.do(GiveRuling(newest(room.chunk), "found", "dismissed", reason="It is so."), who)
    assert not facts_of(newest(room.chunk)).frozen()
    assert "hurried" in room.page(JUDGES[2])  # after the decision too


def test_no_mail_tells_what_was_said(room: Room, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        room.play.do(room.writes(SECRET), JUDGES[1])
        for who in JUDGES[:2]:
            ruling = GiveRuling(newest(room.chunk), "found", "upheld", reason="It is not.")
            room.play.do(ruling, who)
    assert all("hurried" not in f"{one.subject} {one.body}" for one in mail.outbox)


@pytest.mark.parametrize("who", [EDITOR, APPELLANT, JUDGES[1]])
def test_others_erase_no_note(room: Room, who: str) -> None:
    by = room.play.people[who][0]
    with pytest.raises(Refused):
        perform(EraseWords(Act.objects.get(pk=room.note)), by=by, now=room.play.now)
    assert "hurried" in room.page(JUDGES[0])


@pytest.mark.parametrize("by_author", [True, False])
def test_what_is_erased_is_gone_from_the_room(room: Room, by_author: bool) -> None:
    act = Act.objects.get(pk=room.note)
    by = room.play.people[JUDGES[0]][0] if by_author else room.play.secretary
    perform(
        EraseWords(act, "An order.", "" if by_author else "court_order"), by=by, now=room.play.now
    )
    assert not Sealed.objects.filter(act=act).exists()
    page = room.page(JUDGES[1])
    assert "hurried" not in page
    assert "The words of this note are gone." in page
    assert recomputed(room.chunk) == []


def test_what_is_hidden_is_hidden_from_those_inside_and_comes_back(room: Room) -> None:
    room.play.do_plain(PublishCode(*default_code(), 30, True))
    hidden = room.play.do_plain(
        HideWords(act=Act.objects.get(pk=room.note), rule=1, reason="Rude.")
    )
    for who in ("visitor", "secretariat", *JUDGES):
        assert "hurried" not in room.page(who)
    assert not Opening.objects.filter(act_id=room.note, field="text").exists()
    room.play.do_plain(ShowWords(Measure.objects.get(pk=hidden.number), "It is not rude."))
    assert "hurried" in room.page(JUDGES[1])
    for who in ("visitor", "secretariat"):
        assert "hurried" not in room.page(who)
    assert not Opening.objects.filter(act_id=room.note, field="text").exists()


def test_an_account_that_is_erased_is_named_at_no_note(room: Room) -> None:
    whom = room.play.people[JUDGES[0]][0]
    name = str(whom)
    room.play.do_plain(EndSeat(Seat.objects.get(participant=whom), "gone"), JUDGES[0])
    perform(EraseAccount(whom, words=True), by=whom, now=room.play.now)
    assert not Sealed.objects.filter(act_id=room.note).exists()
    page = room.page(JUDGES[1])
    assert name not in page
    assert "hurried" not in page


def form_of(client: Client, address: str) -> dict[str, Any]:
    fields = client.get(address).context["form"].hidden_fields()
    return {one.name: one.value() for one in fields if one.value() is not None} | {"capacity": ""}


def test_the_forms_do_what_the_acts_do(room: Room, now: dict[str, Any]) -> None:
    now["now"] = room.play.now
    client = room.client(JUDGES[1])
    said = form_of(client, f"{room.address}write/") | {"text": "I agree with you."}
    for _double in range(2):
        sent = client.post(f"{room.address}write/", said)
        assert (sent.status_code, sent["location"]) == (302, room.address)
    assert Act.objects.filter(kind="closed-room.note").count() == 2
    said = form_of(client, f"{room.address}decide/") | {"text": "We hear both sides."}
    assert client.post(f"{room.address}decide/", said).status_code == 302
    assert "I agree with you." in room.page(JUDGES[2])
    assert "We hear both sides." in room.page("visitor")


def test_a_form_of_somebody_outside_is_refused_and_keeps_their_words(
    room: Room, now: dict[str, Any]
) -> None:
    now["now"] = room.play.now
    client = room.client(EDITOR)
    asked = client.get(f"{room.address}write/")
    assert "You cannot do this now:" in asked.content.decode()
    said = {"key": str(uuid4()), "capacity": "", "text": "Let me tell you."}
    sent = client.post(f"{room.address}write/", said)
    assert (sent.status_code, sent.context["refusal"].rule) == (409, RULE)
    assert "Let me tell you." in sent.content.decode()
    assert Act.objects.filter(kind="closed-room.note").count() == 1
    assert "/accounts/login/" in room.client("visitor").get(f"{room.address}write/")["location"]


def test_the_page_of_the_part_leads_to_the_room(room: Room) -> None:
    page = room.client("visitor").get(f"/chunks/{room.chunk.pk}/").content.decode()
    assert page.count(f'href="{room.address}"') == 1


def test_where_no_office_has_a_closed_room_no_page_speaks_of_one() -> None:
    _play, chunk = contested(PANEL, "panel", 1)
    assert "closed-rooms" not in Client().get(f"/chunks/{chunk.pk}/").content.decode()
    assert Client().get(f"/chunks/{chunk.pk}/closed-rooms/panel/").status_code == 404


def test_the_page_asks_as_often_for_one_note_as_for_many(room: Room) -> None:
    client, asked = room.client(JUDGES[1]), []
    client.get(room.address)
    for notes in (0, 6):
        for _one in range(notes):
            room.play.do(room.writes("One more."), JUDGES[1])
        with CaptureQueriesContext(connection) as queries:
            client.get(room.address)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_more_notes_than_a_page_has_are_read_on_the_next_one(room: Room) -> None:
    for number in range(PAGE):
        room.play.do(room.writes(f"Note {number}."), JUDGES[1])
    client = room.client(JUDGES[2])
    assert "hurried" not in client.get(room.address).content.decode()
    assert "hurried" in client.get(f"{room.address}?page=2").content.decode()


@pytest.fixture
def told(django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that writes a note on the day of the play, and gives the mails it caused."""

    def told(room: Room, who: str, text: str = SECRET) -> dict[str, str]:
        mail.outbox.clear()
        monkeypatch.setattr(timezone, "now", lambda: room.play.now)
        with django_capture_on_commit_callbacks(execute=True):
            room.play.do(room.writes(text), who)
        return {one.to[0]: f"{one.subject}\n{one.body}" for one in mail.outbox}

    return told


def test_those_in_the_room_learn_of_a_note_and_not_what_it_says(room: Room, told: Any) -> None:
    room.play.day += 1
    found = told(room, JUDGES[0])
    others = {room.play.people[one][0].email for one in JUDGES[1:3]}
    assert set(found) == others
    assert all(SECRET not in text and "hurried" not in text for text in found.values())
    assert all("because you are in this closed room" in text for text in found.values())
    assert all(f"/chunks/{room.chunk.pk}/closed-rooms/panel/" in one for one in found.values())
    assert told(room, JUDGES[1], "Another one.") == {}, "a talk is one mail"
    seat = Seat.objects.get(participant=room.play.people[JUDGES[2]][0], until_at=None)
    Seat.objects.filter(pk=seat.pk).update(until_at=room.play.now)
    room.play.day += 1
    assert set(told(room, JUDGES[0])) == {room.play.people[JUDGES[1]][0].email}
