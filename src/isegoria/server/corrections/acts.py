"""Correcting what was said: each act says what is right now, and why. What was said before stays on
the record, and both are shown.

While nobody relies on a title it can change. While people decide on it, it stays as it is. Once
they have answered, supported or decided it, only its spelling can change; docs/decisions/0047.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, ClassVar, cast

from django.db.models import Model as Row
from typing_extensions import TypedDict

from isegoria.rules.course.spelling import is_spelling
from isegoria.server.corrections import refusals
from isegoria.server.corrections.deciding import people_decide, readable, rests_on
from isegoria.server.corrections.models import Erratum
from isegoria.server.corrections.reads import said_before, spelt_before
from isegoria.server.issues.models import Issue
from isegoria.server.issues.parts import leads
from isegoria.server.outcomes.reads import decided_text
from isegoria.server.people.reads import has_role
from isegoria.server.process.dates import DropBody, fix_meeting, in_the_past, moves_a_ballot
from isegoria.server.process.facts import gathered_facts
from isegoria.server.process.models import Chunk, PlannedDate, Process
from isegoria.server.process.refusals import DATE_DROPPED, DATE_WITHOUT_TITLE
from isegoria.server.record.door import Attempt, Work
from isegoria.server.record.fields import (
    STRIPPED,
    About,
    Erasable,
    Part,
    Public,
    Within,
)
from isegoria.server.record.models import Act
from isegoria.server.sessions.models import Session
from isegoria.server.texts.lengths import too_long
from isegoria.terms import Refusal, gettext_noop

__all__ = [
    "LONGEST_REASON",
    "CorrectDate",
    "CorrectIssue",
    "CorrectOutcome",
    "CorrectPart",
    "CorrectProcess",
    "CorrectSession",
    "Reasoned",
]

LONGEST = 400_000  # characters of a text; what was decided can be long
LONGEST_REASON = 400  # characters of why something is corrected or cancelled


class ErratumBody(TypedDict):
    """The version of the text that was decided."""

    version: int


@dataclass(frozen=True, slots=True)
class Reasoned(Work):
    """What the secretariat puts right, with a reason that everyone can read."""

    reason: Annotated[Erasable[str], STRIPPED] = field(kw_only=True)

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others, and an act without a reason."""
        if refusal := self._not_theirs(attempt):
            return refusal
        if not self.reason.strip():
            return refusals.NO_REASON.refuse()
        return _too_long(self.reason, LONGEST_REASON)

    def _not_theirs(self, attempt: Attempt) -> Refusal | None:
        if attempt.by is None or attempt.by.secretariat:
            return None
        return refusals.NOT_SECRETARIAT.refuse()


@dataclass(frozen=True, slots=True)
class Correction(Reasoned):
    """What says anew what a row says. Inherit it with `row` and `columns`, the fields that it
    has.
    """

    row: ClassVar[str]
    table: ClassVar[type[Row]]
    columns: ClassVar[tuple[str, ...]] = ("title",)
    undoable: ClassVar[bool] = True

    @classmethod
    def undone(cls, act: Act, attempt: Attempt) -> None:
        """Write what was said before."""
        for table in {cls.table, *cls.called_so}:
            for row in table._default_manager.filter(corrected_in=act.number):
                said, last = said_before(row, act.number)
                values: dict[str, Any] = {name: said.get(name, "") for name in cls.columns}
                table._default_manager.filter(pk=row.pk).update(**values, corrected_in=last)

    called_so: ClassVar[tuple[type[Row], ...]] = ()
    """Tables with rows that are called as this one."""

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse also what is too long, what says the same, and what others rely on."""
        if refusal := super(Correction, self).refusal(attempt):
            return refusal
        row, said = self._current(), self._said()
        for name, value in said.items():
            longest = cast("Any", row._meta.get_field(name)).max_length
            if isinstance(value, str) and (refusal := _too_long(value, longest)):
                return refusal
        if all(getattr(row, name) == value for name, value in said.items()):
            return refusals.NOTHING_CHANGED.refuse()
        return self._no_title(row) or self._relied_on(attempt)

    def _no_title(self, row: Row) -> Refusal | None:
        return refusals.NO_TITLE.refuse() if not self._said().get("title", True) else None

    def _relied_on(self, attempt: Attempt) -> Refusal | None:
        """Refuse what others rely on."""
        return None

    def _current(self) -> Any:
        """Return the row as it is now: the page that was sent may be old."""
        row: Row = getattr(self, self.row)
        return type(row)._default_manager.get(pk=row.pk)

    def _said(self) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in self.columns}
        return {
            name: value.strip() if isinstance(value, str) else value
            for name, value in values.items()
        }

    def apply(self, attempt: Attempt) -> None:
        """Write what is right."""
        row: Row = getattr(self, self.row)
        found = type(row)._default_manager.filter(pk=row.pk)
        found.update(**self._said(), corrected_in=attempt.number)


def _too_long(text: str, longest: int | None) -> Refusal | None:
    if longest is None or len(text.strip()) <= longest:
        return None
    return refusals.TOO_LONG.refuse(length=len(text.strip()), most=longest)


@dataclass(frozen=True, slots=True)
class CorrectProcess(Correction):
    """Correct the title of a process."""

    process: About[Process]
    title: Annotated[Erasable[str], STRIPPED]
    row: ClassVar[str] = "process"
    table: ClassVar[type[Row]] = Process
    kind: ClassVar[str] = "process.correct"
    says: ClassVar[str] = gettext_noop("Corrected the title of a process")

    def _relied_on(self, attempt: Attempt) -> Refusal | None:
        """Refuse while people decide in the process. Its title is no question that they answer."""
        going_on = self.process.chunks.filter(outcome="", issue__merged_into=None)
        return _decided_on(going_on.filter(issue__cancelled_in=None), attempt)


@dataclass(frozen=True, slots=True)
class CorrectIssue(Correction):
    """Correct the title of an issue, and of its first part, which is called so too."""

    issue: About[Issue]
    title: Annotated[Erasable[str], STRIPPED]
    row: ClassVar[str] = "issue"
    table: ClassVar[type[Row]] = Issue
    called_so: ClassVar[tuple[type[Row], ...]] = (Chunk,)
    kind: ClassVar[str] = "issue.correct"
    says: ClassVar[str] = gettext_noop("Corrected the title of an issue")

    def _relied_on(self, attempt: Attempt) -> Refusal | None:
        """Refuse what came from an archive, and what others decide or rely on in any part."""
        if hasattr(self.issue.process, "archive"):
            return refusals.FROM_ARCHIVE.refuse()
        parts = self.issue.chunks.all()
        return _decided_on(parts, attempt) or _changes_meaning(parts, self._current(), self.title)

    def apply(self, attempt: Attempt) -> None:
        """Write what is right."""
        super(CorrectIssue, self).apply(attempt)
        first = Chunk.objects.filter(pk=self.issue.pk)
        first.update(title=self.title.strip(), corrected_in=attempt.number)


@dataclass(frozen=True, slots=True)
class CorrectPart(Correction):
    """Correct the title of a part that was split off."""

    chunk: About[Chunk]
    title: Annotated[Erasable[str], STRIPPED]
    row: ClassVar[str] = "chunk"
    table: ClassVar[type[Row]] = Chunk
    kind: ClassVar[str] = "chunk.correct"
    says: ClassVar[str] = gettext_noop("Corrected the title of a part")

    def _not_theirs(self, attempt: Attempt) -> Refusal | None:
        facts = gathered_facts(self.chunk, attempt)
        if attempt.by is None or leads(
            facts, attempt.gathered["person"], secretariat=attempt.by.secretariat
        ):
            return None
        return refusals.NOT_ITS_OFFICER.refuse()

    def _relied_on(self, attempt: Attempt) -> Refusal | None:
        if self.chunk.pk == self.chunk.issue_id:
            return refusals.TITLE_OF_ISSUE.refuse()
        parts = Chunk.objects.filter(pk=self.chunk.pk)
        return _decided_on(parts, attempt) or _changes_meaning(parts, self._current(), self.title)


@dataclass(frozen=True, slots=True)
class CorrectSession(Correction):
    """Correct title, day and place of a meeting that was put on the record."""

    session: About[Session]
    title: Annotated[Erasable[str], Part("session"), STRIPPED]
    held_on: Annotated[Erasable[date], Part("session")]
    venue: Annotated[Erasable[str], Part("session"), STRIPPED] = ""
    row: ClassVar[str] = "session"
    table: ClassVar[type[Row]] = Session
    columns: ClassVar[tuple[str, ...]] = ("title", "held_on", "venue")
    kind: ClassVar[str] = "session.correct"
    says: ClassVar[str] = gettext_noop("Corrected title, day or place of a meeting")


@dataclass(frozen=True, slots=True)
class CorrectDate(Correction):
    """Correct day, title and place of a planned date; clocks that wait for the meeting count from
    its new day.
    """

    planned: Within[PlannedDate]
    on: Public[date]
    title: Annotated[Erasable[str], Part("date"), STRIPPED] = ""
    where: Annotated[Erasable[str], Part("date"), STRIPPED] = ""
    row: ClassVar[str] = "planned"
    table: ClassVar[type[Row]] = PlannedDate
    undoable: ClassVar[bool] = False  # clocks count from it
    columns: ClassVar[tuple[str, ...]] = ("on", "title", "where")
    kind: ClassVar[str] = "process.correct-date"
    says: ClassVar[str] = gettext_noop("Corrected a planned date")
    Body: ClassVar[type] = DropBody

    @property
    def process(self) -> Process:
        """The process on whose calendar it stands."""
        return self.planned.process

    def body(self) -> Mapping[str, Any]:
        """Return the day, and the meeting of the model."""
        return {"on": self.on.isoformat(), "name": self.planned.name}

    def references(self) -> tuple[int, ...]:
        """Return the act that planned it."""
        return (self.planned.planned_in,)

    def _not_theirs(self, attempt: Attempt) -> Refusal | None:
        if has_role(attempt.by, "facilitator", self.process.pk):
            return None
        return super(CorrectDate, self)._not_theirs(attempt)

    def _no_title(self, row: Row) -> Refusal | None:
        return None if self.planned.name or self.title.strip() else DATE_WITHOUT_TITLE.refuse()

    def _relied_on(self, attempt: Attempt) -> Refusal | None:
        current = self._current()
        if current.dropped_in is not None:
            return DATE_DROPPED.refuse()
        name = current.name if current.on != self.on else ""
        was_to_come = current.on >= attempt.now.date()
        if was_to_come and (wrong := in_the_past(self.on, attempt.now)):
            return wrong
        return moves_a_ballot(self.process, name, attempt.now)

    def apply(self, attempt: Attempt) -> None:
        """Write what is right; the clocks of every part that goes on count from it."""
        if self.planned.name:
            fix_meeting(self.process, self.planned.name, self.on, attempt.now)
        super(CorrectDate, self).apply(attempt)


@dataclass(frozen=True, slots=True)
class CorrectOutcome(Reasoned):
    """Correct the spelling of a text that was decided: an erratum.

    The text that was decided stays, and so does the result; the two are shown beside each other.
    """

    chunk: About[Chunk]
    text: Erasable[str]
    kind: ClassVar[str] = "outcome.correct"
    undoable: ClassVar[bool] = True
    says: ClassVar[str] = gettext_noop("Corrected the spelling of a text that was decided")
    Body: ClassVar[type] = ErratumBody

    def body(self) -> Mapping[str, Any]:
        """Return which version was decided."""
        return {"version": self.chunk.text_version or 0}

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others, while there is no text of an outcome, and what is more than spelling.

        It is compared with the text that was decided, so that many small steps lead nowhere.
        """
        if refusal := super(CorrectOutcome, self).refusal(attempt) or too_long(self.text, LONGEST):
            return refusal
        facts = gathered_facts(self.chunk, attempt)
        decided = decided_text(facts.chunk)
        if not facts.outcome or decided is None or facts.words_are_gone():
            return refusals.NO_TEXT.refuse()
        latest = Erratum.objects.filter(chunk=self.chunk).first()
        if self.text.strip() == (latest.text if latest else decided.text).strip():
            return refusals.NOTHING_CHANGED.refuse()
        if is_spelling(decided.text, self.text):
            return None
        return refusals.MORE_THAN_SPELLING.refuse()

    def apply(self, attempt: Attempt) -> None:
        """Write it beside the text."""
        Erratum.objects.create(
            number=attempt.number,
            chunk=self.chunk,
            text=self.text.strip(),
            reason=self.reason.strip(),
            at=attempt.now,
        )

    @classmethod
    def undone(cls, act: Act, attempt: Attempt) -> None:
        """Take the erratum back."""
        Erratum.objects.filter(pk=act.number).delete()


def _decided_on(parts: Iterable[Chunk], attempt: Attempt) -> Refusal | None:
    """Refuse while people decide on one of these parts."""
    for part in parts:
        facts = readable(part)
        if facts is None:
            return refusals.UNREADABLE.refuse(title=part.title)
        if wrong := people_decide(facts, attempt.now):
            return wrong
    return None


def _changes_meaning(parts: Iterable[Chunk], row: Any, title: str) -> Refusal | None:
    """Refuse another title than one that is spelt better, once something rests on it."""
    if is_spelling(spelt_before(row), title):
        return None
    for part in parts:
        facts = readable(part)
        if facts is None:
            return refusals.UNREADABLE.refuse(title=part.title)
        if rests_on(facts):
            return refusals.RELIED_ON.refuse(title=part.title)
    return None
