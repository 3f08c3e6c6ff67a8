"""A turn's text cut into paragraphs and parts for a page, and a correction shown word by word.

Nothing of the text is lost.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from rapidfuzz.distance import Indel, Levenshtein

__all__ = ["Part", "Region", "differences", "paragraphs", "regions"]

_BETWEEN = re.compile(r"\n[ \t\r\u00a0]*+\n\s*+")
# The library of Python finds what people see as the same, in time by the cube of what repeats
# itself. It is asked while that
# is little. The others take time by the square, 64 pieces at once; the first of them keeps a bit
# for each pair. Of what is
# longer still, only what is the same at the beginning and at the end is found.
_STEPS = 5_000_000
_PAIRS = 200_000_000
_MOST_PAIRS = 1_500_000_000


@dataclass(frozen=True, slots=True)
class Part:
    """Some text and what it is: "said", "relayed", an event kind of the reader, or "kept",
    "removed", "added" in a correction.
    """

    kind: str
    text: str


def paragraphs(
    text: str, events: Sequence[Sequence[object]], relay_start: int | None
) -> list[list[Part]]:
    """Return the paragraphs of a turn, each as parts.

    `events` are kind, start, end in characters of `text`.
    """
    found = []
    start = 0
    for end, following in [
        *((gap.start(), gap.end()) for gap in _BETWEEN.finditer(text)),
        (len(text), len(text)),
    ]:
        found.append(
            list(
                _parts(text, start, end, events, len(text) if relay_start is None else relay_start)
            )
        )
        start = following
    return found


def _parts(
    text: str, start: int, end: int, events: Sequence[Sequence[object]], relay: int
) -> Iterator[Part]:
    at = start
    for kind, opens, closes in events:
        if isinstance(opens, int) and isinstance(closes, int) and at <= opens < end:
            yield from _said(text, at, opens, relay)
            yield Part(str(kind), text[opens : min(closes, end)])
            at = min(closes, end)
    yield from _said(text, at, end, relay)


def _said(text: str, start: int, end: int, relay: int) -> Iterator[Part]:
    own, relayed = (
        text[start : min(end, max(relay, start))],
        text[max(start, min(relay, end)) : end],
    )
    if own:
        yield Part("said", own)
    if relayed:
        yield Part("relayed", relayed)


class Region(NamedTuple):
    """Pieces `a` to `b` of one text, beside `c` to `d` of another: the same, or what stands there
    instead.
    """

    same: bool
    a: int
    b: int
    c: int
    d: int


def regions(before: Sequence[str], after: Sequence[str]) -> list[Region]:
    """Return what two texts, cut into pieces, have in common, and what differs between; in bounded
    time.
    """
    found: list[Region] = []
    for tag, a, b, c, d in _opcodes(before, after):
        same = tag == "equal"
        if a == b and c == d:
            continue
        if found and found[-1].same is same:
            found[-1] = Region(same, found[-1].a, b, found[-1].c, d)
        else:
            found.append(Region(same, a, b, c, d))
    return found


def _opcodes(
    before: Sequence[str], after: Sequence[str]
) -> Iterator[tuple[str, int, int, int, int]]:
    here, there = Counter(before), Counter(after)
    alike = sum(number * there[piece] for piece, number in here.items())
    if len(before) * alike <= _STEPS:
        yield from SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        return
    if len(before) * len(after) > _MOST_PAIRS:
        yield from _ends(before, after)
        return
    by = Indel if len(before) * len(after) <= _PAIRS else Levenshtein
    for one in by.opcodes(before, after):
        yield one.tag, one.src_start, one.src_end, one.dest_start, one.dest_end


def _ends(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield what two long texts have in common at the beginning and at the end, and what stands
    between.
    """
    old, new = len(before), len(after)
    least = min(old, new)
    first = next((place for place in range(least) if before[place] != after[place]), least)
    last = next(
        (
            place
            for place in range(least - first)
            if before[old - 1 - place] != after[new - 1 - place]
        ),
        least - first,
    )
    yield "equal", 0, first, 0, first
    yield "replace", first, old - last, first, new - last
    yield "equal", old - last, old, new - last, new


def differences(before: str, after: str) -> list[Part]:
    """Return what a correction keeps, removes and adds, word by word."""
    old, new = before.split(), after.split()
    parts = []
    for same, a, b, c, d in regions(old, new):
        if same:
            parts.append(Part("kept", " ".join(old[a:b])))
            continue
        if b > a:
            parts.append(Part("removed", " ".join(old[a:b])))
        if d > c:
            parts.append(Part("added", " ".join(new[c:d])))
    return parts
