"""Every step in the course of a chunk, judged by its model."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, ClassVar, Protocol, cast

from typing_extensions import TypedDict

from isegoria.rules.course.panels import decision_of
from isegoria.rules.course.versions import TEXT
from isegoria.rules.facts.protocol import Act as Done
from isegoria.rules.facts.protocol import Person
from isegoria.rules.facts.voters import counted_group
from isegoria.rules.judging.judge import judge
from isegoria.rules.judging.refusals import IS_SPLIT, PROCESS_ENDED
from isegoria.rules.language.durations import Duration
from isegoria.server.people.models import Participant
from isegoria.server.process import refusals
from isegoria.server.process.clocks import advance, moved, tied
from isegoria.server.process.earlier_steps import (
    as_written,
    by_a_member,
    in_each_group,
    moved_clocks,
    no_position,
    of_one_member,
    without_restarted,
    without_stopping,
    without_version,
)
from isegoria.server.process.electorate import not_yet_here, take_part
from isegoria.server.process.facts import (
    ChunkFacts,
    Counted,
    CourseFacts,
    gathered_facts,
    is_proposed,
)
from isegoria.server.process.models import Chunk
from isegoria.server.process.positions import answer_of, answered, as_answer, is_held
from isegoria.server.process.restarts import begin_by_ruling, end_positions
from isegoria.server.process.seconding import Other, done_before, mark_done, proxies_held
from isegoria.server.record.door import Attempt, Upcast, Work, perform
from isegoria.server.record.fields import ALWAYS, About, Erasable, Public, Refers
from isegoria.server.record.models import Act
from isegoria.server.texts.lengths import too_long
from isegoria.terms import Refusal, Refused, gettext_noop

__all__ = [
    "STEPS",
    "Advise",
    "Appeal",
    "Close",
    "Deliver",
    "Extend",
    "FormalStep",
    "GiveFinding",
    "GiveRuling",
    "Leave",
    "Notify",
    "Shorten",
    "Step",
    "Trigger",
    "Vote",
    "channel_of",
    "goes_no_further",
    "merged",
    "step",
    "unwritten",
]


class StepBody(TypedDict, total=False):
    """Which part of the model it is about, what was answered, to which version of the text, and in
    which group that counts.
    """

    group: str
    version: int
    counted: dict[str, Counted]


class VoteBody(TypedDict, total=False):
    """Which ballot, about which item, on which version of the text; in which group it counts and
    what was answered.

    `position` is what somebody holds since an answer that is a position, empty for nothing, and
    `objects` says that it filed an objection. Up to version 1 no answer was a position. Of a secret
    answer: what of it is sealed.
    """

    name: str
    group: str
    answer: str
    version: int
    position: str
    objects: bool
    sealed: list[str]


class RuleBody(StepBody, total=False):
    """How somebody voted on which contest; `ruled` is the decision where there is one by that
    vote. Up to version 2 of this kind every vote was a decision.

    `restarted` are the ballots that the decision began anew, and the stage if it is a consensus
    call. Up to version 1 no decision said so.
    """

    ruled: str
    restarted: list[str]


@dataclass(frozen=True, slots=True)
class Step(Work):
    """A step in the course of a chunk, of which the record says nothing but the chunk.

    Inherit it with `kind`, `says` and `does`, the act as the rules call it; `FormalStep` where the
    record says all that the fields say.
    """

    chunk: About[Chunk]
    name: str = ""
    answer: str = ""
    item: str = ""
    reason: str = ""
    span: Duration | None = None
    others: tuple[Other, ...] = ()
    """Those with whom it is done: supporters, seconders, those whose proxy is used."""
    seen: int | None = None
    """The version of the text that the page showed, 0 where there was none; None where no page was
    open that could be old.
    """
    does: ClassVar[str]
    on_text: ClassVar[bool] = False
    """Whether it says something about the text, so that the record names the version."""
    joins: ClassVar[bool] = True
    """Whether who does it takes part from then on, and counts among the members of a group."""

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Ask the model: what the clocks brought about comes first."""
        facts = self._facts(attempt)
        wrong = (
            too_long(self.reason, needed=False)
            or merged(facts.chunk)
            or moved(facts, attempt.now)
            or done_before(self.others)
            or self._of_no_item(facts.chunk)
        )
        if wrong := wrong or self._text_changed(facts.chunk):
            return wrong
        act = self._act(attempt)
        facts.read_for(act)
        found = judge(facts.model, facts, act)
        return found if isinstance(found, Refusal) else None

    def apply(self, attempt: Attempt) -> None:
        """Take the step in."""
        facts = self._facts(attempt)
        # of a secret answer, who takes part and since when would tell who gave it
        if self.joins and not self.hides(attempt):
            take_part(self.chunk.process, attempt, facts)
            facts.recount()
        facts.record(self._act(attempt))
        facts.write()
        end_positions(facts, attempt)
        mark_done(self.others, attempt.number)
        if (self.on_text or facts.outcome) and facts.chunk.text_version:
            attempt.adds["version"] = facts.chunk.text_version

    def _of_no_item(self, chunk: Chunk) -> Refusal | None:
        """Refuse an item that nobody proposed here: the answers to invented ones would fill the
        state of the part.
        """
        if not self.item or is_proposed(chunk, self.item):
            return None
        return refusals.ITEM_UNKNOWN.refuse(item=self.item)

    def _text_changed(self, chunk: Chunk) -> Refusal | None:
        """Refuse what was said about a version that is not the newest any more."""
        if not self.on_text or self.seen is None or self.seen == (chunk.text_version or 0):
            return None
        return refusals.TEXT_CHANGED.refuse(number=chunk.text_version or 0)

    def _facts(self, attempt: Attempt) -> ChunkFacts:
        return gathered_facts(self.chunk, attempt)

    def _act(self, attempt: Attempt) -> Done:
        self._facts(attempt)
        return Done(
            kind=self.does,
            by=attempt.gathered["person"],
            at=attempt.now,
            name=self.name,
            answer=self.answer,
            item=self.item,
            reason=self.reason,
            channel=channel_of(self._facts(attempt), self.does, self.name),
            span=self.span,
            with_=tuple(one.person for one in self.others),
        )


@dataclass(frozen=True, slots=True)
class FormalStep(Step):
    """A step that is nothing but a step: the record says what its fields say."""

    name: Public[str] = ""
    answer: Public[str] = ""
    item: Public[str] = ""
    reason: Erasable[str] = ""
    span: Public[Duration | None] = None
    others: Refers[tuple[Other, ...]] = ()
    Body: ClassVar[type] = StepBody


@dataclass(frozen=True, slots=True)
class Vote(FormalStep):
    """Answer a ballot. The group in which it counts stays on the record.

    Where the ballot asks for positions, the answer is one: `object` files an objection, and another
    answer withdraws it.

    A secret answer is not on it, and nobody is told who gave one, in which group and when: not even
    later, since the numbers of a small group and who is in it tell an answer.
    """

    name: Annotated[Public[str], ALWAYS] = ""
    answer: str = ""  # `apply` adds it where the ballot is not secret
    span: Duration | None = None
    kind: ClassVar[str] = "chunk.vote"
    says: ClassVar[str] = gettext_noop("Answered a ballot")
    upcasts: ClassVar[tuple[Upcast, ...]] = (no_position, as_written)
    Body: ClassVar[type] = VoteBody
    does: ClassVar[str] = "vote"
    on_text: ClassVar[bool] = True

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Ask the model; and for each whose proxy is used, whether it is held still and whether
        they may answer.
        """
        # First what does not depend on the others: of a secret ballot that refusal tells nothing.
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

    def hides(self, attempt: Attempt) -> bool:
        """Hide who answers a secret ballot."""
        facts = self._facts(attempt)
        return facts.model.stages[facts.stage].ballots[self.name].secret

    def _answers_themselves(self, facts: ChunkFacts, person: Person) -> bool:
        """Return whether somebody answered in person: their own answer counts, not the proxy's."""
        if self.name not in facts.model.stages[facts.stage].ballots:
            return False
        name = facts.counts_under(self.name, self.item, person)
        return facts.answered_in_person(self.name, self.item, name)

    def _shows_that_one_answers(self, attempt: Attempt) -> Refusal | None:
        if not self.hides(attempt):
            return None
        return not_yet_here(
            self._facts(attempt),
            self.name,
            attempt.gathered["person"],
            attempt.by,
            attempt.capacity,
        )

    def repeats(self, earlier: Act) -> bool:
        """Compare the answer too; of a secret ballot that was counted since, nobody knows it."""
        given = answer_of(self.chunk, earlier)
        return super(Vote, self).repeats(earlier) and given in {None, self.answer}

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
        attempt.refers.extend(facts.note_given(self._act(attempt), attempt.number, version))
        attempt.adds["group"] = counted_group(facts.model, ballot, person)
        if not ballot.secret:
            attempt.adds["answer"] = self.answer
        done = self._act(attempt)
        super(Vote, self).apply(attempt)
        if is_held(facts, done):
            answered(facts, attempt, done)

    def _act(self, attempt: Attempt) -> Done:
        done = super(Vote, self)._act(attempt)
        return as_answer(self._facts(attempt), attempt, done)


@dataclass(frozen=True, slots=True)
class GiveFinding(FormalStep):
    """Find something, on the scale of a judgement."""

    kind: ClassVar[str] = "chunk.judge"
    says: ClassVar[str] = gettext_noop("Gave a finding")
    does: ClassVar[str] = "judge"
    on_text: ClassVar[bool] = True


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
    says: ClassVar[str] = gettext_noop("Asked for something that the rules provide")
    does: ClassVar[str] = "trigger"
    upcasts: ClassVar[tuple[Upcast, ...]] = (in_each_group, moved_clocks, as_written)


@dataclass(frozen=True, slots=True)
class Extend(FormalStep):
    """Make a clock longer."""

    kind: ClassVar[str] = "chunk.extend"
    says: ClassVar[str] = gettext_noop("Made a clock longer")
    does: ClassVar[str] = "extend"


@dataclass(frozen=True, slots=True)
class Shorten(FormalStep):
    """Make a clock shorter; the span is its whole length from its beginning."""

    kind: ClassVar[str] = "chunk.shorten"
    says: ClassVar[str] = gettext_noop("Made a clock shorter")
    does: ClassVar[str] = "shorten"


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
    says: ClassVar[str] = gettext_noop("Took a way out of the stage")
    does: ClassVar[str] = "leave"
    on_text: ClassVar[bool] = True

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Ask the model; what is tied is settled together."""
        return super(Leave, self).refusal(attempt) or tied(self._facts(attempt), self.name)

    def apply(self, attempt: Attempt) -> None:
        """Take the way; secret ballots of the stage are over."""
        if counted := self._facts(attempt).count_secret(attempt.now, leaving=True):
            attempt.adds["counted"] = counted
        super(Leave, self).apply(attempt)


@dataclass(frozen=True, slots=True)
class Appeal(FormalStep):
    """Contest a finding, a ballot or a way out; `answer` says which.

    Since version 2 the clocks of ballots stand still while people cannot answer them.
    """

    kind: ClassVar[str] = "chunk.appeal"
    says: ClassVar[str] = gettext_noop("Contested something")
    does: ClassVar[str] = "appeal"
    upcasts: ClassVar[tuple[Upcast, ...]] = (without_stopping,)

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Ask the model; grounds must be given."""
        if not self.reason.strip():
            return refusals.NO_GROUNDS.refuse()
        return super(Appeal, self).refusal(attempt)


@dataclass(frozen=True, slots=True)
class GiveRuling(FormalStep):
    """Vote on an appeal as a member of the panel; enough votes that agree are its decision."""

    kind: ClassVar[str] = "chunk.rule"
    says: ClassVar[str] = gettext_noop("Ruled on a contest")
    does: ClassVar[str] = "rule"
    upcasts: ClassVar[tuple[Upcast, ...]] = (without_restarted, of_one_member, by_a_member)
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
        Close,
        Leave,
        Appeal,
        GiveRuling,
        Advise,
    )
}
"""The steps that are nothing but steps, by what the rules call them."""


def goes_no_further(facts: ChunkFacts, now: datetime) -> Refusal | None:
    """Refuse what comes after the end, beside the issue that this one was merged into, or after the
    stage was over.
    """
    if facts.outcome:
        title = facts.model.outcomes[facts.outcome].title
        return PROCESS_ENDED.refuse(facts.model.id, outcome=title)
    if facts.is_split():
        return IS_SPLIT.refuse()
    return merged(facts.chunk) or moved(facts, now)


def merged(chunk: Chunk) -> Refusal | None:
    """Refuse what would go on beside the issue that this one was merged into."""
    if chunk.issue.merged_into_id is None:
        return None
    return refusals.MERGED.refuse(into=chunk.issue.merged_into_id)


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


def channel_of(facts: CourseFacts, does: str, name: str) -> str:
    """Return the channel by which the forum counts: the one that the rules ask for, since all of
    them read it here.
    """
    stage = facts.model.stages[facts.stage]
    if does == "judge" and name in stage.judgements:
        return stage.judgements[name].confirmed_on or "online"
    channels = stage.ballots[name].channels if does == "vote" and name in stage.ballots else ()
    return channels[0] if channels and "online" not in channels else "online"
