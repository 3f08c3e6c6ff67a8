"""Every step in the course of a chunk, judged by its model."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, ClassVar, Protocol, cast

from typing_extensions import TypedDict

from isegoria.rules.course.panels import decision_of, found_by
from isegoria.rules.course.versions import TEXT
from isegoria.rules.facts.protocol import Act as Done
from isegoria.rules.facts.protocol import Person
from isegoria.rules.facts.voters import counted_group
from isegoria.rules.judging.judge import judge
from isegoria.rules.judging.lots import sources_in, vague
from isegoria.rules.language.durations import Duration
from isegoria.server.people.models import Participant
from isegoria.server.process import refusals
from isegoria.server.process.clocks import advance, tied
from isegoria.server.process.earlier_steps import (
    about_nobody,
    as_written,
    by_a_member,
    counted_by_group,
    found_alone,
    hidden_if_secret,
    in_each_group,
    moved_clocks,
    no_position,
    of_one_member,
    with_one_stop,
    without_parts,
    without_restarted,
    without_stopping,
    without_version,
)
from isegoria.server.process.electorate import not_yet_here
from isegoria.server.process.facts import (
    ChunkFacts,
    Published,
)
from isegoria.server.process.models import Chunk, Seat
from isegoria.server.process.positions import answered, as_answer, is_held
from isegoria.server.process.restarts import begin_by_ruling
from isegoria.server.process.seconding import proxies_held
from isegoria.server.process.stepping import FormalStep, Step, StepBody
from isegoria.server.record.door import Attempt, Upcast, Work, perform
from isegoria.server.record.fields import ALWAYS, Public, Refers
from isegoria.terms import Refusal, Refused, gettext_noop

__all__ = [
    "STEPS",
    "Advise",
    "AnnounceLot",
    "Appeal",
    "Close",
    "DeclareInterest",
    "Deliver",
    "Extend",
    "GiveFinding",
    "GiveRuling",
    "Leave",
    "Notify",
    "Shorten",
    "Trigger",
    "Vote",
    "Weigh",
    "step",
    "unwritten",
]


class LeaveBody(StepBody, total=False):
    """What secret ballots of the stage came to: their answers, by `stage/ballot` and item."""

    answers: dict[str, Published]


class VoteBody(TypedDict, total=False):
    """Which ballot, about which item, on which version of the text; in which group it counts and
    what was answered.

    `position` is what somebody holds since an answer that is a position, empty for nothing, and
    `objects` says that it filed an objection. Up to version 1 no answer was a position. Up to
    version 3 a secret answer was an act, which says what of it is sealed.
    """

    name: str
    group: str
    answer: str
    version: int
    position: str
    objects: bool


class LotBody(StepBody, total=False):
    """Which lot, when the values of its sources are known, and how many they are."""

    sources: int


class FindingBody(StepBody, total=False):
    """What was found, and by which published numbers where it was drawn.

    Of a vote of a panel that does it in place of the office: `instead` is the level of the appeal,
    and `found` what enough of them found with this vote.
    """

    instead: str
    found: str
    numbers: str


class RuleBody(StepBody, total=False):
    """How somebody voted on which contest; `ruled` is the decision where there is one by that
    vote. Up to version 2 of this kind every vote was a decision.

    `restarted` are the ballots that the decision began anew, and the stage if it is a consensus
    call. Up to version 1 no decision said so. `parts` are those in which something fell that they
    took over from the whole; up to version 5 nothing did.
    """

    ruled: str
    restarted: list[str]
    parts: list[int]


@dataclass(frozen=True, slots=True)
class Vote(FormalStep):
    """Answer a ballot. The group in which it counts stays on the record.

    Where the ballot asks for positions, the answer is one: `object` files an objection, and another
    answer withdraws it.

    A secret answer is no act. Nothing of it is on the record before the ballot is counted; see
    `CountSecret`. It is kept without its reason, which nobody would read. Up to version 3 it was an
    act without an author.
    """

    name: Annotated[Public[str], ALWAYS] = ""
    span: Duration | None = None
    kind: ClassVar[str] = "chunk.vote"
    says: ClassVar[str] = gettext_noop("Answered a ballot")
    upcasts: ClassVar[tuple[Upcast, ...]] = (no_position, as_written, hidden_if_secret)
    Body: ClassVar[type] = VoteBody
    does: ClassVar[str] = "vote"
    on_text: ClassVar[bool] = True

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Ask the model; and for each whose proxy is used, whether it is held still and whether
        they may answer.
        """
        # First what does not depend on the others: of a secret ballot that refusal tells nothing.
        facts, act = self._facts(attempt), self._act(attempt)
        if facts.is_secret(facts.stage, self.name) and facts.was_sent(act, str(attempt.key)):
            return None
        if wrong := super(Vote, self).refusal(attempt):
            return wrong
        model = self._facts(attempt).model
        held = (
            {
                one.number
                for one in proxies_held(model, self.chunk.process, attempt.by, attempt.now.date())
            }
            if self.others
            else set()
        )
        for one in self.others:
            if one.number not in held:
                return refusals.PROXY_NOT_HELD.refuse(who=one.name)
            facts, act = self._facts(attempt), replace(self._act(attempt), by=one.person, with_=())
            if self._answers_themselves(facts, one.person):
                continue  # a refusal would tell who answered a secret ballot
            if isinstance(found := judge(facts.model, facts, act), Refusal):
                return found
        return self._shows_that_one_answers(attempt)

    def stays_off(self, attempt: Attempt) -> bool:
        """Keep a secret answer off the record."""
        facts = self._facts(attempt)
        return facts.model.stages[facts.stage].ballots[self.name].secret

    def _answers_themselves(self, facts: ChunkFacts, person: Person) -> bool:
        """Return whether somebody answered in person: their own answer counts, not the proxy's."""
        if self.name not in facts.model.stages[facts.stage].ballots:
            return False
        name = facts.counts_under(self.name, self.item, person)
        return facts.answered_in_person(self.name, self.item, name)

    def _shows_that_one_answers(self, attempt: Attempt) -> Refusal | None:
        if not self.stays_off(attempt):
            return None
        return not_yet_here(
            self._facts(attempt),
            self.name,
            attempt.gathered["person"],
            attempt.by,
            attempt.capacity,
        )

    def apply(self, attempt: Attempt) -> None:
        """Count the answer, and remember which act gave it, so that the next one can say what it
        replaces.
        """
        facts = self._facts(attempt)
        ballot, person = (
            facts.model.stages[facts.stage].ballots[self.name],
            attempt.gathered["person"],
        )
        version = facts.chunk.text_version
        if ballot.secret and facts.first_stands(self._act(attempt)):
            return
        if ballot.secret:
            facts.note_given(self._act(attempt), 0, version, str(attempt.key))
            facts.record(self._act(attempt))
            facts.keep_answer()
            return
        attempt.refers.extend(facts.note_given(self._act(attempt), attempt.number, version))
        attempt.adds["group"] = counted_group(facts.model, ballot, person)
        done = self._act(attempt)
        super(Vote, self).apply(attempt)
        if is_held(facts, done):
            answered(facts, attempt, done)

    def _act(self, attempt: Attempt) -> Done:
        done = super(Vote, self)._act(attempt)
        return as_answer(self._facts(attempt), attempt, done)


@dataclass(frozen=True, slots=True)
class GiveFinding(FormalStep):
    """Find something, on the scale of a judgement.

    A panel that does it in place of the office finds what enough of its members answered. Up to
    version 1 each of them found it alone.
    """

    kind: ClassVar[str] = "chunk.judge"
    says: ClassVar[str] = gettext_noop("Declared a finding")
    does: ClassVar[str] = "judge"
    upcasts: ClassVar[tuple[Upcast, ...]] = (found_alone,)
    Body: ClassVar[type] = FindingBody
    on_text: ClassVar[bool] = True

    def apply(self, attempt: Attempt) -> None:
        """Take it in, or one vote of a panel that finds it in place of the office."""
        facts, act = self._facts(attempt), self._act(attempt)
        if facts.model.stages[facts.stage].judgements[self.name].drawn:
            attempt.adds["numbers"] = self.reason
        if level := facts.finds_instead_of_office(act):
            attempt.adds["instead"] = level
            if found_by(facts.model, facts, act, level):
                attempt.adds["found"] = act.answer
        super(GiveFinding, self).apply(attempt)


@dataclass(frozen=True, slots=True)
class Deliver(FormalStep):
    """Publish a document that the stage owes. One of the name `text` is the text of the part.

    Up to version 1 the record does not say which version of the text was the newest then.
    """

    kind: ClassVar[str] = "chunk.deliver"
    says: ClassVar[str] = gettext_noop("Published a document")
    upcasts: ClassVar[tuple[Upcast, ...]] = (without_version,)
    does: ClassVar[str] = "deliver"
    on_text: ClassVar[bool] = True

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Ask the model; a text that nobody wrote here is not published."""
        return super(Deliver, self).refusal(attempt) or unwritten(self._facts(attempt), self.name)


def unwritten(facts: ChunkFacts, document: str) -> Refusal | None:
    """Refuse to publish the text of a part that has none."""
    if document != TEXT or facts.chunk.text_version:
        return None
    return refusals.NOTHING_TO_PUBLISH.refuse()


@dataclass(frozen=True, slots=True)
class Notify(FormalStep):
    """Tell those who must be told."""

    kind: ClassVar[str] = "chunk.notify"
    says: ClassVar[str] = gettext_noop("Gave notice")
    does: ClassVar[str] = "notify"


@dataclass(frozen=True, slots=True)
class Trigger(FormalStep):
    """Set something off, alone or with others. Since version 2 each person counts in one group;
    since version 3 a clock that it starts begins with the first signature.
    """

    kind: ClassVar[str] = "chunk.trigger"
    says: ClassVar[str] = gettext_noop("Started a step that the rules provide")
    does: ClassVar[str] = "trigger"
    upcasts: ClassVar[tuple[Upcast, ...]] = (in_each_group, moved_clocks, as_written)


@dataclass(frozen=True, slots=True)
class Extend(FormalStep):
    """Make a clock longer."""

    kind: ClassVar[str] = "chunk.extend"
    says: ClassVar[str] = gettext_noop("Extended a deadline")
    does: ClassVar[str] = "extend"


@dataclass(frozen=True, slots=True)
class Shorten(FormalStep):
    """Make a clock shorter; the span is its whole length from its beginning."""

    kind: ClassVar[str] = "chunk.shorten"
    says: ClassVar[str] = gettext_noop("Made a clock shorter")
    does: ClassVar[str] = "shorten"


@dataclass(frozen=True, slots=True)
class Weigh(FormalStep):
    """State in public what each organisation weighs in a ballot: one a line, with a number."""

    kind: ClassVar[str] = "chunk.weigh"
    says: ClassVar[str] = gettext_noop("Stated what each organisation weighs")
    does: ClassVar[str] = "weigh"


@dataclass(frozen=True, slots=True)
class AnnounceLot(FormalStep):
    """Name the sources of a lot, one a line, and the time when their values are known."""

    known_at: Public[datetime | None] = None
    kind: ClassVar[str] = "chunk.announce"
    says: ClassVar[str] = gettext_noop("Announced a lot")
    Body: ClassVar[type] = LotBody
    does: ClassVar[str] = "announce"

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Ask the model; sources have to leave no room."""
        return super(AnnounceLot, self).refusal(attempt) or vague(
            self.reason, attempt.now, self.known_at
        )

    def apply(self, attempt: Attempt) -> None:
        """Close the list of those among whom it is drawn."""
        attempt.adds["sources"] = len(sources_in(self.reason))
        super(AnnounceLot, self).apply(attempt)

    def _act(self, attempt: Attempt) -> Done:
        done = super(AnnounceLot, self)._act(attempt)
        return replace(done, sources=len(sources_in(self.reason)), known_at=self.known_at)


@dataclass(frozen=True, slots=True)
class Close(FormalStep):
    """Close a ballot."""

    kind: ClassVar[str] = "chunk.close"
    says: ClassVar[str] = gettext_noop("Closed a ballot")
    does: ClassVar[str] = "close"


@dataclass(frozen=True, slots=True)
class Leave(FormalStep):
    """Take a way out of the stage."""

    kind: ClassVar[str] = "chunk.leave"
    says: ClassVar[str] = gettext_noop("Moved to the next step")
    does: ClassVar[str] = "leave"
    upcasts: ClassVar[tuple[Upcast, ...]] = (counted_by_group,)
    finds: ClassVar[tuple[str, ...]] = ("groups",)
    Body: ClassVar[type] = LeaveBody
    on_text: ClassVar[bool] = True

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Ask the model; what is tied is settled together."""
        return super(Leave, self).refusal(attempt) or tied(self._facts(attempt), self.name)

    def apply(self, attempt: Attempt) -> None:
        """Take the way; secret ballots of the stage are over."""
        self._facts(attempt).count_secret(attempt, leaving=True)
        super(Leave, self).apply(attempt)


@dataclass(frozen=True, slots=True)
class Appeal(FormalStep):
    """Contest a finding, a ballot or a way out; `answer` says which.

    Since version 2 the clocks of ballots stand still while people cannot answer them; since version
    3 for each level.
    """

    against: Public[Refers[Seat | None]] = None
    """The seat of the person that it is about, who does not judge it. Up to version 3 it said so of
    nobody.
    """
    kind: ClassVar[str] = "chunk.appeal"
    says: ClassVar[str] = gettext_noop("Appealed")
    does: ClassVar[str] = "appeal"
    upcasts: ClassVar[tuple[Upcast, ...]] = (without_stopping, with_one_stop, about_nobody)

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Ask the model; grounds must be given."""
        if not self.reason.strip():
            return refusals.NO_GROUNDS.refuse()
        if self.against is not None and self.against.process_id != self.chunk.process_id:
            return refusals.SEAT_ELSEWHERE.refuse()
        return super(Appeal, self).refusal(attempt)

    def _act(self, attempt: Attempt) -> Done:
        done = super(Appeal, self)._act(attempt)
        return replace(done, against=self.against.pk if self.against is not None else 0)


@dataclass(frozen=True, slots=True)
class GiveRuling(FormalStep):
    """Vote on an appeal as a member of the panel; enough votes that agree are its decision."""

    kind: ClassVar[str] = "chunk.rule"
    says: ClassVar[str] = gettext_noop("Voted on an appeal")
    does: ClassVar[str] = "rule"
    upcasts: ClassVar[tuple[Upcast, ...]] = (
        without_restarted,
        of_one_member,
        by_a_member,
        with_one_stop,
        without_parts,
    )
    Body: ClassVar[type] = RuleBody
    joins: ClassVar[bool] = False  # a judge decides about others, and answers nothing

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Ask the model; reasons must be given."""
        if wrong := super(GiveRuling, self).refusal(attempt):
            return wrong
        return None if self.reason.strip() else refusals.NO_REASONS.refuse()

    def apply(self, attempt: Attempt) -> None:
        """Take the vote in; if it decides, who answered in a stage that begins anew by it is
        told.
        """
        facts, act = self._facts(attempt), self._act(attempt)
        if ruled := decision_of(facts.model, facts, act):
            attempt.adds["ruled"] = ruled
            begin_by_ruling(facts, act, attempt)
        super(GiveRuling, self).apply(attempt)


@dataclass(frozen=True, slots=True)
class DeclareInterest(FormalStep):
    """Say that one has an interest in the case, and so does not judge it."""

    kind: ClassVar[str] = "chunk.declare-interest"
    says: ClassVar[str] = gettext_noop("Declared an interest in the case")
    does: ClassVar[str] = "declare_interest"
    joins: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class Advise(FormalStep):
    """Give advice that has force."""

    kind: ClassVar[str] = "chunk.advise"
    says: ClassVar[str] = gettext_noop("Gave advice")
    does: ClassVar[str] = "advise"


STEPS: dict[str, type[Step]] = {
    one.does: one
    for one in (
        Vote,
        GiveFinding,
        Deliver,
        Notify,
        Trigger,
        Extend,
        Shorten,
        Weigh,
        AnnounceLot,
        Close,
        Leave,
        Appeal,
        GiveRuling,
        DeclareInterest,
        Advise,
    )
}
"""The steps that are nothing but steps, by what the rules call them."""


class _OnChunk(Protocol):
    """An act on a chunk."""

    @property
    def chunk(self) -> Chunk:
        """Which."""
        ...


def step(work: _OnChunk, *, by: Participant | None, now: datetime, **how: Any) -> Any:
    """Perform an act on a chunk after what the clocks brought about before it, and note what it
    brings about.

    Raises:
        Refused: a rule does not allow it; nothing was written but what the clocks did.
    """
    if work.chunk.look_at is not None and work.chunk.look_at <= now:
        advance(work.chunk, now)
    try:
        act = perform(cast("Work", work), by=by, now=now, **how)
    except Refused as refused:
        if refused.refusal.rule == "chunk.moved":  # nobody looked since, so look now
            advance(work.chunk, now, look=True)
        raise
    advance(work.chunk, now, look=True)
    return act
