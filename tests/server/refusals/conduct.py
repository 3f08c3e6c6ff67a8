"""What the code of conduct refuses, and what keeps words that others rely on."""

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import RequestFactory

from isegoria.server.conduct import refusals as conduct
from isegoria.server.conduct.appeals import AppealMeasure, DecideAppeal, SeatJudge
from isegoria.server.conduct.codes import PublishCode
from isegoria.server.conduct.decided import erases_decided_text, hides_decided_text
from isegoria.server.conduct.erasing import EraseAccount, EraseWords
from isegoria.server.conduct.flooding import SetLimits
from isegoria.server.conduct.measures import HideWords, ShowWords
from isegoria.server.conduct.models import Measure, Report
from isegoria.server.conduct.reads import stopped_by
from isegoria.server.conduct.reports import report, report_refusal, too_many_from_here
from isegoria.server.conflicts.notes import WriteNote
from isegoria.server.deliberation.acts import Say, TakePosition
from isegoria.server.membership.acts import JoinProcess
from isegoria.server.people.models import Forum, Participant
from isegoria.server.process.models import Chunk
from isegoria.server.process.steps import Deliver, Leave, Vote
from isegoria.server.record.door import Attempt, Work
from isegoria.server.record.models import Act
from isegoria.terms import Refusal
from tests.server.refusals.row import OPERATOR, Row, allowed, refused
from tests.world import AUTHOR, CHAIR, EDITOR, OTHER, PANEL, World

REASON = Act(kind="chunk.judge")


def decided(w: World, outcome: str = "") -> Act:
    """Return the act that wrote a text which people decide on, or which came out."""
    w.play.do(Leave(w.draft, "call_consensus"), CHAIR)
    Chunk.objects.filter(pk=w.draft.pk).update(outcome=outcome)
    return Act.objects.get(number=w.version.pk)


def begun_again(w: World) -> Act:
    """Return the act that wrote a text which people answered before the course went back."""
    act = decided(w)
    w.play.do(Vote(w.draft, "support", "object", reason="It is too dear."), CHAIR)
    w.play.do(Deliver(w.draft, "evidence"))
    w.play.later(w.draft, 22)
    w.play.do(Leave(w.draft, "again", reason="Nobody agrees."), CHAIR)
    return act


def holds_a_position(w: World) -> EraseAccount:
    w.play.do(TakePosition(w.draft, answer="support"), OTHER)
    return EraseAccount(w.who(OTHER), reason="asked by mail")


def limits(new: int, known: int, *, set_up: bool = True) -> Work:
    """Set the limits of new people and of others, in a minute as in a day."""
    if set_up:
        Forum.objects.create(pk=1, name="Harbour", languages=["en"])
    return SetLimits(new, new, known, known, 7, 5)


def reports(
    w: World, who: str = "", *, before: int = 0, elsewhere: int = 0, coded: bool = True
) -> Refusal | None:
    """Report something rude, of which there are reports before, or of other things."""
    if coded:
        w.done(PublishCode("", ["No insults."]))
    rude, reader = says(w), w.who(who) if who else None
    for _each in range(before):
        report(rude, reader, 1, "", w.now)
    for number in range(elsewhere):
        report(Act.objects.get(pk=w.version.pk), None, 1, "", w.now)
        Report.objects.filter(of=w.version.pk).update(participant=reader, of=number)
    return report_refusal(rude, reader, w.now)


def from_here(number: int) -> Refusal | None:
    """Return what the last of so many readers without an account is told, at one address."""
    cache.clear()
    request = RequestFactory().post("/")
    request.user = AnonymousUser()
    return [too_many_from_here(request) for _each in range(number)][-1]


def hides(w: World, act: Act) -> Refusal | None:
    return hides_decided_text(act, w.now)


def erases(w: World, act: Act, *, wrote: bool = True) -> Refusal | None:
    return erases_decided_text(act, Attempt(None, None, w.now, 0), wrote=wrote, ground="")


def question(w: World) -> Act:
    """Return the act that asked a question on which somebody else wrote a text."""
    return Act.objects.get(pk=w.draft.pk)


def restricted(w: World) -> Refusal | None:
    found = Measure(number=9, rule=2, reason="insults", until_at=w.now)
    return stopped_by(found, objects=False)


def says(w: World) -> Act:
    """Return an act that said something rude."""
    return w.play.do(Say(w.draft, text="You know nothing."), AUTHOR)


def private_note(w: World) -> Act:
    """Return a note of the facilitator to the parties of a conflict."""
    act: Act = w.done(WriteNote(w.case(), "Between us."), EDITOR)
    return act


def moderates(w: World, rule: int = 1) -> Work:
    """Hide what was said, under a code with one rule."""
    w.done(PublishCode("", ["No insults."]))
    return HideWords(rule=rule, reason="an insult", act=says(w))


def hides_again(w: World) -> Work:
    work = moderates(w)
    w.done(work)
    return work


def of_a_process(w: World) -> Work:
    w.done(PublishCode("", ["No insults."]))
    begun = Act.objects.get(number=w.process.number)
    return HideWords(rule=1, reason="an insult", act=begun)


def joins(w: World) -> Act:
    """Return an act without words."""
    return w.play.do_plain(JoinProcess(w.process), PANEL)


def decides(w: World, *, before: bool = False) -> Work:
    """Decide an appeal, of which the panel decided before."""
    work = DecideAppeal(w.appealed(), "dismissed", "It is an insult.")
    if before:
        w.done(work, PANEL)
    return work


def last(w: World, *, of_two: bool) -> Work:
    """Erase the account of the secretariat, beside another that can sign in, or cannot."""
    Participant.objects.create_user("d@example.org", name="D", secretariat=True, is_active=of_two)
    return EraseAccount(w.play.secretary)


ROWS: list[Row] = [
    # the code
    allowed(lambda _w: PublishCode("", ["No insults."], 1)),
    allowed(lambda _w: PublishCode("", ["No insults."], 366)),
    refused(conduct.NO_RULES, lambda _w: PublishCode("", [" "])),
    refused(conduct.NO_RULES, lambda _w: PublishCode("", ["No insults."], 0)),
    refused(conduct.NO_RULES, lambda _w: PublishCode("", ["No insults."], 367)),
    # measures
    allowed(moderates),
    refused(conduct.NOT_SECRETARIAT, moderates, CHAIR),
    refused(conduct.NO_CODE, lambda w: HideWords(rule=1, reason="an insult", act=says(w))),
    refused(conduct.NO_SUCH_RULE, lambda w: moderates(w, 0)),
    refused(conduct.NO_SUCH_RULE, lambda w: moderates(w, 2)),
    refused(conduct.NOTHING_TO_HIDE, of_a_process),
    refused(conduct.HIDDEN, hides_again),
    allowed(lambda w: ShowWords(w.hidden(), "a joke")),
    refused(conduct.NO_REASON, lambda w: ShowWords(w.hidden(), " ")),
    refused(conduct.MEASURE_ENDED, lambda w: ShowWords(w.shown(), "a joke")),
    allowed(lambda w: ShowWords(w.restriction(), "a joke"), days=4.99),
    refused(conduct.MEASURE_ENDED, lambda w: ShowWords(w.restriction(), "a joke"), days=5),
    # appeals
    allowed(lambda w: AppealMeasure(w.hidden(), "It was a joke."), OTHER),
    refused(conduct.NO_GROUNDS, lambda w: AppealMeasure(w.hidden(), " "), OTHER),
    refused(conduct.NOT_CONCERNED, lambda w: AppealMeasure(w.hidden(), "A joke."), OPERATOR),
    allowed(lambda w: AppealMeasure(w.restriction(), "A joke."), AUTHOR),
    refused(conduct.NOT_CONCERNED, lambda w: AppealMeasure(w.restriction(), "A joke."), OTHER),
    refused(conduct.APPEALED, lambda w: AppealMeasure(w.appealed().measure, "A joke."), OTHER),
    allowed(lambda w: AppealMeasure(w.hidden(), "A joke."), OTHER, days=30),
    refused(conduct.APPEAL_LATE, lambda w: AppealMeasure(w.hidden(), "A joke."), OTHER, days=30.01),
    refused(conduct.APPEAL_LATE, lambda w: AppealMeasure(w.shown(), "A joke."), OTHER),
    allowed(decides, PANEL),
    refused(conduct.NOT_INDEPENDENT, decides, AUTHOR),
    refused(conduct.APPEAL_DECIDED, lambda w: decides(w, before=True), PANEL),
    refused(conduct.NOT_OPERATOR, lambda w: SeatJudge(w.appealed(), w.who(CHAIR))),
    refused(conduct.IS_PARTY, lambda w: SeatJudge(w.appealed(), w.play.secretary), OPERATOR),
    refused(conduct.IS_PARTY, lambda w: SeatJudge(w.appealed(), w.who(AUTHOR)), OPERATOR),
    refused(conduct.BENCH_THERE, lambda w: SeatJudge(w.appealed(), w.who(CHAIR)), OPERATOR),
    # erasing
    allowed(lambda w: EraseWords(says(w)), AUTHOR),
    refused(conduct.PRIVATE_NOTE, lambda w: EraseWords(private_note(w), "asked for")),
    allowed(lambda w: EraseWords(private_note(w)), EDITOR),
    refused(conduct.NOTHING_TO_ERASE, lambda w: EraseWords(joins(w), "asked for")),
    allowed(lambda w: EraseAccount(w.who(AUTHOR)), AUTHOR),
    refused(conduct.SEATED, lambda w: EraseAccount(w.who(EDITOR)), EDITOR),
    allowed(lambda w: EraseAccount(w.who(OTHER), reason="asked by mail")),
    refused(conduct.ANSWER_OPEN, holds_a_position),
    allowed(lambda w: last(w, of_two=True)),
    refused(conduct.LAST_OF_SECRETARIAT, lambda w: last(w, of_two=False)),
    # how much people can contribute
    allowed(lambda _w: limits(1, 1)),
    allowed(lambda _w: limits(1, 1), OPERATOR),
    refused(conduct.NOT_SECRETARIAT, lambda _w: limits(1, 1), CHAIR),
    refused(conduct.NOT_SET_UP, lambda _w: limits(1, 1, set_up=False)),
    refused(conduct.LIMITS_DO_NOT_FIT, lambda _w: limits(0, 1)),
    refused(conduct.LIMITS_DO_NOT_FIT, lambda _w: limits(2, 1)),
    refused(conduct.LIMITS_DO_NOT_FIT, lambda _w: limits(1, 10_001)),
    # reports of readers
    allowed(reports),
    allowed(lambda w: reports(w, OTHER)),
    refused(conduct.NO_CODE_TO_REPORT, lambda w: reports(w, coded=False)),
    refused(conduct.NOTHING_TO_HIDE, lambda w: report_refusal(joins(w), None, w.now)),
    refused(conduct.OWN_WORDS, lambda w: reports(w, AUTHOR)),
    refused(conduct.REPORTED, lambda w: reports(w, OTHER, before=1)),
    allowed(lambda w: reports(w, OTHER, elsewhere=9)),
    refused(conduct.TOO_MANY_REPORTS, lambda w: reports(w, OTHER, elsewhere=10)),
    allowed(lambda w: reports(w, before=19)),
    refused(conduct.REPORTED_BY_MANY, lambda w: reports(w, before=20)),
    allowed(lambda _w: from_here(3)),
    refused(conduct.TOO_MANY_REPORTS_FROM_HERE, lambda _w: from_here(4)),
    # what others rely on
    refused(conduct.REASON_NOT_HIDDEN, lambda w: hides(w, REASON)),
    refused(conduct.REASON_NOT_ERASED, lambda w: erases(w, REASON)),
    refused(conduct.NO_GROUND_FOR_REASON, lambda w: erases(w, REASON, wrote=False)),
    refused(conduct.DECIDED_ON_NOT_HIDDEN, lambda w: hides(w, decided(w))),
    refused(conduct.OUTCOME_NOT_HIDDEN, lambda w: hides(w, decided(w, "agreed"))),
    refused(conduct.ANSWERED_NOT_HIDDEN, lambda w: hides(w, begun_again(w))),
    refused(conduct.ANSWERED_NOT_ERASED, lambda w: erases(w, begun_again(w))),
    refused(conduct.DECIDED_ON_NOT_ERASED, lambda w: erases(w, decided(w))),
    refused(conduct.OUTCOME_NOT_ERASED, lambda w: erases(w, decided(w, "agreed"))),
    refused(conduct.NO_GROUND_FOR_TEXT, lambda w: erases(w, decided(w), wrote=False)),
    refused(conduct.WORKED_ON_NOT_ERASED, lambda w: erases(w, question(w))),
    refused(conduct.NO_GROUND_FOR_QUESTION, lambda w: erases(w, question(w), wrote=False)),
    refused(conduct.MAY_ONLY_READ, restricted),
]
