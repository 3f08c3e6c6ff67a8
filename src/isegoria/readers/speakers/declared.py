"""What speakers say plainly of themselves: the stakeholder group they speak for, and that they take
part online.

A group is never read off a name, an organisation or a profession, and words about others declare
nothing.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from isegoria.readers.names.introductions import is_reported
from isegoria.readers.speakers.evidence import DOUBTFUL
from isegoria.readers.values import Channel, GroupBasis, Role, Turn

__all__ = ["with_declared"]

_GROUPS = {
    "academia": r"academia|academic (?:community|sector)",
    "civil_society": r"civil society",
    "government": r"governments?(?! (?:relations|affairs|policy|liaison|team))",
    "private_sector": r"private sector|business (?:sector|community)|industry",
    "technical_community": r"technical community",
}
_ADVERBS = r"(?:also |here |just |actually |speaking |here today )*"
_MEMBER = r"an? (?:representative|member|part) (?:of|from|for)"
_NAME = r"(?-i:[^\W\d_a-z][\w'’\u2011-]*)"
_DECLARED = re.compile(
    rf"\b(?:I(?: am|'m|’m) {_ADVERBS}(?:from|with|part of|representing|for|on behalf of|{_MEMBER})"
    r"|I (?:also )?(?:represent|come from|belong to|work (?:for|in)|speak (?:for|on behalf of))"
    rf"|(?:speaking|speak|intervening) (?:here |today )?(?:for|on behalf of|as {_MEMBER})"
    rf"|(?:my name is|I am|I'm|I’m|this is) {_NAME}(?: {_NAME}){{0,3}}(?:,| and)?(?: I am| I'm"
    rf"| I’m| I come)? from)"
    rf" (?:the |a )?(?P<group>{'|'.join(_GROUPS.values())})\b",
    re.I,
)
_SECOND_GROUP = re.compile(
    rf"^\s*(?:,|/|and|but also|or)\s+(?:also )?(?:from )?(?:the"
    rf" )?(?:{'|'.join(_GROUPS.values())})\b",
    re.I,
)
_PERSONAL = re.compile(r"\b(?:personal|own|individual) (?:capacity|behalf|name)\b", re.I)
_ONLINE = re.compile(
    r"\bI(?: am|'m|’m) (?:\w+ )?(?:joining|participating|taking part|speaking|connecting"
    r"|connected|attending|following)\s"
    r"(?:\w+ ){0,3}?(?:online|remotely|virtually)\b"
    r"|\bI(?: am|'m|’m) (?:only |just )?(?:online|remote)\b(?! (?:moderat|participation))",
    re.I,
)
_WHERE = 500  # characters from the start of a turn


def with_declared(turns: Sequence[Turn]) -> list[Turn]:
    """Return the turns with the channel and the group that speakers declare, in all turns that are
    surely theirs.
    """
    groups = [_group(turn) for turn in turns]
    said: dict[str, set[tuple[str, str, int]]] = defaultdict(set)
    for turn, group in zip(turns, groups, strict=True):
        if group and turn.speaker.name and turn.speaker.confidence > DOUBTFUL:
            said[turn.speaker.name].add((*group, turn.number))
    return [
        _grouped(_reached(turn), group, said) for turn, group in zip(turns, groups, strict=True)
    ]


def _group(turn: Turn) -> tuple[str, str] | None:
    """Return the group that a turn's speaker declares, and the words; None where two are declared,
    or it is meant personally.
    """
    head = turn.text[:_WHERE]
    if turn.relay is not None or turn.speaker.role is Role.MEDIA or _PERSONAL.search(head):
        return None
    found = [one for one in _DECLARED.finditer(head) if not is_reported(head[: one.start()])]
    groups = {
        next(group for group, words in _GROUPS.items() if re.match(words, one["group"], re.I))
        for one in found
    }
    if len(groups) != 1 or any(_SECOND_GROUP.search(head[one.end() :]) for one in found):
        return None
    return groups.pop(), " ".join(found[0][0].split())


def _grouped(
    turn: Turn, group: tuple[str, str] | None, said: dict[str, set[tuple[str, str, int]]]
) -> Turn:
    speaker = turn.speaker
    if speaker.group is not None:
        return turn
    if group is not None:
        evidence = f"the speaker says “{group[1]}”"
    else:
        elsewhere = sorted(said.get(speaker.name or "", ()), key=lambda one: one[2])
        if len({one[0] for one in elsewhere}) != 1 or speaker.confidence <= DOUBTFUL:
            return turn
        group, evidence = (
            elsewhere[0][:2],
            f"the speaker says “{elsewhere[0][1]}” in turn {elsewhere[0][2]}",
        )
    basis = GroupBasis.SELF_DECLARED
    return replace(
        turn,
        speaker=replace(
            speaker, group=group[0], group_basis=basis, evidence=(*speaker.evidence, evidence)
        ),
    )


def _reached(turn: Turn) -> Turn:
    """Return the turn with its channel, where a label, the roster or the speaker says that they
    take part online.
    """
    speaker = turn.speaker
    if speaker.channel in {Channel.RELAYED, Channel.MEDIA}:
        return turn
    if speaker.role is Role.REMOTE:
        return replace(turn, speaker=replace(speaker, channel=Channel.REMOTE))
    found = _ONLINE.search(turn.text[:_WHERE])
    if found is None or is_reported(turn.text[: found.start()]):
        return turn
    evidence = (*speaker.evidence, f"the speaker says “{' '.join(found[0].split())}”")
    return replace(turn, speaker=replace(speaker, channel=Channel.REMOTE, evidence=evidence))
