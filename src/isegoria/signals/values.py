"""What signals are computed from, and what a signal says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from isegoria.terms import gettext_noop

__all__ = [
    "NAMES",
    "Call",
    "Contribution",
    "Due",
    "History",
    "Joining",
    "Kind",
    "Objection",
    "Position",
    "Signal",
    "Thresholds",
]


class Kind(StrEnum):
    """The early warnings."""

    MISSING_VOICES = "missing_voices"
    DOMINANCE = "dominance"
    EXHAUSTION = "exhaustion"
    GRIDLOCK = "gridlock"
    FILIBUSTER = "filibuster"
    LATE_CAPTURE = "late_capture"
    CLOCK_OVERRUN = "clock_overrun"
    UNANSWERED_QUESTIONS = "unanswered_questions"
    REVIEW_DUE = "review_due"
    UNPUBLISHED_RECORDS = "unpublished_records"


NAMES: Mapping[Kind, str] = {
    Kind.MISSING_VOICES: gettext_noop("missing voices"),
    Kind.DOMINANCE: gettext_noop("dominance"),
    Kind.EXHAUSTION: gettext_noop("exhaustion"),
    Kind.GRIDLOCK: gettext_noop("gridlock"),
    Kind.FILIBUSTER: gettext_noop("filibuster"),
    Kind.LATE_CAPTURE: gettext_noop("late capture"),
    Kind.CLOCK_OVERRUN: gettext_noop("clock overrun"),
    Kind.UNANSWERED_QUESTIONS: gettext_noop("unanswered questions"),
    Kind.REVIEW_DUE: gettext_noop("review due"),
    Kind.UNPUBLISHED_RECORDS: gettext_noop("unpublished records"),
}
"""What each is called in words."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on a signal fires; a model may set its own.

    Shares are exact, times are whole days.
    """

    voices: int = 1
    """Fewer participants of an affected group are a missing voice."""
    dominant_share: Fraction = Fraction(1, 2)
    """More of the words for one group or organisation is dominance …"""
    dominant_person: Fraction = Fraction(1, 4)
    """… or for one person, where there are at least ten."""
    silent_days: int = 60
    """Who objected and says nothing for so long has fallen silent."""
    decay: Fraction = Fraction(1, 3)
    """A group whose activity falls under this part of its best window is giving up."""
    window_days: int = 90
    rounds: int = 3
    """Positions that did not move over so many calls, or one objection raised so often, are
    gridlock.
    """
    filibuster_share: Fraction = Fraction(1, 5)
    """So much of the words for one person, and three times their equal part, …"""
    repetition: Fraction = Fraction(1, 2)
    """… with so much of it said before by themselves."""
    capture_days: int = 30
    """Before a call, …"""
    capture_share: Fraction = Fraction(1, 3)
    """… so many of the participants are new, most of them of one organisation."""
    answer_days: int = 30
    record_days: int = 14


@dataclass(frozen=True, slots=True)
class Contribution:
    """Something said or written.

    `group` and `organisation` are those declared for it; empty where unstated.
    """

    person: str
    at: datetime
    words: int
    text: str = ""
    group: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection and when it was closed; None while it is open.

    `again` are the times at which it was raised anew.
    """

    person: str
    at: datetime
    closed_at: datetime | None = None
    again: tuple[datetime, ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """What somebody held at a call: `support`, `can_live_with`, `stand_aside`, `object`."""

    person: str
    call: int
    value: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A consensus call: its number, when it was made."""

    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Joining:
    """When somebody joined, and for whom they work."""

    person: str
    at: datetime
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """Something that has to be done by a time: a clock, an answer, a review, a record.

    `done_at` is None while it is not.
    """

    what: str
    by: datetime
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class History:
    """What is known of an issue. Empty lists are legal and give no signal."""

    affected: Sequence[str] = ()
    """Groups that the outcome touches."""
    participants: Mapping[str, str] = field(default_factory=dict)
    """The group of each participant; empty where unstated."""
    contributions: Sequence[Contribution] = ()
    objections: Sequence[Objection] = ()
    positions: Sequence[Position] = ()
    calls: Sequence[Call] = ()
    joined: Sequence[Joining] = ()
    clocks: Sequence[Due] = ()
    questions: Sequence[Due] = ()
    """Asked at `by`; answered at `done_at`."""
    reviews: Sequence[Due] = ()
    records: Sequence[Due] = ()
    """Meetings, held at `by`; their record published at `done_at`."""


@dataclass(frozen=True, slots=True)
class Signal:
    """An early warning: what was measured, beyond which threshold, what it means and what could be
    done.

    `says` and `instead` are English texts with named fields, filled from `figures` after
    translation.
    """

    kind: Kind
    about: str
    """The person, group or thing; empty for the issue as a whole."""
    figures: Mapping[str, object]
    says: str
    instead: str

    def __str__(self) -> str:
        return f"{self.says} {self.instead}".format_map(dict(self.figures))


def days(number: int) -> timedelta:
    """Return so many days as a span."""
    return timedelta(days=number)
