"""Who spoke each turn, weighed over the whole session; a turn whose evidence is not enough stays
open, with candidates.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from isegoria.readers.names.spellings import MOST_NAMES
from isegoria.readers.speakers.anchors import anchors_of, speaker_of
from isegoria.readers.speakers.course import Course
from isegoria.readers.speakers.declared import with_declared
from isegoria.readers.speakers.evidence import DOUBTFUL, Verdict, weigh
from isegoria.readers.speakers.media import with_media
from isegoria.readers.speakers.relay import with_relay
from isegoria.readers.values import Candidate, Notice, Person, Role, Transcript, Turn

__all__ = ["settle"]

_ROUNDS = (
    4  # what one turn gains, the next one uses; more rounds changed nothing on any session we have
)
# of what the evidence leaves, this much is shared among the rest of the roster, the other half is
# somebody else
_SHARED = 0.5
_MOST_CANDIDATES = 30


def settle(
    transcript: Transcript, roster: Sequence[Person] = (), previous: Sequence[Person] = ()
) -> Transcript:
    """Return the transcript with label kinds and speakers.

    `previous` is the roster of the session before in the same room: captioners' dictionaries carry
    its names over.
    """
    heard = with_media(transcript.turns)
    anchors = anchors_of(heard, roster, previous)
    turns = [turn if turn.speaker.role is Role.MEDIA else anchors.settled(turn) for turn in heard]
    people = _people(turns, roster)
    course = Course(turns, people[:MOST_NAMES], roster, anchors.name_of)
    for _ in range(_ROUNDS):
        before = [turn.speaker.name for turn in course.turns]
        for index, turn in enumerate(turns):
            if not course.fixed[index]:
                course.turns[index] = _weighed(course, index, turn)
        if before == [turn.speaker.name for turn in course.turns]:
            break
    for index, turn in enumerate(course.turns):
        if not course.fixed[index] and turn.speaker.name is None:
            course.turns[index] = _with_candidates(course, index, turn, roster)
        elif doubts := course.doubts(index):
            evidence = (*turn.speaker.evidence, *(f"but {doubt}" for doubt in doubts))
            confidence = min(turn.speaker.confidence, DOUBTFUL)
            course.turns[index] = replace(
                turn, speaker=replace(turn.speaker, confidence=confidence, evidence=evidence)
            )
    said = with_declared([with_relay(turn) for turn in course.turns])
    return replace(
        transcript, turns=said, warnings=[*transcript.warnings, *_too_many(people, said)]
    )


def _too_many(people: Sequence[Person], turns: Sequence[Turn]) -> Iterator[Notice]:
    if len(people) > MOST_NAMES:
        told = (
            f"{len(people):,} names speak here; only {MOST_NAMES} of them are compared with each"
            f" other"
        )
        yield Notice(turns[0].line, told)


def _people(turns: Sequence[Turn], roster: Sequence[Person]) -> list[Person]:
    """Return the roster, then everybody whom a label or their own word names, in the order of their
    first turns.
    """
    people = {person.name: person for person in roster}
    for turn in turns:
        if turn.speaker.name is not None:
            people.setdefault(turn.speaker.name, Person(turn.speaker.name, turn.speaker.role))
    return list(people.values())


def _weighed(course: Course, index: int, turn: Turn) -> Turn:
    """Return the turn settled by the evidence if that is enough; `turn` is as its anchor left
    it.
    """
    verdict = _verdict(course, index, turn)
    if verdict.name is None or turn.speaker.candidates:
        return turn
    person = course.people.get(verdict.name, Person(verdict.name))
    return replace(
        turn,
        speaker=speaker_of(person, verdict.confidence, *verdict.evidence, *turn.speaker.evidence),
    )


def _with_candidates(course: Course, index: int, turn: Turn, roster: Sequence[Person]) -> Turn:
    """Return an open turn with everybody whom the evidence points to, then the rest of the
    roster.
    """
    verdict = _verdict(course, index, turn)
    likely = turn.speaker.candidates or verdict.candidates
    out = {candidate.name for candidate in likely} | course.impossible(index)
    possible = list(
        islice(
            (person for person in roster if person.name not in out and _fits(turn, person)),
            _MOST_CANDIDATES,
        )
    )
    left = max(1 - sum(candidate.confidence for candidate in likely), 0.0)
    rest = [Candidate(person.name, round(left * _SHARED / len(possible), 2)) for person in possible]
    evidence = tuple(dict.fromkeys((*turn.speaker.evidence, *verdict.evidence)))
    return replace(
        turn, speaker=replace(turn.speaker, candidates=(*likely, *rest), evidence=evidence)
    )


def _verdict(course: Course, index: int, turn: Turn) -> Verdict:
    return weigh(
        [
            hint
            for hint in course.hints(index)
            if hint.person is None or _fits(turn, course.people.get(hint.person))
        ]
    )


def _fits(turn: Turn, person: Person | None) -> bool:
    """Return whether somebody may stand behind the label of an office such as AUDIENCE; nobody who
    has another one does.
    """
    office = turn.speaker.role
    return person is None or office is Role.UNKNOWN or person.role in {office, Role.UNKNOWN}
