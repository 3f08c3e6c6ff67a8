"""What the pages show follows from the record alone; a missing act or a changed figure is found."""

import os
import subprocess
import sys
from typing import Any

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.db import connection

from isegoria.cli import recompute as command
from isegoria.server.conduct.erasing import EraseAccount
from isegoria.server.deliberation.acts import Say, Settle
from isegoria.server.deliberation.models import Objection
from isegoria.server.issues.acts import SupportIssue
from isegoria.server.issues.models import Issue
from isegoria.server.process.models import Chunk, ChunkRow
from isegoria.server.process.steps import Appeal, Deliver, GiveFinding, Trigger, Vote
from isegoria.server.record.append_only import unguard, unguard_sealed
from isegoria.server.record.door import KINDS
from isegoria.server.record.models import Act, Authorship, Opening, Sealed, Withheld
from isegoria.server.replay.compare import Recomputed, recompute
from isegoria.server.replay.rebuild import agree_with_records
from tests.once import once
from tests.play import Play, everyone_supports, split_in_a_call, to_the_call
from tests.sealing import seal

pytestmark = pytest.mark.django_db


def derived() -> Recomputed:
    return recompute(Issue.objects.get())


def found() -> list[str]:
    return [str(one) for one in derived().findings]


@pytest.fixture
def settled(play: Play) -> Play:
    """A working group that supported, split, objected, contested, was sent back and agreed."""
    return once("settled", lambda: _settled(play))


def _settled(play: Play) -> Play:
    chunk = to_the_call(play)
    play.do_plain(SupportIssue(chunk.issue), "private-sector1")
    split_in_a_call(play, chunk)
    everyone_supports(play, chunk)
    play.do(Vote(chunk, "support", "stand_aside"), "civil-society2")
    objects = Vote(chunk, "support", "object", reason="Nobody asked the fishers.")
    play.do(objects, "civil-society2")
    play.do(
        GiveFinding(chunk, "designation", "no_consensus", reason="one is against"), "governments1"
    )
    play.do(
        Appeal(chunk, "designation", "consensus_call/designation", reason="nobody is against"),
        "civil-society1",
    )
    play.panel_decides(chunk, "upheld", reason="the evidence does not carry it")
    play.do(
        Settle(chunk, text="In May.", answer="addressed", objection=Objection.objects.get()),
        "governments1",
    )
    everyone_supports(play, chunk)
    play.do(Vote(chunk, "support", "can_live_with"), "civil-society2")
    play.do(Deliver(chunk, "evidence"))
    play.do(GiveFinding(chunk, "designation", "consensus", reason="all groups"), "governments1")
    play.later(chunk, 21)
    return play


def test_stage_tallies_and_outcome_follow_from_the_record(settled: Play) -> None:
    first, part = sorted(derived().chunks)
    assert found() == []
    assert derived().chunks[first]["outcome"] == "recommendation"
    assert derived().chunks[first]["tallies"]["consensus_call/support"][""]["civil_society"] == {
        "support": 1,
        "can_live_with": 1,
    }
    assert derived().chunks[part]["stage"] == "consensus_call"


def test_an_act_that_is_missing_in_a_copy_is_named_and_what_hangs_on_it_differs(
    settled: Play,
) -> None:
    vote = Act.objects.filter(kind="chunk.vote").order_by("number").last()
    assert vote is not None
    _take_out(vote)
    assert f"act #{vote.number} is not on the record" in found()
    assert any("tallies" in one and "can_live_with" in one for one in found())


def test_where_a_stage_is_left_by_an_act_that_is_missing_what_follows_does_not_fit(
    settled: Play,
) -> None:
    left = Act.objects.filter(kind="chunk.leave").order_by("number").first()
    assert left is not None
    _take_out(left)
    assert f"act #{left.number} is not on the record" in found()
    assert any("does not fit where the acts before it left its chunk" in one for one in found())


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("chunk.clock", {"exit": "nowhere"}),
        ("chunk.clock", {"at": "noon"}),
        (
            "chunk.clock",
            {"counted": {"consensus_call/support": {"": {"governments": {"yes": "a"}}}}},
        ),
        ("chunk.judge", {"name": "nothing"}),
        ("chunk.settle", None),
    ],
)
def test_an_act_that_says_what_cannot_be_is_named_and_stops_nothing(
    kind: str, says: dict[str, Any] | None, settled: Play
) -> None:
    act = Act.objects.filter(kind=kind).order_by("number").last()
    assert act is not None
    _unguard()
    if says is None:
        Act.objects.filter(pk=act.pk).update(references=[])
    else:
        Act.objects.filter(pk=act.pk).update(body=act.body | says)
    seal(Act.objects.filter(pk=act.pk))
    before = list(Chunk.objects.order_by("pk").values())
    named = f"act #{act.number} does not fit where the acts before it left its chunk"
    assert named in found()
    said: list[str] = []
    agree_with_records(said.append)
    pk = settled.process.pk
    assert said == [
        f"Process #{pk} differs from its record. “isegoria rebuild {pk} --dry-run” says where."
    ]
    assert list(Chunk.objects.order_by("pk").values()) == before


def test_a_figure_that_was_changed_behind_the_record_is_found(settled: Play) -> None:
    chunk = Chunk.objects.filter(outcome="recommendation").get()
    chunk.state["visits"]["consensus_call"]["tallies"]["support"][""]["governments"]["support"] = 7
    chunk.save()
    assert found() == [
        f"chunk #{chunk.number} / visits / consensus_call / tallies / support / all / governments"
        f" / support: "
        "the pages show 7, from the record follows 2"
    ]


def test_votes_of_erased_authors_still_count_in_their_groups(settled: Play) -> None:
    vote = Act.objects.filter(kind="chunk.vote").order_by("number").last()
    assert vote is not None
    whom = vote.authorship.participant
    theirs = Act.objects.filter(process=vote.process, authorship__participant=whom).count()
    settled.do_plain(EraseAccount(whom, reason="asked by mail"))
    assert derived().erased == theirs > 1
    assert not [one for one in found() if "tallies" in one]


def test_a_secret_ballot_is_counted_when_it_is_over_and_who_answered_what_is_dropped(
    play: Play,
) -> None:
    chunk = play.raised()
    play.do(Deliver(chunk, "clusters"))
    play.later(chunk, 42)
    for name, who in {"chunks": "governments1", "voices": None}.items():
        play.do(Deliver(chunk, name), who)
    play.do(GiveFinding(chunk, "shape", "open", reason="all who want"), "governments1")
    play.later(chunk, 42)
    play.later(chunk, 28)
    for who in ("governments2", "civil-society1"):
        play.do(Trigger(chunk, "leadership_review", reason="they do not answer"), who)
    assert Chunk.objects.get().stage == "leadership_review"
    answers = {
        "governments1": "yes",
        "governments2": "no",
        "civil-society1": "no",
        "private-sector1": "yes",
    }
    play.join(*answers)
    for who, answer in answers.items():
        play.do(Vote(chunk, "confidence", answer), who)
    play.do(Vote(chunk, "confidence", "yes"), "civil-society1")
    assert found() == []
    assert {row.value for row in ChunkRow.objects.filter(what="answer", name="confidence")} == {
        "yes",
        "no",
    }
    assert not Act.objects.filter(kind="chunk.vote").exists()
    play.later(chunk, 14)
    (counted,) = [one.body["answers"] for one in Act.objects.all() if "answers" in one.body]
    assert {
        place: {of: sorted(one) for of, one in kept.items()} for place, kept in counted.items()
    } == {"leadership_review/confidence": {"": ["no", "yes", "yes", "yes"]}}
    assert not ChunkRow.objects.filter(
        what__in=["answer", "given_in", "organisation", "proxy"], name="confidence"
    ).exists()
    assert not ChunkRow.objects.filter(what="use", name="vote").exists(), (
        "nor how often somebody answered"
    )
    assert found() == []


def test_the_command_says_what_it_derived_and_what_differs(
    settled: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "start_django", lambda **_how: None)
    number = Issue.objects.get().number

    def run(*words: str) -> Any:
        return CliRunner().invoke(command.recompute_, words)

    assert run(str(number)).exit_code == 0
    assert "Everything that the pages show follows" in run(str(number)).output
    assert run("99999").exit_code == 2
    play = settled
    play.do(
        Say(Chunk.objects.exclude(outcome="recommendation").get(), text="One more."),
        "civil-society1",
    )
    Chunk.objects.filter(outcome="recommendation").update(outcome="options")
    assert run(str(number), "--json").exit_code == 1


def test_every_process_knows_every_kind_of_act_before_it_loads_a_page() -> None:
    asked = (
        "import django; django.setup(); from isegoria.server.record.door import KINDS;"
        " print(*sorted(KINDS))"
    )
    said = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, env=os.environ
    ).stdout
    assert said.split() == sorted(
        name for name, kind in KINDS.items() if kind.__module__.startswith("isegoria.")
    )


def test_an_act_of_a_kind_that_is_not_known_is_named(
    settled: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    vote = Act.objects.filter(kind="chunk.vote").order_by("number").last()
    assert vote is not None
    monkeypatch.delitem(KINDS, "chunk.vote")
    assert (
        f"act #{vote.number} is of a kind or a version that this program does not know" in found()
    )


@pytest.mark.parametrize(
    "change",
    [
        "minute = '2020-01-01 00:00:00+00:00'",
        "kind = 'chunk.remark'",
        "kind_version = 9",
        "process = 'people'",
        "item = 'chunk-999'",
        "role = 'operator'",
        "\"references\" = '[]'",
        "body = '{}'",
        "committed = leaf_hash",
        "leaf_hash = committed",
    ],
)
def test_an_act_that_was_altered_is_named(settled: Play, change: str) -> None:
    act = Act.objects.filter(kind="chunk.vote").latest("number")
    _unguard()
    _execute(f"UPDATE isegoria_act SET {change} WHERE number = {act.number}")
    assert [one for one in found() if f"act #{act.number} was altered" in one]


@pytest.mark.parametrize("change", ["content = salt", "salt = content", "field = 'text'"])
@pytest.mark.parametrize("kept", [Opening, Withheld, Sealed])
def test_words_that_were_altered_are_named(
    settled: Play, kept: type[Opening | Withheld | Sealed], change: str
) -> None:
    opening = Opening.objects.filter(field="reason").latest("act_id")
    number, field = opening.act_id, opening.field
    if kept is not Opening:
        fields = {"act_id": number, "salt": opening.salt, "content": opening.content}
        size = {"size": opening.size} if kept is Withheld else {}
        opening.delete()
        kept._default_manager.create(field=field, **fields, **size)
    assert found() == []
    _unguard()
    table = kept._meta.db_table
    _execute(f"UPDATE {table} SET {change} WHERE act_id = {number} AND field = '{field}'")
    told = "text" if change.startswith("field") else field
    assert found() == [f"what act #{number} keeps as “{told}” is not what it committed to"]


def test_an_act_committed_to_what_it_says_only(settled: Play) -> None:
    act = Act.objects.filter(kind="chunk.vote").latest("number")
    Opening.objects.create(act=act, field="more", salt=b"x" * 64, content=b"more", size=4)
    assert found() == [f"what act #{act.number} keeps as “more” is not what it committed to"]


def _unguard() -> None:
    """Take the guard off this copy of the record."""
    editor = type("Editor", (), {"connection": connection, "execute": staticmethod(_execute)})
    unguard_sealed(apps, editor)
    unguard(apps, editor)


def _take_out(act: Act) -> None:
    """Take an act out of a copy of the record, which has no guard any more."""
    _unguard()
    Opening.objects.filter(act=act).delete()
    Authorship.objects.filter(act=act).delete()
    _execute(f"DELETE FROM isegoria_act WHERE number = {act.number}")


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
