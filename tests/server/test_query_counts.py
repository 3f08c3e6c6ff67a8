"""No page and no act asks the database more often the more there is: with 3 rows of everything and
with 33 the same few times.
"""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from isegoria.rules.facts.organisations import folded
from isegoria.server.deliberation.acts import EditComment, Object, Say, Settle
from isegoria.server.deliberation.models import Comment, Item, MinorityStatement, Objection, Version
from isegoria.server.deliberation.texts import Amend
from isegoria.server.issues.acts import SupportIssue
from isegoria.server.issues.models import Issue
from isegoria.server.outcomes.acts import Follow
from isegoria.server.people.models import Participant
from isegoria.server.people.organisations import Organisation
from isegoria.server.process.models import Chunk, Seat
from isegoria.server.process.steps import Deliver, GiveFinding, Vote, step
from isegoria.server.record.models import Act
from isegoria.server.roles.acts import GiveRole
from tests.people import speaks_for
from tests.play import everyone_supports, seated, split_in_a_call, to_the_call

pytestmark = pytest.mark.django_db

Counts = dict[int, dict[tuple[str, str], int]]

PAGES = {
    "issues": "/issues/",
    "issues as JSON": "/issues/issues.json",
    "issues of a process": "/issues/processes/{process}/issues/",
    "issue": "/issues/{issue}/",
    "warnings as JSON": "/issues/{issue}/warnings.json",
    "room": "/issues/processes/{process}/",
    "chunk": "/chunks/{chunk}/",
    "chunk as JSON": "/chunks/{chunk}/chunk.json",
    "history": "/chunks/{chunk}/history/",
    "discussion": "/chunks/{chunk}/discussion/",
    "a contribution": "/chunks/{chunk}/discussion/?to={comment}",
    "what is new": "/chunks/{chunk}/new/?since=0",
    "feed": "/chunks/{chunk}/acts.atom",
    "text": "/chunks/{chunk}/text/",
    "redline": "/chunks/{chunk}/text/redline/",
    "amendments": "/chunks/{chunk}/text/{version}/p1/",
    "objections": "/chunks/{chunk}/objections/",
    "objections as JSON": "/chunks/{chunk}/objections/objections.json",
    "statements": "/chunks/{ended}/statements/",
    "items": "/chunks/{chunk}/items/",
    "evidence": "/chunks/{chunk}/evidence/",
    "roll call": "/chunks/{chunk}/ballots/consensus_call/support/",
    "positions": "/chunks/{chunk}/positions/",
    "straw polls": "/chunks/{chunk}/polls/",
    "chunk that ended": "/chunks/{ended}/",
    "outcome": "/outcomes/{ended}/",
    "outcomes": "/outcomes/",
    "outcomes without a report": "/outcomes/?state=none",
    "outcomes as JSON": "/outcomes/outcomes.json",
    "over the years": "/outcomes/over-the-years/?words=cables",
    "questions": "/questions/",
    "questions as JSON": "/questions/questions.json",
    "contributions as JSON": "/chunks/{chunk}/discussion/comments.json",
    "positions as JSON": "/chunks/{chunk}/positions/positions.json",
    "roll call as JSON": "/chunks/{chunk}/ballots/consensus_call/support/calls.json",
    "warnings": "/warnings/",
    "organisations": "/organisations/",
    "organisations as JSON": "/organisations/organisations.json",
    "organisation": "/organisations/2000000/",
    "group": "/groups/governments/",
    "profile of somebody": "/people/{somebody}/",
}
OF_THE_SECRETARIAT = {"operation": "/operation/", "roles": "/people/roles/"}
FORMS = {
    "form of a ballot": "/chunks/{chunk}/do/vote/support/",
    "form of a position": "/chunks/{chunk}/do/position/",
    "form of a comment": "/chunks/{chunk}/discussion/new/",
    "form of a reply": "/chunks/{chunk}/discussion/{comment}/reply/",
    "form of an amendment": "/chunks/{chunk}/text/{version}/p1/amend/",
    "form of an answer": "/chunks/{chunk}/objections/{objection}/",
    "form of a proposal": "/issues/processes/{process}/propose/",
    "form of a follow-up": "/outcomes/{ended}/follow-up/",
}
SIGNED_OUT = {
    "issues": 4,
    "issues as JSON": 3,
    "issues of a process": 4,
    "issue": 25,
    "warnings as JSON": 4,
    "room": 37,
    "chunk": 31,
    "chunk as JSON": 6,
    "history": 3,
    "discussion": 7,
    "a contribution": 9,
    "what is new": 16,
    "feed": 4,
    "text": 11,
    "redline": 5,
    "amendments": 5,
    "objections": 5,
    "objections as JSON": 3,
    "statements": 4,
    "items": 6,
    "evidence": 26,
    "roll call": 10,
    "positions": 12,
    "straw polls": 4,
    "chunk that ended": 27,
    "outcome": 21,
    "outcomes": 11,
    "outcomes without a report": 10,
    "outcomes as JSON": 9,
    "over the years": 7,
    "questions as JSON": 2,
    "contributions as JSON": 3,
    "positions as JSON": 3,
    "roll call as JSON": 6,
    "questions": 3,
    "warnings": 5,
    "organisations": 4,
    "organisations as JSON": 4,
    "organisation": 6,
    "group": 7,
    "profile of somebody": 9,
}
FOR_THE_SECRETARIAT = {"operation": 15, "roles": 9}
SIGNED_IN = {
    "issues": 6,
    "issues as JSON": 3,
    "issues of a process": 6,
    "issue": 30,
    "warnings as JSON": 4,
    "room": 46,
    "chunk": 42,
    "chunk as JSON": 6,
    "history": 5,
    "discussion": 14,
    "a contribution": 16,
    "what is new": 19,
    "feed": 4,
    "text": 19,
    "redline": 7,
    "amendments": 11,
    "objections": 11,
    "objections as JSON": 3,
    "statements": 6,
    "items": 15,
    "evidence": 37,
    "roll call": 12,
    "positions": 14,
    "straw polls": 6,
    "chunk that ended": 36,
    "outcome": 28,
    "outcomes": 13,
    "outcomes without a report": 12,
    "outcomes as JSON": 9,
    "over the years": 9,
    "questions as JSON": 2,
    "contributions as JSON": 3,
    "positions as JSON": 3,
    "roll call as JSON": 6,
    "questions": 5,
    "warnings": 7,
    "organisations": 6,
    "organisations as JSON": 4,
    "organisation": 11,
    "group": 9,
    "profile of somebody": 11,
    "form of a ballot": 16,
    "form of a position": 14,
    "form of a comment": 14,
    "form of a reply": 15,
    "form of an amendment": 7,
    "form of an answer": 21,
    "form of a proposal": 10,
    "form of a follow-up": 6,
}
ACTS = {
    "comment": 25,
    "reply": 25,
    "edit": 28,
    "vote": 25,
    "answer that objects": 27,
    "objection": 25,
    "withdrawal": 27,
    "remark on a paragraph": 26,
}


class World:
    """A process with a chunk in its call and one that ended, and as many rows of everything as are
    asked for.
    """

    def __init__(self) -> None:
        self.play = seated()
        self.ended = to_the_call(self.play)
        everyone_supports(self.play, self.ended)
        self.play.do(Deliver(self.ended, "evidence"))
        self.play.do(
            GiveFinding(self.ended, "designation", "consensus", reason="all groups"), "governments1"
        )
        self.play.day += 20
        part = split_in_a_call(self.play, self.ended)
        self.play.later(self.ended, 1)
        self.chunk = Chunk.objects.select_related("process", "issue").get(pk=part.pk)
        self.ended = Chunk.objects.select_related("process", "issue").get(pk=self.ended.pk)
        onlooker = Participant.objects.create_user("onlooker@example.org", name="Onlooker")
        capacity = speaks_for(onlooker, "concerned", organisation="Harbour news")
        self.play.people["onlooker"] = onlooker, capacity
        self.rows = 0

    def grow(self, rows: int) -> None:
        for number in range(self.rows, rows):
            self._one_of_each(number)
        self.rows = rows

    def _one_of_each(self, number: int) -> None:
        """Let a newcomer do one of everything, in the ways that a stage allows and in tables where
        it does not.
        """
        play, chunk = self.play, self.chunk
        who, by = (
            f"n{number}",
            Participant.objects.create_user(f"n{number}@example.org", name=f"Newcomer {number}"),
        )
        play.people[who] = (
            by,
            speaks_for(
                by,
                ("governments", "civil-society", "private-sector")[number % 3],
                organisation=f"O{number}",
            ),
        )
        first = Comment.objects.filter(chunk=chunk).first()
        play.do(Say(chunk, text=f"Cable {number}", parent=first), who)
        play.do(Say(chunk, text=f"When? {number}", form="question", asked="chairs"), who)
        play.do(Vote(chunk, "support", "support"), who)
        play.do(Object(chunk, text=f"Not so {number}."), "onlooker")
        split_in_a_call(play, chunk, f"Part {number}", None)
        play.do_plain(SupportIssue(chunk.issue), who)
        play.do_plain(Follow(self.ended, "under_way", f"Seen {number}."), who)
        said: dict[str, Any] = {"chunk": chunk, "participant": by, "at": play.now}
        base = 1_000_000 + 100 * number
        version = Version.objects.create(
            **said, number=base, text=f"Cables {number}.\n\nMore.", note=""
        )
        version.amendments.model.objects.create(
            **said,
            number=base + 1,
            version=Version.objects.get(pk=1_000_000),
            paragraph=1,
            why="So.",
        )
        Item.objects.create(**said, number=base + 2, text=f"Statement {number}")
        Act.objects.create(
            number=base + 2,
            minute=play.now,
            kind="chunk.propose",
            kind_version=1,
            process=play.process.place,
            item=chunk.item,
            committed=b"",
            leaf_hash=b"",
            key=uuid4(),
        )
        play.do(Vote(chunk, "support", "support", item=f"i{base + 2}"), who)
        MinorityStatement.objects.create(
            **said | {"chunk": self.ended}, number=base + 3, text=f"I hold {number}."
        )
        Seat.objects.create(
            number=base + 4,
            process=play.process,
            holder="civil_society",
            participant=by,
            from_at=play.now,
        )
        helper = Participant.objects.create_user(f"m{number}@example.org", name=f"Mo {number}")
        play.do_plain(GiveRole("moderator", helper))
        self._copies(number, base)
        self._of_organisations(number, base)

    def _of_organisations(self, number: int, base: int) -> None:
        """Give one more organisation a page, and one more person two declarations: the first is
        confirmed by an organisation of all, the second is not.
        """
        at, by = self.play.now, self.play.people[f"n{number}"][0]
        for pk, name in ((2_000_000, "Harbour"), (base + 20, f"Port {number}")):
            page, made = Organisation.objects.get_or_create(number=pk, defaults={"at": at})
            if made:
                keys = {"name": name, "folded": folded(name), "likeness": name}
                page.names.create(number=pk, **keys)
            mine = speaks_for(by, "governments", organisation=name)
            if pk == 2_000_000:
                page.representatives.create(
                    number=base + 21, affiliation=mine, how="colleague", at=at
                )

    def _copies(self, number: int, base: int) -> None:
        """Add an issue with a chunk in the same stage, and one that ended."""
        for offset, like in ((10, self.chunk), (11, self.ended)):
            fresh = Chunk.objects.get(pk=like.pk)
            issue = Issue.objects.get(pk=like.issue_id)
            issue.pk = base + offset
            issue.title = f"Who repairs cables? {number}"
            issue.save(force_insert=True)
            fresh.pk, fresh.issue = base + offset, issue
            fresh.cited = f"C{number}" if fresh.outcome else ""
            fresh.save(force_insert=True)

    def address(self, written: str) -> str:
        return written.format(
            process=self.play.process.pk,
            issue=self.chunk.issue_id,
            chunk=self.chunk.pk,
            ended=self.ended.pk,
            somebody=self.play.people["n0"][0].pk,
            comment=Comment.objects.filter(chunk=self.chunk).latest("number").pk,
            version=1_000_000,
            objection=Objection.objects.filter(chunk=self.chunk).latest("number").pk,
        )

    def acts(self) -> dict[str, Callable[[], Any]]:
        """Return one act of each kind, to be done by somebody who took part."""
        chunk = self.chunk
        mine = Comment.objects.filter(chunk=chunk, participant=self.play.people["n0"][0]).earliest(
            "number"
        )
        objection = Objection.objects.filter(chunk=chunk, state="open").latest("number")
        written = Version.objects.filter(chunk=chunk).latest("number")
        return {
            "comment": lambda: Say(chunk, text="And so."),
            "reply": lambda: Say(chunk, text="And so.", parent=mine, says_what="supports"),
            "edit": lambda: EditComment(chunk, text="Or not.", comment=mine),
            "vote": lambda: Vote(chunk, "support", "can_live_with"),
            "answer that objects": lambda: Vote(chunk, "support", "object", reason="No."),
            "objection": lambda: Object(chunk, text="No."),
            "withdrawal": lambda: Settle(chunk, text="", answer="withdrawn", objection=objection),
            "remark on a paragraph": lambda: Amend(
                chunk, text="Why?", written=written, paragraph=1
            ),
        }


def counted(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        work()
    return len(queries)


def measured(world: World) -> dict[tuple[str, str], int]:
    """Return how many queries each page and each act takes, once the page was opened before."""
    found = {}
    reader, newcomer = Client(), world.play.people["n0"][0]
    member = Client()
    member.force_login(newcomer, backend="allauth.account.auth_backends.AuthenticationBackend")
    for who, client, pages in (("out", reader, PAGES), ("in", member, PAGES | FORMS)):
        for name, written in pages.items():
            address = world.address(written)
            answer = client.get(address)
            assert answer.status_code == 200, (name, answer.status_code)
            found[who, name] = counted(lambda client=client, address=address: client.get(address))  # type: ignore[misc]
    office = Client()
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    office.force_login(world.play.secretary, backend=backend)
    for name, address in OF_THE_SECRETARIAT.items():
        assert office.get(address).status_code == 200, name
        found["office", name] = counted(lambda address=address: office.get(address))  # type: ignore[misc]
    for name, made in world.acts().items():
        beside = name in {"objection", "withdrawal"}  # of somebody whom the ballot does not ask
        author = world.play.people["onlooker" if beside else "n0"]
        with transaction.atomic():
            found["act", name] = counted(
                lambda made=made, author=author: _done(world, made(), author)
            )  # type: ignore[misc]
            transaction.set_rollback(True)
    return found


def _done(world: World, work: Any, author: Any) -> None:
    step(work, by=author[0], now=world.play.now, capacity=author[1])


@pytest.fixture(scope="module")
def counts(django_db_setup: None, django_db_blocker: Any) -> Iterator[Counts]:
    """The number of queries of everything with 3 and with 33 rows."""
    mocked = pytest.MonkeyPatch()
    with django_db_blocker.unblock(), transaction.atomic():
        world = World()
        mocked.setattr(timezone, "now", lambda: world.play.now)
        found = {}
        for rows in (3, 33):
            world.grow(rows)
            found[rows] = measured(world)
        yield found
        mocked.undo()
        transaction.set_rollback(True)


@pytest.mark.parametrize(("name", "number"), SIGNED_OUT.items())
def test_a_page_asks_as_often_however_much_there_is(name: str, number: int, counts: Counts) -> None:
    assert {rows: found["out", name] for rows, found in counts.items()} == {3: number, 33: number}


@pytest.mark.parametrize(("name", "number"), SIGNED_IN.items())
def test_a_page_for_a_participant_asks_as_often(name: str, number: int, counts: Counts) -> None:
    assert {rows: found["in", name] for rows, found in counts.items()} == {3: number, 33: number}


@pytest.mark.parametrize(("name", "number"), FOR_THE_SECRETARIAT.items())
def test_a_page_of_the_secretariat_asks_as_often(name: str, number: int, counts: Counts) -> None:
    kept = {rows: found["office", name] for rows, found in counts.items()}
    assert kept == {3: number, 33: number}


@pytest.mark.parametrize(("name", "number"), ACTS.items())
def test_an_act_asks_as_often(name: str, number: int, counts: Counts) -> None:
    assert {rows: found["act", name] for rows, found in counts.items()} == {3: number, 33: number}


def test_every_page_and_every_act_is_counted(counts: Counts) -> None:
    assert {("out", name) for name in SIGNED_OUT} | {("in", name) for name in SIGNED_IN} | {
        ("act", name) for name in ACTS
    } | {("office", name) for name in OF_THE_SECRETARIAT} == set(counts[3])
    assert (SIGNED_OUT.keys(), SIGNED_IN.keys()) == (PAGES.keys(), (PAGES | FORMS).keys())
