"""Dates as an iCalendar file that any calendar program can subscribe to (RFC 5545): escaped,
folded, with stable identities.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

__all__ = ["Event", "written"]

_OCTETS = 75  # RFC 5545, 3.1: the longest line, without its end
_HOURLY = "PT1H"


@dataclass(frozen=True, slots=True)
class Event:
    """A day, or a moment.

    `uid` stays the same when the date moves, so that programs move it and do not show it twice.
    """

    uid: str
    at: date | datetime
    summary: str
    description: str = ""
    url: str = ""
    where: str = ""
    category: str = ""


def written(name: str, events: Iterable[Event], now: datetime) -> bytes:
    """Return the calendar as a file.

    Args:
        name: what programs show as the name of the calendar.
        now: when it was written, with its zone.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Isegoria//Calendar of a process//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{_escaped(name)}",
        f"X-WR-CALNAME:{_escaped(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{_HOURLY}",
        f"X-PUBLISHED-TTL:{_HOURLY}",
    ]
    for event in events:
        lines += _event(event, now)
    lines.append("END:VCALENDAR")
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _event(event: Event, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(event.uid)}"
    yield f"DTSTAMP:{_moment(now)}"
    if isinstance(event.at, datetime):
        yield f"DTSTART:{_moment(event.at)}"
    else:
        yield f"DTSTART;VALUE=DATE:{event.at:%Y%m%d}"
        if event.at < date.max:  # the end of a day is the next one: 3.6.1; the last day has none
            yield f"DTEND;VALUE=DATE:{event.at + timedelta(days=1):%Y%m%d}"
        yield "TRANSP:TRANSPARENT"
    yield f"SUMMARY:{_escaped(event.summary)}"
    for key, value in (
        ("DESCRIPTION", event.description),
        ("LOCATION", event.where),
        ("CATEGORIES", event.category),
    ):
        if value:
            yield f"{key}:{_escaped(value)}"
    if event.url:
        yield f"URL:{''.join(event.url.split())}"  # a URI is not escaped: 3.3.13
    yield "END:VEVENT"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """Return text as a value: backslash, comma, semicolon and line ends escaped, other control
    characters dropped (3.3.11).
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(letter for letter in lines if letter in {"\n", "\t"} or ord(letter) >= 32)
    return kept.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[bytes]:
    """Yield a line in pieces of at most 75 octets; what follows the first begins with a space; no
    letter is cut in two.
    """
    piece = b""
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > _OCTETS:
            yield piece
            piece = b" "
        piece += octets
    yield piece
