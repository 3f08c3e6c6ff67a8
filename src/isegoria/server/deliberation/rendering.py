"""Markdown as safe HTML; a text cut into the paragraphs that people refer to."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from rapidfuzz import fuzz

from isegoria.server.acts.texts import tidy

__all__ = ["moved", "paragraphs_of", "rendered"]

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).enable(["table", "strikethrough"])
_TAGS = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s", "strong", "table", "tbody",
    "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_SCHEMES = {"http", "https", "mailto"}
_ALIKE = 50  # per cent of the letters; a paragraph that kept fewer is another one
_BETWEEN = re.compile(r"\n(?:[ \t]*\n)+")


@lru_cache(maxsize=2048)
def rendered(text: str) -> str:
    """Return Markdown as HTML: no pictures, no scripts, no HTML of the author; headings below those of the page."""
    html = re.sub(r"<(/?)h[12]>", r"<\1h3>", _MARKDOWN.render(text))
    return nh3.clean(
        html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}, link_rel="nofollow ugc"
    )


def paragraphs_of(text: str) -> list[str]:
    """Return the paragraphs: what stands between empty lines."""
    return [one for one in _BETWEEN.split(tidy(text)) if one.strip()] or [""]


def moved(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """Return where each paragraph of one version stands in another, both from 1; one that is gone is not there.

    What stayed the same is found first; what stands between is the same paragraph, reworded, where most of it is alike.
    """
    found: dict[int, int] = {}
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            found.update(zip(range(a + 1, b + 1), range(c + 1, d + 1), strict=True))
        elif what == "replace":
            free = c
            for place in range(a, b):
                alike = max(range(free, d), key=lambda other: fuzz.ratio(before[place], after[other]), default=None)
                if alike is not None and fuzz.ratio(before[place], after[alike]) >= _ALIKE:
                    found[place + 1], free = alike + 1, alike + 1
    return found
