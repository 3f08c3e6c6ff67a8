"""What was begun by mistake is cancelled: what runs stops in a clear state, what was decided stays,
and nobody ends a vote that goes the wrong way.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from isegoria.server.corrections.cancelling import CancelIssue, CancelProcess, CancelSession
from isegoria.server.deliberation.acts import Say, TakePosition
from isegoria.server.deliberation.motions import MakeMotion
from isegoria.server.deliberation.texts import Write
from isegoria.server.issues.acts import MergeIssue, ProposeIssue, SupportIssue
from isegoria.server.issues.models import Issue
from isegoria.server.issues.parts import SplitIssue
from isegoria.server.membership.acts import Invite
from isegoria.server.outcomes.acts import Follow
from isegoria.server.people.models import Forum
from isegoria.server.process.clocks import advance
from isegoria.server.process.dates import PlanDate
from isegoria.server.process.models import Chunk, Process
from isegoria.server.process.steps import Appeal, Deliver, GiveFinding, Leave, Vote
from isegoria.server.replay.compare import recompute
from isegoria.server.sessions.importing import Sources, prepare
from isegoria.server.sessions.models import Session
from tests.play import START, Play, at_deliberation, everyone_supports, seated, to_the_call

pytestmark = pytest.mark.django_db
WHY = "It was begun twice."


def as_(who: Any) -> Client:
    client = Client()
    client.force_login(who)
    return client


def cancelled(play: Play, chunk: Chunk) -> Chunk:
    play.do_plain(CancelIssue(chunk.issue, reason=WHY))
    return Chunk.objects.get(pk=chunk.pk)


def test_an_issue_is_cancelled_on_its_page_which_says_why_and_keeps_all(
    now: dict[str, Any],
) -> None:
    play = seated()
    chunk = at_deliberation(play)
    now["now"] = play.now
    play.do(Say(chunk, text="I was there."), "civil-society1")
    play.do(TakePosition(chunk, answer="support"), "governments2")
    client, address = as_(play.secretary), f"/issues/{chunk.pk}/cancel/"
    form = client.get(address).context["form"]
    assert chunk.title in client.get(address).text
    said = {"key": form["key"].value(), "reason": WHY}
    assert client.post(address, said).status_code == 302
    chunk.refresh_from_db()
    assert (chunk.outcome, chunk.stage, chunk.look_at) == ("", "deliberation", None)
    assert chunk.cancelled_in
    for page in (f"/issues/{chunk.pk}/", f"/chunks/{chunk.pk}/"):
        shown = Client().get(page).text
        assert "Cancelled" in shown
        assert WHY in shown
    assert "I was there." in Client().get(f"/chunks/{chunk.pk}/discussion/").text
    assert "Nothing was decided" in Client().get(f"/chunks/{chunk.pk}/").text
    assert recompute(chunk.issue).findings == ()


def test_nothing_goes_on_in_what_was_cancelled() -> None:
    play = seated()
    chunk = cancelled(play, at_deliberation(play))
    for work, who in (
        (Say(chunk, text="And yet."), "civil-society1"),
        (TakePosition(chunk, answer="support"), "civil-society1"),
        (Write(chunk, text="All pay."), "technical-community1"),
        (Deliver(chunk, "text"), "technical-community1"),
        (Leave(chunk, "call_consensus"), "governments1"),
        (SplitIssue(chunk, "Ports"), "governments1"),
    ):
        assert play.refused(work, who) == "process.cancelled", work
    for work, who in (
        (SupportIssue(chunk.issue), "civil-society1"),
        (CancelIssue(chunk.issue, reason=WHY), None),
    ):
        assert play.refused_plain(work, who) == "process.cancelled", work
    play.day += 400
    advance(chunk, play.now)
    assert Chunk.objects.get(pk=chunk.pk).stage == "deliberation"


def test_a_meeting_that_is_planned_wakes_no_part_that_was_cancelled() -> None:
    play = Play("equal-footing.forum")
    chunk = cancelled(play, play.raised())
    play.do_plain(PlanDate(play.process, (play.now + timedelta(days=99)).date(), title="Assembly"))
    play.join("civil-society2")
    assert Chunk.objects.get(pk=chunk.pk).look_at is None
    assert recompute(chunk.issue).findings == ()


def test_a_process_is_cancelled_with_what_goes_on_in_it_and_keeps_what_was_decided() -> None:
    play = seated()
    chunk = to_the_call(play)
    everyone_supports(play, chunk)
    play.do(GiveFinding(chunk, "designation", "consensus", reason="all groups"), "governments1")
    play.do(Deliver(chunk, "evidence"))
    play.later(chunk, 21)
    chunk.refresh_from_db()
    assert chunk.outcome
    act = play.do_plain(CancelProcess(play.process, reason="It is over."))
    assert act.body["parts"] == []
    page = Client().get(f"/issues/processes/{play.process.pk}/").text
    assert "Archived" in page
    assert "It is over." in page
    chunk.refresh_from_db()
    assert (chunk.cancelled_in, Issue.objects.get(pk=chunk.pk).cancelled_in) == (None, None)
    assert chunk.title in Client().get("/outcomes/").text
    play.do_plain(Follow(chunk, "done", "They built it."), "civil-society1")
    assert recompute(chunk.issue).findings == ()
    other = Process.objects.get(pk=play.process.pk)
    for work in (
        ProposeIssue(other, "Who maps cables?"),
        MakeMotion(other, "issue", "Who maps cables?"),
    ):
        assert play.refused_plain(work, "civil-society1") == "process.cancelled"
    for work in (
        Invite(other, organisation="Port", channel="phone"),
        PlanDate(other, play.now.date(), title="Assembly"),
    ):
        assert play.refused_plain(work) == "process.cancelled"


def test_what_was_cancelled_leaves_the_lists_of_what_is_open() -> None:
    play = seated()
    Forum.objects.create(pk=1, name="Example forum", languages=["en"])
    chunk = play.raised()
    lists = ("/", "/issues/", f"/issues/processes/{play.process.pk}/calendar/")
    link = f'href="/chunks/{chunk.pk}/"'
    assert any(link in Client().get(page).text for page in lists)
    play.do_plain(CancelProcess(play.process, reason=WHY))
    for page in lists:
        assert link not in Client().get(page).text, page
    assert "Cancelled" in Client().get(f"/issues/{chunk.pk}/").text
    assert Chunk.objects.get(pk=chunk.pk).cancelled_in


def test_nobody_merges_into_what_was_cancelled() -> None:
    play = seated()
    first, second = play.raised(), play.raised("civil-society2")
    cancelled(play, first)
    work = MergeIssue(second.issue, first.issue)
    assert play.refused_plain(work) == "process.cancelled"
    assert play.refused_plain(MergeIssue(first.issue, second.issue)) == "process.cancelled"


def test_a_meeting_is_taken_off_the_lists_and_stays_on_its_page() -> None:
    play = seated()
    held = play.do_plain(
        prepare(Sources(b">> ADA EXAMPLE: Good morning.\n", b""), "Wrong", START.date(), "Room")
    )
    session = Session.objects.get(pk=held.number)
    play.do_plain(CancelSession(session, reason="the wrong file"))
    assert "Wrong" not in Client().get("/sessions/").text
    page = Client().get(f"/sessions/{session.pk}/").text
    assert "the wrong file" in page
    assert "Good morning." in page


# Attackers: the secretariat does not like where a vote goes


def test_a_vote_that_goes_the_wrong_way_is_not_cancelled() -> None:
    play = seated()
    chunk = to_the_call(play)
    play.do(Vote(chunk, "support", "support"), "governments1")
    ways = (CancelIssue(chunk.issue, reason=WHY), CancelProcess(play.process, reason=WHY))
    for work in ways:
        assert play.refused_plain(work) == "correction.being-decided"
        assert play.refused_plain(work, "governments1") == "correction.not-secretariat"
    everyone_supports(play, chunk)
    play.later(chunk, 21)  # the call is over, and what follows from it is not settled yet
    for work in ways:
        assert play.refused_plain(work) == "correction.being-decided"
    play.do(GiveFinding(chunk, "designation", "consensus", reason="all groups"), "governments1")
    for work in ways:
        assert play.refused_plain(work) == "correction.being-decided"
    play.do(Appeal(chunk, "designation", reason="Nobody asked us."), "civil-society1")
    for work in ways:
        assert play.refused_plain(work) == "correction.appeal-waits"


def test_an_objection_before_the_call_leaves_its_mark_and_the_figures() -> None:
    play = seated()
    chunk = at_deliberation(play)
    play.do(TakePosition(chunk, answer="object", text="Too dear."), "civil-society1")
    cancelled(play, chunk)
    page = Client().get(f"/chunks/{chunk.pk}/positions/positions.json").json()
    assert "object" in str(page)
    assert "Too dear." in Client().get(f"/chunks/{chunk.pk}/objections/").text
