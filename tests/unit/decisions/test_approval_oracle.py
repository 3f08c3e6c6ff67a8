"""Approval counts of several seats, compared with those of another program (decision 0042)."""

import json
from itertools import combinations
from pathlib import Path
from typing import TypedDict

import pytest

from isegoria.decisions.several import count_approval


class Election(TypedDict):
    """One election, and every committee that the other program elects."""

    options: str
    seats: int
    ballots: list[str]
    committees: list[str]


ELECTIONS: list[Election] = json.loads(
    Path(__file__).with_name("abcvoting_av.json").read_text("utf-8")
)["elections"]


@pytest.mark.parametrize("election", ELECTIONS)
def test_the_winners_are_those_of_another_program(election: Election) -> None:
    ballots: dict[str, int] = {}
    for approved in election["ballots"]:
        written = ", ".join(approved)
        ballots[written] = ballots.get(written, 0) + 1
    seats, named = election["seats"], set("".join(election["ballots"]))
    elected = count_approval(ballots, election["options"], seats)
    free = min(seats - len(elected.winners), len(elected.level))
    others = combinations(elected.level, free)
    committees = {"".join(sorted({*elected.winners, *more})) for more in others}
    wanted = {"".join(one for one in full if one in named) for full in election["committees"]}
    assert committees == wanted  # here nobody wins without a vote, there they fill the seats


def test_the_table_has_ties_and_clear_results() -> None:
    tied = [one for one in ELECTIONS if len(one["committees"]) > 1]
    assert min(len(tied), len(ELECTIONS) - len(tied)) > 40
