"""Minutes in Markdown are read by speaker; what names nobody stays open, and nothing of the source
is lost.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isegoria.readers.documents import document_name, read_document
from isegoria.readers.minutes import is_minutes
from isegoria.readers.transcript import read, read_minutes
from isegoria.readers.values import ReaderError
from tests.real_data import real

MINUTES = """# Cables, meeting of 3 March 2026

Chairs: Ann Ek and Bo Sample
Notes: Cy

<!-- START doctoc generated -->
- [Repair](#repair)
<!-- END doctoc -->

## Repair

The chairs open the meeting.

Ann: Who repairs them?
It costs a lot.

Bo Sample: We do.

Ann Ek points out that nobody pays.

* Goal: agree on who pays
  * by May

Bo (chat): Not in May.

Q: Why not?

Ann, Bo: both agree.

## Next

Bo: Thanks.
"""


def test_turns_are_those_of_people_whom_the_minutes_name_in_one_spelling() -> None:
    found = read(MINUTES.encode())
    assert found.format == "minutes"
    assert [(turn.speaker.name, turn.text) for turn in found.turns] == [
        (None, "The chairs open the meeting."),
        ("Ann Ek", "Who repairs them?\nIt costs a lot."),
        ("Bo Sample", "We do."),
        ("Ann Ek", "Ann Ek points out that nobody pays."),
        (None, "* Goal: agree on who pays\n  * by May"),
        ("Bo Sample", "Not in May."),
        (None, "Why not?"),
        (None, "Ann, Bo: both agree."),
        ("Bo Sample", "Thanks."),
    ]


def test_reported_words_are_less_sure_than_those_behind_a_name_and_say_why() -> None:
    spoken, reported = (read(MINUTES.encode()).turns[place].speaker for place in (1, 3))
    assert (spoken.confidence, reported.confidence) == (0.9, 0.8)
    assert "the minutes report it in words of their own" in reported.evidence


def test_header_and_turns_laid_end_to_end_are_the_source_and_headings_are_nobodys_words() -> None:
    found = read(MINUTES.encode())
    spans = [found.header, *(turn.span for turn in found.turns)]
    assert "".join(found.source[one.start : one.end] for one in spans) == MINUTES
    assert [event.text for event in found.turns[-2].events] == ["## Next"]
    assert "4 of 9 parts of the minutes name nobody" in found.warnings[0].message


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("Yes: it is so.\n\nGoal: agree.", set(), id="words that are no names"),
        pytest.param(
            "**Bo**: no.\n\n**Bo**: yes.\n\n**Bo**: ok.",
            {"Bo"},
            id="a name in bold that comes again",
        ),
        pytest.param("**Costs**: who pays?\n\n**Ships**: how many?", set(), id="topics in bold"),
        pytest.param(
            "bo: no\nann: yes\nbo: why\nann: so\nbo: ok\nann: ok",
            {"ann", "bo"},
            id="small letters, often enough",
        ),
        pytest.param("Ann via chat: no.\n\nAnn via chat: yes.", {"Ann"}, id="by another way"),
        pytest.param("Bo said so.\n\nThe group said so.\n\nSome agree.", {"Bo"}, id="reported"),
    ],
)
def test_what_is_a_name_and_what_is_not(text: str, names: set[str]) -> None:
    found = read_minutes(f"# A\n\n## B\n\n{text}\n".encode())
    assert {turn.speaker.name for turn in found.turns} - {None} == names


@pytest.mark.parametrize(
    "text",
    [">> ANN: Who?\n>> BO: We.\n", "ANN: Who?\n\nBO: We.\n", "# Only a heading\n\nand words\n"],
)
def test_captions_and_plain_texts_are_no_minutes(text: str) -> None:
    assert not is_minutes(text)


def test_minutes_without_anything_below_a_heading_say_what_would_be() -> None:
    with pytest.raises(ReaderError, match="no minutes were found: they have headings"):
        read_minutes(b"words without headings")


@given(st.text(alphabet="#:AnBo *-\n<!>.", max_size=300))
def test_nothing_of_any_minutes_is_lost(text: str) -> None:
    source = f"# M\n\n## N\n\nAnn: one.\n\nAnn: two.\n\n{text}"
    found = read_minutes(source.encode())
    spans = [found.header, *(turn.span for turn in found.turns)]
    assert "".join(found.source[one.start : one.end] for one in spans) == source


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "turns", "people"),
    [
        ("ietf-aipref/ietf122__minutes.md", 66, 23),
        ("ietf-aipref/interim-25-06__minutes.md", 31, 10),
        ("ietf-aipref/interim-26-03__minutes.md", 87, 21),
        ("ietf-quic/ietf99__minutes.md", 151, 40),
    ],
)
def test_real_minutes_are_read_by_speaker(name: str, turns: int, people: int) -> None:
    found = read(real(f"transcripts/{name}").read_bytes())
    named = {turn.speaker.name for turn in found.turns} - {None}
    assert (len(found.turns), len(named)) == (turns, people)
    words = sum(turn.words for turn in found.turns)
    assert sum(turn.words for turn in found.turns if turn.speaker.name) > 0.6 * words


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("Expires: 25 December 2026\nA. Author 23 June 2026", "2026-06-23"),
        ("Brussels, 8-10 April 2025", "2025-04-08"),
        ("April 14-16, 2026", "2026-04-14"),
        ("May 3rd, 2026", "2026-05-03"),
        ("London 2025.07.17-18", "2025-07-17"),
        ("31 February 2026, then 2026-03-01", "2026-03-01"),
        ("March 2026", "None"),
    ],
)
def test_the_day_of_a_document_is_read_from_its_head(head: str, day: str) -> None:
    assert str(read_document(head.encode()).written_on) == day


def test_a_document_has_its_title_and_neither_pages_nor_addresses() -> None:
    page = "\n\n\nAnn      Informational      [Page 1]\n\x0c\nDraft   Cables   2026\n\n\n"
    found = read_document(f"# [Cables](x) of the sea\n\nAsk ann@example.org.{page}More.\n".encode())
    assert found.title == "Cables of the sea"
    assert found.text == "# [Cables](x) of the sea\n\nAsk …@….\n\nMore."


def test_versions_of_a_document_have_one_name() -> None:
    names = ["draft-cables-09.txt", "draft-cables-10.txt", "draft-cables.md", "rfc7235-auth48.txt"]
    assert [document_name(one) for one in names] == [
        "draft-cables",
        "draft-cables",
        "draft-cables",
        "rfc7235-auth48",
    ]
