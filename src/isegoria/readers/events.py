"""What captioners note that nobody said: applause, gaps, guessed names.

They are kept, and are not words.
"""

import re
from collections.abc import Iterator

from isegoria.readers.values import Event, EventKind, Span

__all__ = ["count_words", "events_in", "spoken"]

_NOTED = (
    r"applause|laugh\w*|chuckl\w*|music|singing|cheer\w*|phone\b|standing\s+by|please\s+stand"
    r"|indicating|speaking|speaks|cross\s?talk|"
    r"overlapping|video|audio|no\s+sound|silence|pause|break|off\s+mic\w*|microphone|technical"
    r"|end\s+of|start\s+of|captioner|cough\w*|"
    r"bell\b|buzzer|voting|lost|background|recording|translat\w*|interpret\w*|moment\s+of"
)
_GAPS = (
    r"\?+|inaudible|indiscernible|unintelligible|unclear|no\s+audio|audio\s+(?:lost|cut|break)\w*"
    r"|lost\s+audio|distorted"
)
_NAME = r"(?-i:[A-Z])[\w'’‑-]*(?:\s(?-i:[A-Z])[\w'’‑-]*){0,3}"
_FOUND = re.compile(
    r"\(\([^()\n]{1,80}\)\)"
    rf"|[\[(][ \u00a0]*(?:(?P<gap>{_GAPS})|(?P<noted>{_NOTED}))[^\])\n]{{0,80}}[\])]"
    rf"|\([ \u00a0]*(?P<guess>{_NAME})[ \u00a0]*\)"
    r"|\[[^\[\]\n]{1,80}\]"
    r"|\((?:applause|laughter)\b"  # a bracket that was never closed
    r"|(?<!\S)(?P<dash>‑‑|--|—|––)(?!\S)",
    re.IGNORECASE,
)
_MAY_BEGIN = re.compile(
    r"[\[(‑—–-]"
)  # to look at every character with _FOUND costs eight times as much
_NO_WORD = re.compile(r"(?<!\S)[^\w\s]+(?!\S)")


def events_in(text: str, offset: int = 0) -> tuple[Event, ...]:
    """Return the events, gaps and guesses in the text; their spans are moved by `offset`."""
    return tuple(
        Event(_kind(found), found[0], Span(offset + found.start(), offset + found.end()))
        for found in _noted(text)
    )


def spoken(text: str) -> str:
    """Return the text without events; words guessed in brackets were said."""
    said, end = [], 0
    for found in _noted(text):
        if _kind(found) is not EventKind.GUESS:
            said.append(text[end : found.start()])
            end = found.end()
    return " ".join([*said, text[end:]])


def count_words(text: str) -> int:
    """Count what has at least one letter or digit between blanks, outside of events."""
    rest = spoken(text)
    return len(rest.split()) - len(_NO_WORD.findall(rest))


def _noted(text: str) -> Iterator[re.Match[str]]:
    end = 0
    for begin in _MAY_BEGIN.finditer(text):
        if begin.start() >= end and (found := _FOUND.match(text, begin.start())):
            yield found
            end = found.end()


def _kind(found: re.Match[str]) -> EventKind:
    if found["gap"] or found["dash"]:
        return EventKind.GAP
    return EventKind.GUESS if found["guess"] else EventKind.EVENT
