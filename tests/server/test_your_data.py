"""What the forum keeps about a person, all of it, for that person alone."""

import json
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from isegoria.server.conduct.codes import PublishCode, default_code
from isegoria.server.conduct.erasing import EraseAccount
from isegoria.server.conduct.measures import HideWords
from isegoria.server.conflicts.notes import WriteNote
from isegoria.server.deliberation.acts import Say
from isegoria.server.deliberation.models import Visit
from isegoria.server.front.outbox import URGENT, deliver
from isegoria.server.membership.acts import Invite
from isegoria.server.people.models import Participant
from isegoria.server.personal.reads import written
from isegoria.server.personal.tables import KEPT, NOT_GIVEN, PARTS
from isegoria.server.process.models import ChunkRow, Member, Seat
from isegoria.server.record.door import perform
from isegoria.server.record.models import Act, Authorship, Sealed
from isegoria.server.reviews.models import Review, ReviewAnswer
from isegoria.server.rulebooks.models import ProcessDraft
from tests.play import Play
from tests.server.test_conflicts import Conflict

pytestmark = pytest.mark.django_db
ANN, BEN = "private-sector1", "civil-society1"
FILE = "/profile/data/your-data.json"
PAGES = ("/profile/data/", *(f"/profile/data/{part}/" for part in PARTS), FILE)


def text_of(answer: Any) -> str:
    said = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(said.decode())


def file_of(whom: Participant) -> dict[str, Any]:
    found: dict[str, Any] = json.loads("".join(written(whom, {})))
    return found


def linked() -> Iterator[str]:
    """Yield every column that links to a participant, or to an address or a provider of theirs."""
    whose = (Participant, EmailAddress, SocialAccount)
    for table in apps.get_models(include_auto_created=True):
        for field in table._meta.get_fields():
            if not field.auto_created and field.related_model in whose:
                yield f"{table._meta.label}.{field.name}"


def test_no_table_with_something_about_a_person_is_forgotten() -> None:
    given = {f"{one.table}.{one.link}" for one in KEPT}
    forgotten = sorted(set(linked()) - given - set(NOT_GIVEN))
    assert not forgotten, "name them in server/personal/tables.py"


def test_every_table_that_is_named_is_there_and_no_library_decides_what_is_given() -> None:
    for one in KEPT:
        if (table := one.model()) is not None:
            table._meta.get_field(one.link.split("__")[0])
            for column in one.columns:
                table._meta.get_field(column)
        assert one.part in PARTS
        assert one.columns or one.table.startswith("isegoria."), one.table
    assert set(NOT_GIVEN) <= set(linked())


class Two:
    """Ann and Ben, who are the parties of a conflict, each with something of every kind."""

    def __init__(self, play: Play) -> None:
        for who, name in ((ANN, "Ann"), (BEN, "Ben")):
            address = play.people[who][0].email
            invite = Invite(play.process, name=name, email=address, text=f"Come, {name}.")
            perform(invite, by=play.secretary, now=play.now)
        self.conflict = Conflict(play).accepted()
        self.play, self.chunk = play, self.conflict.chunk
        self.ann, self.ben = play.people[ANN][0], play.people[BEN][0]
        self.seat = Seat.objects.filter(process=play.process, holder="chairs").get()
        self.review = Review.objects.create(
            number=self.seat.number,
            process=play.process,
            seat=self.seat,
            title="Chairs",
            because=Review.Because.SCHEDULE,
            opened_at=play.now,
            ends_at=play.now + timedelta(days=14),
        )
        perform(PublishCode(*default_code()), by=play.secretary, now=play.now)
        for who, name in ((ANN, "Ann"), (BEN, "Ben")):
            self.has_everything(who, name)

    def has_everything(self, who: str, name: str) -> None:
        play, whom = self.play, self.play.people[who][0]
        play.do(Say(self.chunk, text=f"Said by {name}."), who)
        hidden = play.do(Say(self.chunk, text=f"Hidden of {name}."), who)
        play.do_plain(HideWords(act=hidden, rule=1, reason="Rude."))
        self.conflict.by(who, WriteNote(self.conflict.case, f"Note of {name}."))
        ReviewAnswer.objects.create(
            review=self.review, participant=whom, comment=f"Review by {name}."
        )
        ProcessDraft.objects.create(owner=whom, text=f"Draft of {name}.", changed_at=play.now)
        EmailAddress.objects.create(user=whom, email=whom.email, verified=True)
        for subject, headers in ((f"Mail to {name}", {}), (f"Code for {name}", URGENT)):
            deliver.enqueue(mail=mail(subject, f"Text of “{subject}”.", whom.email, headers))
        Visit.objects.create(participant=whom, chunk=self.chunk, seen=1, latest=1, at=play.now)
        ChunkRow.objects.create(
            chunk=self.chunk, what="answer", stage="s", name="b", who=str(whom.pk), value="yes"
        )


def mail(subject: str, body: str, to: str, headers: dict[str, str]) -> dict[str, Any]:
    empty: dict[str, Any] = {name: [] for name in ("cc", "bcc", "reply_to", "alternatives")}
    said = {"subject": subject, "body": body, "to": [to], "headers": headers, "from": "f@x.example"}
    return {"subtype": "plain", **empty, **said}


@pytest.fixture
def two(play: Play) -> Two:
    return Two(play)


def test_everything_of_a_person_is_in_the_file_and_nothing_of_another(two: Two) -> None:
    found = file_of(two.ann)
    assert [part for part in found if part != "about"] == list(PARTS)
    said = json.dumps(found)
    for words in (
        "Said by Ann.",
        "Hidden of Ann.",
        "Note of Ann.",
        "Review by Ann.",
        "Draft of Ann.",
        "Text of \\u201cMail to Ann",
        "Code for Ann",
        "Come, Ann.",
        two.ann.email,
        "Office of private-sector 1",
    ):
        assert words in said, words
    answers = [one for one in found["answers"]["ballots"] if one["what"] == "answer"]
    assert [one["value"] for one in answers] == ["yes"]
    assert [one["chunk"] for one in found["drafts"]["visit"]] == [two.chunk.pk]
    assert found["account"]["participant"][0]["name"] == str(two.ann)
    assert found["roles"]["member"]
    assert "Text of \\u201cCode" not in said  # what is in it lets somebody in
    assert "Ben" not in said
    assert two.ben.email not in said
    assert two.ann.password not in said


def test_the_pages_show_the_same_to_the_person_alone(two: Two, client_of: Any) -> None:
    ann, ben = client_of(two.ann), client_of(two.ben)
    secrets = ("Note of Ann.", "Review by Ann.", "Draft of Ann.", "Hidden of Ann.")
    seen = "".join(text_of(ann.get(page)) for page in PAGES)
    for words in secrets:
        assert words in seen, words
    for other in (ben, client_of(two.play.secretary), client_of(two.conflict.amina)):
        for page in PAGES:
            answer = other.get(page)
            assert answer.status_code == 200, page
            assert not [words for words in secrets if words in text_of(answer)], page
    for page in PAGES:
        assert Client().get(page)["Location"].startswith("/accounts/login/")
    for asked in (f"?participant={two.ann.pk}", f"?user={two.ann.pk}", f"?number={two.ann.pk}"):
        assert "Note of Ann." not in text_of(ben.get(FILE + asked))


def test_nothing_keeps_a_copy(two: Two, client_of: Any) -> None:
    for page in PAGES:
        answer = client_of(two.ann).get(page)
        assert "no-store" in answer["Cache-Control"], page
        assert "private" in answer["Cache-Control"], page
        assert not answer.has_header("ETag"), page
        assert client_of(two.ann).post(page).status_code == 405, page
    assert client_of(two.ann).get(FILE)["Content-Disposition"].startswith("attachment;")


def test_who_finds_a_browser_open_gets_nothing(
    two: Two, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    two.ann.set_password("a long password")
    two.ann.save()
    clients = {who: client_of(who) for who in (two.ann, two.ben)}
    later = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr(timezone, "now", lambda: later)
    for page in PAGES:
        asked = clients[two.ann].get(page)
        assert asked["Location"].startswith("/accounts/reauthenticate/"), page
        without_password = clients[two.ben].get(page)
        assert without_password.status_code == 403, page
        assert "Sign out and in again" in text_of(without_password)
    wrong = clients[two.ann].post(asked["Location"], {"password": "something else"})
    assert wrong.status_code == 200
    assert clients[two.ann].get(FILE).status_code == 302
    right = clients[two.ann].post(asked["Location"], {"password": "a long password"})
    assert right["Location"] == FILE
    assert "Note of Ann." in text_of(clients[two.ann].get(FILE))


def test_after_the_account_is_erased_nobody_gets_it(two: Two, client_of: Any) -> None:
    client, half = client_of(two.ann), written(two.ann, {})
    next(half)
    perform(EraseAccount(two.ann, words=True), by=two.ann, now=two.play.now)
    assert client.get(FILE)["Location"].startswith("/accounts/login/")
    for said in ("".join(half), json.dumps(file_of(Participant.objects.get(pk=two.ann.pk)))):
        for words in ("Ann", two.ann.email, "Office of private-sector 1"):
            assert words not in said, words


def test_an_address_of_somebody_else_brings_nothing_of_theirs(two: Two) -> None:
    EmailAddress.objects.create(user=two.ben, email=two.ann.email.upper(), verified=False)
    mails = json.dumps(file_of(two.ben)["mails"])
    assert "Come, Ben." in mails
    assert "Ann" not in mails


def test_an_answer_by_a_proxy_is_not_told_and_numbers_of_a_secret_ballot_are_not(two: Two) -> None:
    key = {"chunk": two.chunk, "stage": "s", "name": "secret", "who": str(two.ann.pk)}
    ChunkRow.objects.create(**key, what="answer", value="by proxy")
    ChunkRow.objects.create(**key, what="proxied", value=str(two.ben.pk))
    left = Act.objects.filter(authorship__participant=two.ann, kind="chunk.comment").first()
    Sealed.objects.create(act=left, field="groups", salt=b"s" * 32, content=b'{"sealed": 1}')
    said = json.dumps(file_of(two.ann))
    assert "by proxy" not in said
    assert '{\\"sealed\\"' not in said
    assert '"name": "secret"' not in said


def test_no_key_of_a_session_is_given(two: Two, client_of: Any) -> None:
    client_of(two.ann), client_of(two.ben)
    keys = Session.objects.values_list("session_key", flat=True)
    found = file_of(two.ann)
    assert len(found["sign-ins"]["sessions"]) == 1
    assert not [key for key in keys if key in json.dumps(found)]


def test_ten_thousand_acts_are_given_a_few_at_a_time(two: Two) -> None:
    last = Act.objects.order_by("-number").values_list("number", flat=True)[0]
    numbers = range(last + 1, last + 10_001)
    Act.objects.bulk_create(
        [
            Act(
                number=number,
                minute=two.play.now,
                kind="chunk.comment",
                kind_version=1,
                process="process-1",
                role="participant",
                committed=b"",
                leaf_hash=b"",
                key=uuid4(),
            )
            for number in numbers
        ],
        batch_size=500,
    )
    Authorship.objects.bulk_create(
        [Authorship(act_id=number, participant=two.ann) for number in numbers], batch_size=500
    )
    found = file_of(two.ann)["acts"]["acts"]
    assert len(found) == Authorship.objects.filter(participant=two.ann).count() > 10_000
    assert len({one["number"] for one in found}) == len(found)
    tracemalloc.start()
    for _piece in islice(written(two.ann, {}), 3_000):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**20, "it grows with the number of acts"


def test_who_left_no_trace_gets_pages_that_say_so(client_of: Any) -> None:
    whom = Participant.objects.create_user("new@example.org")
    assert "The forum keeps nothing here" in text_of(client_of(whom).get("/profile/data/acts/"))
    assert client_of(whom).get("/profile/data/nothing/").status_code == 404
    assert not Member.objects.filter(participant=whom).exists()
