"""The page about OWASP ASVS has each requirement once, and names nothing that is not there."""

import re
from pathlib import Path

PROJECT = Path(__file__).parents[2]
PAGE = (PROJECT / "docs" / "explanation" / "asvs.md").read_text("utf-8")
PLACES = (PROJECT, PROJECT / "src" / "isegoria", PROJECT / "src" / "isegoria" / "server")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (.*) \| (.*) \| (.*) \|$", re.M)
NAMED = re.compile(r"(?:[\w.-]+/)+[\w.-]+\.\w+(?:::\w+)?|\w+\.(?:py|toml|lock)\b|Makefile|\.ci/run")

SECTIONS = {
    "1.1": "1-7", "1.2": "1-4", "1.4": "1 4 5", "1.5": "1-4", "1.6": "1-4", "1.7": "1 2",
    "1.8": "1 2", "1.9": "1 2", "1.10": "1", "1.11": "1 2", "1.12": "2", "1.14": "1-6",
    "2.1": "1-12", "2.2": "1-3", "2.3": "1-3", "2.4": "1-5", "2.5": "1-7", "2.6": "1-3",
    "2.7": "1-6", "2.8": "1-7", "2.9": "1-3", "2.10": "1-4",
    "3.1": "1", "3.2": "1-4", "3.3": "1-4", "3.4": "1-5", "3.5": "1-3", "3.7": "1",
    "4.1": "1-3 5", "4.2": "1 2", "4.3": "1-3",
    "5.1": "1-5", "5.2": "1-8", "5.3": "1-10", "5.4": "1-3", "5.5": "1-4",
    "6.1": "1-3", "6.2": "1-6", "6.3": "1 2", "6.4": "1 2",
    "7.1": "1-4", "7.2": "1 2", "7.3": "1 3 4", "7.4": "1-3",
    "8.1": "1-4", "8.2": "1-3", "8.3": "1-8",
    "9.1": "1-3", "9.2": "1-4",
    "10.2": "1 2", "10.3": "1-3",
    "11.1": "1-8",
    "12.1": "1-3", "12.2": "1", "12.3": "1-6", "12.4": "1 2", "12.5": "1 2", "12.6": "1",
    "13.1": "1 3-5", "13.2": "1-3 5 6", "13.3": "1 2", "13.4": "1 2",
    "14.1": "1-4", "14.2": "1-6", "14.3": "2 3", "14.4": "1-7", "14.5": "1-4",
}  # fmt: skip
"""The numbers of the levels 1 and 2 in version 4.0.3."""


def every_number() -> list[str]:
    found = []
    for section, told in SECTIONS.items():
        for part in told.split():
            first, _dash, last = part.partition("-")
            numbers = range(int(first), int(last or first) + 1)
            found += [f"{section}.{number}" for number in numbers]
    return found


def rows() -> list[tuple[str, str, str, str]]:
    return [one.groups() for one in ROW.finditer(PAGE)]  # type: ignore[misc]  # four groups


def is_there(named: str) -> bool:
    path, _colons, test = named.partition("::")
    found = [place / path for place in PLACES if (place / path).exists()]
    return any(not test or f"def {test}(" in one.read_text("utf-8") for one in found)


def test_there_are_so_many_of_them() -> None:
    assert len(every_number()) == 259


def test_each_requirement_is_answered_once_and_in_order() -> None:
    assert [number for number, *_rest in rows()] == every_number()


def test_each_answer_is_one_of_three_and_says_enough() -> None:
    for number, asked, answer, where in rows():
        assert len(asked) >= 8, number
        if answer == "met":
            assert len(where) >= 8, number
        else:
            assert re.match(r"not (?:asked here|met)(?: by the program)?: .{10,}", answer), number


def test_what_shows_it_is_there() -> None:
    gone = {
        (number, one)
        for number, _asked, answer, where in rows()
        for one in NAMED.findall(f"{answer} {where}")
        if not is_there(one)
    }
    assert gone == set()


def test_what_is_met_names_a_file() -> None:
    bare = [number for number, _asked, answer, where in rows() if answer == "met"
            and not NAMED.search(where) and "below, “" not in where]  # fmt: skip
    assert bare == []


def test_the_sums_are_right() -> None:
    answers = [
        answer.partition(":")[0].removesuffix(" by the program") for *_n, answer, _w in rows()
    ]
    told = re.search(r"^(\d+) are met, (\d+) are not asked here, (\d+) are not met\.", PAGE, re.M)
    assert told
    kinds = ("met", "not asked here", "not met")
    assert [int(one) for one in told.groups()] == [answers.count(kind) for kind in kinds]


def test_a_file_that_is_gone_is_found() -> None:
    assert not is_there("record/window.py")
    assert not is_there("tests/unit/test_asvs.py::test_nothing_at_all")
    assert is_there("tests/unit/test_asvs.py::test_there_are_so_many_of_them")
