"""Films shown in a session: where they begin and end, and that nobody of the room speaks in
them.
"""

import pytest

from isegoria.readers.transcript import read
from isegoria.readers.values import Channel, Person, Role, Turn

ROSTER = [Person("Ada Example", Role.MODERATOR), Person("Bo Sample", Role.PANELLIST)]
FILM = ["Father, look at the cable.", "And at the sea."]


def turns(*said: str, roster: list[Person] | None = None) -> list[Turn]:
    return list(
        read(
            "\n\n".join(f">> {one}" for one in said).encode(), ROSTER if roster is None else roster
        ).turns
    )


def media(*said: str) -> list[int]:
    return [turn.number for turn in turns(*said) if turn.speaker.role is Role.MEDIA]


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("(Video)", "(End of video)."),
        ("[ Video playing ]", "[ Video ends ]"),
        ("(Video plays:)", "(End video.)"),
        ("[Video presentation]", "(The video has ended)"),
        ("((Opening video starts))", "((Video concluded))"),
    ],
)
def test_a_film_lasts_from_note_to_note(begin: str, end: str) -> None:
    found = turns(
        f"ADA EXAMPLE: Let us see it. {begin}",
        FILM[0],
        f"{FILM[1]} {end}",
        "Thank you. Let's move on to Bo.",
    )
    assert [turn.number for turn in found if turn.speaker.role is Role.MEDIA] == [2, 3]
    assert {turn.speaker.channel for turn in found[1:3]} == {Channel.MEDIA}
    assert all(
        turn.speaker.name is None and not turn.speaker.candidates and turn.speaker.evidence
        for turn in found[1:3]
    )
    assert found[3].speaker.role is not Role.MEDIA


def test_a_film_without_an_end_lasts_to_the_next_name() -> None:
    assert media("ADA EXAMPLE: Now. (Video)", *FILM, "BO SAMPLE: So.", "Yes.") == [2, 3]


def test_thanks_after_it_are_not_in_it() -> None:
    assert media(
        "ADA EXAMPLE: Now. (Video)", *FILM, "Thank you for that film.", "BO SAMPLE: So."
    ) == [2, 3]


def test_a_note_without_any_end_is_not_believed() -> None:
    assert media("ADA EXAMPLE: Now. (Video)", *["On and on."] * 30) == []


@pytest.mark.parametrize(
    "note",
    ["(video off)", "(No video)", "(video link lost)", "(Applause)", "a video", "(Video) Well."],
)
def test_other_notes_begin_no_film(note: str) -> None:
    assert media(f"ADA EXAMPLE: Now. {note}", *FILM, "BO SAMPLE: So.") == []


def test_words_behind_the_end_are_of_another_voice() -> None:
    assert media(
        "ADA EXAMPLE: Now. (Video)",
        FILM[0],
        f"{FILM[1]} (End of video). Thank you.",
        "BO SAMPLE: So.",
    ) == [2]


def test_voices_of_a_film_may_have_labels_that_are_no_names() -> None:
    assert media(
        "ADA EXAMPLE: Now. (Video)",
        "BOTH SPEAKERS: Look.",
        "NARRATOR: The sea. (End video)",
        "Yes.",
    ) == [2, 3]


def test_a_label_of_a_film_is_enough() -> None:
    assert media("VIDEO: The sea.", "ADA EXAMPLE: Yes.", "NARRATOR: The end.", "Well.") == [1, 3]


def test_a_turn_that_is_only_the_note_belongs_to_the_film() -> None:
    assert media("(Video)", FILM[0], "ADA EXAMPLE: Yes.") == [1, 2]


def test_nobody_of_the_roster_speaks_in_a_film() -> None:
    found = turns(
        "ADA EXAMPLE: And now Bo. (Video)", "My name is Bo Sample.", "ADA EXAMPLE: Thank you, Bo."
    )
    assert found[1].speaker.name is None
    assert found[1].speaker.role is Role.MEDIA
