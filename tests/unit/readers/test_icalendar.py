"""A calendar that other programs can read: folded, escaped, with identities that stay."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from isegoria.readers.icalendar import Event, written

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def unfolded(file: bytes) -> list[str]:
    """Read as RFC 5545, 3.1 says: a line that begins with a space goes on with the one before."""
    return file.decode().replace("\r\n ", "").split("\r\n")


def value_of(file: bytes, name: str) -> str:
    line = next(line for line in unfolded(file) if line.startswith((f"{name}:", f"{name};")))
    raw = line.partition(":")[2]
    return raw.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")


def test_every_line_ends_with_crlf_and_has_at_most_75_octets() -> None:
    file = written("Cables", [Event("a@b", NOW, "Ƀ" * 200, "x" * 400)], NOW)
    assert file.endswith(b"END:VCALENDAR\r\n")
    lines = file.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in b"".join(lines)
    for line in lines:
        line.decode()  # no letter was cut in two
    assert value_of(file, "SUMMARY") == "Ƀ" * 200


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a, b; c", id="separators"),
        pytest.param("back\\slash \\n is no line end", id="backslash"),
        pytest.param("two\nlines", id="line end"),
        pytest.param("قناة، الكابلات", id="Arabic"),
    ],
)
def test_text_comes_out_as_it_went_in(text: str) -> None:
    file = written(text, [Event("a@b", NOW, text, text, where=text)], NOW)
    for name in ("SUMMARY", "DESCRIPTION", "LOCATION", "X-WR-CALNAME"):
        raw = next(line for line in unfolded(file) if line.startswith(f"{name}:"))
        assert "\n" not in raw
    assert value_of(file, "LOCATION").replace("\n", " ") == text.replace("\n", " ") or "\\n" in text


def test_a_text_cannot_add_a_line_of_its_own() -> None:
    file = written(
        "Cables",
        [
            Event(
                "a@b", NOW, "Meeting\r\nATTENDEE:mailto:x@example.org", url="https://x/\r\nX-BAD:1"
            )
        ],
        NOW,
    )
    assert not [line for line in unfolded(file) if line.startswith(("ATTENDEE", "X-BAD"))]


def test_a_day_lasts_the_whole_day_and_a_moment_is_in_utc() -> None:
    east = timezone(timedelta(hours=5, minutes=30))
    file = written(
        "Cables",
        [Event("d@b", date(2026, 12, 31), "Day"), Event("m@b", NOW.astimezone(east), "Moment")],
        NOW,
    )
    lines = unfolded(file)
    assert "DTSTART;VALUE=DATE:20261231" in lines
    assert "DTEND;VALUE=DATE:20270101" in lines
    assert "DTSTART:20260302T120000Z" in lines
    assert (
        lines.count("BEGIN:VEVENT")
        == lines.count("END:VEVENT")
        == lines.count("DTSTAMP:20260302T120000Z")
        == 2
    )


def test_the_last_day_of_all_has_no_end() -> None:
    file = written("Cables", [Event("a@b", date.max, "The end")], NOW)
    assert value_of(file, "DTSTART") == "99991231"
    assert b"DTEND" not in file
