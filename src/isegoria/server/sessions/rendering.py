"""A turn's text cut into paragraphs and parts for a page, and a correction shown word by word. Nothing of the text is lost."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

__all__ = ["Part", "differences", "paragraphs"]

_BETWEEN = re.compile(r"\n[ \t\r\u00a0]*\n\s*")


@dataclass(frozen=True, slots=True)
class Part:
    """Some text and what it is: "said", "relayed", an event kind of the reader, or "kept", "removed", "added" in a correction."""

    kind: str
    text: str


def paragraphs(text: str, events: Sequence[Sequence[object]], relay_start: int | None) -> list[list[Part]]:
    """Return the paragraphs of a turn, each as parts. `events` are kind, start, end in characters of `text`."""
    found = []
    start = 0
    for end, following in [*((gap.start(), gap.end()) for gap in _BETWEEN.finditer(text)), (len(text), len(text))]:
        found.append(list(_parts(text, start, end, events, len(text) if relay_start is None else relay_start)))
        start = following
    return found


def _parts(text: str, start: int, end: int, events: Sequence[Sequence[object]], relay: int) -> Iterator[Part]:
    at = start
    for kind, opens, closes in events:
        if isinstance(opens, int) and isinstance(closes, int) and at <= opens < end:
            yield from _said(text, at, opens, relay)
            yield Part(str(kind), text[opens : min(closes, end)])
            at = min(closes, end)
    yield from _said(text, at, end, relay)


def _said(text: str, start: int, end: int, relay: int) -> Iterator[Part]:
    own, relayed = text[start : min(end, max(relay, start))], text[max(start, min(relay, end)) : end]
    if own:
        yield Part("said", own)
    if relayed:
        yield Part("relayed", relayed)


def differences(before: str, after: str) -> list[Part]:
    """Return what a correction keeps, removes and adds, word by word."""
    old, new = before.split(), after.split()
    parts = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=len(old) > 2000).get_opcodes():
        if what == "equal":
            parts.append(Part("kept", " ".join(old[a:b])))
            continue
        if b > a:
            parts.append(Part("removed", " ".join(old[a:b])))
        if d > c:
            parts.append(Part("added", " ".join(new[c:d])))
    return parts
