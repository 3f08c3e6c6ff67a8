"""What is refused to those who propose, merge, split and tie."""

from datetime import date, timedelta

from isegoria.library import model
from isegoria.rules.facts.protocol import Announced
from isegoria.server.deliberation.acts import Object, Settle
from isegoria.server.deliberation.models import Objection
from isegoria.server.issues import refusals as issues
from isegoria.server.issues.acts import (
    BeginProcess,
    MergeIssue,
    ProposeIssue,
    SupportIssue,
    WithdrawSupport,
)
from isegoria.server.issues.again import AskAgain
from isegoria.server.issues.call_for_issues import EndCall, ExtendCall
from isegoria.server.issues.parts import SplitIssue, TieChunks, merge_refusal
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk, Process
from isegoria.server.process.refusals import MERGED
from isegoria.server.process.steps import Leave, Trigger
from isegoria.server.record.door import Work
from isegoria.server.rulebooks.refusals import NOT_SECRETARIAT
from isegoria.terms import Refusal
from tests.server.refusals.row import OPERATOR, Row, allowed, refused
from tests.server.test_stopping_under_decision import STRAW
from tests.server.test_text_under_decision import RESTARTING
from tests.world import AUTHOR, CHAIR, EDITOR, OTHER, World

ENDLESS = RESTARTING.replace("clock: call, passes", "about: course, passes")
LINGERING = RESTARTING.replace("position, object, decide", "decide").replace(
    "when:", "by: editor, when:"
)
BARRED = STRAW + "recurrence: {repeat: barred, barred_for: 2 weeks}\n"


def merging(w: World, outcome: str = "", **state: object) -> Refusal | None:
    """Return why an issue cannot be merged whose part has an outcome, or a state."""
    facts = facts_of(w.draft)
    for name, value in state.items():
        setattr(facts.state, name, value)
    facts.write()
    Chunk.objects.filter(pk=w.draft.pk).update(outcome=outcome)
    return merge_refusal(w.draft.issue, w.now)


def decided_on(w: World) -> Chunk:
    """Return the chunk in a consensus call."""
    w.play.do(Leave(w.draft, "call_consensus"), CHAIR)
    return Chunk.objects.get(pk=w.draft.pk)


def merges(w: World, rules: str = STRAW, *, before: bool = False) -> Work:
    """Merge an issue under some rules with a younger one, or once more."""
    chunk = w.under(rules)
    work = MergeIssue(chunk.issue, w.beside(chunk))
    if before:
        w.done(work)
    return work


def merges_into(w: World, into: str) -> Work:
    chunk = w.under(STRAW)
    other = w.beside(chunk)
    if into == "merged":
        w.done(MergeIssue(chunk.issue, other))
        return MergeIssue(other, chunk.issue)
    if into == "decided":
        w.play.do(Leave(chunk, "done"), EDITOR)
        return MergeIssue(other, chunk.issue)
    return MergeIssue(other, other if into == "itself" else w.elsewhere().issue)


def supports(w: World, *, before: bool = False, withdraws: bool = False) -> Work:
    if before:
        w.done(SupportIssue(w.draft.issue), OTHER)
    return (WithdrawSupport if withdraws else SupportIssue)(w.draft.issue)


def supports_merged(w: World) -> Work:
    chunk = w.under(STRAW)
    w.done(MergeIssue(chunk.issue, w.beside(chunk)))
    return SupportIssue(chunk.issue)


def supports_decided(w: World, *, withdraws: bool = False) -> Work:
    chunk = w.under(STRAW)
    w.done(SupportIssue(chunk.issue), OTHER)
    w.play.do(Leave(chunk, "done"), EDITOR)
    return (WithdrawSupport if withdraws else SupportIssue)(chunk.issue)


def asks_again(
    w: World, rules: str = STRAW, *, backwards: bool = False, twice: bool = False
) -> Work:
    """Link a younger issue to one that ended."""
    chunk = w.under(rules)
    Chunk.objects.filter(pk=chunk.pk).update(outcome="plan", ended_at=w.now)
    younger = w.beside(chunk)
    work = AskAgain(chunk.issue, younger) if backwards else AskAgain(younger, chunk.issue)
    if twice:
        w.done(work)
    return work


def unreadable(w: World) -> Refusal | None:
    Chunk.objects.filter(pk=w.draft.pk).update(state={"broken": 1})
    return merge_refusal(w.draft.issue, w.now)


def after_the_ballot(w: World, days: float) -> Refusal | None:
    """Merge an issue so long after a ballot on it began; the editor has to take the way out."""
    chunk = w.under(LINGERING)
    return merge_refusal(chunk.issue, w.now + timedelta(days=days))


def came_out(w: World, rules: str = STRAW) -> Chunk:
    """Return a chunk with an outcome that says so itself."""
    chunk = w.under(rules)
    w.play.do(Leave(chunk, "done"), EDITOR)
    return Chunk.objects.get(pk=chunk.pk)


def tied_in_a_call(w: World) -> Work:
    part = w.part()
    return TieChunks(decided_on(w), part)


def fresh(w: World, rules: str = "equal-footing.working-group") -> Process:
    """Return a process in which nobody proposed an issue."""
    return Process.objects.get(pk=w.done(BeginProcess("Towers", model(rules))).number)


def later(w: World, days: int = 50) -> date:
    return (w.now + timedelta(days=days)).date()


def split_after_a_review(w: World) -> Work:
    chunk = w.under(LINGERING.replace("clock: call, passes", "clock: call, about: course, passes"))
    w.play.later(chunk, 14)
    return SplitIssue(chunk, "Tolls")


def split_while(
    w: World, *, appeal: bool = False, objection: bool = False, answer: str = ""
) -> Work:
    """Split what people wait for an answer in."""
    if objection:
        w.play.do(Object(w.draft, text="The fishers were not asked."), AUTHOR)
    if answer:
        one = Objection.objects.get()
        w.play.do(Settle(w.draft, objection=one, answer=answer, text="So."), CHAIR)
    if appeal:
        facts = facts_of(Chunk.objects.get(pk=w.draft.pk))
        facts.state.appeals = {"shape": {"": w.now}}
        facts.write()
    return SplitIssue(w.draft, "Ports")


def split_with_a_lot(w: World) -> Work:
    """Split what a lot was announced in."""
    facts = facts_of(Chunk.objects.get(pk=w.draft.pk))
    lot = Announced(w.now, w.now, 1)
    facts.state.visits[facts.stage].announced = {"jury": {"": lot}}
    facts.write()
    return SplitIssue(w.draft, "Ports")


def split_answered(w: World, answer: str) -> Work:
    return split_while(w, objection=True, answer=answer)


def split_again(w: World) -> Work:
    """Split the only part of what was split."""
    act = w.done(SplitIssue(w.draft, "Ports"), CHAIR)
    return SplitIssue(Chunk.objects.get(pk=act.number), "Ports")


def split_in_a_review(w: World) -> Work:
    """Split while a ballot on the leadership is open."""
    for who in (AUTHOR, CHAIR):
        w.play.do(Trigger(w.draft, "leadership_review", reason="They speak too much."), who)
    return SplitIssue(w.draft, "Ports")


def tied_from_the_cover(w: World) -> Work:
    part = w.parts()[0]
    return TieChunks(w.draft, part)


ROWS: list[Row] = [
    # issues
    refused(issues.NO_PARTICIPANT, lambda w: ProposeIssue(w.process, "Cables"), OPERATOR),
    allowed(supports, OTHER),
    refused(issues.SUPPORTED, lambda w: supports(w, before=True), OTHER),
    refused(issues.SUPPORTED, supports, OPERATOR),
    allowed(lambda w: supports(w, before=True, withdraws=True), OTHER),
    refused(issues.NOT_SUPPORTED, lambda w: supports(w, withdraws=True), OTHER),
    refused(MERGED, supports_merged, OTHER),
    refused(issues.DECIDED, supports_decided, CHAIR),
    refused(issues.DECIDED, lambda w: supports_decided(w, withdraws=True), OTHER),
    allowed(asks_again, OTHER),
    allowed(asks_again),
    refused(issues.NOT_ITS_PROPOSER, asks_again, CHAIR),
    refused(issues.CANNOT_ASK_AGAIN, lambda w: asks_again(w, backwards=True)),
    refused(issues.CANNOT_ASK_AGAIN, lambda w: asks_again(w, twice=True)),
    refused(issues.BARRED, lambda w: asks_again(w, BARRED), rule="harbour.plan/recurrence"),
    refused(issues.BARRED, lambda w: asks_again(w, BARRED), days=13.99),
    allowed(lambda w: asks_again(w, BARRED), days=14),
    # merging
    allowed(merges),
    refused(NOT_SECRETARIAT, merges, AUTHOR),
    refused(MERGED, lambda w: merges(w, before=True)),
    refused(issues.CANNOT_MERGE, lambda w: merges_into(w, "itself")),
    refused(issues.INTO_DECIDED, lambda w: merges_into(w, "decided")),
    refused(issues.CANNOT_MERGE, lambda w: merges_into(w, "elsewhere")),
    refused(issues.CANNOT_MERGE, lambda w: merges_into(w, "merged")),
    refused(issues.BALLOT_OPEN_UNTIL, lambda w: merges(w, RESTARTING)),
    refused(issues.BALLOT_OPEN, lambda w: merges(w, ENDLESS)),
    refused(issues.BALLOT_OPEN_UNTIL, lambda w: after_the_ballot(w, 13.99)),
    refused(issues.WAITS_FOR_ITS_END, lambda w: after_the_ballot(w, 14)),
    refused(issues.PART_UNREADABLE, unreadable),
    refused(issues.PART_ENDED, lambda w: merging(w, "recommendation")),
    refused(issues.APPEAL_WAITS, lambda w: merging(w, appeals={"designation": {"": w.now}})),
    # the call
    allowed(lambda w: ExtendCall(fresh(w), later(w, 50), "Few came.")),
    refused(issues.NOT_ITS_CALL, lambda w: ExtendCall(fresh(w), later(w, 50), "So."), AUTHOR),
    refused(issues.CALL_HAS_ISSUES, lambda w: ExtendCall(w.process, later(w, 50), "So.")),
    refused(issues.CALL_WITHOUT_END, lambda w: ExtendCall(fresh(w, "debian.gr"), later(w), "So.")),
    refused(issues.CALL_NOT_LONGER, lambda w: ExtendCall(fresh(w), later(w, 42), "So.")),
    refused(issues.CALL_TOO_LONG, lambda w: ExtendCall(fresh(w), later(w, 366), "So.")),
    refused(issues.NO_REASON, lambda w: ExtendCall(fresh(w), later(w, 50), "")),
    refused(issues.CALL_NOT_OVER, lambda w: EndCall(fresh(w)), OPERATOR),
    allowed(lambda w: EndCall(fresh(w)), OPERATOR, days=43),
    # parts
    allowed(lambda w: SplitIssue(w.draft, "Ports"), CHAIR),
    refused(issues.DECIDES_ON_TEXT, lambda w: SplitIssue(decided_on(w), "Ports"), CHAIR),
    refused(issues.CHUNK_ENDED, lambda w: SplitIssue(came_out(w), "Ports")),
    refused(issues.CHUNK_ENDED, lambda w: SplitIssue(w.over(), "Tolls")),
    refused(issues.APPEAL_WAITS_IN_WHOLE, lambda w: split_while(w, appeal=True), CHAIR),
    refused(issues.LOT_ANNOUNCED, split_with_a_lot, CHAIR),
    refused(issues.OBJECTION_IS_OPEN, lambda w: split_while(w, objection=True), CHAIR),
    refused(issues.OBJECTION_STANDS, lambda w: split_answered(w, "sustained"), CHAIR),
    allowed(lambda w: split_answered(w, "addressed"), CHAIR),
    refused(issues.WHOLE_IS_DECIDED_ON, split_in_a_review),
    refused(issues.WHOLE_WAITS_FOR_ITS_END, split_after_a_review, days=14),
    allowed(lambda w: SplitIssue(w.parts()[0], "Tolls"), CHAIR),
    refused(issues.ONLY_PART, split_again, CHAIR),
    allowed(lambda w: SplitIssue(w.part(), "Tolls"), CHAIR),
    allowed(lambda w: TieChunks(*w.parts()), CHAIR),
    refused(issues.IS_A_COVER, lambda w: TieChunks(w.parts()[0], w.draft), CHAIR),
    refused(issues.IS_A_COVER, tied_from_the_cover, CHAIR),
    allowed(lambda w: TieChunks(w.draft, w.part()), CHAIR),
    refused(issues.NOT_ITS_OFFICER, lambda w: TieChunks(w.draft, w.part()), AUTHOR),
    refused(issues.CANNOT_TIE, lambda w: TieChunks(w.draft, w.draft), CHAIR),
    refused(issues.CANNOT_TIE, lambda w: TieChunks(w.draft, w.elsewhere()), CHAIR),
    refused(issues.CHUNK_ENDED, lambda w: TieChunks(w.draft, w.ended_part()), CHAIR),
    refused(issues.PEOPLE_DECIDE, tied_in_a_call, CHAIR),
    refused(issues.TIED_ALREADY, lambda w: TieChunks(w.draft, w.tied()), CHAIR),
    allowed(lambda w: TieChunks(w.draft, w.tied(), tied=False), CHAIR),
    refused(issues.NOT_TIED, lambda w: TieChunks(w.draft, w.part(), tied=False), CHAIR),
    refused(issues.NOT_TIED, lambda w: TieChunks(w.draft, w.ended_part(), tied=False), CHAIR),
]
