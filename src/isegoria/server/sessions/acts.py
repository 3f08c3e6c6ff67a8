"""Acts on the record of a session: importing it, naming its rapporteurs, saying who spoke, and
correcting the text.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Annotated, Any, ClassVar, Literal

from typing_extensions import TypedDict

from isegoria.floor.review import (
    Reviewer,
    TurnState,
    may_claim,
    may_correct,
    may_reopen,
    may_settle,
)
from isegoria.readers.values import Person, Transcript
from isegoria.server.people.models import Participant
from isegoria.server.record.door import Attempt, Work
from isegoria.server.record.fields import STRIPPED, About, Erasable, Part, Within
from isegoria.server.sessions import refusals
from isegoria.server.sessions.models import ROLES, Correction, Session, Speaker, Turn
from isegoria.server.sessions.reads import reads_now, state_of
from isegoria.server.sessions.rows import (
    channel_of,
    claimed_speaker,
    named_speaker,
    restore_reading,
    rows_of,
)
from isegoria.terms import Refusal, gettext_noop

__all__ = [
    "AppointRapporteur",
    "ClaimTurn",
    "CorrectTurn",
    "EndRapporteur",
    "ImportSession",
    "ReopenTurn",
    "SettleTurn",
]


BATCH = 500  # turns written by one statement


class SessionBody(TypedDict):
    """What can be said of a session without a name."""

    format: Literal["captions", "webvtt", "srt", "minutes"]
    turns: int
    words: int


class SettlementBody(TypedDict):
    """Whether somebody is named; who it is can be erased."""

    outcome: Literal["named", "cannot-be-known"]


@dataclass(frozen=True, slots=True)
class ImportSession(Work):
    """Put a session on the record.

    `source` are the bytes as they came, `transcript` what the reader made of them.
    """

    title: str
    held_on: date
    venue: str
    source: bytes
    transcript: Transcript
    roster: Sequence[Person]
    progress: Callable[[int], object] = (
        bool  # told how many turns were just written; the default does nothing with it
    )
    makes: ClassVar[str] = "session"
    kind: ClassVar[str] = "session.import"
    says: ClassVar[str] = gettext_noop("Put a session on the record")
    Body: ClassVar[type] = SessionBody
    opens: ClassVar[tuple[str, ...]] = ("session", "source")

    @property
    def digest(self) -> str:
        """The SHA-256 of the source, in hexadecimal digits."""
        return sha256(self.source).hexdigest()

    def body(self) -> Mapping[str, Any]:
        """Return what can be said without a name."""
        turns = self.transcript.turns
        return {
            "format": self.transcript.format,
            "turns": len(turns),
            "words": sum(turn.words for turn in turns),
        }

    def erasable(self) -> Mapping[str, Any]:
        """Return the source whole, and what the secretariat said of the session."""
        people = [
            {
                "name": p.name,
                "role": p.role.value,
                "group": p.group,
                "organisation": p.organisation,
                "aliases": p.aliases,
            }
            for p in self.roster
        ]
        session = {
            "title": self.title,
            "held_on": self.held_on.isoformat(),
            "venue": self.venue,
            "roster": people,
        }
        return {"session": session, "source": self.source}

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse anyone but the secretariat, a session without a title, and a file that was
        imported before.
        """
        if attempt.by is not None and not attempt.by.secretariat:
            return refusals.NOT_SECRETARIAT.refuse()
        if not self.title.strip():
            return refusals.TITLE_MISSING.refuse()
        if earlier := Session.objects.filter(source_digest=self.digest).first():
            return refusals.IMPORTED_BEFORE.refuse(session=earlier.number, title=earlier.title)
        return None

    def apply(self, attempt: Attempt) -> None:
        """Write the session, its speakers and its turns."""
        turns = self.transcript.turns
        header = self.transcript.header
        session = Session.objects.create(
            number=attempt.number,
            title=self.title.strip(),
            held_on=self.held_on,
            venue=self.venue.strip(),
            source_digest=self.digest,
            format=self.transcript.format,
            encoding=self.transcript.encoding,
            header=self.transcript.source[header.start : header.end].strip(),
            warnings=[[notice.line, notice.message] for notice in self.transcript.warnings],
            words=sum(turn.words for turn in turns),
            turn_count=len(turns),
        )
        speakers, rows = rows_of(session, self.transcript, self.roster)
        Speaker.objects.bulk_create(speakers)
        for start in range(0, len(rows), BATCH):
            Turn.objects.bulk_create(rows[start : start + BATCH])
            self.progress(min(BATCH, len(rows) - start))


@dataclass(frozen=True, slots=True)
class AppointRapporteur(Work):
    """Name a participant who settles and corrects the turns of a session."""

    session: About[Session]
    rapporteur: Participant
    kind: ClassVar[str] = "session.appoint-rapporteur"
    says: ClassVar[str] = gettext_noop("Named a rapporteur")
    opens: ClassVar[tuple[str, ...]] = ("rapporteur",)

    def erasable(self) -> Mapping[str, Any]:
        """Return who is named."""
        return {"rapporteur": str(self.rapporteur)}

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse anyone but the secretariat, and somebody who is rapporteur already."""
        if attempt.by is not None and not attempt.by.secretariat:
            return refusals.NOT_SECRETARIAT.refuse()
        if self.session.rapporteurs.filter(pk=self.rapporteur.pk).exists():
            return refusals.RAPPORTEUR_ALREADY.refuse(name=str(self.rapporteur))
        return None

    def apply(self, attempt: Attempt) -> None:
        """Write the office."""
        self.session.rapporteurs.add(self.rapporteur)


@dataclass(frozen=True, slots=True)
class EndRapporteur(Work):
    """End that somebody is rapporteur of a session; they may do so themself."""

    session: About[Session]
    rapporteur: Participant
    kind: ClassVar[str] = "session.end-rapporteur"
    says: ClassVar[str] = gettext_noop("Ended that somebody is rapporteur")
    opens: ClassVar[tuple[str, ...]] = ("rapporteur",)

    def erasable(self) -> Mapping[str, Any]:
        """Return who it is."""
        return {"rapporteur": str(self.rapporteur)}

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than the rapporteur and the secretariat, and somebody who is none."""
        own = attempt.by is not None and attempt.by.pk == self.rapporteur.pk
        if attempt.by is not None and not attempt.by.secretariat and not own:
            return refusals.NOT_SECRETARIAT.refuse()
        if self.session.rapporteurs.filter(pk=self.rapporteur.pk).exists():
            return None
        return refusals.NO_RAPPORTEUR.refuse(name=str(self.rapporteur))

    def apply(self, attempt: Attempt) -> None:
        """Write it; what they settled stays."""
        self.session.rapporteurs.remove(self.rapporteur)


@dataclass(frozen=True, slots=True)
class _OnTurn(Work):
    """What acts on one turn have in common."""

    turn: Within[Turn]

    def references(self) -> tuple[int, ...]:
        """Return the import, and the act that settled the turn before."""
        before = (self.turn.settled_in,) if self.turn.settled_in else ()
        return (self.turn.session_id, *before)

    def _now(self, attempt: Attempt) -> tuple[Reviewer, TurnState]:
        """Return what the rules ask, read anew: the page that was sent may be old."""
        return state_of(
            Turn.objects.select_related("session", "speaker").get(pk=self.turn.pk), attempt.by
        )


@dataclass(frozen=True, slots=True)
class SettleTurn(_OnTurn):
    """Say who spoke a turn. `name` None: nobody can know.

    A new name is added to the session with role and group as stated.
    """

    name: Annotated[Erasable[str | None], Part("speaker")]
    role: Annotated[Erasable[str], Part("speaker")] = ""
    group: Annotated[Erasable[str], Part("speaker")] = ""
    reason: Erasable[str] = ""
    kind: ClassVar[str] = "turn.settle"
    says: ClassVar[str] = gettext_noop("Settled who spoke")
    Body: ClassVar[type] = SettlementBody

    def body(self) -> Mapping[str, Any]:
        """Return whether somebody is named."""
        return {"outcome": "named" if self.name else "cannot-be-known"}

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Ask the rules of the review."""
        reviewer, turn = self._now(attempt)
        if self.role and self.role not in ROLES:
            return refusals.NO_SUCH_ROLE.refuse(role=self.role, roles=", ".join(ROLES))
        return may_settle(reviewer, turn, self.name)

    def apply(self, attempt: Attempt) -> None:
        """Write the speaker, and that a human said so."""
        if self.name is None:
            _settle(self.turn, None, self.role or self.turn.role, attempt.number)
            return
        speaker = named_speaker(self.turn.session, self.name, self.role, self.group)
        _settle(self.turn, speaker, self.role or speaker.role, attempt.number)


@dataclass(frozen=True, slots=True)
class ClaimTurn(_OnTurn):
    """Say that one spoke a turn oneself, in the capacity of the act.

    Group and basis are the speaker's own word.
    """

    kind: ClassVar[str] = "turn.claim"
    says: ClassVar[str] = gettext_noop("Claimed a turn as their own")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Ask the rules of the review; the command line has no voice."""
        if attempt.by is None:
            return refusals.NO_VOICE.refuse()
        return may_claim(self._now(attempt)[1])

    def apply(self, attempt: Attempt) -> None:
        """Write the participant as speaker."""
        if attempt.by is None:
            raise ValueError("the command line has no voice; `refusal` was not asked")
        speaker = claimed_speaker(self.turn, attempt.by, attempt.capacity)
        _settle(self.turn, speaker, speaker.role, attempt.number)


@dataclass(frozen=True, slots=True)
class ReopenTurn(_OnTurn):
    """Take a settlement back: the turn is again as the reader left it."""

    kind: ClassVar[str] = "turn.reopen"
    says: ClassVar[str] = gettext_noop("Took a settlement back")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Ask the rules of the review."""
        return may_reopen(*self._now(attempt))

    def apply(self, attempt: Attempt) -> None:
        """Restore what the reader said."""
        restore_reading(self.turn)


@dataclass(frozen=True, slots=True)
class CorrectTurn(_OnTurn):
    """Say how a turn should read, and why. The captioned text stays."""

    text: Annotated[Erasable[str], STRIPPED]
    reason: Annotated[Erasable[str], STRIPPED]
    kind: ClassVar[str] = "turn.correct"
    says: ClassVar[str] = gettext_noop("Corrected a turn")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Ask the rules of the review."""
        reviewer, turn = self._now(attempt)
        return may_correct(reviewer, turn, reads_now(self.turn), self.text, self.reason)

    def apply(self, attempt: Attempt) -> None:
        """Lay the correction over the text."""
        Correction.objects.create(
            turn=self.turn,
            made_in=attempt.number,
            text=self.text.strip(),
            reason=self.reason.strip()[:300],
        )


def _settle(turn: Turn, speaker: Speaker | None, role: str, act: int) -> None:
    channel = channel_of(turn, role) if speaker else turn.channel
    Turn.objects.filter(pk=turn.pk).update(
        speaker=speaker,
        confidence=1.0 if speaker else 0.0,
        role=role,
        channel=channel,
        settled_in=act,
        doubtful=False,
    )
