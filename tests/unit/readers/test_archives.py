"""Archives become discussions in threads: in an order of their own, without addresses, whatever the
senders' clocks said.
"""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isegoria.readers.addresses import name_without_address, without_addresses
from isegoria.readers.archives import DEEPEST, Discussion, from_issues, from_mails
from isegoria.readers.github_archive import Comment, Thread
from isegoria.readers.mbox import Mail
from isegoria.readers.values import ReaderError

DAY = datetime(2026, 1, 1, 10, tzinfo=UTC)
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def mail(number: int, to: str = "", day: int = 0, **more: object) -> Mail:
    """Return a mail with the id m<number> that replies to `to`."""
    fields: dict[str, object] = {
        "address": f"a{number}@example.org",
        "name": f"A{number}",
        "at": DAY + timedelta(days=day),
        "subject": f"S{number}",
        "thread": to or f"m{number}",
        "text": f"text {number}",
        "replies_to": (to,) if to else (),
    }
    return Mail(**{"number": number, "id": f"m{number}", **fields, **more})  # type: ignore[arg-type]


def discussion(*mails: Mail) -> Discussion:
    return from_mails([("list.mbox", mails)], "The list", NOW)[0]


def shape(found: Discussion) -> list[tuple[str, int | None]]:
    return [(one.text.split()[-1], one.parent) for one in found.written]


def test_a_reply_stands_after_what_it_replies_to_whatever_the_clock_of_its_sender_said() -> None:
    found = discussion(mail(2, "m1", day=-3), mail(1), mail(3, day=-1))
    assert shape(found) == [("3", None), ("1", None), ("2", 1)]


def test_where_the_message_replied_to_is_missing_the_first_of_its_thread_stands_for_it() -> None:
    assert shape(discussion(mail(1, "gone"), mail(2, "gone", day=1))) == [("1", None), ("2", 0)]


def test_an_answer_without_references_is_put_below_the_first_of_its_subject() -> None:
    first, answer = mail(1, subject="Cables"), mail(2, day=1, subject="cables", is_reply=True)
    assert shape(discussion(first, answer)) == [("1", None), ("2", 0)]
    assert shape(discussion(first, mail(2, day=1, subject="Cables"))) == [("1", None), ("2", None)]


def test_two_messages_that_name_each_other_are_both_kept() -> None:
    found = discussion(mail(1, "m2", thread="t"), mail(2, "m1", thread="t"))
    assert sorted(text for text, _parent in shape(found)) == ["1", "2"]


def test_a_thread_is_no_deeper_than_the_pages_show() -> None:
    found = discussion(
        *(
            mail(number, f"m{number - 1}" if number > 1 else "", day=number)
            for number in range(1, 40)
        )
    )
    depths: list[int] = []
    for one in found.written:
        depths.append(0 if one.parent is None else depths[one.parent] + 1)
    assert max(depths) == DEEPEST - 1
    assert len(depths) == 39


def test_a_date_that_cannot_be_right_is_put_to_the_one_before_it_and_said() -> None:
    mails = [
        mail(1, day=5),
        mail(2, at=None),
        mail(3, at=datetime(1970, 1, 1, tzinfo=UTC)),
        mail(4, day=900),
    ]
    found, notices = from_mails([("a.mbox", mails)], "t", NOW)
    assert {one.at for one in found.written} == {DAY + timedelta(days=5)}
    assert [(file, notice.line) for file, notice in notices] == [
        ("a.mbox", 2),
        ("a.mbox", 3),
        ("a.mbox", 4),
    ]
    assert "its date (1970-01-01) cannot be right" in notices[1][1].message
    with pytest.raises(ReaderError, match="no message has a date"):
        from_mails([("a.mbox", [mail(1, at=None)])], "t", NOW)


def test_a_message_that_stands_in_two_files_is_taken_once_and_files_are_one_discussion() -> None:
    files = [("2025.mbox", [mail(1)]), ("2026.mbox", [mail(1), mail(2, "m1", day=1)])]
    found, notices = from_mails(files, "t", NOW)
    assert shape(found) == [("1", None), ("2", 0)]
    assert [(file, notice.line) for file, notice in notices] == [("2026.mbox", 1)]
    nameless = [("a", [mail(1, id="1@no-id")]), ("b", [mail(1, id="1@no-id", day=1)])]
    assert len(from_mails(nameless, "t", NOW)[0].written) == 2


def test_who_opens_a_thread_is_shown_with_the_subject_and_no_address_is_left() -> None:
    (one,) = discussion(mail(1, text="Write to bo@example.org.", name="a1@example.org")).written
    assert one.text == "S1\n\nWrite to …@…."
    assert (one.person, one.name) == ("mail:a1@example.org", "")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("mail Ann.Ex+x@example.org, or <bo at example.org>", "mail …@…, or <…@…>"),
        (
            "[Cy](mailto:cy@example.org) cy (at) example.org dé@exämple.org",
            "[Cy](mailto:…@…) …@… …@…",
        ),
        (
            "look at kernel.org, ask @mention, a @ b, foo@localhost",
            "look at kernel.org, ask @mention, a @ b, foo@localhost",
        ),
        ("half a pair \ud83d and a NUL \0", "half a pair ? and a NUL "),
    ],
)
def test_addresses_in_a_text_are_hidden(text: str, left: str) -> None:
    assert without_addresses(text) == left


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("'Ann Example'", "Ann Example"),
        ("ann@example.org", ""),
        ("Ann <ann@example.org>", ""),
        ("ann at example.org", ""),
    ],
)
def test_a_name_that_is_an_address_is_no_name(name: str, left: str) -> None:
    assert name_without_address(name) == left


@given(st.text(alphabet="a@.< >(t):é\n", max_size=200))
def test_no_address_is_left_in_any_text(text: str) -> None:
    assert without_addresses(without_addresses(text)) == without_addresses(text)
    assert not re.search(r"a@a+\.aa", without_addresses(text))


def test_an_issue_is_a_question_with_its_replies_and_keeps_number_labels_and_when_it_was_closed() -> (
    None
):
    said = (
        Comment("Ann", DAY, "Who?"),
        Comment("bo", DAY + timedelta(days=1), "> Who?\r\n\r\nWe."),
        Comment("", DAY, "?"),
    )
    (found,) = from_issues([Thread(7, " Cables ", NOW, said, ("legal",))])
    assert (found.title, found.mark, found.labels, found.closed_at) == (
        "Cables",
        "#7",
        ("legal",),
        NOW,
    )
    opener, answer, nobody = found.written
    assert (opener.person, opener.asks, opener.answered_at, opener.parent) == (
        "github:ann",
        True,
        DAY + timedelta(days=1),
        None,
    )
    assert (answer.text, answer.parent, answer.asks) == ("> Who?\n\nWe.", 0, False)
    assert (nobody.person, nobody.name) == ("", "")
