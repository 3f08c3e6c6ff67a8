"""Published ballots counted again from their tally sheets, and a public draw drawn again."""

import math
import re
from fractions import Fraction
from pathlib import Path

import pytest

from isegoria.decisions.ranked import Count, Ranking, count_ranked
from isegoria.decisions.sortition import draw
from tests.real_data import real

pytestmark = pytest.mark.real_data
DEBIAN = [
    "2004_gr_non_free",
    "2004_gr_sarge",
    "2006_vote_001",
    "2006_vote_003",
    "2007_vote_001",
    "2008_vote_003",
    "2012_vote_001",
    "2016_vote_002",
]


def published(vote: str) -> str:
    return next(real(f"votes/debian/{vote}").glob("*_results.txt")).read_text("utf-8", "replace")


def options(text: str) -> list[str]:
    header = re.search(r"Option\n\s+([\w ]+)\n\s+===", text)
    assert header
    return header[1].split()


def rankings(vote: str, names: list[str]) -> list[Ranking]:
    sheet = next(real(f"votes/debian/{vote}").glob("*_tally.txt")).read_text("utf-8", "replace")
    found: list[Ranking] = []
    for line in re.findall(r"^V: (\S+)\s", sheet, re.MULTILINE):
        places: dict[int, list[str]] = {}
        for name, place in zip(names, line, strict=True):
            if place != "-":
                places.setdefault(int(place, 36), []).append(name)
        found.append([places[place] for place in sorted(places)])
    return found


def counted(vote: str) -> tuple[Count, str]:
    text = published(vote)
    names = options(text)
    quorum = re.search(r"quorum: \d+ > ([\d.]+)", text)
    ratios = {
        option: Fraction(int(ratio))
        for option, ratio in re.findall(r"Option (\w+) .*Majority.*\)\s*[<>]=? (\d)", text)
    }
    least = math.ceil(Fraction(quorum[1])) if quorum else 0
    return count_ranked(
        rankings(vote, names), names, default=names[-1], quorum=least, majority=ratios
    ), text


@pytest.mark.parametrize("vote", DEBIAN)
def test_a_ballot_of_debian_has_the_published_matrix(vote: str) -> None:
    count, text = counted(vote)
    names = options(text)
    for name in names:
        row = re.search(rf"^Option {name} ((?: {{3,}}|[ \d])+)$", text, re.MULTILINE)
        assert row
        assert [int(number) for number in row[1].split()] == [
            count.beats[name, other] for other in names if other != name
        ]


@pytest.mark.parametrize("vote", DEBIAN)
def test_a_ballot_of_debian_has_the_published_winner_and_drops_what_was_dropped(vote: str) -> None:
    count, text = counted(vote)
    winners = re.search(r"The winners are:\n(.*?)\n\n", text, re.DOTALL)
    assert winners
    assert list(count.winners) == re.findall(r"Option (\w+)", winners[1])
    assert list(count.without_majority) == re.findall(
        r"Dropping Option (\w+) because of Majority", text
    )
    assert list(count.without_quorum) == re.findall(
        r"Dropping Option (\w+) because of Quorum", text
    )


def test_the_draw_of_the_nominating_committee_comes_out_as_published() -> None:
    text = real("votes/ietf-nomcom-rfc3797/testcase-2012.txt").read_text()
    pool = int(re.search(r"Size of Pool: (\d+)", text)[1])  # type: ignore[index]
    sources = [
        [int(number) for number in line.split()] for line in re.findall(r"Input.*\n([\d ]+)", text)
    ]
    places = [int(number) for number in text.split("Results:")[1].split()[:10]]
    assert [one.place for one in draw(pool, 10, sources)] == places


def test_the_reference_draw_has_the_published_hashes() -> None:
    folder = Path(real("votes/ietf-nomcom-rfc3797"))
    rows = re.findall(
        r"^\s+\d+\s+([0-9A-F]{32})\s+(\d+)\s+->\s+(\d+)",
        (folder / "ref.results").read_text(),
        re.MULTILINE,
    )
    seeds = [
        [int(one) for one in line.split()]
        for line in (folder / "ref.seeds").read_text().splitlines()
        if line[:1].isdigit()
    ]
    drawn = draw(int(rows[0][1]), len(rows), seeds)
    assert [(one.digest, one.left, one.place) for one in drawn] == [
        (digest, int(left), int(place)) for digest, left, place in rows
    ]
