"""Unlabelled turns in a dialogue: short follow-ups of the moderator between long answers of the panellist who has the floor.

The confidence stays at or under 0.7: the course of a dialogue is a hint, not proof.
"""

from collections.abc import Sequence
from dataclasses import replace

from isegoria.readers.values import Candidate, Channel, GroupBasis, Person, Role, Speaker, Turn

__all__ = ["answered"]

_FOLLOW_UP_WORDS = 120
_TIMES_SHORTER = 2


def answered(turns: Sequence[Turn], roster: Sequence[Person]) -> list[Turn]:
    """Return the turns with runs of unlabelled dialogue settled, and candidates for what stays open."""
    moderators = [person for person in roster if person.role is Role.MODERATOR]
    settled = list(turns)
    if len(moderators) == 1:
        for index in range(1, len(settled)):
            settled[index] = _in_dialogue(settled, index, moderators[0], roster)
    return [_with_candidates(turn, settled[index - 1] if index else None, roster) for index, turn in enumerate(settled)]


def _in_dialogue(turns: Sequence[Turn], index: int, moderator: Person, roster: Sequence[Person]) -> Turn:
    turn, before = turns[index], turns[index - 1]
    if turn.label is not None or turn.speaker.name or turn.speaker.candidates:
        return turn
    if before.speaker.role is Role.PANELLIST and index + 1 < len(turns) and _is_follow_up(before, turn, turns[index + 1]):
        return replace(turn, speaker=_speaker(moderator, 0.7, "a short follow-up between two long turns"))
    answering = _who_was_asked(turns, index, moderator, roster)
    if answering is not None and turn.words > _TIMES_SHORTER * before.words:
        evidence = f"a long answer to a follow-up; {answering.name} had the floor before it"
        return replace(turn, speaker=_speaker(answering, 0.65, evidence))
    return turn


def _is_follow_up(before: Turn, turn: Turn, after: Turn) -> bool:
    return turn.words <= _FOLLOW_UP_WORDS and turn.words * _TIMES_SHORTER <= min(before.words, after.words)


def _who_was_asked(turns: Sequence[Turn], index: int, moderator: Person, roster: Sequence[Person]) -> Person | None:
    """Return the panellist who spoke before an unlabelled follow-up of the moderator."""
    asking = turns[index - 1]
    if index < 2 or asking.label is not None or asking.speaker.name != moderator.name:
        return None
    name = turns[index - 2].speaker.name
    return next((person for person in roster if person.name == name and person.role is Role.PANELLIST), None)


def _with_candidates(turn: Turn, before: Turn | None, roster: Sequence[Person]) -> Turn:
    """List everybody on the roster but who spoke just before, where nothing says more."""
    if turn.speaker.name or turn.speaker.candidates:
        return turn
    possible = [person for person in roster if before is None or person.name != before.speaker.name]
    candidates = tuple(Candidate(person.name, round(0.5 / len(possible), 2)) for person in possible)
    return replace(turn, speaker=replace(turn.speaker, candidates=candidates))


def _speaker(person: Person, confidence: float, evidence: str) -> Speaker:
    basis = GroupBasis.ROSTER if person.group else GroupBasis.UNKNOWN
    return Speaker(person.name, confidence, (), person.role, Channel.ROOM, person.group, basis, (evidence,))
