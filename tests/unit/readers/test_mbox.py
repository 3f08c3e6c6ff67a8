"""Archives of mailing lists are read into messages, threads and own words; what cannot be read is
told.
"""

import gzip
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from isegoria.cli import main
from isegoria.readers.mbox import own_words, read_mbox
from isegoria.readers.values import ReaderError
from tests.real_data import real

MBOX = b"""From ann@example.org Thu Jan  1 00:00:00 2026
From: =?utf-8?q?Ann_=C3=89xample?= <Ann@Example.org>
Date: Thu, 1 Jan 2026 10:00:00 +0100
Subject: [list] Cables
Message-ID: <1@example.org>

Who repairs them?
>From here on it is unclear.
--\x20
Ann

From bo@example.org Fri Jan  2 00:00:00 2026
From: bo at example.org (Bo Sample)
Date: Fri, 2 Jan 2026 10:00:00 +0000
Subject: Re: [list] Cables
Message-ID: <2@example.org>
In-Reply-To: <1@example.org>
Content-Type: text/plain; charset=latin-1

On Thu, 1 Jan 2026, Ann wrote:
> Who repairs them?
We do, with four ships in Malm\xf6.

From bo@example.org Fri Jan  2 00:00:00 2026
From: bo at example.org (Bo Sample)
Date: tomorrow
Subject: AW: Cables
Message-ID: <3@example.org>
References: <1@example.org> <2@example.org>
Content-Type: text/html

<style>p {}</style><p>And &amp; who pays?</p><blockquote>We do</blockquote>

"""


def test_messages_have_senders_dates_threads_and_their_own_words() -> None:
    (one, two, three), notices = read_mbox(MBOX)
    assert (one.name, one.address, one.subject) == ("Ann Éxample", "ann@example.org", "Cables")
    assert one.at is not None
    assert one.at.isoformat() == "2026-01-01T09:00:00+00:00"
    assert one.text == "Who repairs them?\nFrom here on it is unclear."
    assert (two.name, two.address, two.text) == (
        "Bo Sample",
        "bo@example.org",
        "We do, with four ships in Malmö.",
    )
    assert {one.thread, two.thread, three.thread} == {"1@example.org"}
    assert (three.at, three.text, three.subject) == (None, "And & who pays?", "Cables")
    assert [(notice.line, "date" in notice.message) for notice in notices] == [(3, True)]


def test_a_message_that_stands_twice_is_taken_once() -> None:
    mails, notices = read_mbox(MBOX + MBOX)
    assert len(mails) == 3
    assert sum("twice" in notice.message for notice in notices) == 3


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Type: multipart/report; boundary=x",
        b"Auto-Submitted: auto-replied",
        b"X-Loop: 1\nFrom: MAILER-DAEMON@a.org",
    ],
)
def test_what_a_machine_wrote_is_left_out_and_said(header: bytes) -> None:
    sender = b"" if b"From:" in header else b"From: Bo <bo@example.org>\n"
    bounce = (
        b"\nFrom a@b Sat Jan  3 00:00:00 2026\n"
        + sender
        + header
        + b"\nMessage-ID: <9@x>\n\nUndelivered.\n"
    )
    mails, notices = read_mbox(MBOX + bounce)
    assert len(mails) == 3
    assert (notices[-1].line, "it is left out" in notices[-1].message) == (4, True)


def test_who_replies_to_whom_is_read_from_the_headers_the_nearest_first() -> None:
    one, two, three = read_mbox(MBOX)[0]
    assert (one.replies_to, one.is_reply) == ((), False)
    assert (two.replies_to, two.is_reply) == (("1@example.org",), True)
    assert three.replies_to == ("2@example.org", "1@example.org")


def test_a_log_of_listserv_is_read() -> None:
    head = (
        b"Date:  Mon, 8 May 2017 10:47:41 +0000\nFrom:  Ann <ann@example.org>\nSubject:  Re: Cables"
    )
    log = b"=" * 73 + b"\n" + head + b"\n\nYes.\n"
    (one,), _ = read_mbox(log)
    assert (one.address, one.subject, one.text) == ("ann@example.org", "Cables", "Yes.")


@pytest.mark.parametrize("data", [b"", b"no mail at all", b"\x00\x01", b"From nowhere\n\nhello"])
def test_what_is_no_archive_says_what_would_be(data: bytes) -> None:
    with pytest.raises(ReaderError, match="no message was found: an mbox has lines"):
        read_mbox(data)


@given(st.binary(max_size=400))
def test_any_bytes_are_messages_or_an_error(data: bytes) -> None:
    for start in (b"", b"From a@b Thu Jan  1 00:00:00 2026\nFrom: a@b\n\n", MBOX):
        try:
            mails, _ = read_mbox(start + data)
        except ReaderError:
            continue
        assert mails


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Yes.\n\n-----Original Message-----\nNo?", "Yes."),
        ("> No?\nYes.\n| No?", "Yes."),
        ("On Monday,\nAnn <a@b> wrote:\n> No?\nYes.", "Yes."),
        ("-- not a signature\nYes.", "-- not a signature\nYes."),
        ("Yes.\n" + 40 * "_" + "\nThe list\nhttps://lists.example.org/x", "Yes."),
        ("Yes.\n" + 40 * "_" + "\n\nAnd no.", "Yes.\n" + 40 * "_" + "\n\nAnd no."),
    ],
)
def test_own_words_are_what_is_left_without_quotes(text: str, own: str) -> None:
    assert own_words(text) == own


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "messages"),
    [
        ("ksummit-discuss-lf-2019.mbox.gz", 395),
        ("ksummit-linux-dev-2021.mbox.gz", 638),
        ("pipermail-text/numpy-discussion-2001-November.txt", 82),
    ],
)
def test_real_archives_are_read_with_senders_and_dates(name: str, messages: int) -> None:
    path = real(f"mail/{name}")
    data = path.read_bytes()
    mails, _ = read_mbox(gzip.decompress(data) if path.suffix == ".gz" else data)
    assert len(mails) == messages
    assert all(one.address and one.at for one in mails)
    assert sum(not one.text for one in mails) <= 2


def test_signals_over_an_archive_are_printed_window_by_window(tmp_path: Path) -> None:
    path = tmp_path / "list.mbox"
    path.write_bytes(MBOX)
    done = CliRunner().invoke(main, ["signals", str(path)])
    assert "2 messages of 2 people" in done.output
    assert "message 3: the date cannot be read" in done.stderr
    path.write_bytes(b"nothing")
    assert CliRunner().invoke(main, ["signals", str(path)]).exit_code == 2
