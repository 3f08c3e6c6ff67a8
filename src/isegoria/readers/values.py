"""What the readers of captions give: a transcript, its turns, and what is known about who spoke.

The text of the source is kept whole: `Transcript.source` cut at the turns' spans gives it back
character by character.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

__all__ = [
    "Candidate",
    "Channel",
    "Event",
    "EventKind",
    "GroupBasis",
    "LabelKind",
    "Notice",
    "Person",
    "ReaderError",
    "Relay",
    "Role",
    "Span",
    "Speaker",
    "TooManyTurnsError",
    "Transcript",
    "Turn",
]


class ReaderError(ValueError):
    """The source cannot be read at all; nothing was taken from it.

    The message says what is wrong, where, and what would be right. `line` counts from 1; None when
    it is the whole file.
    """

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message if line is None else f"line {line}: {message}")
        self.line = line


class TooManyTurnsError(ReaderError):
    """The source has more turns than whoever reads it takes."""


class LabelKind(Enum):
    """What the words before the colon are, compared with the roster."""

    NONE = "none"
    NAME = "name"
    NAME_MISSPELT = "name_misspelt"
    NAME_WRONG = (
        "name_wrong"  # a name, but of somebody who is not in this room; see `previous_roster`
    )
    NAME_UNKNOWN = "name_unknown"  # a name that no roster has
    ROLE = "role"
    ROLE_AND_NAME = "role_and_name"


class Role(Enum):
    """What somebody does in the session."""

    MODERATOR = "moderator"
    ONLINE_MODERATOR = "online_moderator"
    PANELLIST = "panellist"
    FLOOR = "floor"
    REMOTE = "remote"
    STAFF = "staff"  # captioner, operator, host, secretariat
    MEDIA = "media"  # a voice in a video that was played
    UNKNOWN = "unknown"


class Channel(Enum):
    """The way the words came into the session."""

    ROOM = "room"
    REMOTE = "remote"
    RELAYED = "remote_relayed"  # read out by somebody in the room
    MEDIA = "media"
    UNKNOWN = "unknown"


class GroupBasis(Enum):
    """Why a stakeholder group is stated.

    There is no basis "name": a group is never read off a name.
    """

    ROSTER = "roster"
    SELF_DECLARED = "self_declared"
    REGISTERED = "registered"
    REVIEW = "review"
    """As somebody stated who settled who spoke."""
    UNKNOWN = "unknown"


class EventKind(Enum):
    """What the captioner noted that is not a spoken word."""

    EVENT = "event"  # applause, laughter, a phone
    GAP = "gap"  # inaudible, a bare dash, a question mark in brackets: words are missing here
    GUESS = "guess"  # a name or word in brackets that the captioner was not sure of
    # a page number, a running head, the transcriber's note: of the page, not of the session
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of `Transcript.source`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Person:
    """One row of a roster.

    `group` and `organisation` are None when the roster leaves them empty.
    """

    name: str
    role: Role = Role.UNKNOWN
    group: str | None = None
    organisation: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something noted in brackets, or a gap. `span` lies inside the turn."""

    kind: EventKind
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may have spoken a turn, and how likely that is. Confidence in [0, 1]."""

    name: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Relay:
    """Words of somebody else that a speaker reads out: `span` of the turn's `text`.

    `words` counts the relayed words only.
    """

    on_behalf_of: str
    span: Span
    words: int


@dataclass(frozen=True, slots=True)
class Speaker:
    """What is known about who spoke one turn.

    `name` is None while the turn is open; then `candidates` says who it may be.
    """

    name: str | None = None
    confidence: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    role: Role = Role.UNKNOWN
    channel: Channel = Channel.UNKNOWN
    group: str | None = None
    group_basis: GroupBasis = GroupBasis.UNKNOWN
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something in the source that is odd but did not stop the reading. `line` counts from 1."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What one voice said without another between.

    `span` covers everything of the source that belongs to the turn (marker, label, time codes,
    white space), so that header and turns laid end to end are the source. `text` is what was said,
    as captioned, without label, time codes and page furniture. `words` counts the words of `text`
    outside of events. Seconds are None where the format has no times.
    """

    number: int
    line: int
    span: Span
    label: str | None
    text: str
    words: int
    events: tuple[Event, ...] = ()
    label_kind: LabelKind = LabelKind.NONE
    speaker: Speaker = field(default_factory=Speaker)
    relay: Relay | None = None
    start_seconds: float | None = None
    end_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """A whole source: its format and encoding, the text before the first turn, the turns in order,
    and the warnings.
    """

    format: str  # "captions", "webvtt", "srt" or "minutes"
    encoding: str
    source: str
    header: Span
    turns: Sequence[Turn]
    warnings: Sequence[Notice] = ()
