"""How a text that somebody typed is kept: as it is, but for line ends and the empty lines around
it.
"""

import re

__all__ = ["tidy"]


def tidy(text: str) -> str:
    """Return a text with line feeds for line ends, without empty lines before it and blanks behind
    it.

    Blanks that begin its first line stay: they mean something in Markdown.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    return re.sub(r"\A(?:[ \t]*\n)+", "", lines).rstrip()
