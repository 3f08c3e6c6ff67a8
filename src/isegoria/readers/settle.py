"""Who spoke each turn, as far as labels, self-introductions and the course of a dialogue show it.

A turn without evidence stays open, with candidates.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from isegoria.readers.dialogue import answered
from isegoria.readers.labels import best_match, office_in, plain
from isegoria.readers.relay import with_relay
from isegoria.readers.values import Candidate, Channel, GroupBasis, LabelKind, Person, Role, Speaker, Transcript, Turn

__all__ = ["settle"]

_NAME = r"(?P<name>[^\W\d_a-z][\w'’\u2011-]+(?:\s[^\W\d_a-z][\w'’\u2011-]+){0,3})"
_INTRODUCTION = re.compile(
    rf"\b(?P<how>[Mm]y name is|I am|I'm|I’m|[Tt]his is)[ \u00a0]{_NAME}"
    r"(?=[,.;]|\s+(?:and|from|speaking|for|here)\b|$)(?!,?\s+who\b)"
)
_REPORTED = re.compile(r"\b(?:said|says|saying|told|asked|wrote|writes|replied|quote)\b[^.?!]*$", re.I)
_SECOND_CUE = re.compile(r"\b(?:present|introduce)\s+myself\b|^[,\s]*(?:for the (?:record|transcript)|speaking)\b", re.I)
_WHERE_PEOPLE_INTRODUCE_THEMSELVES = 300  # characters from the start of a turn


def settle(transcript: Transcript, roster: Sequence[Person] = (), previous: Sequence[Person] = ()) -> Transcript:
    """Return the transcript with label kinds and speakers.

    `previous` is the roster of the session before in the same room: captioners' dictionaries carry its names over.
    """
    called: Person | None = None
    turns = []
    for turn in transcript.turns:
        settled = _settled(turn, roster, previous, called)
        called = _called_at_the_end(turn, roster)
        turns.append(settled)
    return replace(transcript, turns=[with_relay(turn) for turn in answered(turns, roster)])


def _settled(turn: Turn, roster: Sequence[Person], previous: Sequence[Person], called: Person | None) -> Turn:
    if turn.label is None:
        return _introduced(turn, roster, called, Role.UNKNOWN)
    office, name = office_in(turn.label)
    if office is not None and not name:
        return _by_office(replace(turn, label_kind=LabelKind.ROLE), roster, called, office)
    return _by_name(turn, name, office, roster, previous, called)


def _by_office(turn: Turn, roster: Sequence[Person], called: Person | None, office: Role) -> Turn:
    introduced = _introduced(turn, roster, called, office)
    holders = [person for person in roster if person.role is office and office is not Role.UNKNOWN]
    if introduced.speaker.name or len(holders) != 1:
        return introduced
    evidence = f"the label is “{turn.label}”, and the roster has one {office.value.replace('_', ' ')}"
    return replace(turn, speaker=_speaker(holders[0], 0.9, evidence))


def _by_name(
    turn: Turn, name: str, office: Role | None, roster: Sequence[Person], previous: Sequence[Person], called: Person | None
) -> Turn:
    kind = LabelKind.NAME if office is None else LabelKind.ROLE_AND_NAME
    person, alike = best_match(name, roster)
    if person is not None:
        exact = any(plain(known) == name for known in (person.name, *person.aliases))
        confidence = 0.99 if exact else round(0.6 + 0.35 * alike / 100, 2)
        how = "names" if exact else "is spelt nearly as"
        spelt = kind if exact or office is not None or " " not in name else LabelKind.NAME_MISSPELT
        return replace(
            turn, label_kind=spelt, speaker=_speaker(person, confidence, f"the label “{turn.label}” {how} {person.name}")
        )
    if not roster:
        speaker = Speaker(
            turn.label, 0.9, role=office or Role.UNKNOWN, channel=Channel.ROOM, evidence=("the label names the speaker",)
        )
        return replace(turn, label_kind=kind, speaker=speaker)
    carried_over = best_match(name, previous)[0] is not None
    return replace(
        turn,
        label_kind=LabelKind.NAME_WRONG if carried_over else LabelKind.NAME_UNKNOWN,
        speaker=_of_wrong_label(turn.label or "", name, carried_over, roster, called),
    )


def _of_wrong_label(label: str, name: str, carried_over: bool, roster: Sequence[Person], called: Person | None) -> Speaker:
    """Return what a label that is not on the roster leaves: whoever was called, if the name begins alike; else candidates."""
    whence = "is of the session before in this room" if carried_over else "is not on the roster"
    evidence = f"the label “{label}” {whence}"
    if called is not None and plain(called.name)[:1] == name[:1]:
        speaker = _speaker(called, 0.7, evidence)
        return replace(speaker, evidence=(evidence, f"{called.name} was called just before, and the name begins alike"))
    candidates = _candidates(name, roster, called)
    if carried_over or candidates:
        also = () if carried_over else (Candidate(label, 0.3),)
        return Speaker(candidates=(*candidates, *also), evidence=(evidence,))
    return Speaker(label, 0.6, channel=Channel.ROOM, evidence=(evidence,))


def _candidates(name: str, roster: Sequence[Person], called: Person | None) -> tuple[Candidate, ...]:
    """Return who may be meant by a wrong label: the person just called, and those whose name begins alike."""
    alike = [person for person in roster if person is not called and plain(person.name)[:1] == name[:1]]
    first = [Candidate(called.name, 0.6)] if called else []
    return (*first, *(Candidate(person.name, round(0.4 / len(alike), 2)) for person in alike))


def _introduced(turn: Turn, roster: Sequence[Person], called: Person | None, role: Role) -> Turn:
    """Settle a turn by the speaker's own introduction; without one it stays open, the person just called being a candidate."""
    for name, certain in _introductions(turn.text):
        person, _ = best_match(name, roster)
        evidence = f"the speaker says the name “{name}”"
        if person is not None:
            return replace(turn, speaker=_speaker(person, 0.9 if certain else 0.7, evidence))
        if not certain and " " not in name:
            # "I am Brazilian", "this is Paris": one word may be anything, so a person has to look at it
            return replace(turn, speaker=Speaker(candidates=(Candidate(name, 0.5),), role=role, evidence=(evidence,)))
        floor = role if role is not Role.UNKNOWN else Role.FLOOR
        settled = Speaker(name, 0.8 if certain else 0.7, role=floor, channel=Channel.ROOM, evidence=(evidence,))
        return replace(turn, speaker=settled)
    candidates = (Candidate(called.name, 0.6),) if called else ()
    evidence_open = (f"{called.name} was called just before",) if called else ()
    return replace(turn, speaker=Speaker(candidates=candidates, role=role, evidence=evidence_open))


def _introductions(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the names that speakers give themselves, and whether the words leave no doubt that it is their own name."""
    head = text[:_WHERE_PEOPLE_INTRODUCE_THEMSELVES]
    for found in _INTRODUCTION.finditer(head):
        before, after = head[: found.start()], head[found.end() :]
        if _REPORTED.search(before):
            continue
        certain = found["how"].lower() == "my name is" or bool(_SECOND_CUE.search(before[-40:]) or _SECOND_CUE.search(after[:40]))
        yield " ".join(found["name"].split()), certain  # captions have no-break spaces inside names


def _called_at_the_end(turn: Turn, roster: Sequence[Person]) -> Person | None:
    """Return the one person of the roster whose first name or name stands in the last words of a turn."""
    last = plain(turn.text[-120:]).split()
    named = [person for person in roster if plain(person.name).split()[0] in last]
    return named[0] if len(named) == 1 else None


def _speaker(person: Person, confidence: float, evidence: str) -> Speaker:
    basis = GroupBasis.ROSTER if person.group else GroupBasis.UNKNOWN
    return Speaker(person.name, confidence, (), person.role, Channel.ROOM, person.group, basis, (evidence,))
