"""Drafts and minutes beside an archive: their text without pages and addresses, their title, the
day that they name.
"""

import re
from dataclasses import dataclass
from datetime import date

from isegoria.readers.addresses import without_addresses
from isegoria.readers.encoding import decode
from isegoria.readers.values import Notice

__all__ = ["Document", "document_name", "read_document"]

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
_DATES = re.compile(
    rf"(?P<y1>\d{{4}})[-./](?P<m1>\d{{2}})[-./](?P<d1>\d{{2}})\b"
    rf"|\b(?P<d2>\d{{1,2}})(?:[-–]\d{{1,2}})? {_MONTH},? (?P<y2>\d{{4}})"
    rf"|\b{_MONTH.replace('month', 'name')} (?P<d3>\d{{1,2}})"
    r"(?:[-–]\d{1,2})?(?:[a-z]{2})?,? (?P<y3>\d{4})",
    re.IGNORECASE,
)
_EXPIRES = re.compile(r"expire[sd]?(?: on)?:?\s*$", re.IGNORECASE)  # such a date is that of the end
_BEFORE = 40  # characters before a date, in which it is said what it is the date of
_HEAD = 60  # lines in which a document says what it is
_PAGE = re.compile(r"\[Page \d+\][ \t]*$")
_NUMBERED = re.compile(r"-\d{2}$")
_TITLE = re.compile(r"^#[ \t]++(\S[^\n]*+)", re.MULTILINE)
_LINK = re.compile(r"\[([^\[\]]*+)\]\([^()]*+\)")


@dataclass(frozen=True, slots=True)
class Document:
    """A text, its first heading (empty without one), and the day that its head names; None where it
    names none.
    """

    text: str
    title: str
    written_on: date | None
    notices: tuple[Notice, ...] = ()


def read_document(data: bytes) -> Document:
    """Read a text or Markdown file.

    Raises:
        ReaderError: the file is empty, or no text.
    """
    text, _encoding, notices = decode(data)
    text = without_addresses(text.replace("\r\n", "\n"))
    title = _TITLE.search(text)
    named = _LINK.sub(r"\1", title[1]).strip() if title else ""
    return Document(
        _without_pages(text), named, _day_in("\n".join(text.split("\n")[:_HEAD])), tuple(notices)
    )


def document_name(file: str) -> str:
    """Return what all versions of a document have in common in the names of their files:
    draft-cables-03.txt, draft-cables.
    """
    return _NUMBERED.sub("", file.rpartition(".")[0] or file)


def _without_pages(text: str) -> str:
    """Return a text without the foot of each page, the head of the next one and the empty lines
    around them.
    """
    kept: list[str] = []
    turning = head = False
    for line in text.split("\n"):
        if _PAGE.search(line):
            turning = True
            while kept and not kept[-1].strip():
                kept.pop()
            kept.append("")
            continue
        head = head or (turning and line.startswith("\f"))
        if turning and not line.strip():
            continue
        if turning and head:  # the running head of the new page
            head = False
            continue
        kept.append(line)
        turning = head = False
    return "\n".join(kept).replace("\f", "").strip()


def _day_in(head: str) -> date | None:
    for found in _DATES.finditer(head):
        if _EXPIRES.search(head[max(found.start() - _BEFORE, 0) : found.start()]):
            continue
        year = found["y1"] or found["y2"] or found["y3"]
        name = found["month"] or found["name"]
        month = _MONTHS.index(name.lower()) + 1 if name else int(found["m1"])
        try:
            return date(int(year), month, int(found["d1"] or found["d2"] or found["d3"]))
        except ValueError:
            continue
    return None
