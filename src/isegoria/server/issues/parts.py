"""Cutting an issue into parts that are worked on by themselves, and tying those that are settled
together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar

from typing_extensions import TypedDict

from isegoria.rules.course.state import read_state
from isegoria.rules.course.versions import Decision, decisions_on_text
from isegoria.rules.facts.clocks import deadline
from isegoria.rules.facts.protocol import Person
from isegoria.rules.facts.refusing import holds_office, title_of
from isegoria.rules.facts.situation import Situation, is_closed
from isegoria.rules.language.elements import Appeal as RulesAppeal
from isegoria.rules.language.scalars import Right
from isegoria.server.faults import guarded
from isegoria.server.issues import refusals
from isegoria.server.issues.models import Issue
from isegoria.server.process.clocks import moved
from isegoria.server.process.facts import ChunkFacts, facts_of, gathered_facts
from isegoria.server.process.models import Chunk
from isegoria.server.process.parts import is_over
from isegoria.server.process.restarts import end_positions
from isegoria.server.process.stepping import merged
from isegoria.server.record.door import Attempt, Upcast, Work
from isegoria.server.record.fields import ALWAYS, About, Erasable, Public
from isegoria.terms import Refusal, gettext_noop

__all__ = [
    "OnChunk",
    "SplitIssue",
    "TieChunks",
    "leads",
    "merge_refusal",
    "on_the_course",
    "waiting_appeal",
]


class SplitBody(TypedDict):
    """Of which chunk it is a part."""

    part_of: int


@dataclass(frozen=True, slots=True)
class OnChunk(Work):
    """What the officer of the stage does with a chunk."""

    chunk: About[Chunk]

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse anyone but the officer of the stage and the secretariat, and a chunk that has come
        to its end.
        """
        facts = gathered_facts(self.chunk, attempt)
        if facts.outcome or is_over(facts.chunk):
            return refusals.CHUNK_ENDED.refuse(title=self.chunk.title)
        if refusal := moved(facts, attempt.now):
            return refusal
        if attempt.by is None or leads(
            facts, attempt.gathered["person"], secretariat=attempt.by.secretariat
        ):
            return merged(facts.chunk)
        return refusals.NOT_ITS_OFFICER.refuse()


def _went_on(body: dict[str, Any]) -> dict[str, Any]:
    """Leave a split as it is after which the whole went on beside its parts."""
    return body


@dataclass(frozen=True, slots=True)
class SplitIssue(OnChunk):
    """Cut a part off a chunk; it stands in the same stage, with clocks of its own that begin
    now.

    From the first part on the whole is a cover: it has no clock, text or ballot of its own any
    more. Up to version 1 of this kind it went on beside its parts.
    """

    title: Erasable[str]
    kind: ClassVar[str] = "issue.split"
    upcasts: ClassVar[tuple[Upcast, ...]] = (_went_on,)
    says: ClassVar[str] = gettext_noop("Split an issue")
    Body: ClassVar[type] = SplitBody

    def body(self) -> Mapping[str, Any]:
        """Return of what it is a part."""
        return {"part_of": self.chunk.number}

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse also while the text is decided on, which the part would not have, and what the
        whole could not answer any more.
        """
        if refusal := super(SplitIssue, self).refusal(attempt):
            return refusal
        facts: ChunkFacts = attempt.gathered["facts"]
        if facts.is_split():
            return None
        if _is_only_part(facts.chunk):
            return refusals.ONLY_PART.refuse(title=facts.chunk.title)
        return _text_is_decided(facts, attempt.now) or _waits_for_an_answer(facts, attempt.now)

    def apply(self, attempt: Attempt) -> None:
        """Write the part, and let the whole only cover it: what was found before, how often loops
        were taken, and links to other parts apply to it too.
        """
        whole: ChunkFacts = attempt.gathered["facts"]
        part = Chunk(
            number=attempt.number,
            process=self.chunk.process,
            issue=self.chunk.issue,
            title=self.title.strip(),
        )
        part.part_of = whole.chunk
        facts = ChunkFacts(whole.model, part, read_state(whole.chunk.state))
        facts.begin_part(attempt.now)
        facts.write()
        part.tied_to.set(whole.chunk.tied_to.all())
        if not whole.is_split():
            _cover(whole, attempt)


def _is_only_part(chunk: Chunk) -> bool:
    """Return whether a part has none beside it: to split it only begins its clocks anew."""
    whole = chunk.part_of
    return whole is not None and whole.split_at is not None and whole.parts.count() == 1


def _cover(whole: ChunkFacts, attempt: Attempt) -> None:
    """Let a whole go no further: from now on it covers its parts."""
    whole.split(attempt.now)
    whole.write()
    end_positions(whole, attempt)


@dataclass(frozen=True, slots=True)
class TieChunks(OnChunk):
    """Tie a chunk to another of the same issue, or untie them."""

    to: Public[Chunk]
    tied: Annotated[Public[bool], ALWAYS] = True
    kind: ClassVar[str] = "issue.tie"
    says: ClassVar[str] = gettext_noop("Linked or unlinked parts")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than the officer, a chunk of another issue or one that ended, and what is
        so already.
        """
        other = Chunk.objects.get(pk=self.to.pk)
        if other.issue_id != self.chunk.issue_id or other.pk == self.chunk.pk:
            return refusals.CANNOT_TIE.refuse()
        if refusal := super(TieChunks, self).refusal(attempt):
            return refusal
        if self.tied and (refusal := self._ended(other) or self._being_decided(other, attempt)):
            return refusal
        if self.tied == self.chunk.tied_to.filter(pk=other.pk).exists():
            found = refusals.TIED_ALREADY if self.tied else refusals.NOT_TIED
            return found.refuse()
        return None

    def _ended(self, other: Chunk) -> Refusal | None:
        """Refuse a link to what has ended, and with what was split: its parts end one by one."""
        if other.outcome:
            return refusals.CHUNK_ENDED.refuse(title=other.title)
        both = (Chunk.objects.get(pk=self.chunk.pk), other)
        cover = next((one for one in both if one.split_at is not None), None)
        return refusals.IS_A_COVER.refuse(title=cover.title) if cover else None

    def _being_decided(self, other: Chunk, attempt: Attempt) -> Refusal | None:
        """Refuse a link that would hold up what people are deciding: they did not know of it."""
        mine: ChunkFacts = attempt.gathered["facts"]
        for facts in (mine, facts_of(other)):
            decisions = decisions_on_text(facts.model, facts, attempt.now)
            if one := next((one for one in decisions if one.is_open), None):
                return refusals.PEOPLE_DECIDE.refuse(title=one.title, part=facts.chunk.title)
        return None

    def apply(self, attempt: Attempt) -> None:
        """Write the tie."""
        if self.tied:
            self.chunk.tied_to.add(self.to)
        else:
            self.chunk.tied_to.remove(self.to)


def merge_refusal(issue: Issue, now: datetime) -> Refusal | None:
    """Refuse to merge an issue with an outcome, with an appeal that waits, or while a binding
    ballot or a consensus call on a part is open or waits for its end, also in a later stage.
    """
    for chunk in issue.chunks.filter(split_at=None).select_related("process", "issue"):
        if chunk.outcome:
            return refusals.PART_ENDED.refuse(part=chunk.title)
        facts = None
        with guarded("part", chunk.pk):
            facts = facts_of(chunk)
        if facts is None:
            return refusals.PART_UNREADABLE.refuse(part=chunk.title)
        if (waits := waiting_appeal(facts)) is not None:
            office = title_of(facts.model, waits.to)
            return refusals.APPEAL_WAITS.refuse(part=chunk.title, office=office)
        found = [*decisions_on_text(facts.model, facts, now), *on_the_course(facts, now)]
        if not found and facts.decided_in():  # what people decided waits for its last step
            title = facts.model.stages[facts.decided_in()].title
            found = [Decision(title, is_open=False, restarts=False)]
        one = next((found for found in found if found.is_open), found[0] if found else None)
        if one is None:
            continue
        return _being_decided(facts, one)
    return None


def _being_decided(facts: ChunkFacts, one: Decision) -> Refusal:
    """Refuse to merge while people decide, until when if that is known."""
    said, until = {"title": one.title, "part": facts.chunk.title}, _until(facts, one)
    if not one.is_open:
        return refusals.WAITS_FOR_ITS_END.refuse(**said)
    if until is None:
        return refusals.BALLOT_OPEN.refuse(**said)
    return refusals.BALLOT_OPEN_UNTIL.refuse(**said, until=until.date())


def waiting_appeal(facts: ChunkFacts) -> RulesAppeal | None:
    """Return the level on which something was contested and not ruled on since.

    A complaint that moves nothing is decided on what was split or merged too: else anybody could
    keep an issue in one piece.
    """
    levels = (facts.model.appeals[level] for level, _item, _at in facts.waiting_appeals())
    return next((one for one in levels if not one.moves_nothing), None)


def _waits_for_an_answer(facts: ChunkFacts, now: datetime) -> Refusal | None:
    """Refuse to split while people wait for an answer that the whole could not give any more."""
    title = facts.chunk.title
    if (waits := waiting_appeal(facts)) is not None:
        office = title_of(facts.model, waits.to)
        return refusals.APPEAL_WAITS_IN_WHOLE.refuse(title=title, office=office)
    if facts.objections("open", ""):
        return refusals.OBJECTION_IS_OPEN.refuse(title=title)
    if facts.objections("sustained", ""):
        return refusals.OBJECTION_STANDS.refuse(title=title)
    if lots := facts.state.visits[facts.stage].announced:
        # the part would announce it again, when its numbers are known
        return refusals.LOT_ANNOUNCED.refuse(lot=next(iter(lots)).replace("_", " "), title=title)
    ballots = on_the_course(facts, now)
    if one := next((one for one in ballots if one.is_open), next(iter(ballots), None)):
        why = refusals.WHOLE_IS_DECIDED_ON if one.is_open else refusals.WHOLE_WAITS_FOR_ITS_END
        return why.refuse(ballot=one.title, title=title)
    return None


def on_the_course(facts: ChunkFacts, now: datetime) -> list[Decision]:
    """Return the ballots of the stage that decide how it goes on, such as whether to begin, and its
    elections; those that are over too, for what follows from them is not settled yet.

    It does not matter whether somebody answered yet: of a secret ballot that is not told here.
    """
    stage = facts.model.stages[facts.stage]
    situation = Situation(facts.model, facts, now, facts.stage)
    return [
        Decision(
            one.title or name,
            is_open=not is_closed(situation, facts.stage, name),
            restarts=False,
            ballot=name,
        )
        for name, one in stage.ballots.items()
        if one.derived is None
        and (one.about == "course" or one.elects is not None)
        and (one.binding or (one.elects is not None and one.elects.office is not None))
    ]


def _until(facts: ChunkFacts, one: Decision) -> datetime | None:
    """Return when a decision ends: its ballot's clock runs out, or of a consensus call the first
    clock of the stage.
    """
    stage = facts.model.stages[facts.stage]
    clocks = [stage.ballots[one.ballot].clock] if one.ballot else list(stage.clocks)
    ends = [deadline(facts.model, facts, facts.stage, name) for name in clocks if name]
    return min((at for at in ends if at is not None), default=None)


def _text_is_decided(facts: ChunkFacts, now: datetime) -> Refusal | None:
    """Refuse while something is decided on the text, and once it was: a cover publishes nothing.

    Where the text is still worked on, the first answer begins that.
    """
    decided_in = facts.decided_in()
    found = decisions_on_text(facts.model, facts, now)
    if (facts.stage, Right.AMEND) in facts.model.grants and not decided_in:
        # whether somebody answered in secret is told nowhere, so its ballot counts as begun
        found = [
            one
            for one in found
            if facts.is_secret(facts.stage, one.ballot)
            or facts.state.visits[facts.stage].tallies.get(one.ballot)
        ]
    if not found and not decided_in:
        return None
    title = found[0].title if found else facts.model.stages[decided_in].title
    return refusals.DECIDES_ON_TEXT.refuse(title=title)


def leads(facts: ChunkFacts, person: Person, *, secretariat: bool) -> bool:
    """Return whether somebody splits and ties chunks: the officer of the stage, or the
    secretariat.
    """
    officer = facts.model.stages[facts.stage].officer
    return secretariat or bool(officer and holds_office(facts.model, person, officer))
