"""Cancelling what was begun by mistake or is not wanted any more, and archiving what is over.

Nothing that was decided is lost: parts with an outcome stay as they are, and people can appeal and
report on them. Parts that go on stop where they are, with all that was said and all figures.

It ends nothing that people decide. It is refused while an appeal waits, and while a ballot or a
consensus call that somebody answered is open or waits for its end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from typing_extensions import TypedDict

from isegoria.rules.course.state import written_state
from isegoria.rules.facts.refusing import title_of
from isegoria.server.corrections import refusals
from isegoria.server.corrections.acts import Reasoned
from isegoria.server.corrections.deciding import people_decide, readable
from isegoria.server.issues.models import Issue
from isegoria.server.issues.parts import waiting_appeal
from isegoria.server.process.clocks import moved
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk, Process
from isegoria.server.process.refusals import cancelled
from isegoria.server.record.door import Attempt
from isegoria.server.record.fields import About
from isegoria.server.record.models import Act
from isegoria.server.record.reads import done_at
from isegoria.server.sessions.models import Session
from isegoria.terms import Refusal, gettext_noop

__all__ = ["CancelIssue", "CancelProcess", "CancelSession"]


class CancelBody(TypedDict):
    """The parts that had not ended, and go no further."""

    parts: list[int]


@dataclass(frozen=True, slots=True)
class _Cancelling(Reasoned):
    """What stops parts has in common. Inherit it with `row`."""

    row: ClassVar[str]
    Body: ClassVar[type] = CancelBody
    undoable: ClassVar[bool] = True

    @classmethod
    def undone(cls, act: Act, attempt: Attempt) -> None:
        """Let the parts go on; their clocks stood still, for nobody could answer or object
        meanwhile. Straw polls that ended by it stay closed.
        """
        for table in (Process, Issue):
            table.objects.filter(cancelled_in=act.number).update(cancelled_in=None)
        stopped = Chunk.objects.filter(cancelled_in=act.number).select_related("process", "issue")
        for part in list(stopped):
            part.cancelled_in = None
            facts = facts_of(part)
            facts.stand_still(done_at(act), attempt.now)
            part.state = written_state(facts.state)
            part.save(update_fields=["cancelled_in", "state"])
            look_again(part)

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse also what was cancelled before, and to end what people decide."""
        if refusal := super(_Cancelling, self).refusal(attempt):
            return refusal
        row: Any = getattr(self, self.row)
        if refusal := cancelled(type(row)._default_manager.get(pk=row.pk)):
            return refusal
        parts = (held_up(one, attempt.now) for one in self._parts())
        return next((one for one in parts if one is not None), None)

    def _parts(self) -> Sequence[Chunk]:
        """Return the parts that have not ended, those that cover others too."""
        row: Any = getattr(self, self.row)
        going_on = row.chunks.filter(outcome="", cancelled_in=None)
        return list(going_on.select_related("process", "issue").order_by("number"))

    def apply(self, attempt: Attempt) -> None:
        """Stop the parts where they are; straw polls end, with their answers, and a complaint that
        waits keeps its time.
        """
        row: Any = getattr(self, self.row)
        type(row)._default_manager.filter(pk=row.pk).update(cancelled_in=attempt.number)
        parts = self._parts()
        attempt.adds["parts"] = [one.pk for one in parts]
        for one in parts:
            one.cancelled_in = attempt.number
            one.save(update_fields=["cancelled_in"])
            look_again(one)
            one.strawpoll_set.filter(closes_at__gt=attempt.now).update(closes_at=attempt.now)


def look_again(chunk: Chunk) -> None:
    """Write when a clock of a part ends next, after it was stopped or goes on."""
    facts = facts_of(chunk)
    Chunk.objects.filter(pk=chunk.pk).update(look_at=facts.next_look(facts.changed_at()))


def held_up(chunk: Chunk, now: datetime) -> Refusal | None:
    """Refuse to stop a part on which people decide, or in which an appeal waits."""
    if chunk.issue.merged_into_id is not None:
        return None
    facts = readable(chunk)
    if facts is None:
        return refusals.UNREADABLE.refuse(title=chunk.title)
    if late := moved(facts, now):  # what came about by itself comes first
        return late
    if (waits := waiting_appeal(facts)) is not None:
        office = title_of(facts.model, waits.to)
        return refusals.APPEAL_WAITS.refuse(title=chunk.title, office=office)
    return people_decide(facts, now, answered=True)


@dataclass(frozen=True, slots=True)
class CancelProcess(_Cancelling):
    """Cancel a process, or archive one in which everything has ended."""

    process: About[Process]
    row: ClassVar[str] = "process"
    kind: ClassVar[str] = "process.cancel"
    says: ClassVar[str] = gettext_noop("Cancelled or archived a process")

    def apply(self, attempt: Attempt) -> None:
        """Stop the parts; issues in which a part stopped are cancelled with it."""
        super(CancelProcess, self).apply(attempt)
        going_on = Issue.objects.filter(chunks__cancelled_in=attempt.number, cancelled_in=None)
        going_on.update(cancelled_in=attempt.number)


@dataclass(frozen=True, slots=True)
class CancelIssue(_Cancelling):
    """Cancel an issue, or archive one in which everything has ended."""

    issue: About[Issue]
    row: ClassVar[str] = "issue"
    kind: ClassVar[str] = "issue.cancel"
    says: ClassVar[str] = gettext_noop("Cancelled or archived an issue")


@dataclass(frozen=True, slots=True)
class CancelSession(Reasoned):
    """Take a meeting off the lists and figures, such as one that was put on the record by
    mistake.
    """

    session: About[Session]
    kind: ClassVar[str] = "session.cancel"
    undoable: ClassVar[bool] = True
    says: ClassVar[str] = gettext_noop("Took a meeting off the lists")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse also what was taken off before."""
        if refusal := super(CancelSession, self).refusal(attempt):
            return refusal
        return cancelled(Session.objects.get(pk=self.session.pk))

    def apply(self, attempt: Attempt) -> None:
        """Write it; page, turns and source stay."""
        Session.objects.filter(pk=self.session.pk).update(cancelled_in=attempt.number)

    @classmethod
    def undone(cls, act: Act, attempt: Attempt) -> None:
        """Put it on the lists again."""
        Session.objects.filter(cancelled_in=act.number).update(cancelled_in=None)
