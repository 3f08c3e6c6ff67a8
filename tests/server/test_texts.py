"""Versions of a text, amendments that go along with their paragraph, and the editor's answer to
each; edits of a contribution.
"""

import pytest
from django.utils import timezone

from isegoria.server.deliberation.acts import EditComment, Say
from isegoria.server.deliberation.models import Amendment, Comment, Version
from isegoria.server.deliberation.reads import paragraphs
from isegoria.server.deliberation.texts import Amend, AnswerAmendment, Write
from isegoria.server.process.models import Chunk
from isegoria.server.texts.markdown import moved
from tests.play import Play, to_the_call

pytestmark = pytest.mark.django_db
EDITOR = "technical-community1"
FIRST = "Coastal states repair.\n\nOperators pay for the ships.\n\nFishers are told a week before."


def latest() -> Version:
    return Version.objects.latest("number")


@pytest.fixture
def chunk(play: Play) -> Chunk:
    return to_the_call(play, text=FIRST, call=False)


def amended(play: Play, chunk: Chunk, paragraph: int, text: str) -> Amendment:
    act = play.do(
        Amend(chunk, text="It is fairer.", written=latest(), paragraph=paragraph, new_text=text),
        "civil-society1",
    )
    return Amendment.objects.get(pk=act.number)


@pytest.mark.parametrize(
    ("before", "after", "places"),
    [
        pytest.param(["a", "b"], ["a", "b"], {1: 1, 2: 2}, id="nothing changed"),
        pytest.param(["a", "b"], ["new one", "a", "b"], {1: 2, 2: 3}, id="one was put before"),
        pytest.param(
            ["Coastal states repair.", "Operators pay."],
            ["Coastal states repair at once.", "Operators pay."],
            {1: 1, 2: 2},
            id="reworded",
        ),
        pytest.param(["Coastal states repair.", "b"], ["b"], {2: 1}, id="one is gone"),
        pytest.param(
            ["Coastal states repair."],
            ["Who measures the depth?"],
            {},
            id="something else stands there",
        ),
        pytest.param([], ["a"], {}, id="there was no text"),
    ],
)
def test_a_paragraph_is_found_again_in_a_later_version(
    before: list[str], after: list[str], places: dict[int, int]
) -> None:
    assert moved(before, after) == places


def test_an_open_amendment_goes_along_with_its_paragraph(play: Play, chunk: Chunk) -> None:
    amendment = amended(play, chunk, 2, "Operators and states pay for the ships.")
    play.do(Write(chunk, text=f"A preamble that nobody asked for.\n\n{FIRST}"), EDITOR)
    shown, homeless = paragraphs(latest())
    assert [[one.number for one in part.amendments] for part in shown] == [
        [],
        [],
        [amendment.number],
        [],
    ]
    assert homeless == []
    play.do(AnswerAmendment(chunk, text="Yes.", amendment=amendment, taken=True), EDITOR)
    assert latest().text.split("\n\n")[2] == "Operators and states pay for the ships."
    assert latest().text.split("\n\n")[0] == "A preamble that nobody asked for."


def test_the_editor_merges_two_amendments_to_one_paragraph_with_an_answer_to_each(
    play: Play, chunk: Chunk
) -> None:
    one = amended(play, chunk, 3, "Fishers are told two weeks before.")
    two = amended(play, chunk, 3, "Fishers and ports are told a week before.")
    play.do(AnswerAmendment(chunk, text="Yes.", amendment=one, taken=True), EDITOR)
    merged = "Fishers and ports are told two weeks before."
    play.do(
        AnswerAmendment(chunk, text="With the other.", amendment=two, taken=True, merged=merged),
        EDITOR,
    )
    assert latest().text.split("\n\n") == [
        "Coastal states repair.",
        "Operators pay for the ships.",
        merged,
    ]
    assert {one.answer for one in Amendment.objects.all()} == {"Yes.", "With the other."}
    assert (
        play.refused(AnswerAmendment(chunk, text="No.", amendment=two), EDITOR)
        == "amendment.answered"
    )


def test_a_change_to_a_paragraph_that_is_gone_cannot_be_taken_up_but_declined(
    play: Play, chunk: Chunk
) -> None:
    amendment = amended(play, chunk, 1, "All states repair.")
    play.do(Write(chunk, text="Operators pay for the ships."), EDITOR)
    assert paragraphs(latest())[1] == [amendment]
    assert (
        play.refused(AnswerAmendment(chunk, text="Yes.", amendment=amendment, taken=True), EDITOR)
        == "amendment.paragraph-gone"
    )
    play.do(AnswerAmendment(chunk, text="We took it out.", amendment=amendment), EDITOR)
    assert Amendment.objects.get().state == "declined"


def test_a_page_offers_to_write_and_to_answer_only_to_those_who_may(
    play: Play, chunk: Chunk, client_of
) -> None:  # type: ignore[no-untyped-def]
    amended(play, chunk, 1, "All states repair.")
    address = f"/chunks/{chunk.number}/text/"
    for who, may in {EDITOR: True, "civil-society1": False, "governments1": False}.items():
        page = client_of(play.people[who][0]).get(address).content.decode()
        assert ("do/write/" in page) is may
        assert ("/answer/" in page) is may
        assert "/amend/" in page


def test_an_amendment_is_shown_word_by_word_and_a_clean_copy_shows_none(
    play: Play, chunk: Chunk, client
) -> None:  # type: ignore[no-untyped-def]
    amended(play, chunk, 1, "All coastal states repair.")
    page = client.get(f"/chunks/{chunk.number}/text/").content.decode()
    assert "<ins>All coastal</ins>" in page
    clean = client.get(f"/chunks/{chunk.number}/text/{latest().number}/clean/").content.decode()
    assert "Coastal states repair." in clean
    assert "All coastal" not in clean


def test_a_text_may_be_as_long_as_a_standard_and_a_comment_may_not(
    play: Play, chunk: Chunk
) -> None:
    play.do(Write(chunk, text="word " * 60_000), EDITOR)
    assert play.refused(Say(chunk, text="word " * 60_000), EDITOR) == "text.too-long"


def test_what_a_contribution_said_before_is_shown_against_what_it_says(
    play: Play, chunk: Chunk, client
) -> None:  # type: ignore[no-untyped-def]
    play.day += 1
    play.do(Say(chunk, text="Repair within ten days."), "civil-society1")
    comment = Comment.objects.get()
    address = f"/chunks/{chunk.number}/discussion/{comment.number}/versions/"
    assert "not edited" in client.get(address).content.decode()
    play.day += 1
    play.do(
        EditComment(chunk, text="Repair within twelve days.", comment=comment), "civil-society1"
    )
    page = client.get(address).content.decode()
    assert "<del>ten</del>" in page
    assert "<ins>twelve</ins>" in page
    Comment.objects.update(hidden_in=1, edited_at=timezone.now())
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(("marks", "rule"), [(20_000, None), (20_001, "text.too-many-marks")])
def test_a_text_that_takes_long_to_show_is_refused(
    play: Play, chunk: Chunk, marks: int, rule: str | None
) -> None:
    work = Write(chunk, text="So " + "*" * marks)
    if rule is None:
        play.do(work, EDITOR)
    else:
        assert play.refused(work, EDITOR) == rule
