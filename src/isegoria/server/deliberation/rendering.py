"""Markdown as safe HTML; a text cut into the paragraphs that people refer to."""

import re
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

__all__ = ["paragraphs_of", "rendered"]

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).enable(["table", "strikethrough"])
_TAGS = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s", "strong", "table", "tbody",
    "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_SCHEMES = {"http", "https", "mailto"}
_BETWEEN = re.compile(r"\n[ \t]*\n\s*")


@lru_cache(maxsize=2048)
def rendered(text: str) -> str:
    """Return Markdown as HTML: no pictures, no scripts, no HTML of the author; headings below those of the page."""
    html = re.sub(r"<(/?)h[12]>", r"<\1h3>", _MARKDOWN.render(text))
    return nh3.clean(
        html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}, link_rel="nofollow ugc"
    )


def paragraphs_of(text: str) -> list[str]:
    """Return the paragraphs: what stands between empty lines."""
    return [one for one in _BETWEEN.split(text.replace("\r\n", "\n").strip()) if one.strip()] or [""]
