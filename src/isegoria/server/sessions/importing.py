"""From the bytes of captions and rosters to the act that puts a session on the record; or a clear
error, and nothing is done.
"""

from dataclasses import dataclass
from datetime import date

from isegoria.floor.review import DOUBTFUL_UP_TO
from isegoria.readers.roster import read_roster
from isegoria.readers.transcript import read
from isegoria.readers.values import Person, ReaderError
from isegoria.server.people.reads import groups
from isegoria.server.sessions.acts import ImportSession
from isegoria.server.sessions.rows import group_key

__all__ = ["Findings", "Sources", "findings", "prepare"]


@dataclass(frozen=True, slots=True)
class Sources:
    """What somebody brings: the captions, the people of the session, and those of the session
    before in the same room.
    """

    captions: bytes
    roster: bytes = b""
    previous_roster: bytes = b""


@dataclass(frozen=True, slots=True)
class Findings:
    """What an import would put on the record, before it is done.

    `notices` are in words, with their lines.
    """

    turns: int
    words: int
    doubtful: int
    encoding: str
    notices: tuple[str, ...]


def prepare(
    sources: Sources, title: str, held_on: date, venue: str = "", *, most: int | None = None
) -> ImportSession:
    """Read the sources into an act, not yet performed.

    Raises: TooManyTurnsError: there are more than `most` turns. ReaderError: one of the sources
        cannot be read; the message says which, where and what would be right.
    """
    roster = _named("the roster", sources.roster)
    previous = _named("the roster of the session before", sources.previous_roster)
    transcript = read(sources.captions, roster, previous, most=most)
    return ImportSession(title, held_on, venue, sources.captions, transcript, roster)


def findings(work: ImportSession) -> Findings:
    """Say what is in an import, for those who look before they leap."""
    turns = work.transcript.turns
    doubtful = sum(
        1
        for turn in turns
        if turn.speaker.name is None or turn.speaker.confidence <= DOUBTFUL_UP_TO
    )
    known = {group_key(group.name) for group in groups()}
    foreign = sorted(
        {
            person.group
            for person in work.roster
            if person.group and group_key(person.group) not in known
        }
    )
    strange = [
        f"“{group}” is not one of the forum’s groups; it is kept as stated" for group in foreign
    ]
    lines = [f"line {notice.line}: {notice.message}" for notice in work.transcript.warnings]
    words = sum(turn.words for turn in turns)
    return Findings(len(turns), words, doubtful, work.transcript.encoding, (*lines, *strange))


def _named(what: str, data: bytes) -> list[Person]:
    try:
        return read_roster(data) if data.strip() else []
    except ReaderError as error:
        raise ReaderError(f"{what}: {error}") from error
