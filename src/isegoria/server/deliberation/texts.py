"""Writing the text of a chunk: versions, whether a change is one of substance, amendments and the
answer to each.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar

from isegoria.rules.course.restarting import restarted_enough
from isegoria.rules.facts.holding import held_open
from isegoria.rules.facts.protocol import Act as Done
from isegoria.rules.facts.refusing import holds_office, title_of
from isegoria.rules.facts.situation import Situation
from isegoria.server.conduct.reads import is_hidden
from isegoria.server.deliberation import refusals
from isegoria.server.deliberation.acts import SaidBody, Saying, said
from isegoria.server.deliberation.models import Amendment, Version
from isegoria.server.deliberation.reads import place_now
from isegoria.server.process.refusals import MOVES_A_BALLOT
from isegoria.server.process.restarts import begin_version
from isegoria.server.process.stepping import Step, goes_no_further
from isegoria.server.record.door import Attempt, Upcast
from isegoria.server.record.fields import (
    ALWAYS,
    STRIPPED,
    Erasable,
    Named,
    Public,
    Refers,
    RefersOnly,
)
from isegoria.server.record.models import Act
from isegoria.server.texts.lengths import too_long
from isegoria.server.texts.markdown import MOST_MARKS, marks_in, paragraphs_of
from isegoria.server.texts.typed import tidy
from isegoria.terms import Refusal, gettext_noop

__all__ = ["Amend", "AnswerAmendment", "SaySubstantive", "Write"]

SUBSTANTIVE = "substantive"
"""The event of a change of substance, from which clocks can start."""


def _without_note(body: dict[str, Any]) -> dict[str, Any]:
    """Leave a version as it is of which the record does not say what changed."""
    return body


@dataclass(frozen=True, slots=True)
class Write(Saying):
    """Write a version of the text."""

    note: Annotated[Erasable[str], STRIPPED] = ""
    """What changed, and why, in a sentence. Up to version 1 it was not on the record."""
    base: Refers[int | None] = None
    """The version from which it was written, 0 where there was none; None where no page was open
    that could be old.
    """
    longest: ClassVar[int] = 500_000  # characters; the longest recommendations known have 300,000
    kind: ClassVar[str] = "chunk.write"
    says: ClassVar[str] = gettext_noop("Wrote a version of the text")
    upcasts: ClassVar[tuple[Upcast, ...]] = (_without_note,)
    does: ClassVar[str] = "write"

    def _act(self, attempt: Attempt) -> Done:
        return replace(super(Write, self)._act(attempt), reason=self.note)

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse also what would pass over a version that somebody else wrote meanwhile."""
        refusal = too_long(self.note, needed=False) or super(Write, self).refusal(attempt)
        if refusal := refusal or too_many_marks(self.text):
            return refusal
        latest = Version.objects.filter(chunk=self.chunk).order_by("-number").first()
        if self.base is None or self.base == (latest.number if latest else 0):
            return None
        return refusals.NEWER_VERSION.refuse(
            who=str(latest.participant) if latest else "", number=latest.number if latest else 0
        )

    def apply(self, attempt: Attempt) -> None:
        """Write it."""
        begin_version(self._facts(attempt), attempt, self.note)
        super(Write, self).apply(attempt)
        Version.objects.create(
            **said(self.chunk, attempt), text=tidy(self.text), note=self.note.strip()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SaySubstantive(Step):
    """Say whether a version is a change of substance: by the office that the model names."""

    written: RefersOnly[Version]
    substantive: Annotated[Public[bool], ALWAYS]
    reason: Erasable[str] = ""
    kind: ClassVar[str] = "chunk.substantive"
    says: ClassVar[str] = gettext_noop("Said whether a change is one of substance")
    does: ClassVar[str] = "write"
    Body: ClassVar[type] = SaidBody

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than the office, what comes too late, and a reason that is missing."""
        if self.written.chunk_id != self.chunk.pk:
            return refusals.TEXT_ELSEWHERE.refuse()
        model = self._facts(attempt).model
        if wrong := goes_no_further(self._facts(attempt), attempt.now):
            return wrong
        person = attempt.gathered["person"]
        office = model.texts.substantive if model.texts else None
        if not (
            holds_office(model, person, office) if office else attempt.by and attempt.by.secretariat
        ):
            rule = f"{model.id}/texts/substantive"
            return (
                refusals.NOT_ITS_OFFICE.refuse(rule, office=title_of(model, office))
                if office
                else refusals.ONLY_SECRETARIAT_SAYS.refuse(rule)
            )
        if not self.reason.strip():
            return refusals.NO_REASON.refuse()
        return self._moves_a_ballot(attempt) if self.substantive else None

    def _moves_a_ballot(self, attempt: Attempt) -> Refusal | None:
        """Refuse what was said before and would give a ballot a new end, or a further one."""
        facts = self._facts(attempt)
        situation = Situation(facts.model, facts, attempt.now, facts.stage)
        happened = facts.event_at(facts.stage, SUBSTANTIVE) is not None
        if happened and (title := held_open(situation, SUBSTANTIVE)):
            return MOVES_A_BALLOT.refuse(title=title)
        return restarted_enough(facts.model, facts, SUBSTANTIVE, attempt.now)

    def apply(self, attempt: Attempt) -> None:
        """Write it; a change of substance is an event that clocks may start from."""
        facts = self._facts(attempt)
        if self.substantive:
            facts.event(SUBSTANTIVE, attempt.now)
            facts.write()
        Version.objects.filter(pk=self.written.pk).update(
            substantive=self.substantive, said_in=attempt.number
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Amend(Saying):
    """Propose how a paragraph should read, or remark on it."""

    written: RefersOnly[Version]
    paragraph: Annotated[Public[int], ALWAYS]
    new_text: Annotated[Erasable[str], Named("amended")] = ""
    text: Annotated[Erasable[str], ALWAYS] = ""
    kind: ClassVar[str] = "chunk.amend"
    says: ClassVar[str] = gettext_noop("Proposed an amendment")

    @property
    def does(self) -> str:  # type: ignore[override]
        """A remark is a comment; a change needs the right to amend, where the model has one."""
        return "amend" if tidy(self.new_text) else "comment"

    def erasable(self) -> Mapping[str, Any]:
        """Return the reason, and the paragraph where there is more of it than blanks."""
        said = super(Amend, self).erasable()
        return said if tidy(self.new_text) else {"text": said["text"]}

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse also an old version and a paragraph that is not there."""
        latest = Version.objects.filter(chunk=self.chunk).order_by("-number").first()
        if latest is None:
            return refusals.NO_TEXT_YET.refuse()
        if self.written != latest:
            return refusals.OLD_VERSION.refuse()
        if not 1 <= self.paragraph <= len(paragraphs_of(latest.text)):
            return refusals.NO_SUCH_PARAGRAPH.refuse(
                paragraph=self.paragraph, last=len(paragraphs_of(latest.text))
            )
        return too_long(self.new_text, needed=False) or super(Amend, self).refusal(attempt)

    def apply(self, attempt: Attempt) -> None:
        """Write it."""
        super(Amend, self).apply(attempt)
        Amendment.objects.create(
            **said(self.chunk, attempt),
            version=self.written,
            paragraph=self.paragraph,
            text=tidy(self.new_text),
            why=tidy(self.text),
        )


def _without_text(body: dict[str, Any]) -> dict[str, Any]:
    """Leave an act as it is that does not hold what the text became; its body says the same."""
    return body


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerAmendment(Saying):
    """Take an amendment up or decline it, with a reason: by whoever writes the text.

    What the text becomes stands whole on the record, as that of a version that was written. Up to
    version 1 of this kind only the amendment and the version before told it.
    """

    amendment: RefersOnly[Amendment]
    taken: bool = False
    merged: str = ""
    """The paragraph as the editor takes it up; as it was proposed where empty."""
    base: int | None = None
    """The version that the editor saw; None where no page was open that could be old."""
    kind: ClassVar[str] = "chunk.answer-amendment"
    says: ClassVar[str] = gettext_noop("Answered an amendment")
    does: ClassVar[str] = "answer_amendment"
    upcasts: ClassVar[tuple[Upcast, ...]] = (_without_text,)
    opens: ClassVar[tuple[str, ...]] = ("merged",)
    finds: ClassVar[tuple[str, ...]] = ("becomes",)

    def _act(self, attempt: Attempt) -> Done:
        """Taking up a change writes a version.

        Declining one, or answering a remark, leaves the text as it is.
        """
        act = super(AnswerAmendment, self)._act(attempt)
        return replace(act, kind="write", reason=self.text) if self._writes(attempt) else act

    def _writes(self, attempt: Attempt) -> bool:
        one: Amendment = attempt.gathered[
            "amendment"
        ]  # as it is now: what was hidden can be shown again
        return self.taken and bool(one.text)

    def body(self) -> Mapping[str, Any]:
        """Return what became of it."""
        return {"answer": "taken" if self.taken else "declined"}

    def erasable(self) -> Mapping[str, Any]:
        """Return the answer, and the paragraph where the editor wrote it."""
        return {"text": self.text} | (
            {"merged": self.merged} if self.merged.strip() and self.taken else {}
        )

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse also what was answered already, and taking up a change to a paragraph that is
        gone.
        """
        one = Amendment.objects.select_related("version").get(pk=self.amendment.pk)
        if one.chunk_id != self.chunk.pk:
            return refusals.TEXT_ELSEWHERE.refuse()
        latest = Version.objects.filter(chunk=self.chunk).order_by("-number")[0]
        attempt.gathered.update(amendment=one, latest=latest, place=place_now(one, latest))
        if one.state != Amendment.State.OPEN:
            return refusals.AMENDMENT_ANSWERED.refuse(number=one.answered_in)
        if self.taken and not one.text and (gone := _words_are_gone(one)):
            return gone
        if self.taken and one.text and attempt.gathered["place"] is None:
            return refusals.PARAGRAPH_GONE.refuse()
        if self.taken and one.text and self._seen_otherwise(one, latest, attempt.gathered["place"]):
            return refusals.PARAGRAPH_CHANGED.refuse()
        wrong = too_long(self.merged, needed=False) or super(AnswerAmendment, self).refusal(attempt)
        return wrong or (self._costly(attempt) if self._writes(attempt) else None)

    def _costly(self, attempt: Attempt) -> Refusal | None:
        one, latest, place = (attempt.gathered[name] for name in ("amendment", "latest", "place"))
        return too_many_marks(_amended(latest, place, self.merged or one.text))

    def _seen_otherwise(self, one: Amendment, latest: Version, place: int) -> bool:
        """Return whether the paragraph reads otherwise than in the version that the editor saw."""
        if self.base is None or self.base == latest.pk:
            return False
        seen = Version.objects.filter(chunk=self.chunk, pk=self.base).first()
        before = place_now(one, seen) if seen else None
        return (
            seen is None
            or before is None
            or paragraphs_of(seen.text)[before - 1] != paragraphs_of(latest.text)[place - 1]
        )

    def apply(self, attempt: Attempt) -> None:
        """Write the answer; what was taken up goes into a new version with this act's number."""
        one, latest, place = (attempt.gathered[name] for name in ("amendment", "latest", "place"))
        if self._writes(attempt):
            begin_version(self._facts(attempt), attempt, self.text)
        super(AnswerAmendment, self).apply(attempt)
        if self._writes(attempt):
            changed = _amended(latest, place, tidy(self.merged) or one.text)
            attempt.found["becomes"] = changed
            Version.objects.create(**said(self.chunk, attempt), text=changed, note=f"#{one.number}")
        one.state = Amendment.State.TAKEN if self.taken else Amendment.State.DECLINED
        one.answer, one.answered_in = tidy(self.text), attempt.number
        one.save()


def _words_are_gone(one: Amendment) -> Refusal | None:
    """Refuse to take up words that nobody can read; a remark never proposed any."""
    if not _was_a_change(one):
        return None
    if is_hidden(one.number):
        return refusals.AMENDMENT_HIDDEN.refuse()
    return refusals.AMENDMENT_ERASED.refuse()


def _was_a_change(one: Amendment) -> bool:
    """Return whether an amendment proposed words, also where they are gone."""
    return "amended" in Act.objects.get(pk=one.number).commitments


def _amended(latest: Version, place: int, paragraph: str) -> str:
    """Return a text with another paragraph at a place."""
    parts = paragraphs_of(latest.text)
    parts[place - 1] = paragraph
    return "\n\n".join(parts)


def too_many_marks(text: str) -> Refusal | None:
    """Refuse a text that would take long to show to everybody who reads it."""
    if marks_in(text) <= MOST_MARKS:
        return None
    return refusals.TOO_MANY_MARKS.refuse(number=marks_in(text), most=MOST_MARKS)
