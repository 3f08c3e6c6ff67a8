"""What pages print around the words is kept, is no word, and labels nobody."""

import pytest

from isegoria.readers.transcript import split
from isegoria.readers.values import EventKind, Turn

HEAD = "Example Council\nModerator: Fay Operator\n{day}-01-16/9:00 am CT\nConfirmation # 12345\n"


def turns(text: str) -> list[Turn]:
    return list(split(text.encode()).turns)


def printed(turn: Turn) -> list[str]:
    return [event.text for event in turn.events if event.kind is EventKind.FURNITURE]


@pytest.mark.parametrize(
    "page",
    ["Page 2", "  page 2 of 31", "PAGE 2/31", "2 | Page", "Page | 2", "\fPage 2", "Page\u00a02"],
)
def test_a_page_number_in_a_sentence_is_no_word(page: str) -> None:
    turn = turns(f"ADA EXAMPLE: We are talking\n\n{page}\n\nabout cables.\n")[0]
    assert turn.words == 5
    assert printed(turn) == [page.strip()]
    assert turn.text.split() == ["We", "are", "talking", "about", "cables."]


@pytest.mark.parametrize(
    "line", ["Page 2 is wrong.", "See page 2", "Page two", "on Page 2 we said"]
)
def test_words_about_a_page_are_words(line: str) -> None:
    assert turns(f"ADA EXAMPLE: We are talking.\n{line}\n")[0].words == 3 + len(line.split())


def test_a_running_head_is_taken_off_every_page_and_labels_nobody() -> None:
    said = ["speaking of cables.", "And of islands.", "No more."]
    pages = (f"{HEAD.format(day=10)}Page {page}\n{line}\n" for page, line in enumerate(said, 2))
    text = "ADA EXAMPLE: We are\n" + "".join(pages)
    found = turns(text)
    assert [turn.label for turn in found] == ["ADA EXAMPLE"]
    assert found[0].words == 2 + 3 + 3 + 2
    assert len(printed(found[0])) == 3 * 5


def test_a_line_beside_one_page_number_only_is_text() -> None:
    text = ">> ADA EXAMPLE: One.\nThe first line.\nPage 2\nTwo.\nThe second line.\nPage 3\nThree.\n"
    assert turns(text)[0].words == 1 + 3 + 1 + 3 + 1


def test_a_turn_beside_page_numbers_stays_one() -> None:
    text = "".join(f">> ADA EXAMPLE: Yes.\nPage {page}\n>> BO SAMPLE: No.\n" for page in (2, 3, 4))
    assert [turn.label for turn in turns(text)] == ["ADA EXAMPLE", "BO SAMPLE"] * 3


def test_the_transcribers_note_is_no_speech_and_no_label() -> None:
    note = (
        "Note: The following is the output of transcribing from audio. It may be wrong and is no"
        " authoritative record."
    )
    found = turns(f"ADA EXAMPLE: We are\n\n{note}\n\ntalking.\n")
    assert [(turn.label, turn.words) for turn in found] == [("ADA EXAMPLE", 3)]
    assert printed(found[0]) == [note]


def test_a_dated_foot_that_comes_again_is_furniture() -> None:
    foot = "Example forum, Room A, 12 November 2018"
    assert turns(f"ADA EXAMPLE: One\n{foot}\ntwo\n{foot}\nthree\n{foot}\n")[0].words == 3
    assert turns(f"ADA EXAMPLE: One\n{foot}\ntwo\n")[0].words == 2 + len(foot.split())


def test_a_label_repeated_over_a_page_break_is_the_same_turn() -> None:
    assert len(turns("ADA EXAMPLE:\nPage 2\nADA EXAMPLE: Yes.\n")) == 1


def test_events_and_furniture_lie_where_they_say() -> None:
    transcript = split(b">> ADA EXAMPLE: One (Applause)\nPage 2\ntwo [ Laughter ] three.\n")
    events = transcript.turns[0].events
    assert [event.kind for event in events] == [
        EventKind.EVENT,
        EventKind.FURNITURE,
        EventKind.EVENT,
    ]
    assert all(
        transcript.source[event.span.start : event.span.end] == event.text for event in events
    )
