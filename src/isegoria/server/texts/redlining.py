"""What one version of a text keeps, removes and adds against another, as it is read: its lists,
bold words and links, not the marks of its Markdown.

Both versions are made into HTML first. That is cut into blocks, such as a paragraph or an item of a
list, and a block into words, each with what it stands in. Blocks are compared first, then the words
of a block that was reworded. A word that became bold was removed and added.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from django.utils.safestring import SafeString

from isegoria.server.texts.comparing import regions
from isegoria.server.texts.markdown import moved, rendered

__all__ = ["redlined"]

_TOKEN = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>|([^<]+)")
_WORD = re.compile(r"\S+")
_AROUND = {"ul", "ol", "li", "blockquote"}
_BLOCKS = {"p", "h2", "h3", "h4", "h5", "h6"}
_WHOLE = {"pre", "table", "hr"}
"""What is compared as a whole, and shown removed and added as a whole."""
_KEPT = 64  # redlines in memory


class _Around(NamedTuple):
    """What a block stands in: an element, and of an item in an ordered list its number."""

    tag: str
    number: int = 0


@dataclass(slots=True)
class _Block:
    """What is compared: a paragraph, the words of an item, or something whole; `fresh` is how many
    of what is around it went on from the block before.
    """

    tag: str
    around: tuple[_Around, ...]
    fresh: int
    html: list[str] = field(default_factory=list)

    @property
    def shape(self) -> str:
        """Return what tells it from blocks that look different with the same words."""
        return ">".join([*(one.tag for one in self.around), self.tag])

    @property
    def inner(self) -> str:
        """Return what is in it, as HTML."""
        return "".join(self.html).strip()

    @property
    def words(self) -> str:
        """Return what it is found again by."""
        return f"{self.shape} {re.sub(r'<[^>]*>', ' ', self.inner)}"


class _Piece(NamedTuple):
    """A word with the elements it stands in, as they open, and whether a space is before it."""

    text: str
    within: tuple[str, ...]
    spaced: bool

    @property
    def key(self) -> str:
        """Return what has to be the same for the word to be kept."""
        return "".join((*self.within, self.text))


def redlined(before: str, after: str) -> SafeString:
    """Return a redline of two texts in Markdown as safe HTML, in bounded time; one that was made
    lately is not made again.
    """
    before, after = (one.encode(errors="replace").decode() for one in (before, after))
    return SafeString(_kept(before, after))  # both are safe, and only whole elements are put around


def _redlined(before: str, after: str) -> str:
    old, new = _blocks(rendered(before)), _blocks(rendered(after))
    found = moved([one.words for one in old], [one.words for one in new])
    pairs = [
        (at - 1, to - 1)
        for at, to in sorted(found.items())
        if old[at - 1].shape == new[to - 1].shape
    ]
    page, gone, come = _Page(), 0, 0
    for at, to in [*pairs, (len(old), len(new))]:
        for one in old[gone:at]:
            page.add(one, _whole("del", one))
        for one in new[come:to]:
            page.add(one, _whole("ins", one))
        if at < len(old):
            page.add(new[to], _compared(old[at], new[to]))
        gone, come = at + 1, to + 1
    return page.html()


_kept = lru_cache(maxsize=_KEPT)(_redlined)


class _Page:
    """HTML that is written block by block: what goes around a block stays open while it goes on."""

    def __init__(self) -> None:
        self._html: list[str] = []
        self._open: list[_Around] = []

    def add(self, block: _Block, inner: str) -> None:
        """Write a block into what is around it."""
        same = self._goes_on(block)
        self._close(same)
        for one in block.around[same:]:
            self._html.append(_opening(one))
            self._open.append(one)
        if block.tag in _BLOCKS:
            inner = f'<{block.tag} dir="auto">{inner}</{block.tag}>'
        self._html.append(inner)

    def html(self) -> str:
        """Return all of it."""
        self._close(0)
        return "".join(self._html)

    def _goes_on(self, block: _Block) -> int:
        """Return how much of what is open the block stands in too: never a new item in an old."""
        for place, (is_open, wanted) in enumerate(zip(self._open, block.around, strict=False)):
            is_new = place >= block.fresh and wanted.tag in {"li", "blockquote"}
            if is_new or is_open.tag != wanted.tag:
                return place
        return min(len(self._open), len(block.around))

    def _close(self, depth: int) -> None:
        while len(self._open) > depth:
            self._html.append(f"</{self._open.pop().tag}>")


def _opening(one: _Around) -> str:
    if one.tag != "li":
        return f"<{one.tag}>"
    return f'<li dir="auto" value="{one.number}">' if one.number else '<li dir="auto">'


def _blocks(html: str) -> list[_Block]:
    """Cut HTML that `rendered` made into its blocks."""
    reader = _Reader()
    for found in _TOKEN.finditer(html):
        closing, tag, rest, text = found.groups()
        if text is not None:
            reader.text(text)
        elif closing:
            reader.close(tag, found[0])
        else:
            reader.open(tag, rest, found[0])
    return reader.blocks


class _Reader:
    """Takes in tags and text in their order."""

    def __init__(self) -> None:
        self.blocks: list[_Block] = []
        self._around: list[_Around] = []
        self._numbers: list[int] = []
        """Of each list that is open the number of its next item; 0 where it has none."""
        self._went_on = 0
        """How much of what is around was there at the last block."""
        self._block: _Block | None = None
        self._whole = ""
        """The tag of a table or of code that is open."""

    def open(self, tag: str, rest: str, written: str) -> None:
        if self._whole or (tag not in _AROUND and tag not in _BLOCKS and tag not in _WHOLE):
            self._put(written)
            return
        self._block = None
        if tag in _AROUND:
            self._enter(tag, rest)
            return
        self._begin(tag)
        if tag in _WHOLE:
            self._put(written)
            self._whole = "" if tag == "hr" else tag
        if tag == "hr":
            self._block = None

    def close(self, tag: str, written: str) -> None:
        if self._whole:
            self._put(written)
            if tag == self._whole:
                self._whole, self._block = "", None
        elif tag in _AROUND:
            self._block = None
            self._around.pop()
            self._went_on = min(self._went_on, len(self._around))
            if tag in {"ul", "ol"}:
                self._numbers.pop()
        elif tag in _BLOCKS:
            self._block = None
        else:
            self._put(written)

    def text(self, text: str) -> None:
        if self._block is not None or text.strip():
            self._put(text)

    def _enter(self, tag: str, rest: str) -> None:
        number = 0
        if tag == "li" and self._numbers and self._numbers[-1]:
            number = self._numbers[-1]
            self._numbers[-1] += 1
        elif tag in {"ul", "ol"}:
            start = re.search(r'start="(\d+)"', rest)
            self._numbers.append(0 if tag == "ul" else int(start[1]) if start else 1)
        self._around.append(_Around(tag, number))

    def _begin(self, tag: str) -> _Block:
        self._block = _Block(tag, tuple(self._around), self._went_on)
        self._went_on = len(self._around)
        self.blocks.append(self._block)
        return self._block

    def _put(self, written: str) -> None:
        block = self._block or self._begin("")
        block.html.append(written)


def _whole(mark: str, block: _Block) -> str:
    return f"<{mark}>{block.inner}</{mark}>" if block.inner else ""


def _compared(old: _Block, new: _Block) -> str:
    """Return the words of a block, each kept, removed or added."""
    if old.inner == new.inner:
        return new.inner
    if new.tag in _WHOLE:
        return _whole("del", old) + _whole("ins", new)
    before, after = list(_pieces(old.inner)), list(_pieces(new.inner))
    html: list[str] = []
    found = regions([one.key for one in before], [one.key for one in after])
    for same, a, b, c, d in found:
        if same:
            _write(html, "", after[c:d])
        else:
            _write(html, "del", before[a:b])
            _write(html, "ins", after[c:d])
    return "".join(html)


def _pieces(html: str) -> Iterator[_Piece]:
    within: list[str] = []
    spaced = True  # whatever comes to stand before the first word
    for found in _TOKEN.finditer(html):
        closing, tag, _rest, text = found.groups()
        if text is not None:
            for word in _WORD.finditer(text):
                yield _Piece(word[0], tuple(within), spaced or word.start() > 0)
                spaced = False
            spaced = text[-1:].isspace()
        elif tag == "br":
            yield _Piece("<br>", tuple(within), spaced=False)
        elif closing:
            within.pop()
        else:
            within.append(found[0])


def _write(html: list[str], mark: str, pieces: Sequence[_Piece]) -> None:
    """Write words that were all kept, removed or added; spaces stand outside of the marks."""
    if not pieces:
        return
    if html and pieces[0].spaced:
        html.append(" ")
    html.append(f"<{mark}>" if mark else "")
    opened: tuple[str, ...] = ()
    for place, one in enumerate(pieces):
        same = _alike(opened, one.within)
        html.extend(_closing(tag) for tag in reversed(opened[same:]))
        html.append(" " if place and one.spaced else "")
        html.extend(one.within[same:])
        html.append(one.text)
        opened = one.within
    html.extend(_closing(tag) for tag in reversed(opened))
    html.append(f"</{mark}>" if mark else "")


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    place = 0
    while place < min(len(one), len(other)) and one[place] == other[place]:
        place += 1
    return place


def _closing(opening: str) -> str:
    return f"</{re.split('[ >]', opening[1:], maxsplit=1)[0]}>"
