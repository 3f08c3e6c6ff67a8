"""What is refused in a process: seats, dates, clocks and the steps of a chunk."""

from datetime import date, timedelta

from isegoria.library import model
from isegoria.rules.course.automatic import Event, due
from isegoria.rules.course.state import Key
from isegoria.rules.course.state import Row as Kept
from isegoria.rules.facts.protocol import Person
from isegoria.server.deliberation.acts import Say
from isegoria.server.deliberation.motions import EndProxy, GiveProxy
from isegoria.server.deliberation.polls import AnswerPoll
from isegoria.server.issues.acts import MergeIssue
from isegoria.server.membership.acts import JoinProcess
from isegoria.server.process import refusals as process
from isegoria.server.process.clocks import ClockRuns, CountSecret, tied
from isegoria.server.process.dates import DropDate, PlanDate
from isegoria.server.process.facts import facts_of, model_of
from isegoria.server.process.groups import unknown_group
from isegoria.server.process.models import Backer, Chunk, Motion, PlannedDate, Proxy, Seat
from isegoria.server.process.seats import EndSeat, GiveSeat, NoteEvent
from isegoria.server.process.seconding import Other, done_before, proxies_held
from isegoria.server.process.steps import Appeal, Deliver, GiveRuling, Vote
from isegoria.server.record.door import Work
from isegoria.terms import Refusal
from tests.server.refusals.row import OPERATOR, Row, allowed, refused
from tests.server.test_panels import RECUSING
from tests.server.test_stopping_under_decision import STRAW
from tests.server.test_text_under_decision import RESTARTING
from tests.server.test_too_late import IN_TURN
from tests.world import A_DAY, AUTHOR, CHAIR, EDITOR, OTHER, PANEL, World

RULES = model("equal-footing.working-group")
PROXIES = RESTARTING.replace("clock: call, passes", "clock: call, by_proxy: true, passes")
SECRET = RESTARTING.replace("clock: call, passes", "clock: call, secret: true, passes")
MEETING = RESTARTING.replace("length: 2 weeks, restarts_on: version", "before: agm, by: 2 weeks")
DAY = date(2026, 9, 1)


def moved_twice(w: World) -> Refusal | None:
    """Do a motion that was done already."""
    by = w.who(CHAIR)
    motion = Motion.objects.create(
        number=901, process=w.process, participant=by, at=w.now, done_in=903
    )
    Backer.objects.create(number=902, motion=motion, participant=by)
    return done_before([Other(Person("1"), 902)])


def chairs(w: World, *before: str) -> Work:
    """Give somebody a seat as chair after others; one of two is taken."""
    for one in before:
        w.done(GiveSeat(w.process, "chairs", w.who(one)))
    return GiveSeat(w.process, "chairs", w.who(AUTHOR))


COLLEAGUES = "work: {of_one: organisation, at_most: 1}"
BOTH_SIDES = "sides: {groups: [civil_society, governments], at_least: 1}"


def on_a_board(w: World, mix: str, others: int = 1) -> Work:
    """Give somebody a seat on a board of three, after one of their colleagues or several."""
    board = f"offices: {{board: {{title: Board, seats: 3, composition: {{{mix}}}}}, "
    place = w.under(RESTARTING.replace("offices: {", board)).process
    number = others + (mix == COLLEAGUES)
    people = [w.play.newcomer(f"Mate {one}", "academia", "Quay")[0] for one in range(number)]
    for one in people[:-1]:
        w.done(GiveSeat(place, "board", one))
    return GiveSeat(place, "board", people[-1])


def publishes(w: World, *, written: bool = True) -> Work:
    """Publish the text of a part, which may have none."""
    if not written:
        Chunk.objects.filter(pk=w.draft.pk).update(text_version=None)
    return Deliver(w.draft, "text")


def edits(w: World, *, no_chairs: bool = False) -> Work:
    """Give somebody the seat of the editor, which is free; without chairs nobody chooses."""
    w.ended_seat()
    if no_chairs:
        w.done(EndSeat(w.seat("chairs")))
    return GiveSeat(w.process, "editor", w.who(AUTHOR))


def drops(w: World, *, twice: bool = False, reason: str = "The hall burnt.") -> Work:
    planned = w.done(PlanDate(w.process, DAY, title="Workshop"))
    work = DropDate(PlannedDate.objects.get(planned_in=planned.number), reason)
    if twice:
        w.done(work)
    return work


def clock(w: World, days: float = 7, exit: str = "go") -> Work:  # noqa: A002 -- the word of the rules
    """Note what a clock brought about, as somebody saw it after some days."""
    chunk = w.under(IN_TURN)
    facts = facts_of(chunk)
    [event] = due(facts.model, facts, w.now + timedelta(days=7))
    return ClockRuns(chunk, Event(w.now + timedelta(days=days), event.rule, event.meaning, exit))


def secret(w: World, who: str = "") -> Work:
    """Answer a secret ballot after somebody took part."""
    chunk = w.under(SECRET)
    if who:
        w.done(JoinProcess(chunk.process), who)
    return Vote(chunk, "plan", "yes")


def with_proxy(w: World, *, ended: bool) -> Work:
    """Answer also for somebody whose proxy one holds, or held."""
    chunk = w.under(PROXIES)
    w.done(GiveProxy(chunk.process, w.who(OTHER)), AUTHOR)
    held = tuple(proxies_held(model_of(chunk.process), chunk.process, w.who(OTHER), w.now.date()))
    if ended:
        w.done(EndProxy(Proxy.objects.get(holder=w.who(OTHER))), AUTHOR)
    return Vote(chunk, "plan", "yes", others=held)


def rules_on(w: World, reason: str) -> Work:
    """Vote on an appeal that waits."""
    facts = facts_of(Chunk.objects.get(pk=w.draft.pk))
    facts.state.appeals = {"designation": {"": w.now}}
    facts.write()
    return GiveRuling(w.draft, "designation", "upheld", reason=reason)


def waits(chunk: Chunk, level: str, w: World) -> None:
    """Let an appeal of this level wait."""
    facts = facts_of(Chunk.objects.get(pk=chunk.pk))
    facts.state.appeals = {level: {"": w.now}}
    facts.write()


def judging(w: World) -> Work:
    """End the seat of a member of a panel for which an appeal waits."""
    waits(w.draft, "designation", w)
    return EndSeat(w.seat("panel"))


def judge_who_voted(w: World) -> Work:
    """End the seat of a judge who voted, after the time of the panel."""
    found = judging(w)
    facts = facts_of(Chunk.objects.get(pk=w.draft.pk))
    vote = Key("ruling", "", "designation", "", str(w.who(PANEL).pk))
    facts.rows.put(vote, Kept("upheld", w.now.isoformat()))
    facts.write()
    return found


def voting_in_secret(w: World) -> Work:
    """End a seat that votes in a secret ballot which is open."""
    chunk = w.under(SECRET)
    w.done(GiveSeat(chunk.process, "governments", w.who(OTHER)))
    return EndSeat(Seat.objects.get(process=chunk.process, holder="governments"))


def judges_of_ones_own_appeal(w: World) -> Work:
    """End the seat of a late judge, as the one who appealed."""
    found = judging(w)
    facts = facts_of(Chunk.objects.get(pk=w.draft.pk))
    facts.take_part(str(w.play.secretary.pk), "appellant")
    facts.write()
    return found


def about_somebody_elsewhere(w: World) -> Work:
    """Complain about somebody who sits in another process."""
    seat = w.seat("panel")
    seat.process_id += 1
    return Appeal(w.draft, "conduct", reason="Rude.", against=seat)


def made_a_party(w: World) -> Work:
    """Give an elder, for whom an appeal waits, a seat with which nobody judges."""
    chunk = w.under(RECUSING)
    w.done(GiveSeat(chunk.process, "elders", w.who(OTHER)))
    waits(chunk, "elders", w)
    return GiveSeat(chunk.process, "chairs", w.who(OTHER))


def ends(w: World, stage: str) -> Refusal | None:
    """End the chunk while another that is tied to it stands in a stage."""
    Chunk.objects.filter(pk=w.tied().pk).update(stage=stage)
    return tied(facts_of(w.draft), "used_up")


def says_in_merged(w: World) -> Work:
    chunk = w.under(STRAW)
    w.done(MergeIssue(chunk.issue, w.beside(chunk)))
    return Say(chunk, text="Still here?")


def polled(w: World, seen: int) -> Work:
    return AnswerPoll(w.draft, poll=w.poll(), answer="a", seen=seen)


def meets(w: World, on: str, name: str = "agm") -> NoteEvent:
    return NoteEvent(w.under(MEETING, text=""), "meeting", name, on)


def meets_again(w: World, on: str) -> Work:
    """Move a meeting to which the time of an open ballot counts."""
    work = meets(w, "2026-10-01")
    w.play.do(work)
    return NoteEvent(Chunk.objects.get(pk=work.chunk.pk), "meeting", "agm", on)


ROWS: list[Row] = [
    refused(process.GROUP_NOT_KNOWN, lambda _w: unknown_group(RULES, {"a": "fishers"})),
    refused(process.MOTION_DONE, moved_twice),
    # seats
    refused(process.HOLDER_UNKNOWN, lambda w: GiveSeat(w.process, "admiral", w.who(AUTHOR))),
    refused(
        process.NOT_SECRETARIAT_FOR_SEATS,
        chairs,
        AUTHOR,
        rule="seat.not-secretariat",
    ),
    # the co-chairs choose the editor, and the secretariat only where nobody is chair
    refused(process.OTHERS_CHOOSE, edits, AUTHOR, rule="seat.others-choose"),
    refused(process.OTHERS_CHOOSE, edits, rule="seat.others-choose"),
    allowed(edits, CHAIR),
    allowed(edits, OPERATOR),
    allowed(lambda w: edits(w, no_chairs=True)),
    refused(
        process.NOT_SECRETARIAT_FOR_SEATS,
        lambda w: edits(w, no_chairs=True),
        CHAIR,
        rule="seat.not-secretariat",
    ),
    refused(process.SEAT_HELD, lambda w: GiveSeat(w.process, "editor", w.who(EDITOR)), CHAIR),
    allowed(chairs),
    refused(process.NO_SEAT_FREE, lambda w: chairs(w, OTHER)),
    refused(process.TOO_MANY_OF_A_KIND, lambda w: on_a_board(w, COLLEAGUES)),
    allowed(lambda w: on_a_board(w, BOTH_SIDES)),
    refused(process.SEATS_FOR_OTHERS, lambda w: on_a_board(w, BOTH_SIDES, 2)),
    refused(
        process.SEAT_OF_A_GROUP,
        lambda w: GiveSeat(w.process, "civil_society", w.who(AUTHOR), w.draft),
    ),
    refused(process.JUDGES_SIT, judging),
    allowed(judging, days=90),
    refused(process.JUDGE_VOTED, judge_who_voted, days=90),
    allowed(judge_who_voted, PANEL, days=90),
    refused(process.CHOOSER_INTERESTED, judges_of_ones_own_appeal, days=90),
    refused(process.VOTES_IN_SECRET, voting_in_secret),
    allowed(voting_in_secret, OTHER),
    refused(process.JUDGES_NOW, made_a_party, EDITOR),
    refused(
        process.NOT_SECRETARIAT_FOR_SEATS,
        lambda w: EndSeat(w.seat()),
        AUTHOR,
        rule="seat.not-secretariat",
    ),
    allowed(lambda w: EndSeat(w.seat()), EDITOR),
    allowed(lambda w: EndSeat(w.seat()), CHAIR),
    allowed(lambda w: EndSeat(w.seat())),
    refused(process.SEAT_ENDED, lambda w: EndSeat(w.ended_seat())),
    refused(process.SEAT_ENDED, lambda w: EndSeat(w.ended_seat()), EDITOR),
    # what happened outside
    allowed(lambda w: meets(w, "2026-09-01")),
    refused(process.MOVES_A_BALLOT, lambda w: meets_again(w, "2026-09-01")),
    refused(process.CANNOT_BE_NOTED, lambda w: meets(w, "soon")),
    refused(process.CANNOT_BE_NOTED, lambda w: meets(w, "9999-12-31")),
    refused(process.CANNOT_BE_NOTED, lambda w: NoteEvent(w.draft, "event", "version")),
    # dates
    allowed(lambda w: PlanDate(w.process, DAY, title="Workshop")),
    allowed(lambda w: PlanDate(w.process, w.now.date(), title="Workshop")),
    refused(
        process.DATE_IN_THE_PAST,
        lambda w: PlanDate(w.process, w.now.date() - A_DAY, title="Workshop"),
    ),
    refused(process.DATE_WITHOUT_TITLE, lambda w: PlanDate(w.process, DAY, title=" ")),
    refused(process.MEETING_UNKNOWN, lambda w: PlanDate(w.process, DAY, "summit")),
    allowed(lambda w: PlanDate(w.under(MEETING, text="").process, DAY, "agm")),
    refused(
        process.NOT_SECRETARIAT_FOR_DATES,
        lambda w: PlanDate(w.process, DAY, title="Workshop"),
        CHAIR,
    ),
    allowed(drops),
    refused(process.DROPPED_WITHOUT_REASON, lambda w: drops(w, reason=" ")),
    refused(process.DATE_DROPPED, lambda w: drops(w, twice=True)),
    # clocks
    allowed(lambda w: NoteEvent(w.under(IN_TURN), "event", "acknowledged"), days=6.99),
    refused(process.STAGE_OVER, lambda w: NoteEvent(w.under(IN_TURN), "event", "seen"), days=7),
    allowed(clock, OPERATOR, days=7),
    refused(process.NOTED_ALREADY, clock, OPERATOR, days=6.99, rule="chunk.nothing-due"),
    refused(
        process.NOTED_ALREADY,
        lambda w: clock(w, exit="back"),
        OPERATOR,
        days=7,
        rule="chunk.nothing-due",
    ),
    refused(
        process.NOTED_ALREADY,
        lambda w: CountSecret(w.draft),
        OPERATOR,
        rule="chunk.nothing-due",
    ),
    allowed(lambda w: ends(w, "deliberation")),
    refused(process.TIED, lambda w: ends(w, "statements")),
    # steps
    refused(
        process.ITEM_UNKNOWN, lambda w: Appeal(w.draft, "shape", reason="x", item="§ 2"), AUTHOR
    ),
    allowed(publishes, EDITOR),
    refused(process.NOTHING_TO_PUBLISH, lambda w: publishes(w, written=False), EDITOR),
    allowed(lambda w: polled(w, w.version.pk), AUTHOR),
    refused(process.TEXT_CHANGED, lambda w: polled(w, 0), AUTHOR),
    allowed(lambda w: with_proxy(w, ended=False), OTHER),
    refused(process.PROXY_NOT_HELD, lambda w: with_proxy(w, ended=True), OTHER),
    refused(process.NO_REASONS, lambda w: rules_on(w, "  "), PANEL),
    allowed(lambda w: rules_on(w, "The evidence does not carry it."), PANEL),
    refused(process.SEAT_ELSEWHERE, about_somebody_elsewhere, AUTHOR),
    refused(process.NO_GROUNDS, lambda w: Appeal(w.draft, "designation", reason=" "), AUTHOR),
    allowed(lambda w: secret(w, CHAIR), CHAIR),
    refused(process.NOT_IN_THE_ROOM, secret, CHAIR),
    refused(process.MERGED, says_in_merged, AUTHOR),
]
