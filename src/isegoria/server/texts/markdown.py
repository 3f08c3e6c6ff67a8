"""Markdown as safe HTML, in bounded time; a text cut into the paragraphs that people refer to.

Nothing in what somebody wrote makes a reader's browser fetch anything: a picture is a link to it.
Beside a link stands the host to which it leads, unless its words are its address; hosts are in
ASCII, so that letters that look alike do not deceive.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

import nh3
from django.utils.html import escape
from markdown_it import MarkdownIt
from markdown_it.token import Token
from rapidfuzz import fuzz

from isegoria.server.texts.comparing import regions
from isegoria.server.texts.lengths import LONGEST
from isegoria.server.texts.typed import tidy

__all__ = ["beginning", "moved", "paragraphs_of", "rendered"]

_DEEPEST = 24  # levels; a list in a list takes two, and what is deeper would be dropped
_QUOTED = re.compile(r"^(?:[ \t]*>){10}", re.MULTILINE)
MOST_MARKS = 20_000  # in a whole text: a page of it is made in about a second
# letters that mean something in Markdown, in one contribution; each can cost 50 microseconds
_MARKS = 800
_MARKDOWN = MarkdownIt(
    "commonmark", {"html": False, "linkify": False, "breaks": True, "maxNesting": _DEEPEST}
).enable(["table", "strikethrough"])
_MARKDOWN.disable(
    "reference"
)  # one address that is written once and used a thousand times would fill the page
_TAGS = {
    "a",
    "blockquote",
    "br",
    "code",
    "em",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}
_AROUND = 50  # paragraphs among which one that was reworded is looked for
_LETTERS = 4_000_000  # pairs of them that are compared; it costs time by the square of the length
_ALIKE = 50  # per cent of the letters; a paragraph that kept fewer is another one
_BETWEEN = re.compile(r"\n(?:[ \t]*\n)+")
_HERE = re.compile(r"#|/(?![/\\])")  # an address within the forum; two slashes begin another host


def rendered(text: str, under: int = 0) -> str:
    """Return Markdown as HTML: no pictures, no scripts, no HTML of the author.

    Headings follow on one of the level `under`, none more than one level below the one before;
    under 0 they are paragraphs in bold, so that the outline of a page is its own. What has so many
    marks, or is nested so deeply, that it is no text for reading is shown as it was typed.
    """
    return _kept(text, under) if len(text) <= LONGEST else _rendered(text, under)


def beginning(text: str, words: int) -> str:
    """Return the first words as HTML."""
    found = list(re.finditer(r"\S+", text))
    return rendered(f"{text[: found[words - 1].end()]} …" if len(found) > words else text)


def marks_in(text: str) -> int:
    """Return how many letters mean something in Markdown; what a text costs to show grows with
    them.
    """
    return sum(
        text.count(one) for one in "*_`~[[]<>&|\\!#\n"
    )  # an opening bracket is looked at most often


def _rendered(text: str, under: int) -> str:
    most = _MARKS if len(text) <= LONGEST else min(len(text) // 4, MOST_MARKS)
    readable = marks_in(text) <= most and not _QUOTED.search(text)
    tokens = _MARKDOWN.parse(text) if readable else []
    if not tokens or any(one.level >= _DEEPEST - 2 for one in tokens):
        return "".join(
            f"<p>{escape(one).replace(chr(10), '<br>')}</p>" for one in paragraphs_of(text) if one
        )
    _place_headings(tokens, under)
    for one in tokens:
        if one.children:
            one.children = list(_with_hosts(list(_without_pictures(one.children))))
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc",
    )


_kept = lru_cache(maxsize=1024)(_rendered)


def _leads_somewhere(address: str) -> bool:
    """Return whether an address may be linked to; one that may not stays in the text as it was
    written.
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme in {"http", "https"}:
        return bool(host) and host.isascii()
    return parts.scheme == "mailto" or (not parts.scheme and _HERE.match(address) is not None)


_MARKDOWN.validateLink = _leads_somewhere  # type: ignore[assignment,method-assign]  # its own hook for this


def _place_headings(tokens: Sequence[Token], under: int) -> None:
    level = under
    for place, one in enumerate(tokens):
        if one.type == "heading_open":
            level = min(under + int(one.tag[1]), level + 1, 6)
            words = tokens[place + 1]
            if not under and words.children:
                words.children = [
                    Token("strong_open", "strong", 1),
                    *words.children,
                    Token("strong_close", "strong", -1),
                ]
        if one.type in {"heading_open", "heading_close"}:
            one.tag = f"h{level}" if under else "p"


def _without_pictures(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield a link in place of each picture: what it shows in words, or its address."""
    within = False
    for one in tokens:
        if one.type != "image":
            within = one.type == "link_open" or (within and one.type != "link_close")
            yield one
            continue
        address = str(one.attrs.get("src", ""))
        words = Token("text", "", 0, content=one.content or address)
        if within:  # a link in a link is none
            yield words
        else:
            yield from (
                Token("link_open", "a", 1, attrs={"href": address}),
                words,
                Token("link_close", "a", -1),
            )


def _with_hosts(tokens: Sequence[Token]) -> Iterator[Token]:
    address, words = "", ""
    for one in tokens:
        yield one
        if one.type == "link_open":
            address, words = str(one.attrs.get("href", "")), ""
        elif one.type == "link_close":
            if (host := urlsplit(address).hostname) and not _says(words, host):
                yield Token("text", "", 0, content=f" ({host})")
            address = ""
        else:
            words += one.content


def _says(words: str, host: str) -> bool:
    """Return whether the words of a link begin with the host to which it leads, and not with one
    that only looks like it.
    """
    begins = words.strip().casefold().removeprefix("https://").removeprefix("http://")
    return begins.startswith(host) and begins[len(host) : len(host) + 1] in {"", "/", "?", "#", ":"}


def paragraphs_of(text: str) -> list[str]:
    """Return the paragraphs: what stands between empty lines."""
    return [one for one in _BETWEEN.split(tidy(text)) if one.strip()] or [""]


def moved(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """Return where each paragraph of one version stands in another, both from 1; one that is gone
    is not there.

    What stayed the same is found first; what stands between is the same paragraph, reworded, where
    most of it is alike.
    """
    found: dict[int, int] = {}
    for same, a, b, c, d in regions(before, after):
        if same:
            found.update(zip(range(a + 1, b + 1), range(c + 1, d + 1), strict=True))
            continue
        free = c
        for place in range(a, b):
            alike = {
                other: _likeness(before[place], after[other])
                for other in range(free, min(d, free + _AROUND))
            }
            best = max(alike, key=alike.__getitem__, default=None)
            if best is not None and alike[best] >= _ALIKE:
                found[place + 1], free = best + 1, best + 1
    return found


def _likeness(one: str, other: str) -> float:
    """Return how much two paragraphs have in common, of 100: letters in their order, or the words
    of long ones.
    """
    if len(one) * len(other) <= _LETTERS:
        return fuzz.ratio(one, other)
    here, there = Counter(one.split()), Counter(other.split())
    return 200 * (here & there).total() / (here.total() + there.total() or 1)
