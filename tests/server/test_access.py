"""Who is shown what: every address, asked for as every kind of person, against a table; and what
only a few may read.

`access.txt` has a row an address: what the nine kinds of people get there, and the address. A new
address fails this test until somebody writes its row, and has thought about who reads it.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from isegoria.library import model
from isegoria.rules.offices.reviewing import QUESTIONS
from isegoria.server.archives.importing import File, bring, prepare_mails
from isegoria.server.conduct.appeals import AppealMeasure
from isegoria.server.conduct.erasing import EraseWords
from isegoria.server.conduct.measures import Restrict
from isegoria.server.conduct.models import Measure
from isegoria.server.conduct.reports import report
from isegoria.server.conflicts.asking import act_in_case
from isegoria.server.conflicts.models import Case
from isegoria.server.conflicts.notes import WriteNote
from isegoria.server.deliberation.acts import Say
from isegoria.server.deliberation.closed_rooms import WriteInClosedRoom
from isegoria.server.deliberation.motions import MakeMotion
from isegoria.server.example import bring_example
from isegoria.server.issues.acts import BeginProcess, ProposeIssue
from isegoria.server.membership.acts import Invite, JoinProcess
from isegoria.server.organisations.acts import ClaimOrganisation, DecideClaim
from isegoria.server.people.models import Participant
from isegoria.server.people.organisations import OrganisationClaim
from isegoria.server.people.reads import administrator, current_affiliations
from isegoria.server.process.dates import PlanDate
from isegoria.server.process.models import Chunk, Process, Proxy, Seat
from isegoria.server.process.seats import GiveSeat
from isegoria.server.record.door import perform
from isegoria.server.record.models import Act
from isegoria.server.reviews.acts import AnswerReview
from isegoria.server.reviews.models import Review
from isegoria.server.rulebooks.acts import PutModelIntoUse
from isegoria.server.rulebooks.models import ProcessDraft
from isegoria.server.rulebooks.reads import model_or_404, text_of
from tests.every_address import ADDRESSES, answer_to, paths_of
from tests.unit.rules.models import SOUND

pytestmark = pytest.mark.django_db

PEOPLE = (
    "visitor",
    "stranger",
    "other",
    "member",
    "restricted",
    "party",
    "facilitator",
    "chair",
    "secretariat",
)
"""Nobody signed in; an account that takes part nowhere; one that takes part in another process;
then those of the process: one who may only read for now, since words of theirs were hidden; a party
of a conflict; who facilitates it; who leads.
"""
SIGNS = {200: ".", 403: "x", 404: "-", 405: "p", 410: "g", 400: "e"}
"""What stands in the table: also `>` for who is asked to sign in, and `/` for who is led
elsewhere.
"""

CANARIES = {
    "the name of somebody invited": (b"Ines Unannounced", {"chair", "secretariat"}),
    "the address of somebody invited": (b"ines@unannounced.example", {"chair", "secretariat"}),
    "a private note in a conflict": (b"We would pay a third of it.", {"party", "facilitator"}),
    "what was said in a closed room": (b"Only we know the sum.", {"other"}),
    "words that were hidden": (b"never driven anything but a desk", {"restricted", "secretariat"}),
    "words that were erased": (b"My telephone number is 555 0199.", set()),
    "what a review was answered with": (b"They never call on us.", {"member"}),
    "a draft of rules": (b"Rules that nobody has seen yet", {"secretariat"}),
    "an address in an archive": (b"ann@list.example", set()),
    "the address of an account": (b"@example.org", set()),
    "the address of an account that takes part nowhere": (b"stranger@nowhere.example", set()),
}
"""What is searched for in every answer, and who may read it. Invitations: `rooms.acts.may_invite`;
notes: `reads_private`; closed rooms: `in_the_room`; hidden words: their author, the secretariat and those who judge; an answer
and a draft: who wrote it.
"""

CLOSED = SOUND.replace("board: {", "board: {room: closed, ")
MAILS = b"""From ann@list.example Thu Jan  1 00:00:00 2026
From: Ann Example <ann@list.example>
Date: Thu, 1 Jan 2026 10:00:00 +0000
Subject: Cables
Message-ID: <1@list.example>

Who repairs them?
"""


class World:
    """The worked example, and beside it whatever else there can be: sealed, hidden, erased,
    drafted, brought from elsewhere.
    """

    def __init__(self) -> None:
        self.now = timezone.now()
        bring_example(self.now)
        self.secretary = administrator()
        self.process = Process.objects.earliest("number")
        known = {
            "member": "access-advocate",
            "restricted": "transit-planner",
            "party": "library-advocate",
            "facilitator": "neighbourhood-mediator",
            "chair": "city-official",
        }
        self.people: dict[str, Participant | None] = {
            name: Participant.objects.get(email=f"{address}@example.org")
            for name, address in known.items()
        }
        self.people |= {"visitor": None, "secretariat": self.secretary}
        self.people |= {
            name: Participant.objects.create_user(f"{name}@nowhere.example", name=f"The {name}")
            for name in ("stranger", "other")
        }
        self.order = Chunk.objects.get(title__startswith="Who gives an order")
        self.rude = Measure.objects.get(of__isnull=False)
        self.case = Case.objects.get()
        self._seals()
        self._moderates()
        self._reviews()
        self._elsewhere()
        closed = self._closes()
        ended = Chunk.objects.exclude(outcome="").order_by("pk")[0].pk
        archived = Participant.objects.filter(from_archive=True).order_by("pk")[0].pk
        self.here = [
            ("issues/processes", self.process.pk),
            ("chunks", self.order.pk),
            ("chunks", closed),
            ("conflicts", self.case.pk),
            ("record", self.rude.of or 0),
            ("comment", self.rude.of or 0),
            ("comment", self.erased),
            ("invitation", self.invitation),
            ("outcomes", ended),
            ("process", self.process.pk),
            ("people", archived),
            ("people", self.secretary.pk),
        ]
        """What a route is about, where that is not simply the first there is."""

    def do(self, who: str, work: Any, door: Any = perform) -> Act:
        by = self.people[who]
        assert by is not None
        act: Act = door(
            work, by=by, now=self.now, capacity=current_affiliations(by, self.now.date()).first()
        )
        return act

    def _seals(self) -> None:
        invite = Invite(
            self.process, name="Ines Unannounced", email="ines@unannounced.example", text="Come."
        )
        self.invitation = self.do("secretariat", invite).number
        self.note = self.do(
            "party", WriteNote(self.case, "We would pay a third of it."), act_in_case
        ).number
        text = "id: ours.hidden\ntitle: Rules that nobody has seen yet\n"
        self.draft = ProcessDraft.objects.create(
            owner=self.secretary, text=text, changed_at=self.now
        ).pk

    def _moderates(self) -> None:
        said = Say(self.order, text="My telephone number is 555 0199.")
        self.erased = self.do("member", said).number
        self.do("member", EraseWords(Act.objects.get(pk=self.erased)))
        until = self.now + timedelta(days=20)
        whom = self.people["restricted"]
        assert whom is not None
        self.do(
            "secretariat",
            Restrict(process=self.process, restricted=whom, until=until, rule=1, reason="Again."),
        )
        rude = self.do("party", Say(self.order, text="You again."))
        report(rude, self.people["member"], 1, "Only moderators read this.", self.now)
        self.appeal = self.do("restricted", AppealMeasure(self.rude, "It was a joke.")).number

    def _reviews(self) -> None:
        seat = Seat.objects.get(process=self.process, holder="editor")
        found = Review.objects.create(
            number=seat.number,
            process=self.process,
            seat=seat,
            title="Editor",
            because=Review.Because.SCHEDULE,
            opened_at=self.now,
            ends_at=self.now + timedelta(days=14),
        )
        self.review = found.pk
        answers = {name: question.answers[0] for name, question in QUESTIONS.items()}
        self.do("member", AnswerReview(found, answers, "They never call on us."))

    def _closes(self) -> int:
        """Let somebody write in the closed room of a board, and return the part."""
        self.do("secretariat", PutModelIntoUse(CLOSED))
        begun = self.do("secretariat", BeginProcess("The square", model_or_404("town.plan")))
        square, other = Process.objects.get(pk=begun.number), self.people["other"]
        assert other is not None
        for seat in ("residents", "board"):
            self.do("secretariat", GiveSeat(square, seat, other))
        part = Chunk.objects.get(pk=self.do("other", ProposeIssue(square, "Who pays?")).number)
        self.do("other", WriteInClosedRoom(part, "board", "Only we know the sum."))
        return part.pk

    def _elsewhere(self) -> None:
        self.do(
            "secretariat",
            PlanDate(
                self.process,
                (self.now + timedelta(days=9)).date(),
                title="Meeting",
                where="Town hall",
            ),
        )
        begun = self.do("secretariat", BeginProcess("Forests", model("fsc.ga.motion")))
        self.forests = Process.objects.get(pk=begun.number)
        other = self.people["other"]
        assert other is not None
        self.do("secretariat", GiveSeat(self.forests, "econ_n_org", other))
        self.do("other", JoinProcess(self.forests))
        self.motion = self.do(
            "other", MakeMotion(self.forests, "issue", "Plant what grows there")
        ).number
        member, party = self.people["member"], self.people["party"]
        Proxy.objects.create(
            number=self.motion, process=self.process, principal=member, holder=party
        )
        rules = text_of(model("archive.discussion")).replace("id: archive.", "id: our.archive.", 1)
        self.do("secretariat", PutModelIntoUse(rules.replace("\n", "\nversion: 1\n", 1)))
        archive = prepare_mails([File("list.mbox", MAILS)], "A list about cables", self.now)
        bring(archive, by=self.secretary, now=self.now)
        member, chair = self.people["member"], self.people["chair"]
        assert member is not None
        assert chair is not None
        for who, person in (("member", member), ("chair", chair)):
            declared = current_affiliations(person, self.now.date())[0]
            claim = self.do(who, ClaimOrganisation(declared, "I run it.")).number
            if who == "member":
                claimed = OrganisationClaim.objects.get(pk=claim)
                self.do("secretariat", DecideClaim(claimed, True, "known"))


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Make the world once for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


class Asked:
    """What every kind of people is answered everywhere: the status of the first address of a route,
    and all that is said.
    """

    def __init__(self, world: World) -> None:
        self.statuses: dict[str, str] = {}
        self.said: dict[tuple[str, str], bytes] = {}
        paths = {route: self._paths(world, route) for route in ADDRESSES}
        clients = {name: _client(who) for name, who in world.people.items()}
        for route, there in paths.items():
            self.statuses[route] = "".join(self._ask(clients[name], name, there) for name in PEOPLE)

    def _paths(self, world: World, route: str) -> list[str]:
        """Return some of the addresses of a route, those first that are about what the world has
        for this test.
        """
        acts = (world.rude.of or 0, world.erased, world.note, world.invitation)
        first = paths_of(route, world.here, most=2)
        more = (
            paths_of(route, [("record", number) for number in acts])
            if route.startswith("record/<")
            else []
        )
        return list(dict.fromkeys([*first, *more])) or paths_of(route, most=1)

    def _ask(self, client: Client, name: str, paths: list[str]) -> str:
        signs = ""
        for path in paths:
            status, said = answer_to(client, path)
            self.said[name, path] = said
            signs += (
                (">" if b"/accounts/login/" in said[:60] else "/")
                if status == 302
                else SIGNS.get(status, "!")
            )
        return signs.replace("-", "")[:1] or signs[:1] or "0"


def _client(who: Participant | None) -> Client:
    client = Client(raise_request_exception=False)
    if who is not None:
        client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture(scope="module")
def asked(world: World, django_db_blocker: Any) -> Asked:
    """Ask for everything once for all tests of this file."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patched:
        patched.setattr("django.conf.settings.DEVELOPMENT", False)  # as a forum runs
        return Asked(world)


def _table() -> dict[str, str]:
    lines = (Path(__file__).parent / "access.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split(maxsplit=1) for line in lines if not line.startswith("#")]
    return {address.removeprefix("/"): signs for signs, address in rows}


TABLE = _table()
OWN = "/profile/data/"
"""What is kept of the reader, their address too; test_your_data.py tries whose it is."""


def test_every_address_has_a_row_and_no_row_is_about_nothing(asked: Asked) -> None:
    assert sorted(TABLE) == ADDRESSES, "\n".join(
        f"{asked.statuses[one]} /{one}" for one in sorted({*ADDRESSES} - {*TABLE})
    )


def test_every_address_answers_each_kind_of_people_as_the_table_says(asked: Asked) -> None:
    found = {route: signs for route, signs in asked.statuses.items() if TABLE.get(route) != signs}
    assert not found, "\n".join(
        f"{signs} /{route} (the table says {TABLE.get(route)})" for route, signs in found.items()
    )


@pytest.mark.parametrize("what", CANARIES)
def test_what_only_a_few_may_read_is_shown_to_them_and_nobody_else(asked: Asked, what: str) -> None:
    words, readers = CANARIES[what]
    found = {
        (who, path)
        for (who, path), said in asked.said.items()
        if words in said and not path.startswith(OWN)
    }
    assert {who for who, _path in found} == readers, sorted(found)


@pytest.mark.parametrize("who", ["stranger", "restricted"])
def test_a_refusal_says_nothing_that_only_others_may_read(
    world: World, asked: Asked, who: str
) -> None:
    client = _client(world.people[who])
    for path in sorted({path for name, path in asked.said if name == who}):
        with transaction.atomic():
            answer: Any = client.post(path, {"reason": "Why not."}, follow=True)
            said = b"".join(answer.streaming_content) if answer.streaming else answer.content
            transaction.set_rollback(True)
        found = [
            what
            for what, (words, readers) in CANARIES.items()
            if words in said and who not in readers and not path.startswith(OWN)
        ]
        assert not found, (path, found)
