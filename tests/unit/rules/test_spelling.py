"""What is a correction of spelling only, and what could change what a text says."""

import time

import pytest

from isegoria.rules.course.spelling import MOST, is_spelling

SPELLING = [
    ("The fishermam must act.", "The fisherman must act."),
    ("Operators reapir cables.", "Operators repair cables."),
    ("operatorss pay", "operators pay"),
    ("operatirs pay", "operators pay"),
    ("the the cable", "the cable"),
    ("a cable. and a ship", "a cable, and a ship"),
    ("the internet", "the Internet"),
    ("a  cable", "a cable"),
    ("Say “yes”", "Say yes"),
    ("Déclaraton", "Déclaration"),
    ("same", "same"),
]
MEANING = [
    ("must act", "must not act"),
    ("must not act", "must act"),
    ("operators may pay", "operators must pay"),
    ("is possible here", "is impossible here"),
    ("is legal here", "is illegal here"),
    ("typical cables", "atypical cables"),
    ("now act", "not act"),
    ("pay 100 euro", "pay 1000 euro"),
    ("pay 1.5 euro", "pay 15 euro"),
    ("pay -5 euro", "pay 5 euro"),
    ("5 % of all", "5 of all"),
    ("~~pay~~", "pay"),
    ("- pay", "pay"),
    ("pay\n\nact", "pay\nact"),
    ("pay", "    pay"),
    ("see https://example.org/", "see https://exampqle.org/"),
    ("write to ann@example.org", "write to ann@exampqle.org"),
    ("[here](example.org)", "[here](exampqle.org)"),
    ("can't pay", "can pay"),
    ("不可以修理电缆", "可以修理电缆"),
    ("不可以修理电缆", "又可以修理电缆"),
    ("ห้ามซ่อมสายเคเบิล", "ซ่อมสายเคเบิล"),
    ("operators pay", "coastal states pay"),
    ("operators pay", ""),
    ("", "operators pay"),
]


@pytest.mark.parametrize(("before", "after"), SPELLING)
def test_spelling_can_be_corrected_and_back(before: str, after: str) -> None:
    assert is_spelling(before, after)
    assert is_spelling(after, before)


@pytest.mark.parametrize(("before", "after"), MEANING)
def test_what_can_change_the_meaning_is_no_spelling(before: str, after: str) -> None:
    assert not is_spelling(before, after)
    assert not is_spelling(after, before)


def test_only_so_many_words_are_corrected_at_once() -> None:
    def text(wrong: int) -> str:
        return " ".join(["fishermenn"] * wrong + ["fishermen"] * (40 - wrong))

    assert is_spelling(text(MOST), text(0))
    assert not is_spelling(text(MOST + 1), text(0))


@pytest.mark.parametrize("letter", ["a", " ", "a ", "1.", "@", "電", "a\n", "'"])
def test_it_takes_linear_time(letter: str) -> None:
    long = letter * (400_000 // len(letter))
    began = time.process_time()
    is_spelling(long, long + "b")
    assert time.process_time() - began < 5
