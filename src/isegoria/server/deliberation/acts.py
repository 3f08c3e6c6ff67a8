"""Saying something: every act is a step that the model judges, with what was said as its erasable
content.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar

from typing_extensions import TypedDict

from isegoria.rules.course.items import can_be_answered, stands_in
from isegoria.rules.facts.protocol import ANYWHERE
from isegoria.rules.facts.protocol import Act as Done
from isegoria.rules.facts.refusing import holds_office, title_of
from isegoria.rules.judging.judge import judge
from isegoria.rules.judging.standing import speaks_for
from isegoria.rules.judging.voting import OBJECT, TAKE_BACK
from isegoria.server.conduct.flooding import too_many
from isegoria.server.conduct.reads import restricted
from isegoria.server.deliberation import refusals
from isegoria.server.deliberation.models import (
    Comment,
    CommentVersion,
    Item,
    MinorityStatement,
    Objection,
    Position,
)
from isegoria.server.deliberation.threads import path_below
from isegoria.server.process.facts import ChunkFacts, gathered_facts, said
from isegoria.server.process.members import is_sent
from isegoria.server.process.positions import (
    file,
    hold,
    objects_still,
    settle,
    standing,
    withdraw,
)
from isegoria.server.process.reads import held_roles, seats_held
from isegoria.server.process.seconding import Other
from isegoria.server.process.stepping import FormalStep, Step
from isegoria.server.record.door import Attempt, Upcast
from isegoria.server.record.fields import ALWAYS, Erasable, Named, Public, Refers, RefersOnly
from isegoria.server.texts.lengths import LONGEST, too_long
from isegoria.server.texts.typed import tidy
from isegoria.terms import Refusal, gettext_noop

__all__ = [
    "GRACE",
    "LONGEST",
    "WITHDRAW",
    "Dissent",
    "EditComment",
    "Object",
    "ProposeItem",
    "SaidBody",
    "Say",
    "Saying",
    "Settle",
    "TakePosition",
    "said",
    "too_long",
    "unanswered",
]

WITHDRAW = TAKE_BACK
"""The answer that takes a position back."""
GRACE = timedelta(minutes=15)
"""So long after it was sent a comment is corrected without keeping what it said before."""


class SaidBody(TypedDict, total=False):
    """What kind of contribution it is, what it does, whom it asks, what it is about.

    `version` is the version of the text that was answered; of a new version, the one that was
    answered before. `restarted` are the ballots that the new one began anew, `again` the stage that
    began again with it, since nobody could read the earlier text.
    """

    form: str
    says: str
    asked: str
    answer: str
    for_group: str
    paragraph: int
    substantive: bool
    version: int
    restarted: list[str]
    again: str


class PositionBody(SaidBody, total=False):
    """`objects` says that the position filed an objection. Up to version 1 none did."""

    objects: bool


class ObjectionBody(SaidBody, total=False):
    """`position` is what the author holds since an objection was filed or withdrawn, empty for
    nothing. Up to version 1 an objection changed no position.
    """

    position: str


class ProposalBody(SaidBody, total=False):
    """`stands` is the stage in whose election the author stands by it. Up to version 1 everybody
    who proposed something stood in every election (`*`).
    """

    stands: str


def _stands_anywhere(body: dict[str, Any]) -> dict[str, Any]:
    """Let the author stand in every election, as it was then."""
    return body | {"stands": ANYWHERE}


def _by_itself(body: dict[str, Any]) -> dict[str, Any]:
    """Leave an act as it is that knew of positions or of objections alone."""
    return body


@dataclass(frozen=True, slots=True)
class Saying(Step):
    """A step that brings text along."""

    text: Erasable[str] = ""
    longest: ClassVar[int] = LONGEST
    Body: ClassVar[type] = SaidBody

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse what is empty or too long, whoever is restricted, and what the model refuses."""
        stopped = restricted(self.chunk.process, attempt, objects=self.does == "object")
        own = _no_author(attempt) or too_long(self.text, self.longest) or stopped
        own = own or too_many(self.kind, self.chunk.process, attempt)
        return own or super(Saying, self).refusal(attempt)


@dataclass(frozen=True, slots=True)
class Say(Saying):
    """Comment, ask, propose or bring evidence; a reply says what it does."""

    form: Annotated[Public[str], ALWAYS] = Comment.Kind.COMMENT
    parent: Refers[Comment | None] = None
    says_what: Annotated[Public[str], Named("says")] = ""
    asked: Public[str] = ""
    kind: ClassVar[str] = "chunk.comment"
    says: ClassVar[str] = gettext_noop("Contributed to the discussion")
    does: ClassVar[str] = "comment"

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse also a reply to another chunk, and a question to nobody: to a role that the model
        does not know, or that is vacant.
        """
        if self.parent is not None and self.parent.chunk_id != self.chunk.pk:
            return refusals.REPLY_ELSEWHERE.refuse()
        refusal = super(Say, self).refusal(attempt)
        model = self._facts(attempt).model
        if refusal is None and self.asked and self.form != Comment.Kind.QUESTION:
            return refusals.NO_QUESTION.refuse()
        if refusal is None and self.asked and self.asked not in {*model.offices, *model.groups}:
            return refusals.ASKS_NOBODY.refuse(
                asked=self.asked, there=", ".join(one.title for one in model.offices.values())
            )
        return refusal or self._vacant(attempt)

    def _vacant(self, attempt: Attempt) -> Refusal | None:
        facts = self._facts(attempt)
        if not self.asked or self.asked in held_roles(facts):
            return None
        return refusals.ASKS_VACANT.refuse(role=title_of(facts.model, self.asked))

    def apply(self, attempt: Attempt) -> None:
        """Write it; an answer by the office that was asked closes the question."""
        super(Say, self).apply(attempt)
        text = tidy(self.text)
        more = {
            "form": self.form,
            "says": self.says_what,
            "parent": self.parent,
            "asked": self.asked,
        }
        more["path"] = path_below(self.parent, attempt.number)
        Comment.objects.create(
            **said(self.chunk, attempt), **more, text=text, words=len(text.split())
        )
        asked = self.parent.asked if self.parent and self.says_what == Comment.Says.ANSWERS else ""
        if (
            self.parent
            and asked
            and holds_office(self._facts(attempt).model, attempt.gathered["person"], asked)
        ):
            Comment.objects.filter(pk=self.parent.pk, answered_at=None).update(
                answered_at=attempt.now
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class EditComment(Saying):
    """Correct what one said; after the time of grace what it said before is kept."""

    comment: RefersOnly[Comment]
    base: str | None = None
    """The fingerprint of what it said when the page was opened; None where no page was open that
    could be old.
    """
    kind: ClassVar[str] = "chunk.edit"
    says: ClassVar[str] = gettext_noop("Edited a contribution")
    does: ClassVar[str] = "comment"

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others, and what was hidden or erased."""
        current = Comment.objects.filter(pk=self.comment.pk, chunk=self.chunk).first()
        if (
            current is None
            or current.participant != attempt.by
            or current.hidden_in
            or current.erased_in
        ):
            return refusals.COMMENT_NOT_YOURS.refuse()
        if self.base is not None and self.base != current.fingerprint:
            return refusals.COMMENT_CHANGED.refuse()
        return super(EditComment, self).refusal(attempt)

    def apply(self, attempt: Attempt) -> None:
        """Write the text, and keep the earlier one."""
        super(EditComment, self).apply(attempt)
        current = Comment.objects.get(pk=self.comment.pk)
        if attempt.now - current.at > GRACE:
            CommentVersion.objects.create(
                number=attempt.number, comment=current, text=current.text, until=attempt.now
            )
            current.edited_at = attempt.now
        current.text = tidy(self.text)
        current.words = len(current.text.split())
        current.save()


def unanswered(facts: ChunkFacts, now: datetime) -> Refusal | None:
    """Refuse a statement where nobody can ever answer it."""
    if can_be_answered(facts.model, facts, now):
        return None
    return refusals.ITEM_UNANSWERED.refuse(stage=facts.model.stages[facts.stage].title)


@dataclass(frozen=True, slots=True)
class ProposeItem(Saying):
    """Propose a statement, or something that is answered by itself."""

    others: Refers[tuple[Other, ...]] = ()
    kind: ClassVar[str] = "chunk.propose"
    says: ClassVar[str] = gettext_noop("Added a statement to answer")
    upcasts: ClassVar[tuple[Upcast, ...]] = (_stands_anywhere,)
    Body: ClassVar[type] = ProposalBody
    does: ClassVar[str] = "propose"

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse also what is too long to be answered as one thing, what nobody can answer, and to
        stand twice.
        """
        long, refusal = too_long(self.text.strip(), 500), super(ProposeItem, self).refusal(attempt)
        if wrong := long or refusal:
            return wrong
        return unanswered(self._facts(attempt), attempt.now) or self._stands_already(attempt)

    def _stands_already(self, attempt: Attempt) -> Refusal | None:
        facts, person = self._facts(attempt), attempt.gathered["person"]
        stage = stands_in(facts.model, facts, attempt.now)
        if stage and facts.stands(stage, person.id):
            return refusals.STANDS_ALREADY.refuse(stage=facts.model.stages[stage].title)
        return None

    def _act(self, attempt: Attempt) -> Done:
        """Name what is proposed: who proposes themself can be elected."""
        return replace(super(ProposeItem, self)._act(attempt), item=f"i{attempt.number}")

    def apply(self, attempt: Attempt) -> None:
        """Write it, and in which election its author stands by it."""
        facts = self._facts(attempt)
        if stage := stands_in(facts.model, facts, attempt.now):
            attempt.adds["stands"] = stage
        super(ProposeItem, self).apply(attempt)
        Item.objects.create(**said(self.chunk, attempt), text=self.text.strip())


@dataclass(frozen=True, slots=True)
class TakePosition(Saying):
    """Support, can live with, stand aside or object, for oneself or for the group that one
    represents; the latest counts. One can also withdraw it.

    To object files an objection, where the rules let one object and none stands; another position
    withdraws it.
    """

    for_group: Public[str] = ""
    """A group of the model."""
    answer: Annotated[Public[str], ALWAYS] = ""
    others: Refers[tuple[Other, ...]] = ()
    kind: ClassVar[str] = "chunk.position"
    says: ClassVar[str] = gettext_noop("Took a position")
    does: ClassVar[str] = "position"
    upcasts: ClassVar[tuple[Upcast, ...]] = (_by_itself,)
    Body: ClassVar[type] = PositionBody
    on_text: ClassVar[bool] = True

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse what is no position, an objection without a reason, speaking for a group without
        a seat for it, and to withdraw what one does not hold.
        """
        if self.answer not in {*Position.Value.values, WITHDRAW}:
            return refusals.POSITION_UNKNOWN.refuse(answer=self.answer)
        if self.answer == WITHDRAW and self._holds_none(attempt):
            return refusals.NO_POSITION.refuse()
        # No moderation silences a position: whoever is restricted still takes one.
        needed = self.answer == OBJECT
        own = _no_author(attempt) or too_long(self.text, needed=needed)
        return own or self._not_for_them(attempt) or Step.refusal(self, attempt)

    def _not_for_them(self, attempt: Attempt) -> Refusal | None:
        model = self._facts(attempt).model
        may = speaks_for(model, seats_held(self.chunk.process, attempt.by))
        if not self.for_group:
            return None
        if self.for_group in may:
            return self._sent_nobody(attempt)
        group = model.groups.get(self.for_group)
        return refusals.NOT_FOR_GROUP.refuse(group=group.title if group else self.for_group)

    def _sent_nobody(self, attempt: Attempt) -> Refusal | None:
        """Refuse whoever took a seat themself, where others sent somebody to speak for the group.

        Else whoever walks into an open group would take back what its representatives said.
        """
        by = attempt.by.pk if attempt.by is not None else None
        if is_sent(self.chunk.process, self.for_group, by):
            return None
        group = self._facts(attempt).model.groups[self.for_group]
        return refusals.NOT_SENT.refuse(group=group.title)

    def _holds_none(self, attempt: Attempt) -> bool:
        whose: dict[str, Any] = {"for_group": self.for_group}
        if not self.for_group:
            whose["participant"] = attempt.by
        return not Position.objects.filter(chunk=self.chunk, **whose).exists()

    def _act(self, attempt: Attempt) -> Done:
        done = super(TakePosition, self)._act(attempt)
        if self.for_group:  # a group has a position, and its people their objections
            return replace(done, name=self.for_group)
        names = tuple(one.name for one in standing(self.chunk, attempt))
        if self.answer != OBJECT:
            return replace(done, withdraws=names)
        if names or not _may(self, "object", attempt):
            return done
        return replace(done, objection=f"{done.by.id}:{attempt.number}")

    def apply(self, attempt: Attempt) -> None:
        """Write the position, and what it does to one's objections."""
        done = self._act(attempt)
        super(TakePosition, self).apply(attempt)
        hold(self.chunk, attempt, self.answer, self.text.strip(), for_group=self.for_group)
        withdraw(self.chunk, attempt, done.withdraws)
        if done.objection:
            attempt.adds["objects"] = True
            file(self.chunk, attempt, self.text)


@dataclass(frozen=True, slots=True)
class Object(Saying):
    """Object, with a reason: that is also one's position. It stays open until it is answered or
    withdrawn.
    """

    others: Refers[tuple[Other, ...]] = ()
    kind: ClassVar[str] = "chunk.object"
    says: ClassVar[str] = gettext_noop("Raised an objection")
    does: ClassVar[str] = "object"
    upcasts: ClassVar[tuple[Upcast, ...]] = (_by_itself,)
    Body: ClassVar[type] = ObjectionBody
    on_text: ClassVar[bool] = True

    def _act(self, attempt: Attempt) -> Done:
        self._facts(attempt)
        person = attempt.gathered["person"]
        return Done(
            "object", person, attempt.now, name=f"{person.id}:{attempt.number}", reason=self.text
        )

    def apply(self, attempt: Attempt) -> None:
        """Write it, and the position, where one may take one."""
        holds = _may(self, "position", attempt)
        super(Object, self).apply(attempt)
        file(self.chunk, attempt, self.text)
        if holds:
            hold(self.chunk, attempt, OBJECT, self.text.strip())
            attempt.adds["position"] = OBJECT


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle(Saying):
    """Say by what an objection is answered, or withdraw one's own."""

    objection: RefersOnly[Objection]
    answer: Annotated[Public[str], ALWAYS] = ""
    kind: ClassVar[str] = "chunk.settle"
    says: ClassVar[str] = gettext_noop("Answered or withdrew an objection")
    does: ClassVar[str] = "settle"
    upcasts: ClassVar[tuple[Upcast, ...]] = (_by_itself,)
    Body: ClassVar[type] = ObjectionBody

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse what is settled; withdrawing one's own needs no reason."""
        current = Objection.objects.filter(pk=self.objection.pk, chunk=self.chunk).first()
        if current is None or current.state not in {
            Objection.State.OPEN,
            Objection.State.SUSTAINED,
        }:
            return refusals.OBJECTION_SETTLED.refuse()
        stopped = restricted(self.chunk.process, attempt, objects=current.participant == attempt.by)
        return too_long(self.text, needed=False) or stopped or Step.refusal(self, attempt)

    def _act(self, attempt: Attempt) -> Done:
        self._facts(attempt)
        name = self.objection.name
        return Done(
            "settle",
            attempt.gathered["person"],
            attempt.now,
            name=name,
            answer=self.answer,
            reason=self.text,
        )

    def apply(self, attempt: Attempt) -> None:
        """Write what became of it; who withdrew their last objection does not object any more."""
        super(Settle, self).apply(attempt)
        settle(self.chunk, attempt, self.objection.pk, self.answer, tidy(self.text))
        if self.answer != Objection.State.WITHDRAWN or objects_still(self.chunk, attempt):
            return
        held = Position.objects.filter(
            chunk=self.chunk,
            participant=attempt.author,
            for_group="",
            value=Position.Value.OBJECT,
            ended_in=None,
        )
        if held.delete()[0]:
            attempt.adds["position"] = ""


@dataclass(frozen=True, slots=True)
class Dissent(FormalStep):
    """File a minority statement; it travels with the outcome."""

    kind: ClassVar[str] = "chunk.dissent"
    says: ClassVar[str] = gettext_noop("Filed a minority statement")
    does: ClassVar[str] = "dissent"

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Ask the model until when, after the usual refusals of a text."""
        return (
            too_long(self.reason)
            or restricted(self.chunk.process, attempt, objects=True)
            or super(Dissent, self).refusal(attempt)
        )

    def apply(self, attempt: Attempt) -> None:
        """Write it."""
        super(Dissent, self).apply(attempt)
        MinorityStatement.objects.create(**said(self.chunk, attempt), text=tidy(self.reason))


def _may(step: Saying, does: str, attempt: Attempt) -> bool:
    """Return whether the rules let somebody object, or take a position, beside what they do."""
    facts = gathered_facts(step.chunk, attempt)
    done = Done(does, attempt.gathered["person"], attempt.now, reason=step.text)
    return not isinstance(judge(facts.model, facts, done), Refusal)


def _no_author(attempt: Attempt) -> Refusal | None:
    if attempt.by is not None:
        return None
    return refusals.NO_AUTHOR.refuse()
