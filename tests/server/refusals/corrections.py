"""What is refused to those who correct what was said, or call off what was begun."""

from dataclasses import replace
from typing import Any

from isegoria.library import model
from isegoria.server.archives.acts import OpenArchive
from isegoria.server.corrections import refusals as corrections
from isegoria.server.corrections.acts import (
    CorrectDate,
    CorrectIssue,
    CorrectOutcome,
    CorrectPart,
    CorrectProcess,
    CorrectSession,
)
from isegoria.server.corrections.cancelling import CancelIssue, CancelProcess, CancelSession
from isegoria.server.corrections.undoing import Undo
from isegoria.server.issues.acts import BeginProcess, SupportIssue
from isegoria.server.issues.models import Issue
from isegoria.server.process import refusals as process
from isegoria.server.process.dates import PlanDate
from isegoria.server.process.models import Chunk, PlannedDate, Process
from isegoria.server.process.steps import Appeal, GiveFinding, Leave, Vote
from isegoria.server.record.door import Work
from isegoria.server.sessions.importing import Sources, prepare
from isegoria.server.sessions.models import Session
from tests.play import everyone_supports
from tests.server.refusals.row import OPERATOR, Row, allowed, refused
from tests.world import A_DAY, AUTHOR, CAPTIONS, CHAIR, EDITOR, OTHER, World

SLIP = "a slip of the pen"


def titled(title: str = "Submarine cables", reason: str = SLIP) -> Any:
    return lambda w: CorrectProcess(w.process, title, reason=reason)


def issue(
    title: str = "Who mends cables?", *, supported: bool = False, called: bool = False
) -> Any:
    def build(w: World) -> Work:
        if supported:
            w.done(SupportIssue(w.draft.issue), OTHER)
        if called:
            w.play.do(Leave(w.draft, "call_consensus"), CHAIR)
        return CorrectIssue(w.draft.issue, title, reason=SLIP)

    return build


def called(w: World, *, answered: bool = False, contested: bool = False) -> Chunk:
    """Return the draft in its consensus call."""
    w.play.do(Leave(w.draft, "call_consensus"), CHAIR)
    if answered:
        w.play.do(Vote(w.draft, "support", "support"), AUTHOR)
    if contested:
        everyone_supports(w.play, w.draft)
        w.play.later(w.draft, 21)
        w.play.do(GiveFinding(w.draft, "designation", "consensus", reason="all"), CHAIR)
        w.play.do(Appeal(w.draft, "designation", reason="Nobody asked us."), AUTHOR)
    return w.draft


def meeting(w: World) -> Session:
    work = prepare(Sources(CAPTIONS, b""), "Cables", w.now.date(), "Room one")
    return Session.objects.get(pk=w.done(work).number)


def planned(w: World, **said: Any) -> Work:
    act = w.done(PlanDate(w.process, w.now.date(), title="Workshop"))
    row = PlannedDate.objects.get(planned_in=act.number)
    return CorrectDate(row, row.on, **{"title": "Assembly", "reason": SLIP, **said})


def moved(w: World, of: int, to: int) -> Work:
    """Correct the day of a planned date; both are counted from today."""
    work = planned(w)
    today = w.now.date()
    PlannedDate.objects.update(on=today + of * A_DAY)
    return replace(work, on=today + to * A_DAY)  # type: ignore[type-var]


def decided(w: World, text: str) -> Work:
    """Correct the text of an outcome, as far as this says."""
    Chunk.objects.filter(pk=w.draft.pk).update(
        outcome="recommendation", state={**w.draft.state, "outcome": "recommendation"}
    )
    return CorrectOutcome(w.draft, text, reason=SLIP)


def empty(w: World) -> Process:
    begun = w.done(BeginProcess("Towers", model("equal-footing.working-group")))
    return Process.objects.get(pk=begun.number)


def twice(w: World) -> Work:
    work = CancelProcess(empty(w), reason="begun twice")
    w.done(work)
    return work


def unreadable(w: World) -> Work:
    Chunk.objects.filter(pk=w.draft.pk).update(state={})
    return CancelIssue(w.draft.issue, reason="asked twice")


def archived(w: World) -> Work:
    w.done(OpenArchive(w.process, "mbox", (), w.now - A_DAY, w.now, 1, 1))
    return CorrectIssue(Issue.objects.get(pk=w.draft.issue_id), "Who?", reason=SLIP)


def undoes(w: World, who: str | None = None, *, then: Work | None = None, by: str = "") -> Work:
    """Undo that a process was called otherwise, after somebody did something else."""
    act = w.done(CorrectProcess(w.process, "Sea cables", reason=SLIP), who)
    if then is not None:
        w.done(then, by or None)
    return Undo(act)


def undoes_issue(w: World) -> Work:
    act = w.done(CorrectIssue(w.draft.issue, "Who mends cables?", reason=SLIP))
    w.done(SupportIssue(w.draft.issue), OTHER)
    return Undo(act)


A_MINUTE = 1 / 1440
ROWS: list[Row] = [
    # the day of a planned date
    allowed(lambda w: moved(w, 0, 1)),
    allowed(lambda w: moved(w, 9, 0)),
    refused(process.DATE_IN_THE_PAST, lambda w: moved(w, 0, -1)),
    allowed(lambda w: moved(w, -9, -2)),
    # titles
    allowed(titled()),
    allowed(titled(), OPERATOR),
    refused(corrections.NOT_SECRETARIAT, titled(), CHAIR),
    refused(corrections.NO_REASON, titled(reason=" ")),
    refused(corrections.TOO_LONG, titled("t" * 201)),
    allowed(titled("t" * 200)),
    refused(corrections.TOO_LONG, titled(reason="r" * 401)),
    refused(corrections.NOTHING_CHANGED, titled("Cables ")),
    refused(corrections.NO_TITLE, titled(" ")),
    refused(corrections.PEOPLE_DECIDE, lambda w: (called(w), titled()(w))[1]),
    allowed(issue()),
    refused(corrections.NOT_SECRETARIAT, issue(), AUTHOR),
    refused(corrections.RELIED_ON, issue(supported=True)),
    allowed(issue("Who repaires cables?", supported=True)),
    refused(corrections.PEOPLE_DECIDE, issue("Who repaires cables?", called=True)),
    allowed(lambda w: CorrectPart(w.part(), "Harbours", reason=SLIP), CHAIR),
    refused(
        corrections.NOT_ITS_OFFICER,
        lambda w: CorrectPart(w.part(), "Harbours", reason=SLIP),
        EDITOR,
    ),
    refused(
        corrections.TITLE_OF_ISSUE, lambda w: CorrectPart(w.draft, "Harbours", reason=SLIP), CHAIR
    ),
    refused(
        corrections.UNREADABLE,
        lambda w: (unreadable(w), CorrectIssue(w.draft.issue, "Who?", reason=SLIP))[1],
    ),
    refused(corrections.FROM_ARCHIVE, archived),
    # meetings and dates
    allowed(lambda w: CorrectSession(meeting(w), "Cables", w.now.date(), "Hall", reason=SLIP)),
    refused(
        corrections.NOT_SECRETARIAT,
        lambda w: CorrectSession(meeting(w), "Cables", w.now.date(), "Hall", reason=SLIP),
        CHAIR,
    ),
    allowed(planned),
    refused(process.DATE_WITHOUT_TITLE, lambda w: planned(w, title="")),
    # errata
    allowed(lambda w: decided(w, "All repaire.\n\nOperators pay.\n\nSoon.")),
    refused(corrections.MORE_THAN_SPELLING, lambda w: decided(w, "All repair.\n\nStates pay.")),
    refused(
        corrections.NO_TEXT,
        lambda w: CorrectOutcome(w.draft, "All repaire.\n\nOperators pay.\n\nSoon.", reason=SLIP),
    ),
    # cancelling
    allowed(lambda w: CancelProcess(empty(w), reason="begun twice")),
    allowed(lambda w: CancelProcess(w.process, reason="begun twice")),
    refused(process.CANCELLED, twice),
    allowed(lambda w: CancelIssue(called(w).issue, reason="asked twice")),
    refused(
        corrections.PEOPLE_DECIDE,
        lambda w: CancelIssue(called(w, answered=True).issue, reason="asked twice"),
    ),
    refused(
        corrections.PEOPLE_DECIDE,
        lambda w: CancelProcess(called(w, answered=True).process, reason="begun twice"),
    ),
    refused(
        corrections.APPEAL_WAITS,
        lambda w: CancelIssue(called(w, contested=True).issue, reason="asked twice"),
    ),
    refused(corrections.UNREADABLE, unreadable),
    # undoing
    allowed(undoes),
    allowed(undoes, days=15 * A_MINUTE),
    refused(corrections.TOO_LATE, undoes, days=16 * A_MINUTE),
    refused(corrections.NOT_YOURS, undoes, CHAIR),
    refused(corrections.NOT_YOURS, undoes, OPERATOR),
    refused(
        corrections.NOT_LAST,
        lambda w: undoes(w, then=PlanDate(w.process, w.now.date(), title="Workshop")),
    ),
    refused(corrections.ACTED_ON, undoes_issue),
    refused(corrections.NOT_UNDOABLE, lambda w: Undo(w.done(SupportIssue(w.draft.issue), OTHER))),
    allowed(lambda w: CancelSession(meeting(w), reason="the wrong file")),
    refused(
        corrections.NOT_SECRETARIAT,
        lambda w: CancelSession(meeting(w), reason="the wrong file"),
        CHAIR,
    ),
]
