"""Who had the floor in a session: exact shares by person, role, channel and group, and who is
missing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

__all__ = ["UNKNOWN", "UNSTATED", "Balance", "Questions", "Shares", "Spoken", "balance"]

UNSTATED = "unstated"  # a known person who states no group
UNKNOWN = "unknown"  # nobody knows yet who spoke
REMOTE = "remote"
RELAYED = "remote_relayed"
_ASKING = frozenset({"floor", "remote"})
_ANSWERING = frozenset({"moderator", "panellist"})
_ANSWER_WORDS = 15  # fewer than these ("Thank you. Next, please.") answer nothing


@dataclass(frozen=True, slots=True)
class Spoken:
    """One turn. `relayed_words` of the `words` are somebody else's, read out; `group` None is
    unstated.

    `seconds` is None where the source has no times; `asks` says whether the turn, or what it
    relays, puts a question.
    """

    person: str | None
    role: str
    channel: str
    group: str | None
    words: int
    relayed_words: int = 0
    seconds: Fraction | None = None
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares in [0, 1] that sum to 1 in each mapping, the largest first; all are empty when there
    is nothing to share.
    """

    by_person: dict[str, Fraction]
    by_role: dict[str, Fraction]
    by_channel: dict[str, Fraction]
    by_group: dict[str, Fraction]


@dataclass(frozen=True, slots=True)
class Questions:
    """Questions from those who are not on the panel: asked in the room, asked from afar, and how
    many of each were answered.
    """

    room: int
    room_answered: int
    remote: int
    remote_answered: int


@dataclass(frozen=True, slots=True)
class Balance:
    """The balance of a session.

    `of_seconds` is None unless every turn has a time; `turns_of` counts turns by person.
    """

    turns: int
    words: int
    longest_turn: int
    of_words: Shares
    of_seconds: Shares | None
    turns_of: dict[str, int]
    questions: Questions
    silent_groups: tuple[str, ...]


def balance(turns: Sequence[Spoken], groups: Sequence[str]) -> Balance:
    """Return the balance of a session; `groups` are the forum's, in its order.

    Relayed words count for the remote voice, whose person and group are unknown, not for whoever
    read them out.
    """
    voices = [voice for turn in turns for voice in _voices(turn)]
    timed = bool(turns) and all(turn.seconds is not None for turn in turns)
    of_words = _shares(voices, lambda voice: voice.words)
    return Balance(
        turns=len(turns),
        words=sum(turn.words for turn in turns),
        longest_turn=max((turn.words for turn in turns), default=0),
        of_words=of_words,
        of_seconds=_shares(voices, lambda voice: voice.seconds or Fraction()) if timed else None,
        turns_of=_turns_of(turns),
        questions=_questions(turns),
        silent_groups=tuple(group for group in groups if not of_words.by_group.get(group)),
    )


def _voices(turn: Spoken) -> list[Spoken]:
    """Return the one or two voices of a turn; its seconds are parted as its words are."""
    if not turn.relayed_words:
        return [turn]
    part = Fraction(turn.relayed_words, turn.words)
    own, relayed = (
        (None, None) if turn.seconds is None else (turn.seconds * (1 - part), turn.seconds * part)
    )
    reader = Spoken(
        turn.person, turn.role, "room", turn.group, turn.words - turn.relayed_words, 0, own
    )
    return [reader, Spoken(None, "remote", RELAYED, None, turn.relayed_words, 0, relayed)]


def _person(voice: Spoken) -> str:
    return voice.person or UNKNOWN


def _group(voice: Spoken) -> str:
    if voice.group is not None:
        return voice.group
    return UNSTATED if voice.person else UNKNOWN


def _shares(voices: Sequence[Spoken], size: Callable[[Spoken], int | Fraction]) -> Shares:
    sized = [(voice, size(voice)) for voice in voices]

    def by(key: Callable[[Spoken], str]) -> dict[str, Fraction]:
        sizes: dict[str, int | Fraction] = {}
        for voice, theirs in sized:
            name = key(voice)
            sizes[name] = sizes.get(name, 0) + theirs
        total = sum(sizes.values())
        ordered = sorted(sizes, key=lambda name: (-sizes[name], name))
        return {name: Fraction(sizes[name], total) for name in ordered if sizes[name]}

    return Shares(
        by(_person), by(lambda voice: voice.role), by(lambda voice: voice.channel), by(_group)
    )


def _turns_of(turns: Sequence[Spoken]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for turn in turns:
        counts[_person(turn)] = counts.get(_person(turn), 0) + 1
    return counts


def _questions(turns: Sequence[Spoken]) -> Questions:
    """Count questions from the floor and from afar; one is answered if moderator or panel speak at
    length before the next.
    """
    asked = [
        index
        for index, turn in enumerate(turns)
        if turn.asks and (turn.relayed_words or turn.role in _ASKING)
    ]
    answered = {
        index
        for index, following in pairwise([*asked, len(turns)])
        if any(
            turn.role in _ANSWERING and turn.words >= _ANSWER_WORDS
            for turn in turns[index + 1 : following]
        )
    }
    remote = {
        index
        for index in asked
        if turns[index].relayed_words or turns[index].channel in {REMOTE, RELAYED}
    }
    room = set(asked) - remote
    return Questions(len(room), len(room & answered), len(remote), len(remote & answered))
