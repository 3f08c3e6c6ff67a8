"""Whatever was altered in a record is named, and nothing is derived from it or written by it."""

import json
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from isegoria.server.conduct.erasing import EraseAccount, EraseWords
from isegoria.server.conflicts.notes import AgreeToPublish, WriteNote
from isegoria.server.deliberation.acts import Say
from isegoria.server.issues.models import Issue
from isegoria.server.membership.acts import EraseInvited, Invite
from isegoria.server.membership.models import Invitation
from isegoria.server.process.models import Chunk, Process
from isegoria.server.process.steps import Vote
from isegoria.server.record.append import unseal
from isegoria.server.record.append_only import unguard, unguard_sealed
from isegoria.server.record.models import Act, Authorship, Opening, Sealed, Withheld
from isegoria.server.replay.compare import recompute
from isegoria.server.replay.rebuild import agree_with_records, rebuild
from tests.play import Play
from tests.server.test_conflicts import Conflict
from tests.server.test_text_under_decision import RESTARTING, call_in, newest

pytestmark = pytest.mark.django_db
ANN, BEN = "civil-society1", "civil-society2"


@pytest.fixture
def voted() -> Play:
    """A call with a comment, a “no” and a “yes”, in a copy of the record that has no guard."""
    play, chunk = call_in(RESTARTING)
    play.do(Say(newest(chunk), text="Hello"), ANN)
    play.do(Vote(newest(chunk), "plan", "no"), ANN)
    play.do(Vote(newest(chunk), "plan", "yes"), BEN)
    assert found() == []
    without_guard()
    return play


def found() -> list[str]:
    return [str(one) for one in recompute(Issue.objects.get()).findings]


def act_of(kind: str) -> Act:
    return Act.objects.filter(kind=kind).order_by("number")[0]


def executed(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def without_guard() -> None:
    """Take the guard off this copy of the record."""
    editor: Any = type("Editor", (), {"connection": connection, "execute": staticmethod(executed)})
    unguard_sealed(apps, editor)
    unguard(apps, editor)


def test_nothing_is_written_from_acts_that_were_altered(voted: Play) -> None:
    vote = act_of("chunk.vote")
    executed(
        "UPDATE isegoria_act SET body = %s WHERE number = %s",
        json.dumps(vote.body | {"answer": "yes"}),
        vote.number,
    )
    named = found()
    assert named[0] == f"act #{vote.number} was altered: its leaf hashed to something else once"
    before = list(Chunk.objects.values())
    done = rebuild(voted.process)
    assert ([str(one) for one in done.wrong], done.written, done.left) == (named, (), ())
    said: list[str] = []
    agree_with_records(said.append)
    assert said == [  # an act can have been moved out of any process that had begun
        f"Process #{pk} differs from its record. “isegoria rebuild {pk} --dry-run” says where."
        for pk in Process.objects.order_by("pk").values_list("pk", flat=True)
    ]
    assert list(Chunk.objects.values()) == before
    tallies = Chunk.objects.get().state["visits"]["call"]["tallies"]
    assert tallies["plan"][""]["civil_society"] == {"no": 1, "yes": 1}


@pytest.mark.parametrize("kind", ["chunk.comment", "chunk.vote"])
def test_an_act_that_was_moved_out_of_its_part_is_named(voted: Play, kind: str) -> None:
    act = act_of(kind)
    executed(
        "UPDATE isegoria_act SET process = process || '/' || item, item = '' WHERE number = %s",
        act.number,
    )
    named = f"act #{act.number} was altered: no leaf can be made of it"
    assert named in found()
    assert named in map(str, rebuild(voted.process).wrong)


@pytest.mark.parametrize("place", [("process-1/chunk-2", ""), ("process-1", "chunk-2/t3")])
def test_a_place_is_two_names_without_a_slash(place: tuple[str, str]) -> None:
    call_in(RESTARTING)
    act = Act.objects.latest("number")
    act.process, act.item = place
    with pytest.raises(ValueError, match="no “/” in the name"):
        _ = act.leaf


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("body", "[]"),
        ("body", "null"),
        ('"references"', "5"),
        ('"references"', "null"),
        ('"references"', '"ab"'),
        ('"references"', "{}"),
        ("kind_version", "x"),
        ("minute", "nonsense"),
        ("minute", "2026-01-01 00:00:30"),
        ("committed", "text"),
        ("leaf_hash", ""),
        ("leaf_hash", 7),
    ],
)
def test_an_act_that_cannot_be_read_is_named(voted: Play, column: str, value: str | int) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps no value of another type")
    act = act_of("chunk.comment")
    executed(f"UPDATE isegoria_act SET {column} = %s WHERE number = %s", value, act.number)
    said = found()
    assert len(said) == 1
    assert said[0].startswith(f"act #{act.number} was altered: ")
    assert list(map(str, rebuild(voted.process).wrong)) == said


@pytest.mark.parametrize("column", ["salt", "content", "field"])
def test_words_that_cannot_be_read_are_named(voted: Play, column: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps no value of another type")
    act = act_of("chunk.comment")
    executed(
        f"UPDATE isegoria_opening SET {column} = 'no word' WHERE act_id = %s AND field = 'text'",
        act.number,
    )
    told = "no word" if column == "field" else "text"
    assert found() == [f"what act #{act.number} keeps as “{told}” is not what it committed to"]


def one_of(kind: str, field: str) -> Opening:
    return Opening.objects.get(act=act_of(kind), field=field)


def copied(to: type[Withheld | Sealed], opening: Opening) -> None:
    size = {"size": opening.size} if to is Withheld else {}
    to._default_manager.create(
        act=opening.act,
        field=opening.field,
        salt=bytes(opening.salt),
        content=bytes(opening.content),
        **size,
    )


def test_a_length_that_is_not_that_of_the_words_is_named(voted: Play) -> None:
    act = act_of("chunk.comment")
    for kept in (Opening, Withheld):
        executed(
            f"UPDATE {kept._meta.db_table} SET size = 999999 WHERE act_id = %s AND field = 'text'",
            act.number,
        )
        assert found() == [f"act #{act.number} says a wrong length of “text”"]
        if kept is Opening:
            opening = one_of("chunk.comment", "text")
            opening.size = len(opening.content)
            copied(Withheld, opening)
            opening.delete()
            assert found() == []


@pytest.mark.parametrize("to", [Withheld, Sealed])
def test_words_that_are_kept_twice_are_named(voted: Play, to: type[Withheld | Sealed]) -> None:
    act = act_of("chunk.comment")
    copied(to, one_of("chunk.comment", "text"))
    assert found() == [f"act #{act.number} keeps “text” more than once"]


@pytest.mark.parametrize(
    ("kind", "field"),
    [("chunk.comment", "text"), ("chunk.vote", "who"), ("chunk.vote", "at")],
)
def test_words_that_are_gone_and_were_not_erased_are_named(
    voted: Play, kind: str, field: str
) -> None:
    act = act_of(kind)
    one_of(kind, field).delete()
    assert found() == [f"act #{act.number} does not keep “{field}”, which nobody erased"]


def test_what_was_erased_is_not_missed(voted: Play) -> None:
    voted.do_plain(EraseWords(act_of("chunk.comment")), ANN)
    assert found() == []
    voted.do_plain(EraseAccount(voted.people[ANN][0], words=True), ANN)
    assert found() == []
    assert not Opening.objects.filter(act=act_of("chunk.vote"), field="who").exists()


def test_a_list_that_names_another_author_is_named(voted: Play) -> None:
    act, ben = act_of("chunk.vote"), voted.people[BEN][0]
    named = [f"act #{act.number} is listed as done by somebody else than it says"]
    executed(
        "UPDATE isegoria_authorship SET participant_id = %s WHERE act_id = %s", ben.pk, act.number
    )
    assert found() == named
    Authorship.objects.filter(act=act).delete()
    assert found() == named


def test_an_invitation_that_was_erased_is_not_missed(voted: Play) -> None:
    asked = Invite(
        voted.process, channel=Invitation.Channel.PHONE, name="Zoe", email="zoe@example.org"
    )
    number = voted.do_plain(asked, None).number
    assert found() == []
    assert Sealed.objects.filter(act=number).exists()
    voted.do_plain(EraseInvited(Invitation.objects.get(pk=number)), None)
    assert found() == []
    assert not Sealed.objects.filter(act=number).exists()


def test_a_note_that_all_agreed_to_publish_may_be_open(play: Play) -> None:
    conflict = Conflict(play).accepted()
    conflict.by("civil-society1", WriteNote(conflict.case, "We would pay a third."))
    note = act_of("case.note")
    for who in ("civil-society1", "private-sector1"):
        conflict.by(who, AgreeToPublish(conflict.case))
    assert Opening.objects.filter(act=note, field="text").exists()
    assert found() == []


def test_a_note_that_is_open_and_was_not_published_is_named(play: Play) -> None:
    conflict = Conflict(play).accepted()
    conflict.by("civil-society1", WriteNote(conflict.case, "We would pay a third."))
    note = act_of("case.note")
    assert found() == []
    unseal(note.number, "text")
    assert found() == [f"act #{note.number} sealed “text”, which is open without an act"]
