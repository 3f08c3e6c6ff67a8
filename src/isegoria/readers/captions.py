"""Real-time captions as the IGF and ICANN publish them: turns opened by `>>`, or by a label at the
start of a line.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from isegoria.readers.names.offices import is_office

__all__ = ["Cut", "cuts_in", "is_label"]

_BLANK = r"[ \t\u00a0]"
_LETTER = r"[^\W\d_]"
# At most 70 characters up to the colon, and no sentence: a label is a name or an office.
_LABEL = rf"(?P<label>{_LETTER}[^\n:>]{{0,69}}?){_BLANK}?:(?=\s|$|[^\s/\d])"
_MARKED = re.compile(rf"(?<![^\s\])}}.])>>+{_BLANK}*(?:{_LABEL}{_BLANK}*)?", re.MULTILINE)
_BARE = re.compile(rf"^{_BLANK}{{0,8}}{_LABEL}{_BLANK}*", re.MULTILINE)
_PARTICLES = re.compile(
    "de|da|di|del|della|der|den|van|von|la|le|el|al|bin|ibn|of|the|and|y|e|dos|du"
)
_HEADINGS = frozenset(
    [
        "NOTE",
        "NOTES",
        "WARNING",
        "DISCLAIMER",
        "DATE",
        "TIME",
        "PLACE",
        "VENUE",
        "ROOM",
        "TITLE",
        "Q",
        "A",
    ]
)
_MARKERS_THAT_MAKE_A_STYLE = 3


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a turn begins in the source, its label if it has one, and where its words begin."""

    start: int
    label: str | None
    words_start: int


def cuts_in(text: str) -> list[Cut]:
    """Return where the turns begin, in order.

    Where the captioner uses `>>`, a label without it counts only in capitals at the start of a
    paragraph, or if the same label also stands behind a marker.
    """
    marked = [_marked(found) for found in _MARKED.finditer(text)]
    bare = list(_bare(text))
    if len(marked) >= _MARKERS_THAT_MAKE_A_STYLE:
        known = {cut.label for cut in marked if cut.label}
        bare = [cut for cut in bare if cut.label in known or _opens_paragraph(text, cut)]
    starts = {cut.start for cut in marked}
    return sorted(
        [*marked, *(cut for cut in bare if cut.start not in starts)], key=lambda cut: cut.start
    )


def _opens_paragraph(text: str, cut: Cut) -> bool:
    """Return whether the label is in capitals and stands behind an empty line, and is no heading
    such as NOTE.
    """
    label = cut.label or ""
    return (
        label.isupper()
        and label not in _HEADINGS
        and re.search(r"(?:\A|\n[ \t\r]*\n)\Z", text[max(cut.start - 9, 0) : cut.start]) is not None
    )


def _marked(found: re.Match[str]) -> Cut:
    label = found["label"]
    if label is not None and is_label(label):
        return Cut(found.start(), label.strip(), found.end())
    start = found.start()
    while start < len(found.string) and found.string[start] == ">":
        start += 1
    return Cut(found.start(), None, start)


def _bare(text: str) -> Iterator[Cut]:
    """Yield labels without a marker: in capitals, an office, or a name that opens at least two
    lines.
    """
    found = [match for match in _BARE.finditer(text) if is_label(match["label"])]
    often = Counter(match["label"] for match in found)
    for match in found:
        label = match["label"]
        if (
            (label.isupper() and label not in _HEADINGS)
            or is_office(label)
            or (often[label] > 1 and " " in label)
        ):
            yield Cut(match.start(), label.strip(), match.end())


def is_label(words: str) -> bool:
    """Return whether the words before a colon look like a name or an office: few, and each begins
    with a capital.
    """
    parts = re.sub(r"\([^()]*+\)|\[[^\[\]]*+\]", " ", words).replace("\u00a0", " ").split()
    if not 1 <= len(parts) <= 7:
        return False
    if words.isupper() or is_office(words):
        return True
    return all(
        part[0].isupper() or _PARTICLES.fullmatch(part.lower()) for part in parts
    ) and not words.rstrip().endswith((".", "?", "!", ","))
