"""A chunk goes through a whole process as acts, under the rules of its model; every step is judged
and kept.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from isegoria.server.deliberation.acts import Dissent, Say, Settle
from isegoria.server.deliberation.models import Comment, Objection
from isegoria.server.issues.parts import SplitIssue, TieChunks
from isegoria.server.outcomes.acts import Follow
from isegoria.server.process.clocks import run_clocks
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk, Member
from isegoria.server.process.steps import Appeal, Deliver, GiveFinding, GiveRuling, Leave, Vote
from isegoria.server.record.models import Act
from tests.play import START, Play, everyone_supports, split_in_a_call, to_the_call

pytestmark = pytest.mark.django_db


def test_an_issue_goes_from_the_call_to_a_recommendation_and_is_looked_at_again(play: Play) -> None:
    chunk = to_the_call(play)
    assert chunk.stage == "consensus_call"
    everyone_supports(play, chunk)
    play.do(
        Vote(chunk, "support", "can_live_with"), "civil-society2"
    )  # changed; the first answer no longer counts
    play.do(Deliver(chunk, "evidence"))
    play.do(GiveFinding(chunk, "designation", "consensus", reason="all groups"), "governments1")
    play.later(chunk, 21)
    ended = Chunk.objects.get(pk=chunk.pk)
    assert (ended.stage, ended.outcome) == ("consensus_call", "recommendation")
    tally = facts_of(ended).tally("consensus_call", "support", "")
    assert tally["civil_society"] == {"support": 1, "can_live_with": 1}
    play.do(Dissent(ended, reason="Operators cannot pay."), "private-sector1")
    play.day += 365
    play.do_plain(
        Follow(ended, "under_way", "Two states repair.", "https://example.org/"), "civil-society1"
    )
    assert ended.follow_ups.get().rating == "under_way"


def test_a_contested_designation_freezes_the_chunk_and_others_go_on(play: Play) -> None:
    chunk = to_the_call(play)
    other = split_in_a_call(play, chunk)
    everyone_supports(play, chunk)
    play.do(
        GiveFinding(chunk, "designation", "no_consensus", reason="one is against"), "governments1"
    )
    play.do(
        Appeal(chunk, "designation", "consensus_call/designation", reason="nobody is against"),
        "civil-society1",
    )
    assert facts_of(Chunk.objects.get(pk=chunk.pk)).is_frozen("")
    assert (
        play.refused(Vote(chunk, "support", "object", reason="late"), "civil-society2")
        == "equal-footing.working-group/appeals"
    )
    play.do(Vote(other, "support", "support"), "civil-society2")
    # Who sits on the panel and spoke in the case stays out of it.
    assert (
        play.refused(GiveRuling(chunk, "designation", "upheld"), "civil-society2")
        == "equal-footing.working-group/appeals/designation"
    )
    play.panel_decides(chunk, "upheld", reason="the evidence does not carry it")
    again = Chunk.objects.get(pk=chunk.pk)
    assert (again.stage, facts_of(again).label("consensus_call", "designation", "")) == (
        "consensus_call",
        None,
    )


def test_who_took_part_does_not_sit_on_the_panel(play: Play) -> None:
    chunk = to_the_call(play)
    play.do(Say(chunk, text="I am for it."), "private-sector2")
    play.do(GiveFinding(chunk, "designation", "no_consensus", reason="no"), "governments1")
    play.do(
        Appeal(chunk, "designation", "consensus_call/designation", reason="wrong"), "civil-society1"
    )
    assert (
        play.refused(GiveRuling(chunk, "designation", "upheld"), "private-sector2")
        == "equal-footing.working-group/recusals/panel"
    )


def test_an_objection_is_open_until_it_is_answered_and_holds_the_call_up(play: Play) -> None:
    chunk = to_the_call(play)
    everyone_supports(play, chunk)
    play.do(Vote(chunk, "support", "object", reason="Nobody asked the fishers."), "civil-society2")
    objection = Objection.objects.get()
    assert facts_of(Chunk.objects.get(pk=chunk.pk)).objections("open", "") == 1
    assert play.refused(
        Settle(chunk, text="no", answer="withdrawn", objection=objection), "governments2"
    )
    play.do(
        Settle(chunk, text="They were asked in May.", answer="addressed", objection=objection),
        "governments1",
    )
    assert Objection.objects.get().state == "addressed"
    play.do(Vote(chunk, "support", "support"), "civil-society2")
    play.do(Deliver(chunk, "evidence"))
    play.later(chunk, 21)
    assert Chunk.objects.get(pk=chunk.pk).outcome == "recommendation"


def test_what_is_tied_is_settled_together(play: Play) -> None:
    whole = play.raised("civil-society1")
    made = [play.do_plain(SplitIssue(whole, title)) for title in ("Who repairs?", "Who pays?")]
    chunk, other = (Chunk.objects.get(pk=act.number) for act in made)
    play.do_plain(TieChunks(chunk, other))
    play.do(Deliver(chunk, "clusters"))
    assert [one.pk for one in Chunk.objects.get(pk=other.pk).tied_to.all()] == [chunk.pk]
    assert play.later(chunk, 42) == "scoping"


def test_a_clock_that_ran_out_is_on_the_record_with_its_time(play: Play) -> None:
    chunk = play.raised()
    play.do(Deliver(chunk, "clusters"))
    play.later(chunk, 50)
    moved = Act.objects.filter(kind="chunk.clock").get()
    assert moved.body["exit"] == "scope"
    assert moved.body["at"].startswith(f"{START + timedelta(weeks=6):%Y-%m-%d}")
    assert moved.role == "operator"


def test_the_clocks_of_all_chunks_run_though_nobody_looks_at_their_pages(play: Play) -> None:
    chunks = [play.raised(), play.raised("governments1")]
    for chunk in chunks:
        play.do(Deliver(chunk, "clusters"))
    play.day += 42
    assert run_clocks(play.now) == 2
    assert {one.stage for one in Chunk.objects.all()} == {"scoping"}
    assert Act.objects.filter(kind="chunk.clock").count() == 2
    assert run_clocks(play.now) == 0


def test_a_question_is_open_until_the_office_that_was_asked_answers(play: Play) -> None:
    chunk = play.raised()
    play.do(
        Say(chunk, text="When will you call?", form="question", asked="chairs"), "civil-society1"
    )
    question = Comment.objects.get()
    play.do(
        Say(chunk, text="Soon, I guess.", parent=question, says_what="answers"), "civil-society2"
    )
    assert Comment.objects.get(pk=question.pk).answered_at is None
    play.do(Say(chunk, text="In May.", parent=question, says_what="answers"), "governments1")
    assert Comment.objects.get(pk=question.pk).answered_at is not None
    assert (
        play.refused(Say(chunk, text="And where?", asked="chairs"), "civil-society1")
        == "comment.no-question"
    )


def test_whoever_acts_takes_part_in_the_capacity_of_the_act(play: Play) -> None:
    chunk = play.raised()
    play.do(Say(chunk, text="Here."), "private-sector1")
    assert sorted(Member.objects.values_list("group__slug", flat=True)) == [
        "civil-society",
        "private-sector",
    ]
    assert facts_of(chunk).members("private_sector") == 1


def test_bad_input_is_refused_and_nothing_is_written(play: Play) -> None:
    chunk = play.raised()
    before = Act.objects.count()
    assert play.refused(Say(chunk, text="x" * 1_000_000), "civil-society1") == "text.too-long"
    assert play.refused(Say(chunk, text="   "), "civil-society1") == "text.empty"
    assert (
        play.refused(Vote(chunk, "support", "support"), "civil-society1")
        == "equal-footing.working-group/call"
    )
    assert (
        play.refused(Leave(chunk, "scope"), "civil-society1")
        == "equal-footing.working-group/call/scope"
    )
    assert Act.objects.count() == before


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, datetime]]:
    """Let the pages believe that it is another day."""
    kept = {"now": START}
    monkeypatch.setattr(timezone, "now", lambda: kept["now"])
    return kept


def test_every_page_of_a_chunk_opens(
    play: Play, client: Client, clock: dict[str, datetime]
) -> None:
    chunk = to_the_call(play)
    clock["now"] = play.now
    play.do(
        Vote(chunk, "support", "object", reason="Nobody asked the *fishers*."), "civil-society2"
    )
    play.do(
        Say(chunk, text="See <script>alert(1)</script> [here](javascript:alert(1))."),
        "civil-society1",
    )
    comment = Comment.objects.get()
    version = chunk.version_set.get()
    client.force_login(play.people["civil-society1"][0])
    for path in (
        "",
        "history/",
        "discussion/",
        "discussion/new/",
        f"discussion/{comment.pk}/reply/",
        "text/",
        f"text/{version.pk}/",
        f"text/{version.pk}/p1/amend/",
        "text/redline/",
        "do/vote/support/",
        "do/object/",
        "do/appeal/designation/",
        "split/",
        "note/",
        f"objections/{Objection.objects.get().pk}/",
        "chunk.json",
    ):
        assert client.get(f"/chunks/{chunk.pk}/{path}").status_code == 200, path
    page = client.get(f"/chunks/{chunk.pk}/discussion/").content.decode()
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    for path in (
        "/questions/",
        "/warnings/",
        "/outcomes/",
        f"/issues/{chunk.issue_id}/",
        f"/issues/processes/{play.process.pk}/",
    ):
        assert client.get(path).status_code == 200, path
