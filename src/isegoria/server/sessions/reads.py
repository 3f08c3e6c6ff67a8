"""What a reader may see of sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Q, QuerySet

from isegoria.floor.balance import Balance, Spoken, balance
from isegoria.floor.review import Reviewer, TurnState
from isegoria.server.people.models import Participant
from isegoria.server.people.reads import groups
from isegoria.server.record.models import Act, Opening
from isegoria.server.sessions.models import Correction, Session, Speaker, Turn
from isegoria.server.texts.comparing import Part, differences, paragraphs

__all__ = [
    "Change",
    "Page",
    "Shown",
    "balance_of",
    "doubtful_turns",
    "history_of",
    "neighbours",
    "over_time",
    "page_of",
    "pages_of",
    "reads_now",
    "reviewer_in",
    "sessions",
    "shown",
    "shown_turn",
    "source_of",
    "state_of",
    "turns_of",
]

_MEASURED = (  # plain values: a page of sessions has thousands of turns
    "speaker__name",
    "speaker__group__name",
    "speaker__group_stated",
    "start_seconds",
    "end_seconds",
    "role",
    "channel",
    "words",
    "relayed_words",
    "asks",
)
PAGE_WORDS = 6000  # about 15 kB over the wire


def sessions() -> QuerySet[Session]:
    """Return the sessions, the latest first, without those that were taken off the lists."""
    return Session.objects.filter(cancelled_in=None)


def turns_of(session: Session) -> QuerySet[Turn]:
    """Return the turns in order, with their speakers."""
    return Turn.objects.filter(session=session).select_related("speaker__group")


def doubtful_turns(session: Session) -> QuerySet[Turn]:
    """Return the turns at which a human should look, in order."""
    return turns_of(session).filter(doubtful=True)


@dataclass(frozen=True, slots=True)
class Page:
    """Turns `first` to `last` of a session.

    The pages of a session never change: they are cut by the words of the source.
    """

    number: int
    first: int
    last: int


def pages_of(session: Session) -> list[Page]:
    """Cut a session into pages of about `PAGE_WORDS` words, at turns."""
    pages: list[Page] = []
    first, words, last = 1, 0, 0
    for number, size in Turn.objects.filter(session=session).values_list("number", "words"):
        if words and words + size > PAGE_WORDS:
            pages.append(Page(len(pages) + 1, first, last))
            first, words = number, 0
        words, last = words + size, number
    return [*pages, Page(len(pages) + 1, first, last)]


def page_of(session: Session, turn: int) -> int:
    """Return the number of the page on which a turn stands."""
    return next((page.number for page in pages_of(session) if turn <= page.last), 1)


def reads_now(turn: Turn) -> str:
    """Return the text with its newest correction."""
    newest = turn.corrections.last()
    return newest.text if newest else turn.text


def reviewer_in(session: Session, by: Participant | None) -> Reviewer:
    """Return what somebody is in the review of a session; None is the operator's command line."""
    if by is None or by.secretariat or session.rapporteurs.filter(pk=by.pk).exists():
        return Reviewer.RAPPORTEUR
    return Reviewer.PARTICIPANT


def state_of(turn: Turn, by: Participant | None) -> tuple[Reviewer, TurnState]:
    """Return what the rules of the review ask about a turn and whoever acts."""
    theirs = Q(number=turn.settled_in, kind="turn.claim", authorship__participant=by)
    state = TurnState(
        number=turn.number,
        speaker=turn.speaker.name if turn.speaker else None,
        confidence=turn.confidence,
        settled=turn.settled_in is not None,
        spoken_by_them=by is not None
        and turn.settled_in is not None
        and Act.objects.filter(theirs).exists(),
    )
    return reviewer_in(turn.session, by), state


def balance_of(session: Session) -> Balance:
    """Return who had the floor in a session, in the groups of the forum."""
    [(_session, found)] = over_time([session])
    return found


def over_time(shown: Sequence[Session]) -> list[tuple[Session, Balance]]:
    """Return the balance of each session, in the order given, in one query for all turns."""
    spoken: dict[int, list[Spoken]] = {session.number: [] for session in shown}
    turns = Turn.objects.filter(session__in=shown).order_by("session_id", "number")
    for session, *said in turns.values_list("session_id", *_MEASURED):
        spoken[session].append(_spoken(*said))
    names = [group.name for group in groups()]
    return [(session, balance(spoken[session.number], names)) for session in shown]


def _spoken(  # noqa: PLR0913, PLR0917 -- one parameter each of `_MEASURED`
    person: str | None,
    group: str | None,
    group_stated: str | None,
    start_seconds: float | None,
    end_seconds: float | None,
    role: str,
    channel: str,
    words: int,
    relayed_words: int,
    asks: bool,
) -> Spoken:
    seconds = None
    if start_seconds is not None and end_seconds is not None:
        seconds = Fraction(end_seconds) - Fraction(start_seconds)
    return Spoken(
        person=person,
        role=role,
        channel=channel,
        group=group or group_stated or None,
        words=words,
        relayed_words=relayed_words,
        seconds=seconds,
        asks=asks,
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """A turn as a page shows it: its text in paragraphs and parts, and what is known of its
    speaker.
    """

    row: Turn
    paragraphs: list[list[Part]]
    corrections: list[Correction]
    speaker: Speaker | None
    candidates: list[tuple[str, float]]
    evidence: list[str]


def shown(session: Session, page: Page) -> list[Shown]:
    """Return the turns of a page."""
    rows = (
        turns_of(session)
        .filter(number__gte=page.first, number__lte=page.last)
        .prefetch_related("corrections")
    )
    return [shown_turn(row) for row in rows]


def shown_turn(row: Turn) -> Shown:
    """Return one turn as pages show it; candidates with the likeliest first, the reader's
    suggestion among them.
    """
    read = row.reading
    suggested = [(read["speaker"], read["confidence"])] if read["speaker"] else []
    candidates = [*suggested, *((name, confidence) for name, confidence in read["candidates"])]
    parts = paragraphs(row.text, row.events, row.relay_start)
    return Shown(row, parts, list(row.corrections.all()), row.speaker, candidates, read["evidence"])


def neighbours(turn: Turn) -> dict[str, Turn | None]:
    """Return the turns before and after one."""
    around = {
        row.number: row
        for row in turns_of(turn.session).filter(number__in=[turn.number - 1, turn.number + 1])
    }
    return {"before": around.get(turn.number - 1), "after": around.get(turn.number + 1)}


@dataclass(frozen=True, slots=True)
class Change:
    """One correction of a turn: what it changed, word by word, and why."""

    correction: Correction
    parts: list[Part]


def history_of(turn: Turn) -> list[Change]:
    """Return the corrections of a turn, the first one first, each against what the turn read before
    it.
    """
    changes, before = [], turn.text
    for correction in turn.corrections.all():
        changes.append(Change(correction, differences(before, correction.text)))
        before = correction.text
    return changes


def source_of(session: Session) -> bytes | None:
    """Return the file as it was imported, byte for byte; None if it was erased."""
    opening = Opening.objects.filter(act_id=session.number, field="source").first()
    return bytes(opening.content) if opening else None
