"""Who had the floor in a session: exact shares of the words by person, role, channel and group, and who is missing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Balance", "Spoken", "balance"]

UNSTATED = "unstated"  # a known person who states no group
UNKNOWN = "unknown"  # nobody knows yet who spoke
RELAYED = "remote_relayed"


@dataclass(frozen=True, slots=True)
class Spoken:
    """The words of one turn. `relayed_words` of the `words` are somebody else's, read out; `group` None is unstated."""

    person: str | None
    role: str
    channel: str
    group: str | None
    words: int
    relayed_words: int = 0


@dataclass(frozen=True, slots=True)
class Balance:
    """Shares in [0, 1] that sum to 1 in each mapping (all empty when nobody said a word); counts of turns and words."""

    turns: int
    words: int
    longest_turn: int
    by_person: dict[str, Fraction]
    by_role: dict[str, Fraction]
    by_channel: dict[str, Fraction]
    by_group: dict[str, Fraction]
    silent_groups: tuple[str, ...]


def balance(turns: Sequence[Spoken], groups: Sequence[str]) -> Balance:
    """Return the balance of a session; `groups` are the forum's, in its order.

    Relayed words count for the remote voice, whose person and group are unknown, not for whoever read them out.
    """
    voices = [voice for turn in turns for voice in _voices(turn)]
    by_group = _shares(voices, _group)
    return Balance(
        turns=len(turns),
        words=sum(turn.words for turn in turns),
        longest_turn=max((turn.words for turn in turns), default=0),
        by_person=_shares(voices, lambda voice: voice.person or UNKNOWN),
        by_role=_shares(voices, lambda voice: voice.role),
        by_channel=_shares(voices, lambda voice: voice.channel),
        by_group=by_group,
        silent_groups=tuple(group for group in groups if not by_group.get(group)),
    )


def _voices(turn: Spoken) -> list[Spoken]:
    """Return the one or two voices of a turn."""
    if not turn.relayed_words:
        return [turn]
    reader = Spoken(turn.person, turn.role, "room", turn.group, turn.words - turn.relayed_words)
    return [reader, Spoken(None, "remote", RELAYED, None, turn.relayed_words)]


def _group(voice: Spoken) -> str:
    if voice.group is not None:
        return voice.group
    return UNSTATED if voice.person else UNKNOWN


def _shares(voices: Sequence[Spoken], key: Callable[[Spoken], str]) -> dict[str, Fraction]:
    """Return the share of each key, the largest first; keys without a word are left out."""
    words: dict[str, int] = {}
    for voice in voices:
        words[key(voice)] = words.get(key(voice), 0) + voice.words
    total = sum(words.values())
    ordered = sorted(words, key=lambda name: (-words[name], name))
    return {name: Fraction(words[name], total) for name in ordered if words[name]}
