"""When an open ballot ends does not move by what those can do who lead, or lose."""

from datetime import timedelta

import pytest

from isegoria.rules.facts.clocks import deadline
from isegoria.server.issues.models import Issue
from isegoria.server.process.dates import DropDate, PlanDate, planned
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk, PlannedDate
from isegoria.server.process.seats import NoteEvent
from isegoria.server.process.steps import Deliver, Trigger, Vote
from isegoria.server.replay.compare import recompute
from isegoria.terms import Refused
from tests.play import Play
from tests.server.test_text_under_decision import EDITOR, RESTARTING, call_in, newest

pytestmark = pytest.mark.django_db
MEETING = RESTARTING.replace(
    "length: 2 weeks, restarts_on: version, timeout", "before: assembly, by: 2 days, timeout"
).replace("clock: call, passes", "clock: call, about: course, passes")
PEOPLE = ("civil-society1", "civil-society2", "governments1", "governments2")


def starting(event: str, part: str) -> str:
    """Return rules under which the time of the ballot begins with an event."""
    begins = RESTARTING.replace("length: 2 weeks,", f"length: 2 weeks, starts: {event},")
    return begins.replace("    exits:\n", f"    {part}\n    exits:\n", 1)


BY_REPORT = starting("report", "deliverables: {report: {title: Report, by: editor, where: here}}")
BY_HEARING = starting("public", "")
BY_SIGNING = starting(
    "ask", "triggers: {ask: {title: Ask for a vote, by: [civil_society, governments]}}"
)


def ends(chunk: Chunk) -> object:
    facts = facts_of(newest(chunk))
    return deadline(facts.model, facts, "call", "call")


def test_a_document_is_not_published_again_while_its_ballot_is_open() -> None:
    play, chunk = call_in(BY_REPORT)
    play.do(Deliver(newest(chunk), "report"), EDITOR)
    first = ends(chunk)
    play.later(newest(chunk), 13)
    assert play.refused(Deliver(newest(chunk), "report"), EDITOR) == "harbour.plan/call/report"
    assert ends(chunk) == first


def test_an_event_is_not_noted_again_while_its_ballot_is_open() -> None:
    play, chunk = call_in(BY_HEARING)
    play.do(NoteEvent(newest(chunk), "event", "public"))
    first = ends(chunk)
    play.later(newest(chunk), 13)
    assert play.refused(NoteEvent(newest(chunk), "event", "public")) == "chunk.ballot-open"
    assert ends(chunk) == first


def test_who_signs_later_gives_a_ballot_no_more_time() -> None:
    play, chunk = call_in(BY_SIGNING)
    play.do(Trigger(newest(chunk), "ask", reason="Now."), PEOPLE[0])
    first = ends(chunk)
    play.later(newest(chunk), 13)
    play.do(Trigger(newest(chunk), "ask", reason="Now."), PEOPLE[1])
    assert ends(chunk) == first
    assert recompute(Issue.objects.get()).findings == ()


def test_a_meeting_is_not_moved_while_a_ballot_counts_to_it() -> None:
    play, chunk = call_in(MEETING)

    def at(days: int) -> NoteEvent:
        on = (play.now + timedelta(days=days)).isoformat()
        return NoteEvent(newest(chunk), "meeting", "assembly", on)

    play.do(at(30))
    play.do(Vote(newest(chunk), "plan", "yes"), PEOPLE[0])
    for days in (1, 60):
        assert play.refused(at(days)) == "chunk.ballot-open"
    play.later(newest(chunk), 28)
    assert newest(chunk).outcome == "plan"


def moved(play: Play, work: PlanDate | DropDate) -> str:
    with pytest.raises(Refused) as found:
        planned(work, by=play.secretary, now=play.now)
    return found.value.refusal.rule


def test_a_meeting_of_the_process_is_not_moved_or_dropped_either() -> None:
    play, chunk = call_in(MEETING)
    on = (play.now + timedelta(days=30)).date()
    planned(PlanDate(play.process, on, "assembly"), by=play.secretary, now=play.now)
    first = ends(chunk)
    earlier = PlanDate(play.process, on - timedelta(days=27), "assembly")
    assert moved(play, earlier) == "chunk.ballot-open"
    assert moved(play, DropDate(PlannedDate.objects.get(), "off")) == "chunk.ballot-open"
    assert ends(chunk) == first
    assert recompute(Issue.objects.get()).findings == ()
