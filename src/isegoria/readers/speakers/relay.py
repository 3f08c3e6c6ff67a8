"""Words of a remote participant that somebody in the room reads out: two voices in one turn."""

import re
from dataclasses import replace

from isegoria.readers.events import count_words
from isegoria.readers.values import Channel, Relay, Role, Span, Turn

__all__ = ["relay_in", "with_relay"]

_FROM = re.compile(
    r"\b(?:it's|it is|this is|one is|question|comment|intervention|message)\s(?:\w+\s){0,3}?from\s+"
    r"(?P<who>[^\W\d_][^.,;:?\n]{0,60})",
    re.I,
)
_READS = re.compile(
    r"\b(?:the|their|his|her)\s(?:first\s)?(?:question|comment|message)\s(?:is|reads|says"
    r"|goes)\b[,:]?\s*"
    r"(?:(?:it's|it is|this is)\s(?:a|both)\s[^.?!]{0,40}(?:question|comment)[^.?!]{0,30}[.:]\s*)?"
    r"|\b(?:and I quote|I quote|quote)\b[,:]?\s*",
    re.I,
)
_INTRODUCTION = 400  # characters within which a reader says whose words follow


def relay_in(text: str) -> Relay | None:
    """Return the words of somebody else that a turn reads out, if it says from whom they are and
    where they begin.
    """
    head = text[:_INTRODUCTION]
    origin = _FROM.search(head)
    reads = _READS.search(head, origin.end()) if origin else None
    if origin is None or reads is None:
        return None
    return Relay(
        origin["who"].strip(), Span(reads.end(), len(text)), count_words(text[reads.end() :])
    )


def with_relay(turn: Turn) -> Turn:
    """Return the turn with its relayed part marked.

    The reader stays unsettled unless something else proves who reads; the relayed words count to
    the remote channel.
    """
    relay = relay_in(turn.text)
    if relay is None:
        return turn
    role = Role.ONLINE_MODERATOR if turn.speaker.role is Role.UNKNOWN else turn.speaker.role
    evidence = (*turn.speaker.evidence, f"the turn reads out what “{relay.on_behalf_of}” sent in")
    return replace(
        turn,
        relay=relay,
        speaker=replace(turn.speaker, role=role, channel=Channel.RELAYED, evidence=evidence),
    )
