"""What a page prints around the words: page numbers, running heads, a note.

Nobody said it, and it labels nobody.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile

from isegoria.readers.values import Span

__all__ = ["covers", "furniture_in", "inside"]

_BLANK = r"[ \t\u00a0\f]*+"
_PAGE = re.compile(
    rf"^{_BLANK}(?:page{_BLANK}\|?{_BLANK}\d{{1,4}}(?:{_BLANK}(?:of|/){_BLANK}\d{{1,4}})?"
    rf"|\d{{1,4}}{_BLANK}\|{_BLANK}page){_BLANK}\r?$",
    re.MULTILINE | re.IGNORECASE,
)
# The note of ICANN's transcripts, which a copy from a PDF leaves in the middle of a sentence.
_NOTE = re.compile(
    rf"^{_BLANK}\**Note:?\**:?\s+The following is the output\b"
    rf"(?:(?!\n{_BLANK}\r?\n)[\s\S]){{0,900}}?"
    rf"(?:authoritative\s+record\b[^\n]*|(?=\n{_BLANK}\r?\n)|\Z)",
    re.MULTILINE | re.IGNORECASE,
)
_DATED = re.compile(
    r"^(?!.*>>)[^\n]{0,80}\b(?:(?:19|20)\d\d|\d{1,2}[-/.]\d{1,2}[-/.]\d\d)\b[^\n]{0,40}$",
    re.MULTILINE,
)
_HEAD_LINES = 5  # lines of a running head or foot
_LONGEST_HEAD = 100  # characters of such a line
_PRINTED_OFTEN = 3  # times that a dated line stands alike in the text


def furniture_in(source: str) -> list[Span]:
    """Return the furniture in order, line by line; spans do not overlap and leave out the line's
    end.
    """
    pages = (
        [Span(*found.span()) for found in _PAGE.finditer(source)]
        if re.search("page", source, re.I)
        else []
    )
    notes = [Span(*found.span()) for found in _NOTE.finditer(source)]
    return list(
        _apart(
            sorted(
                [*pages, *notes, *_heads(source, pages), *_dated(source)],
                key=lambda span: (span.start, -span.end),
            )
        )
    )


def inside(spans: Sequence[Span], start: int, end: int) -> Sequence[Span]:
    """Return those of the spans that begin between two places in the source."""
    first = bisect_left(spans, start, key=lambda span: span.start)
    return spans[first : bisect_left(spans, end, key=lambda span: span.start)]


def covers(spans: Sequence[Span], place: int) -> bool:
    """Return whether a place in the source lies in one of the spans."""
    before = bisect_right(spans, place, key=lambda span: span.start)
    return before > 0 and place < spans[before - 1].end


def _heads(source: str, pages: Sequence[Span]) -> Iterator[Span]:
    """Yield the lines next to a page number that stand at two page numbers at least, and at half of
    all; figures may differ.
    """
    sides = [list(_lines(source, page, step)) for page in pages for step in (-1, 1)]
    often = Counter(_kind(source, line) for line in {line for lines in sides for line in lines})
    least = max(2, len(pages) / 2)
    for lines in sides:
        yield from takewhile(lambda line: often[_kind(source, line)] >= least, lines)


def _lines(source: str, page: Span, step: int) -> Iterator[Span]:
    """Yield the short lines above (step -1) or below a page number, nearest first, up to one that
    opens a turn.
    """
    found, start, end = 0, page.start, page.end
    while found < _HEAD_LINES:
        if step < 0:
            start, end = source.rfind("\n", 0, max(start - 1, 0)) + 1, start - 1
        else:
            start, end = end + 1, source.find("\n", end + 1)
            end = len(source) if end < 0 else end
        if not 0 <= start <= end or end - start > _LONGEST_HEAD or ">>" in source[start:end]:
            return
        if source[start:end].strip():
            found += 1
            yield Span(start, end)


def _kind(source: str, line: Span) -> str:
    return re.sub(r"\d+", "0", " ".join(source[line.start : line.end].split()))


def _dated(source: str) -> Iterator[Span]:
    lines = [Span(*found.span()) for found in _DATED.finditer(source)]
    often = Counter(source[line.start : line.end].strip() for line in lines)
    yield from (
        line for line in lines if often[source[line.start : line.end].strip()] >= _PRINTED_OFTEN
    )


def _apart(spans: Sequence[Span]) -> Iterator[Span]:
    """Yield the spans without those that lie in one before."""
    reached = 0
    for span in spans:
        if span.start >= reached:
            yield span
            reached = span.end
