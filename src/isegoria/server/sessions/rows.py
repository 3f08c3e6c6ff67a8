"""From the reader's values to rows, and from a name to the speaker of a session.

Called from acts only.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.text import slugify

from isegoria.floor.review import TurnState
from isegoria.readers import values
from isegoria.readers.events import events_in
from isegoria.readers.values import Channel, GroupBasis, Person, Role, Transcript
from isegoria.server.people.models import Affiliation, Participant, StakeholderGroup
from isegoria.server.people.reads import groups
from isegoria.server.sessions.models import Session, Speaker, Turn

__all__ = [
    "channel_of",
    "claimed_speaker",
    "group_named",
    "named_speaker",
    "restore_reading",
    "rows_of",
]

_NAME_LENGTH = 120
_QUESTION_MARKS = "?؟？"


def rows_of(
    session: Session, transcript: Transcript, roster: Sequence[Person]
) -> tuple[list[Speaker], list[Turn]]:
    """Return the speakers (those expected first) and the turns, not yet written."""
    known = {group_key(group.name): group for group in groups()}
    speakers = {person.name: _expected(session, person, known) for person in roster}
    for turn in transcript.turns:
        name = turn.speaker.name
        if name and name not in speakers:
            speakers[name] = _heard(session, turn.speaker, known)
    return list(speakers.values()), [_row(session, turn, speakers) for turn in transcript.turns]


def group_key(name: str) -> str:
    """Return what two spellings of a group's name have in common: `civil_society`, `Civil Society`;
    government, governments.
    """
    return slugify(name.replace("_", " "), allow_unicode=True).removesuffix("s")


def group_named(name: str) -> tuple[StakeholderGroup | None, str]:
    """Return the forum's group of that name, or None and the name as it was stated."""
    known = {group_key(group.name): group for group in groups()}
    found = known.get(group_key(name)) if name else None
    return found, "" if found else name


def _expected(session: Session, person: Person, known: dict[str, StakeholderGroup]) -> Speaker:
    group = known.get(group_key(person.group)) if person.group else None
    return Speaker(
        session=session,
        name=person.name[:_NAME_LENGTH],
        role=person.role.value,
        group=group,
        group_stated="" if group else (person.group or "").replace("_", " ")[:120],
        group_basis=(GroupBasis.ROSTER if person.group else GroupBasis.UNKNOWN).value,
        organisation=(person.organisation or "")[:160],
        expected=True,
    )


def _heard(
    session: Session, speaker: values.Speaker, known: dict[str, StakeholderGroup]
) -> Speaker:
    group = known.get(group_key(speaker.group)) if speaker.group else None
    return Speaker(
        session=session,
        name=(speaker.name or "")[:_NAME_LENGTH],
        role=speaker.role.value,
        group=group,
        group_stated="" if group else (speaker.group or "")[:120],
        group_basis=speaker.group_basis.value,
    )


def _row(session: Session, turn: values.Turn, speakers: dict[str, Speaker]) -> Turn:
    read = turn.speaker
    state = TurnState(turn.number, read.name, read.confidence, settled=False)
    return Turn(
        session=session,
        number=turn.number,
        line=turn.line,
        label=(turn.label or "")[:_NAME_LENGTH],
        text=turn.text,
        asks=any(mark in turn.text for mark in _QUESTION_MARKS),
        words=turn.words,
        start_seconds=turn.start_seconds,
        end_seconds=turn.end_seconds,
        relay_start=turn.relay.span.start if turn.relay else None,
        relayed_words=turn.relay.words if turn.relay else 0,
        on_behalf_of=(turn.relay.on_behalf_of if turn.relay else "")[:_NAME_LENGTH],
        events=[
            [event.kind.value, event.span.start, event.span.end] for event in events_in(turn.text)
        ],
        reading={
            "speaker": read.name,
            "confidence": read.confidence,
            "candidates": [[one.name, one.confidence] for one in read.candidates],
            "role": read.role.value,
            "channel": read.channel.value,
            "evidence": list(read.evidence),
        },
        speaker=speakers[read.name] if read.name else None,
        confidence=read.confidence,
        role=read.role.value,
        channel=read.channel.value,
        doubtful=state.doubtful,
    )


def named_speaker(session: Session, name: str, role: str, group: str) -> Speaker:
    """Return the session's speaker of that name, made if need be; a role or group that is stated
    now counts for the speaker.

    A group that somebody declared with a claim of their own stays: it is their word.
    """
    stated: dict[str, Any] = {"role": role} if role else {}
    if group and not _said_by_themselves(session, name.strip()):
        known, words = group_named(group)
        stated |= {
            "group": known,
            "group_stated": words[:120],
            "group_basis": GroupBasis.REVIEW.value,
        }
    new = {"role": Role.FLOOR.value, "group_basis": GroupBasis.UNKNOWN.value, **stated}
    speaker, _ = Speaker.objects.update_or_create(
        session=session, name=name.strip()[:_NAME_LENGTH], defaults=stated, create_defaults=new
    )
    return speaker


def _said_by_themselves(session: Session, name: str) -> bool:
    """Return whether whoever is named so claimed a turn, in a group of theirs."""
    own = GroupBasis.SELF_DECLARED.value
    claimed = Speaker.objects.filter(session=session, name=name[:_NAME_LENGTH], group_basis=own)
    return claimed.exclude(participant=None).exists()


def claimed_speaker(turn: Turn, participant: Participant, capacity: Affiliation | None) -> Speaker:
    """Return the participant as a speaker of the session, in the group of their capacity.

    Somebody who was expected under the same name keeps what the roster says of them: a claim moves
    one turn, nothing else.
    """
    named = Speaker.objects.filter(session=turn.session)
    mine = (
        named.filter(participant=participant).first()
        or named.filter(name=str(participant), participant=None).first()
    )
    if mine is not None:
        return mine
    role = turn.role if turn.role != Role.UNKNOWN.value else Role.FLOOR.value
    taken = named.filter(name=str(participant)).exists()
    return Speaker.objects.create(
        session=turn.session,
        name=f"{participant} ({participant.pk})" if taken else str(participant),
        role=role,
        participant=participant,
        group=capacity.group if capacity else None,
        organisation=capacity.organisation if capacity else "",
        group_basis=(
            GroupBasis.SELF_DECLARED if capacity and capacity.group else GroupBasis.UNKNOWN
        ).value,
    )


def channel_of(turn: Turn, role: str) -> str:
    """Return how a turn came in once its speaker is named: nothing said otherwise, so they were in
    the room, unless remote.
    """
    if turn.channel != Channel.UNKNOWN.value:
        return str(turn.channel)
    return "remote" if role == Role.REMOTE.value else "room"


def restore_reading(turn: Turn) -> None:
    """Put the turn back to what the reader made of it."""
    read = turn.reading
    speaker = (
        Speaker.objects.filter(session_id=turn.session_id, name=read["speaker"]).first()
        if read["speaker"]
        else None
    )
    state = TurnState(turn.number, read["speaker"], read["confidence"], settled=False)
    Turn.objects.filter(pk=turn.pk).update(
        speaker=speaker,
        confidence=read["confidence"],
        role=read["role"],
        channel=read["channel"],
        settled_in=None,
        doubtful=state.doubtful,
    )
