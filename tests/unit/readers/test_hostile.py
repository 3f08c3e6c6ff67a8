"""Hostile sources: what can be read of them is read, what cannot is told in a sentence, and nothing
ends with a traceback.
"""

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from isegoria.cli import main
from isegoria.readers.archives import DEEPEST, from_issues, from_mails
from isegoria.readers.documents import read_document
from isegoria.readers.github_archive import read_github_archive
from isegoria.readers.mbox import Mail, own_words, read_mbox
from isegoria.readers.names.spellings import MOST_NAMES
from isegoria.readers.packed import unpacked
from isegoria.readers.roster import read_roster
from isegoria.readers.transcript import read
from isegoria.readers.values import ReaderError

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


def mail(heads: str = "", text: str = "I object.") -> bytes:
    return f"From a Thu Jan  1 00:00:00 2026\nMessage-ID: <1@b>\n{heads}\n\n{text}\n\n".encode()


def test_labels_with_the_line_ends_of_windows_are_no_mail() -> None:
    with pytest.raises(ReaderError, match="no message was found"):
        read_mbox(b"".join(b"Ann: we said so, %d\r\nBo: no\r\n" % number for number in range(500)))


@pytest.mark.parametrize(
    "heads", ["From: a@b.example", "Date: Thu, 1 Jan 2026 10:00:00 +0000", "x: 1\n\ty\nsubject: so"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_one_message_by_itself_is_read(heads: str, end: str) -> None:
    (found,), _notices = read_mbox(f"{heads}\n\nI object.\n".replace("\n", end).encode())
    assert found.text == "I object."


@pytest.mark.parametrize(
    "sender",
    [
        "(" * 5000,
        ":" * 5000,
        "a:" * 500,
        "<" * 5000,
        '"' * 5001,
        "((((((((((((((((((((((a@b.example",
    ],
)
def test_a_sender_that_cannot_be_read_is_told_and_the_others_are_read(sender: str) -> None:
    (one, other), notices = read_mbox(
        mail(f"From: {sender}") + mail("From: Ann <ann@b.example>").replace(b"<1@b>", b"<2@b>")
    )
    assert (one.address, one.text, other.address) == ("", "I object.", "ann@b.example")
    assert "the sender cannot be read" in [notice.message for notice in notices if notice.line == 1]


@pytest.mark.parametrize(
    "date",
    [
        "Thu, 99999999999 Jan 2026",
        "Thu, 1 Jan 99999999999999999999 10:00:00 +0000",
        "1 Jan 1 00:00:00 +9999",
        "31 Dec 9999 23:59:59 -2359",
        "1 Jan 2026 10:00:00 +99999999999999999999",
        "Thu, 1 Jan 2026 10:00:00 " + "9" * 5000,
    ],
)
def test_a_date_that_is_none_is_told(date: str) -> None:
    (found,), notices = read_mbox(mail(f"Date: {date}"))
    assert found.at is None
    assert "the date cannot be read; the message is kept without one" in [
        notice.message for notice in notices
    ]


@pytest.mark.parametrize(
    "charset",
    ["idna", "punycode", "unicode_escape", "hex", "undefined", "\0", '"a b"', "utf-8", "x" * 3000],
)
def test_a_charset_that_is_none_is_guessed(charset: str) -> None:
    (found,), _notices = read_mbox(
        mail(f"Content-Type: text/plain; charset={charset}", "Dépôt \\x41 xn--a")
    )
    assert found.text == "Dépôt \\x41 xn--a"


@pytest.mark.parametrize("depth", [5, 45, 60, 5000])
def test_parts_in_parts_are_read_while_they_are_few(depth: int) -> None:
    heads = "Content-Type: multipart/mixed; boundary=b0"
    parts = "".join(
        f"--b{place}\nContent-Type: multipart/mixed; boundary=b{place + 1}\n\n"
        for place in range(depth - 1)
    )
    (found,), notices = read_mbox(mail(heads, f"{parts}--b{depth - 1}\n\nI object.\n"))
    told = [notice for notice in notices if "too many parts" in notice.message]
    assert (found.text, len(told)) == (("I object.", 0) if depth <= 50 else ("", 1))


def test_a_page_with_markup_that_is_none_keeps_its_words() -> None:
    (found,), _notices = read_mbox(mail("Content-Type: text/html", "<p>I <b>object</b>.<![(("))
    assert found.text.split() == ["I", "object", ".<![(("]


@pytest.mark.parametrize(
    ("below", "kept"),
    [
        ("_" * 25 + "\nlist@b.example", ""),
        ("_" * 25 + "\nhttps://b.example", ""),
        ("_" * 25 + "\nno address", "_" * 25 + "\nno address"),
        ("_" * 25 + "\nlist@b.example\n" + "x" * 400, "_" * 25 + "\nlist@b.example\n" + "x" * 400),
        ("_" * 19 + "\nlist@b.example", "_" * 19 + "\nlist@b.example"),
        ("list@b.example\n" + "_" * 25, "list@b.example\n" + "_" * 25),
    ],
)
def test_what_the_list_puts_below_is_left_out(below: str, kept: str) -> None:
    assert own_words(f"I object.\n\n{below}") == f"I object.\n\n{kept}".strip()


def mails(*replies: str) -> list[Mail]:
    return [
        Mail(
            place,
            str(place),
            f"{place}@b",
            "",
            NOW + timedelta(minutes=place),
            "",
            str(place),
            "So.",
            (one,) if one else (),
        )
        for place, one in enumerate(replies)
    ]


def test_a_chain_of_replies_goes_no_deeper_than_pages_show() -> None:
    discussion, _notices = from_mails(
        [("a", mails("", *(str(place) for place in range(40))))], "Cables", NOW + timedelta(days=1)
    )
    parents = [one.parent for one in discussion.written]
    assert parents == [None, *(min(place, DEEPEST - 2) for place in range(40))]


@pytest.mark.parametrize(
    ("replies", "parents"),
    [
        (("1", "0"), [1, None]),
        (("1", "2", "0", "2"), [1, 2, None, 2]),
        (("", "2", "3", "1"), [None, 2, 3, None]),
        (("0",), [None]),
    ],
)
def test_messages_that_name_each_other_in_a_circle_stand_in_a_row(
    replies: tuple[str, ...], parents: list[int | None]
) -> None:
    found = mails(*replies)
    discussion, _notices = from_mails([("a", found)], "Cables", NOW + timedelta(days=1))
    people = [one.person for one in discussion.written]
    beneath = {
        one.person: None if one.parent is None else people[one.parent] for one in discussion.written
    }
    names = [None if one is None else f"mail:{one}@b" for one in parents]
    assert [beneath[f"mail:{place}@b"] for place in range(len(replies))] == names


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_roster_is_read_with_the_line_ends_of_any_machine(end: str) -> None:
    assert [
        one.name
        for one in read_roster(
            end.join(["name,role", "Ann,moderator", "Bo,panellist", ""]).encode()
        )
    ] == [
        "Ann",
        "Bo",
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ('name\n"' + "a" * 200_000, "line 2: this is not CSV"),
        ("name\n" + "a" * 201, "line 2: this row has a cell of more than 200 characters"),
        ("name\n" + "Ann\n" * 1001, "line 1002: a roster has at most 1,000 names"),
        ("name,aliases\nAnn," + "A;" * 1000, "line 2: a roster has at most 1,000 names"),
    ],
)
def test_a_roster_that_is_none_is_refused_with_its_line(rows: str, said: str) -> None:
    with pytest.raises(ReaderError, match=said):
        read_roster(rows.encode())


def test_a_session_of_more_names_than_any_is_read_and_told() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    text = "\n\n".join(
        f">> {one}{other} {other.upper()}{one}X: so."
        for one in letters.upper()
        for other in letters
    )
    found = read(text.upper().encode())
    assert len(found.turns) == len(letters) ** 2
    assert f"only {MOST_NAMES} of them are compared" in found.warnings[-1].message


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("# A  title  ", "A  title"),
        ("#\tA [b](c) d", "A b d"),
        ("# [[a](b)", "[a"),
        ("#   \n# B", "B"),
        ("## No", ""),
    ],
)
def test_the_title_of_a_document_is_its_first_heading(line: str, title: str) -> None:
    assert read_document(f"{line}\n\nText.\n".encode()).title == title


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b'{"issues": [{"number": 1e999, "title": "a", "createdAt": "2026-01-01"}]}',
        b'{"issues": [1]}',
        b'{"issues": [{"number": ' + b"1" * 5000 + b"}]}",
        b"\xff",
        b'{"issues": [{"comments": 1, "createdAt": "2026-01-01"}]}',
    ],
)
def test_an_archive_of_issues_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(ReaderError):
        read_github_archive(data)


def test_times_with_and_without_a_zone_stand_side_by_side() -> None:
    one = (
        '{"number": 1, "title": "a", "createdAt": "2026-01-01T10:00:00", "closedAt":'
        ' "2026-01-02T10:00:00Z"}'
    )
    (thread,) = read_github_archive(f'{{"issues": [{one}]}}'.encode())
    assert thread.answered_at == thread.closed_at
    assert from_issues([thread])[0].written[0].at == datetime(2026, 1, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(gzip.compress(b"x" * 2000), id="too large"),
        pytest.param(gzip.compress(b"x" * 500)[:-9], id="cut off"),
        pytest.param(b"\x1f\x8b\x08\x00" + b"\xff" * 90, id="broken"),
    ],
)
def test_what_is_packed_is_unpacked_within_bounds_or_refused(data: bytes) -> None:
    assert unpacked(gzip.compress(b"x" * 1000), most=1000) == b"x" * 1000
    with pytest.raises(ReaderError):
        unpacked(data, most=1000)


def test_one_wrong_clock_makes_no_thousand_windows(tmp_path: Path) -> None:
    years = ("1900", "9999", "2020", "2020")
    heads = [
        f"From: a{place}@b.example\nDate: Wed, 1 Jan {year} 10:00:00 +0000"
        for place, year in enumerate(years)
    ]
    (tmp_path / "a.mbox").write_bytes(
        b"".join(mail(one).replace(b"<1@b>", b"<%d@b>" % place) for place, one in enumerate(heads))
    )
    found = CliRunner().invoke(main, ["signals", str(tmp_path / "a.mbox")])
    assert found.exit_code == 0
    assert found.stdout.splitlines()[0] == "until 2020-01-01: 2 messages of 2 people"


@pytest.mark.parametrize(
    "command", [["transcript"], ["transcript", "--format", "json"], ["signals"], ["model", "check"]]
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
)
def test_a_command_reads_or_says_why_not(command: list[str], tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.mbox"
    path.write_bytes(data)
    found = CliRunner().invoke(main, [*command, str(path)])
    assert isinstance(found.exception, SystemExit | None)
    assert found.exit_code == 0 or (found.exit_code in {1, 2} and found.stderr.strip())


def test_a_number_without_end_in_the_page_of_a_mail_ends_no_import() -> None:
    page = f"<p>So &#{'9' * 6000}; it is.</p>"
    mail = (
        f"From a@b Thu Jan  1 00:00:00 2026\nFrom: Ann <a@example.org>\nContent-Type:"
        f" text/html\n\n{page}\n"
    )
    (found,), _notices = read_mbox(mail.encode())
    assert "it is" in found.text
